package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/stoachat/stoa/internal/format"
	"github.com/stoachat/stoa/internal/importer/archive"
)

// message is a record of a day. spec: https://docs.slack.dev/reference/events/message
type message struct {
	Type     string
	Subtype  string
	TS       string
	User     string
	BotID    string `json:"bot_id"`
	Username string
	Text     string
	ThreadTS string `json:"thread_ts"`
	Topic    string
	Purpose  string

	BotProfile  struct{ Name string } `json:"bot_profile"`
	UserProfile struct {
		Real string `json:"real_name"`
		Name string
	} `json:"user_profile"`

	File      *file // of old exports
	Files     []file
	Comment   *struct{ User, Comment string }
	Reactions []struct {
		Name  string
		Users []string
	}
	Edited struct{ TS string }
}

type file struct {
	ID, Name, Title, Mode string
	Size                  int64
}

// errEnough ends a reading that nobody wants more of.
var errEnough = errors.New("enough")

// Messages yields what was said, conversation by conversation, the oldest first.
func (e *Export) Messages(ctx context.Context) iter.Seq2[archive.Said, error] {
	return func(yield func(archive.Said, error) bool) {
		for _, p := range e.places {
			for _, day := range e.days[p.dir] {
				err := each(day, func(raw json.RawMessage) error {
					for _, m := range e.records(p, raw) {
						if !yield(archive.Said{Room: p.room, Low: p.low, High: p.high, Message: m}, nil) {
							return errEnough
						}
					}
					return ctx.Err()
				})
				if errors.Is(err, errEnough) {
					return
				}
				if err != nil {
					yield(archive.Said{}, err)
					return
				}
			}
		}
	}
}

// space is what the ids of messages are made in.
var space = uuid.MustParse("0e3c5d1a-7f0a-5b61-8c55-2f9a1d5a4c70")

// id is a message's: the same whenever it is read.
func (p *place) id(ts string, more ...string) string {
	return uuid.NewSHA1(space, []byte(strings.Join(append([]string{p.channel.ID, ts}, more...), "\n"))).String()
}

// moment reads a timestamp of Slack's: seconds, a dot, microseconds.
func moment(ts string) (time.Time, bool) {
	whole, part, _ := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || s <= 0 || s > 1<<35 || len(part) > 6 {
		return time.Time{}, false
	}
	us, err := strconv.ParseInt((part + "000000")[:6], 10, 64)
	if err != nil || us < 0 {
		return time.Time{}, false
	}
	return time.Unix(s, us*1000).UTC(), true
}

// records are what a record says here: mostly one message, one more for each file after the first.
func (e *Export) records(p place, raw json.RawMessage) []archive.Message {
	var m message
	if err := json.Unmarshal(raw, &m); err != nil {
		e.odd.Add("damaged record left out")
		return nil
	}
	at, ok := moment(m.TS)
	if !ok {
		e.odd.Add("record without a time left out")
		return nil
	}
	out := archive.Message{ID: p.id(m.TS), Time: at, Kind: archive.UserMessage, Extra: e.beside(p, &m)}
	if p.room == 0 {
		out.Kind = archive.PrivateUserMessage
	}
	switch m.Subtype {
	case "", "file_share", "thread_broadcast", "me_message", "bot_message", "file_comment":
	case "channel_topic", "group_topic", "channel_purpose", "group_purpose":
		if p.room == 0 {
			return nil
		}
		out.Kind, out.Text, out.Extra = archive.TopicRoomMessage, e.topic(cmp.Or(m.Topic, m.Purpose)), nil
		out.Sender = e.sender(&m)
		return []archive.Message{out}
	default:
		e.odd.Add("line of the kind " + strconv.Quote(m.Subtype[:min(len(m.Subtype), 60)]) + " left out")
		return nil
	}
	if u := e.people[m.User]; m.Subtype == "bot_message" || m.BotID != "" || u != nil && u.bot {
		return e.notification(p, out, &m, raw)
	}
	if m.Subtype == "file_comment" && m.Comment != nil {
		m.User, m.Text = m.Comment.User, m.Comment.Comment
	}
	out.Sender = e.sender(&m)
	if out.Sender.ID == 0 {
		e.odd.Add("message of nobody left out")
		return nil
	}
	if p.room == 0 && out.Sender.ID != p.low && out.Sender.ID != p.high {
		e.odd.Add("message of somebody else in a one-to-one chat left out")
		return nil
	}
	if p.room == 0 {
		out.Receiver.ID = p.low + p.high - out.Sender.ID
	}
	out.Text, out.Mentions = e.text(m.Text)
	if m.Subtype == "me_message" {
		out.Text = "/me " + out.Text
	}
	return e.withFiles(p, out, &m)
}

