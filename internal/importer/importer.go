// Package importer makes a group of what an export of HipChat's says: people, rooms, who is in them, everything that was said
// with its files, avatars and emoticons. Users, rooms and messages keep their ids, so that integrations need a new base URL
// and nothing else.
//
// Like a restore it writes rows into an empty database that no server uses, in one transaction: until it is committed no server
// starts there, and a run that was broken off is repeated. Nobody is told of anything that is imported, and nothing is unread.
//
// What is not allowed here is put right and reported, and nothing that was said is dropped: who is unknown gets a deactivated
// account under the name that stands in the message.
package importer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/importer/archive"
	"github.com/stoachat/stoa/internal/picture"
	"github.com/stoachat/stoa/internal/store"
)

// Config says what the group is made in, and how.
type Config struct {
	Database string      // of store.Config, empty; "": nothing is written, and the report says what would be
	Blobs    *blob.Store // for shared files; nil: they are left out
	Group    string      // what the group is called; empty: Stoa

	Owner    string    // e-mail address of who owns the group; empty: the first administrator
	Password string    // the owner's; empty: one is made
	Cost     auth.Cost // of a guess at it
	AutoJoin AutoJoin

	Now      func() time.Time                   // nil: time.Now
	Progress func(what string, done, all int64) // all is 0 where nobody knows; nil: nobody is told
}

// importer makes one group.
type importer struct {
	Config
	archive  *archive.Archive
	pictures *picture.Decoder
	load     *store.Load // nil: nothing is written
	now      time.Time

	hash      string // of the owner's password
	people    *people
	rooms     []*room
	chats     []*direct
	files     *shared
	faces     []face
	follow    [][]any           // who takes part in which thread
	shortcuts map[string]string // of emoticons, by their names in the archive
	last      map[string]int64  // the highest id given, by table
	report    Report
}

// Import makes a group of an archive, and answers what became of what. Where nobody is to own the group it says so before
// anything is done.
func Import(ctx context.Context, a *archive.Archive, c Config) (Report, error) {
	m := &importer{Config: c, archive: a, pictures: picture.NewDecoder(atOnce()), last: map[string]int64{}}
	m.defaults()
	err := m.plan()
	if err == nil {
		err = m.setPassword(ctx)
	}
	if err == nil {
		err = m.run(ctx)
	}
	m.finish()
	return m.report, err
}

func (m *importer) defaults() {
	if m.Now == nil {
		m.Now = time.Now
	}
	if m.Progress == nil {
		m.Progress = func(string, int64, int64) {}
	}
	if m.Group == "" {
		m.Group = "Stoa"
	}
	m.now = m.Now().UTC().Truncate(time.Microsecond)
	m.files = newShared()
}

// plan puts people and rooms right.
func (m *importer) plan() (err error) {
	if from := m.archive.AutoJoin(); from != nil && m.AutoJoin == nil {
		if m.AutoJoin, err = ReadAutoJoin(from); err != nil {
			return err
		}
	}
	m.people = newPeople(&m.report, m.now)
	if err := m.people.take(m.archive.Users(), m.Owner); err != nil {
		return err
	}
	m.planRooms()
	m.planChats()
	return nil
}

// setPassword makes what is kept of the owner's password. Nobody else has one.
func (m *importer) setPassword(ctx context.Context) (err error) {
	if m.Database == "" {
		return nil
	}
	if m.Password == "" {
		m.Password = auth.RandomText(20)
		m.report.Owner.Password = m.Password
	}
	m.hash, err = auth.NewPasswords(nil, m.Cost, m.Now).Hash(ctx, m.Password)
	return err
}

func (m *importer) run(ctx context.Context) (err error) {
	if m.Database == "" {
		return m.write(ctx)
	}
	schema, err := store.NewestSchema()
	if err != nil {
		return err
	}
	if m.load, err = store.OpenLoad(ctx, m.Database, schema, nil, m.now); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.load.Close()) }()
	err = m.write(ctx)
	if err == nil && m.Blobs != nil {
		err = m.Blobs.Many().Sync()
	}
	if err != nil { // later, who knows whether the database shows them
		return errors.Join(err, m.dropFiles(context.WithoutCancel(ctx)))
	}
	m.Progress("the database is brought to its end", 0, 0)
	return m.load.Commit(ctx, m.last)
}

// write fills the tables. The files come first, since messages tell what is in them, and then the log: only when it has been
// read is known who has an account, who is in which room, and how long each log is.
func (m *importer) write(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		m.takeFiles, m.writeLogs, m.writeFiles, m.writePhotos, m.writePeople, m.writePlaces, m.writeFollowers, m.writeEmoticons, m.writeGroup,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// writeGroup writes the two rows that there is one of.
func (m *importer) writeGroup(ctx context.Context) error {
	if m.load == nil {
		return nil
	}
	schema, err := store.NewestSchema()
	if err != nil {
		return err
	}
	if err := m.fill(ctx, "group", []string{"id", "name", "created"}, [][]any{{int64(1), m.Group, m.people.began().UnixMicro()}}); err != nil {
		return err
	}
	return m.fill(ctx, "cluster", []string{"id", "keeper", "keeper_until", "changes", "needs"}, [][]any{{int64(1), "", int64(0), int64(0), schema}})
}

// fill writes rows into columns of a table.
func (m *importer) fill(ctx context.Context, table string, columns []string, rows [][]any) error {
	if m.load == nil {
		return nil
	}
	t, err := m.load.Table(table, columns...)
	if err != nil {
		return err
	}
	return m.fillTable(ctx, t, rows)
}

func (m *importer) fillTable(ctx context.Context, t store.Table, rows [][]any) error {
	_, err := m.load.Fill(ctx, t, func(yield func([]any, error) bool) {
		for _, row := range rows {
			if !yield(row, ctx.Err()) {
				return
			}
		}
	})
	return err
}

// gave notes the id of a row, so that what is made later gets a higher one.
func (m *importer) gave(table string, id int64) { m.last[table] = max(m.last[table], id) }

func errOwner(format string, args ...any) error {
	return fmt.Errorf(format+": name the owner with --owner EMAIL", args...)
}
