package world

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

const (
	firstNames = `Ada Alan Alice Amir Ana Andre Anna Ben Bruno Carla Carlos Chen Clara Daniel Daria David Diana Dora Elena Elias
		Emil Emma Erik Eva Farah Felix Fiona Frida Georg Grace Greta Hana Hans Helga Hugo Ida Igor Ines Iris Ivan
		Jana Jonas Jorge Julia Karim Karl Katya Lars Laura Lea Leo Lina Luca Lucia Maja Marco Maria Martin Maya Mia
		Mika Milan Nadia Nils Nina Noah Nora Olga Omar Oscar Paul Petra Pia Rafael Rita Rosa Samir Sara Sofia Tom`
	lastNames = `Abbott Adler Almeida Andersen Baker Bauer Becker Berg Bianchi Blake Bloom Brandt Braun Carter Castro Clarke Cohen Conti
		Costa Cruz Dahl Dietrich Duarte Eklund Ferrari Fischer Fontana Fox Garcia Gruber Haas Hansen Hayashi Herrera Hoffman
		Horvat Huber Ito Jansen Jensen Keller Kim Klein Koch Kovac Kraus Lang Larsen Lehmann Lindgren Lopez Marino Martins
		Mayer Meyer Moreau Moretti Mueller Nakamura Nguyen Nielsen Novak Okafor Olsen Park Peters Popov Ramos Ricci Rivera
		Rossi Santos Sato Schmid Silva Suzuki Tanaka Weber Winter Yamada`
	titles = `Engineer,Designer,Support,Operations,Sales,Writer,Analyst,Team lead,Researcher,Finance`
	zones  = `Europe/Berlin America/New_York America/Los_Angeles Europe/London Asia/Tokyo Australia/Sydney UTC`
)

// makePeople makes them up. The first one is the owner.
func (m *maker) makePeople() []chat.User {
	first, last := strings.Fields(firstNames), strings.Fields(lastNames)
	title, zone := strings.Split(titles, ","), strings.Fields(zones)
	people := make([]chat.User, m.Size.People)
	for i := range people {
		random := m.random("person", int64(i))
		given, family := first[i%len(first)], last[(i/len(first)+i)%len(last)]
		if lap := i / (len(first) * len(last)); lap > 0 { // all pairs have been given
			family = fmt.Sprintf("%s%d", family, lap+1)
		}
		people[i] = chat.User{
			ID: int64(i + 1), Name: given + " " + family, MentionName: given + family,
			Email: strings.ToLower(given+"."+family) + "@example.test",
			Title: title[random.IntN(len(title))], Timezone: zone[random.IntN(len(zone))],
			Deleted: i > 3 && random.IntN(12) == 0, Admin: i < 1+m.Size.People/200,
			Created: m.hours.at(random.Float64() * 0.5), LastActive: m.Now.Add(-time.Duration(random.ExpFloat64() * float64(2*24*time.Hour))).Truncate(time.Microsecond),
		}
	}
	people[0].Owner, people[0].Created = true, m.hours.begin
	people[0].Email = m.Email
	return people
}

func (m *maker) writePeople(ctx context.Context) error {
	err := m.fill(ctx, "group", []string{"id", "name", "created"}, [][]any{{int64(1), "Example", m.hours.begin.UnixMicro()}})
	if err != nil {
		return err
	}
	delete(m.last, "group") // its id is no number of ours
	err = m.fill(ctx, "cluster", []string{"id", "keeper", "keeper_until", "changes", "needs"}, [][]any{{int64(1), "", int64(0), int64(0), m.schema}})
	if err != nil {
		return err
	}
	delete(m.last, "cluster")
	var rows [][]any
	for _, u := range m.people {
		hash := ""
		if u.Owner {
			hash = m.PasswordHash
		}
		rows = append(rows, []any{u.ID, u.Name, u.MentionName, strings.ToLower(u.MentionName), u.Email, strings.ToLower(u.Email), u.Title, u.Timezone,
			u.Admin, u.Owner, false, u.Deleted, hash, u.Created.UnixMicro(), u.LastActive.UnixMicro(), version(u.ID)})
	}
	return m.fill(ctx, "user", []string{"id", "name", "mention_name", "mention_key", "email", "email_key", "title", "timezone",
		"admin", "owner", "guest", "deleted", "password_hash", "created", "last_active", "version"}, rows)
}
