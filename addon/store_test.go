package addon_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func open(t *testing.T, driver, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func sqlite(t *testing.T) *sql.DB {
	return open(t, "sqlite", "file:"+filepath.Join(t.TempDir(), "addon.db")+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)")
}

// eachStore runs a test on every kind of Store.
func eachStore(t *testing.T, test func(*testing.T, addon.Store)) {
	key := bytes.Repeat([]byte{7}, 32)
	for name, made := range map[string]func(*testing.T) (addon.Store, error){
		"memory": func(*testing.T) (addon.Store, error) { return addon.NewMemory(), nil },
		"SQLite": func(t *testing.T) (addon.Store, error) { return addon.OpenSQL(t.Context(), sqlite(t), key) },
		"PostgreSQL": func(t *testing.T) (addon.Store, error) {
			return addon.OpenSQL(t.Context(), open(t, "pgx", storetest.PostgreSQL(t)), key)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := made(t)
			if err != nil {
				t.Fatal(err)
			}
			test(t, s)
		})
	}
}

func record(id, version string) addon.Record {
	return addon.Record{
		OAuthID: id, OAuthSecret: "secret of " + id, CapabilitiesURL: "https://chat.example/v2/capabilities", GroupID: 7, GroupName: "Crew",
		RoomID: 12, Scopes: []string{"view_room"}, Document: hipchat.CapabilitiesDocument{Name: "HipChat"},
		Installed: time.Date(2026, 11, 22, 15, 4, 5, 123456000, time.UTC), Version: version,
	}
}

