package importer_test

import (
	"context"
	"iter"
	"testing"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/importer"
	"github.com/stoachat/stoa/internal/importer/archive"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// strange is an export whose names are no text that databases take.
type strange struct{}

func (strange) Users() []archive.User {
	return []archive.User{{ID: 1, Name: "A\x00da\xff", MentionName: "a\x00da", Email: "ada@example.test", Title: "\x00", AccountType: "admin"}}
}

func (strange) Rooms() []archive.Room {
	return []archive.Room{{ID: 1, Name: "Boiler\x00 Room", Topic: "Steam\x00 on", Owner: 1}}
}

func (strange) Emoticons() []archive.Emoticon { return nil }

func (strange) Messages(context.Context) iter.Seq2[archive.Said, error] {
	return func(func(archive.Said, error) bool) {}
}

func (strange) Files(context.Context) iter.Seq2[archive.File, error] {
	return func(func(archive.File, error) bool) {}
}

func (strange) Odd() []string { return nil }

func TestNamesThatNoDatabaseHoldsAreCleaned(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		ctx := t.Context()
		a, err := archive.Collect(ctx, strange{}, archive.Options{Spool: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		if _, err := importer.Import(ctx, a, importer.Config{Database: database, Cost: auth.Cheap}); err != nil {
			t.Fatal(err)
		}
		s := storetest.Open(t, database)
		people, err := s.Users(ctx, chat.UserFilter{})
		if err != nil || len(people) != 1 || people[0].Name != "Ada\uFFFD" || people[0].MentionName != "ada" {
			t.Errorf("%+v, %v", people, err)
		}
		if r, err := s.Room(ctx, 1); err != nil || r.Name != "Boiler Room" || r.Topic != "Steam on" {
			t.Errorf("%+v, %v", r, err)
		}
	})
}
