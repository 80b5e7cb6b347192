// Package world makes up a server that a company has used for years, to measure and to look at: people, rooms whose sizes
// follow a power law, one-to-one chats, what people and integrations said in working hours with mentions, cards, files and
// edits, how far everybody has read, webhooks and tokens.
//
// It writes rows into an empty database in one go, as a restore does, so that millions of messages take minutes. From the
// same seed comes the same world, except for its tokens and its picture of time, which ends at Config.Now. What is said
// means nothing; how often a word is used falls with its rank, as in a language.
package world

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
)

// Config says what to make, and where.
type Config struct {
	Database string      // of store.Config, empty
	Blobs    *blob.Store // nil: the bytes of shared files are left out
	Size     Size
	Rooms    []int // how many messages each has; nil: by a power law
	Seed     uint64
	Now      time.Time // when it ends

	// The first person, who owns the group and can sign in. All others have no password.
	Email, PasswordHash string

	Progress func(what string, done, all int) // nil: nobody is told
}

// Made is what there is, and how to get in.
type Made struct {
	Size     Size
	Events   int64     // in all logs
	Biggest  Place     // the room with the most messages
	Middle   Place     // one with an average number
	Person   string    // the mention name of one who talks in the biggest room
	Busy     string    // the token of the first person, who is in many rooms
	Notifier string    // a token of the biggest room's, which may notify
	Began    time.Time // when the first word was said
}

// Place is a room.
type Place struct {
	Name               string
	Room, Conversation int64
	Messages           int
}

// maker makes one world.
type maker struct {
	Config
	load   *store.Load
	schema int64
	hours  *calendar
	people []chat.User
	rooms  []*room
	chats  []*log
	known  []string // words
	files  []chat.StoredFile
	sample sample

	contents *contents
	last     map[string]int64 // ids given, by table
	made     Made
	done     int // messages
}

// Make fills the database and the store of files.
func Make(ctx context.Context, c Config) (made Made, err error) {
	if err := c.Size.check(); err != nil {
		return made, err
	}
	if c.Progress == nil {
		c.Progress = func(string, int, int) {}
	}
	schema, err := store.NewestSchema()
	if err != nil {
		return made, err
	}
	m := &maker{Config: c, schema: schema, hours: newCalendar(c.Now, c.Size.Years), last: map[string]int64{}, sample: sample{c.Size.Files, c.Size.Messages}}
	m.made = Made{Size: c.Size, Began: m.hours.begin}
	m.known = lexicon()
	m.contents = newContents(m.known)
	if m.load, err = store.OpenLoad(ctx, c.Database, schema, nil, time.Now()); err != nil {
		return made, err
	}
	defer func() { err = errors.Join(err, m.load.Close()) }()
	m.plan()
	if err := m.write(ctx); err != nil {
		return made, err
	}
	if err := m.writeFiles(ctx); err != nil {
		return made, err
	}
	c.Progress("the database is brought to its end", 0, 0)
	return m.made, m.load.Commit(ctx, m.last)
}

// plan makes up everybody and every place; what is said there is made up while it is written.
func (m *maker) plan() {
	m.people = m.makePeople()
	m.makeRooms()
	m.makeChats()
}

// write fills the tables. The log is first: only then is known how long each is.
func (m *maker) write(ctx context.Context) error {
	for _, step := range []func(context.Context) error{m.writeLogs, m.writePeople, m.writePlaces, m.writeTokens, m.writeWebhooks} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// fill writes rows of a table, whose ids are those from 1 on.
func (m *maker) fill(ctx context.Context, table string, columns []string, rows [][]any) error {
	t, err := m.load.Table(table, columns...)
	if err != nil {
		return err
	}
	_, err = m.load.Fill(ctx, t, func(yield func([]any, error) bool) {
		for _, row := range rows {
			if !yield(row, ctx.Err()) {
				return
			}
		}
	})
	if err == nil && columns[0] == "id" {
		m.last[table] = int64(len(rows))
	}
	return err
}

// random is the same for the same purpose and number, whatever else has been made up.
func (m *maker) random(purpose string, n int64) *rand.Rand {
	salt := m.Seed
	for _, c := range []byte(purpose) {
		salt = salt*1099511628211 + uint64(c)
	}
	return rand.New(rand.NewPCG(salt, uint64(n)))
}

// version is what a room or a person has beside what it is.
func version(n int64) string { return fmt.Sprintf("%08X", n) }
