package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func ptr[T any](v T) *T { return &v }

// wantTaken checks that err names the field whose value is taken.
func wantTaken(t *testing.T, what string, err error, field string) {
	t.Helper()
	var d *chat.DuplicateError
	if !errors.As(err, &d) || d.Field != field {
		t.Errorf("%s: got %v, want %s to be taken", what, err, field)
	}
}

func TestUserIsReadAsItWasCreated(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		at := time.Date(2026, 11, 22, 15, 4, 5, 123456000, time.UTC)
		want := chat.User{Name: "Bo Lindqvist", MentionName: "Bo", Email: "Bo@Example.org", Title: "Engineer",
			Timezone: "Europe/Stockholm", Admin: true, Owner: true, Created: at, LastActive: at}
		u, err := s.CreateUser(t.Context(), want, "hash")
		if err != nil {
			t.Fatal(err)
		}
		want.ID, want.Version = 1, u.Version
		if diff := cmp.Diff(want, u); diff != "" || len(u.Version) != 8 {
			t.Errorf("version %q (-want +got):\n%s", u.Version, diff)
		}
		for what, find := range map[string]func() (chat.User, error){
			"id":           func() (chat.User, error) { return s.User(t.Context(), 1) },
			"email":        func() (chat.User, error) { return s.UserByEmail(t.Context(), "bo@EXAMPLE.org") },
			"mention name": func() (chat.User, error) { return s.UserByMention(t.Context(), "bO") },
		} {
			got, err := find()
			if err != nil {
				t.Errorf("by %s: %v", what, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("by %s (-want +got):\n%s", what, diff)
			}
		}
		if hash, err := s.PasswordHash(t.Context(), 1); hash != "hash" || err != nil {
			t.Errorf("password hash %q, %v", hash, err)
		}
		_, err = s.UserByEmail(t.Context(), "nobody@example.org")
		wantErr(t, "unknown e-mail", err, chat.ErrNotFound)
		_, err = s.PasswordHash(t.Context(), 9)
		wantErr(t, "password of nobody", err, chat.ErrNotFound)
	})
}

func TestNamesAreUniqueWithoutRegardToCase(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		create := func(mention, email string) error {
			_, err := s.CreateUser(ctx, chat.User{Name: "x", MentionName: mention, Email: email}, "")
			return err
		}
		if err := create("Äda", "ÄDA@example.org"); err != nil {
			t.Fatal(err)
		}
		wantTaken(t, "e-mail", create("other", "äda@Example.ORG"), "email")
		wantTaken(t, "mention name", create("äDA", "b@example.org"), "mention_name")
		wantTaken(t, "decomposed mention name", create("a\u0308da", "b@example.org"), "mention_name")
		for range 2 { // guests have neither
			if err := create("", ""); err != nil {
				t.Errorf("without names: %v", err)
			}
		}
		_, err := s.UpdateUser(ctx, mustUser(t, s, "bo").ID, chat.UserPatch{MentionName: ptr("ÄDA")})
		wantTaken(t, "update", err, "mention_name")
		mustRoom(t, s, "Øvelse", 0)
		_, err = s.CreateRoom(ctx, chat.Room{Name: "ØVELSE"}, nil)
		wantTaken(t, "room", err, "name")
		_, err = s.UpdateRoom(ctx, mustRoom(t, s, "Other", 0).ID, chat.RoomPatch{Name: ptr("øvelse")}, nil)
		wantTaken(t, "room update", err, "name")
	})
}

func TestUserUpdateChangesOnlyWhatItGives(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		before := mustUser(t, s, "ada")
		after, err := s.UpdateUser(t.Context(), before.ID, chat.UserPatch{
			Title: ptr("Captain"), Email: ptr("captain@example.org"), Deleted: ptr(true), PasswordHash: ptr("new")})
		if err != nil {
			t.Fatal(err)
		}
		if after.Version == before.Version {
			t.Error("the version stayed the same")
		}
		want := before
		want.Title, want.Email, want.Deleted, want.Version = "Captain", "captain@example.org", true, after.Version
		if diff := cmp.Diff(want, after); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if _, err := s.UserByEmail(t.Context(), "CAPTAIN@example.org"); err != nil {
			t.Errorf("by the new e-mail: %v", err)
		}
		if hash, _ := s.PasswordHash(t.Context(), before.ID); hash != "new" {
			t.Errorf("password hash %q", hash)
		}
		_, err = s.UpdateUser(t.Context(), 99, chat.UserPatch{Title: ptr("x")})
		wantErr(t, "nobody", err, chat.ErrNotFound)
	})
}

func TestUsersAreFilteredAndPaged(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		for _, u := range []chat.User{{Name: "a"}, {Name: "guest", Guest: true}, {Name: "gone", Deleted: true}, {Name: "b"}} {
			if _, err := s.CreateUser(t.Context(), u, ""); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			filter chat.UserFilter
			want   []string
		}{
			{chat.UserFilter{}, []string{"a", "b"}},
			{chat.UserFilter{IncludeGuests: true}, []string{"a", "guest", "b"}},
			{chat.UserFilter{IncludeDeleted: true}, []string{"a", "gone", "b"}},
			{chat.UserFilter{IncludeGuests: true, IncludeDeleted: true, Offset: 1, Limit: 2}, []string{"guest", "gone"}},
			{chat.UserFilter{Offset: 1}, []string{"b"}},
			{chat.UserFilter{Offset: 7}, nil},
		} {
			users, err := s.Users(t.Context(), c.filter)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, u := range users {
				got = append(got, u.Name)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%+v: got %q, want %q", c.filter, got, c.want)
			}
		}
		if n, err := s.CountUsers(t.Context()); n != 4 || err != nil {
			t.Errorf("count %d, %v", n, err)
		}
	})
}

func TestLastActiveNeverMovesBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		u := mustUser(t, s, "ada")
		late := time.Now().UTC().Truncate(time.Microsecond)
		for _, at := range []time.Time{late, late.Add(-time.Hour)} {
			if err := s.TouchUser(t.Context(), u.ID, at); err != nil {
				t.Fatal(err)
			}
		}
		if got, _ := s.User(t.Context(), u.ID); !got.LastActive.Equal(late) {
			t.Errorf("last active %v, want %v", got.LastActive, late)
		}
		wantErr(t, "nobody", s.TouchUser(t.Context(), 99, late), chat.ErrNotFound)
	})
}

func TestGroupAndSettingsAreKept(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		g, err := s.Group(t.Context())
		if err != nil || g.ID != 1 || g.Name != "Stoa" || time.Since(g.Created).Abs() > time.Hour {
			t.Fatalf("group %+v, %v", g, err)
		}
		if err := s.SetGroupName(t.Context(), "Boilers"); err != nil {
			t.Fatal(err)
		}
		if g, _ := s.Group(t.Context()); g.Name != "Boilers" {
			t.Errorf("group is called %q", g.Name)
		}
		_, err = s.Setting(t.Context(), "motd")
		wantErr(t, "a setting never set", err, chat.ErrNotFound)
		for _, value := range []string{"one", "two"} {
			if err := s.SetSetting(t.Context(), "motd", value); err != nil {
				t.Fatal(err)
			}
			if got, err := s.Setting(t.Context(), "motd"); got != value || err != nil {
				t.Errorf("setting is %q, %v", got, err)
			}
		}
	})
}