func TestAStoreKeepsInstallations(t *testing.T) {
	eachStore(t, func(t *testing.T, s addon.Store) {
		ctx := t.Context()
		for i := range 120 {
			if err := s.Put(ctx, record(fmt.Sprintf("id-%03d", i), "1")); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Get(ctx, "id-007")
		if diff := cmp.Diff(record("id-007", "1"), got); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		seen := make(map[string]bool)
		for r, err := range s.All(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			seen[r.OAuthID] = true
		}
		if len(seen) != 120 {
			t.Errorf("%d installations", len(seen))
		}
		if err := s.Replace(ctx, record("id-007", "3"), "2"); !errors.Is(err, addon.ErrNotInstalled) {
			t.Errorf("replaced another version: %v", err)
		}
		if err := s.Replace(ctx, record("id-007", "2"), "1"); err != nil {
			t.Error(err)
		}
		if got, err := s.Get(ctx, "id-007"); err != nil || got.Version != "2" {
			t.Errorf("%+v, %v", got, err)
		}
		if err := s.Delete(ctx, "id-007"); err != nil {
			t.Error(err)
		}
		for what, err := range map[string]error{
			"got": second(s.Get(ctx, "id-007")), "deleted": s.Delete(ctx, "id-007"), "replaced": s.Replace(ctx, record("id-007", "3"), "2"),
		} {
			if !errors.Is(err, addon.ErrNotInstalled) {
				t.Errorf("%s what is not there: %v", what, err)
			}
		}
	})
}

func second[A any](_ A, err error) error { return err }

func TestAStoreGivesPostsOfAnInstallationOneAfterTheOther(t *testing.T) {
	eachStore(t, func(t *testing.T, s addon.Store) {
		ctx := t.Context()
		now := time.Now()
		claim := func(at time.Time) string {
			posts, err := s.ClaimPosts(ctx, at, at.Add(time.Minute), 10)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, p := range posts {
				ids = append(ids, fmt.Sprintf("%s/%d", p.ID, p.Attempts))
			}
			return strings.Join(ids, " ")
		}
		for _, id := range []string{"a1", "a2", "b1"} {
			p := addon.Post{ID: id, OAuthID: id[:1], Room: "Ops", Notification: hipchat.NotificationRequest{Message: id}}
			if err := s.AddPost(ctx, p, 2); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.AddPost(ctx, addon.Post{ID: "a3", OAuthID: "a"}, 2); !errors.Is(err, addon.ErrOutboxFull) {
			t.Errorf("a third one: %v", err)
		}
		for _, step := range []struct {
			at   time.Duration
			want string
			then func() error
		}{
			{0, "a1/0 b1/0", func() error { return s.DeletePost(ctx, "b1") }},
			{time.Second, "", func() error { return s.PutOffPost(ctx, "a1", now.Add(time.Hour)) }},
			{time.Minute, "", func() error { return nil }},
			{time.Hour, "a1/1", func() error { return s.DeletePost(ctx, "a1") }},
			{time.Hour, "a2/0", func() error { return nil }},
			{2 * time.Hour, "a2/0", func() error { return nil }}, // whoever claimed it has not come back
		} {
			if got := claim(now.Add(step.at)); got != step.want {
				t.Errorf("after %s: %q, want %q", step.at, got, step.want)
			}
			if err := step.then(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestTwoWhoClaimDoNotGetTheSame(t *testing.T) {
	eachStore(t, func(t *testing.T, s addon.Store) {
		ctx := t.Context()
		for i := range 50 {
			if err := s.AddPost(ctx, addon.Post{ID: fmt.Sprintf("%03d", i), OAuthID: fmt.Sprint(i)}, 1); err != nil {
				t.Fatal(err)
			}
		}
		var mu sync.Mutex
		claimed := make(map[string]int)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for {
					posts, err := s.ClaimPosts(ctx, time.Now(), time.Now().Add(time.Hour), 5)
					if err != nil {
						t.Error(err)
					}
					if len(posts) == 0 {
						return
					}
					mu.Lock()
					for _, p := range posts {
						claimed[p.ID]++
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for id, n := range claimed {
			if n != 1 {
				t.Errorf("%s was claimed %d times", id, n)
			}
		}
	})
}

func TestSecretsAreSealedAndKeysCanBeChanged(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db := sqlite(t)
	old, fresh := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	put := func(id string, keys ...[]byte) {
		s, err := addon.OpenSQL(ctx, db, keys...)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Put(ctx, record(id, "1")); err != nil {
			t.Fatal(err)
		}
	}
	put("clear")
	put("old", old)
	put("fresh", fresh, old)
	for _, c := range []struct {
		keys  [][]byte
		opens string
	}{
		{nil, "clear"}, {[][]byte{old}, "clear old"}, {[][]byte{fresh}, "clear fresh"}, {[][]byte{fresh, old}, "clear old fresh"},
	} {
		s, err := addon.OpenSQL(ctx, db, c.keys...)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"clear", "old", "fresh"} {
			r, err := s.Get(ctx, id)
			if opens := strings.Contains(c.opens, id); opens != (err == nil) || opens && r.OAuthSecret != "secret of "+id {
				t.Errorf("%d keys, %s: %q, %v", len(c.keys), id, r.OAuthSecret, err)
			}
		}
	}
	var kept int
	if err := db.QueryRow(`SELECT COUNT(*) FROM addon_installation WHERE secret LIKE '%secret of%' OR record LIKE '%secret of%'`).Scan(&kept); err != nil || kept != 1 {
		t.Errorf("%d secrets stand in clear, %v", kept, err)
	}
	if _, err := db.Exec(`UPDATE addon_installation SET secret = (SELECT secret FROM addon_installation WHERE oauth_id = 'old') WHERE oauth_id = 'fresh'`); err != nil {
		t.Fatal(err)
	}
	s, err := addon.OpenSQL(ctx, db, fresh, old)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(ctx, "fresh"); err == nil {
		t.Error("another installation's secret opens")
	}
	if _, err := addon.OpenSQL(ctx, db, []byte("short")); err == nil {
		t.Error("a short key was taken")
	}
}

func TestManyProcessesMayStartAtOnce(t *testing.T) {
	t.Parallel()
	address := storetest.PostgreSQL(t)
	var wg sync.WaitGroup
	for range 5 {
		db := open(t, "pgx", address)
		wg.Go(func() {
			if _, err := addon.OpenSQL(t.Context(), db); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