// sender is who said it.
func (e *Export) sender(m *message) archive.Person {
	if p := e.known(m.User, cmp.Or(m.UserProfile.Real, m.UserProfile.Name, m.Username)); p != nil {
		return p.Person
	}
	return archive.Person{Name: m.Username}
}

// notification is what a bot said. Between two people there are none, so there it is left out.
func (e *Export) notification(p place, out archive.Message, m *message, raw json.RawMessage) []archive.Message {
	if p.room == 0 {
		e.odd.Add("message of a bot in a one-to-one chat left out")
		return nil
	}
	name := cmp.Or(m.Username, m.BotProfile.Name)
	if u := e.people[m.User]; name == "" && u != nil {
		name = u.Name
	}
	out.Kind, out.Sender = archive.NotificationMessage, archive.Person{Name: cmp.Or(name, m.BotID, "Slack")}
	said, err := format.Slack(raw)
	if err != nil {
		e.odd.Add("message of a bot that says nothing left out")
		return nil
	}
	out.Text, out.Format, out.Color = said.HTML, "html", said.Color
	return []archive.Message{out}
}

// withFiles shares the first file with the message, and each other one behind it.
func (e *Export) withFiles(p place, out archive.Message, m *message) []archive.Message {
	if m.File != nil {
		m.Files = append(m.Files, *m.File)
	}
	all := []archive.Message{out}
	shared := 0
	for i, f := range m.Files {
		if f.ID == "" || f.Mode == "tombstone" || f.Mode == "hidden_by_limit" {
			e.odd.Add("file that Slack itself has no more left out")
			continue
		}
		attached := &archive.Attachment{Name: cmp.Or(f.Name, f.Title, f.ID), Path: f.ID, Size: f.Size}
		if u := e.uploads[f.ID]; len(u) > 0 {
			attached.Path = f.ID + "/" + path.Base(u[0].Name)
			e.shared[f.ID] = append(e.shared[f.ID], p.where)
		}
		if shared++; shared == 1 {
			all[0].Attachment = attached
			continue
		}
		next := out
		next.ID, next.Text, next.Mentions, next.Attachment = p.id(m.TS, f.ID), "", nil, attached
		next.Time = out.Time.Add(time.Duration(i) * time.Microsecond)
		if out.Extra != nil {
			next.Extra = &archive.Extra{Thread: out.Extra.Thread, ToRoom: out.Extra.ToRoom}
		}
		all = append(all, next)
	}
	if all[0].Text == "" && all[0].Attachment == nil {
		e.odd.Add("message that says nothing left out")
		return nil
	}
	return all
}

// beside is what Slack has beside a message; nil for nothing.
func (e *Export) beside(p place, m *message) *archive.Extra {
	var x archive.Extra
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		x.Thread, x.ToRoom = p.id(m.ThreadTS), m.Subtype == "thread_broadcast"
	}
	for _, r := range m.Reactions {
		name := cmp.Or(pictured(r.Name), "("+r.Name+")")
		if users := e.ids(r.Users); len(users) > 0 {
			x.Reactions = append(x.Reactions, archive.Reaction{Emoji: name, Users: users})
		}
	}
	x.Edited, _ = moment(m.Edited.TS)
	for _, pinned := range p.channel.Pins {
		if u := e.known(pinned.User, ""); pinned.Type == "C" && pinned.ID == m.TS && u != nil {
			x.Pinned = &archive.Pin{By: u.ID, At: seconds(pinned.Created)}
		}
	}
	if x.Empty() {
		return nil
	}
	return &x
}

// Files yields the uploads that were put into the archive, once for each place in which they were shared. Messages has to have
// been read.
func (e *Export) Files(ctx context.Context) iter.Seq2[archive.File, error] {
	return func(yield func(archive.File, error) bool) {
		for id, places := range e.shared {
			f := e.uploads[id][0]
			seen := map[int64]bool{}
			for _, w := range places {
				if seen[w.room] {
					continue
				}
				seen[w.room] = true
				r, err := f.Open()
				if err == nil {
					err = ctx.Err()
				}
				if err != nil {
					yield(archive.File{}, fmt.Errorf("read %s: %w", f.Name, err))
					return
				}
				goOn := yield(archive.File{Room: w.room, Path: id + "/" + path.Base(f.Name), Size: int64(f.UncompressedSize64), Reader: r}, nil) //nolint:gosec // no file has so many bytes
				_ = r.Close()
				if !goOn {
					return
				}
			}
		}
	}
}
