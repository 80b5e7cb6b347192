package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestRowsOfAnOlderSchemaAreMigratedWhenTheyHaveBeenFilledIn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		ctx := t.Context()
		l, err := store.OpenLoad(ctx, url, 1, nil, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		group := store.Table{Name: "group", Columns: []store.Column{{Name: "id", Kind: store.KindInt}, {Name: "name", Kind: store.KindText}, {Name: "created", Kind: store.KindInt}}}
		one := func(yield func([]any, error) bool) { yield([]any{int64(1), "Of old", int64(5)}, nil) }
		if n, err := l.Fill(ctx, group, one); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if err := l.Commit(ctx, map[string]int64{"user": 41, "webhook": 0}); err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		s := storetest.Open(t, url)
		if g, err := s.Group(ctx); err != nil || g.Name != "Of old" {
			t.Errorf("%+v, %v", g, err)
		}
		if u := mustUser(t, s, "ada"); u.ID != 42 {
			t.Errorf("the next person has number %d", u.ID)
		}
	})
}

func TestWhatDoesNotFitTheSchemaIsRefused(t *testing.T) {
	t.Parallel()
	url := storetest.SQLite(t)
	for _, schema := range []int64{0, 1 << 40} {
		if _, err := store.OpenLoad(t.Context(), url, schema, nil, time.Now()); err == nil {
			t.Errorf("schema %d was taken", schema)
		}
	}
	l, err := store.OpenLoad(t.Context(), url, 1, nil, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	none := func(func([]any, error) bool) {}
	for _, table := range []store.Table{
		{Name: "unheard_of"}, {Name: "goose_db_version"},
		{Name: "group", Columns: []store.Column{{Name: "id", Kind: store.KindText}}}, {Name: "group", Columns: []store.Column{{Name: "ids", Kind: store.KindInt}}},
	} {
		if _, err := l.Fill(t.Context(), table, none); err == nil {
			t.Errorf("%+v was taken", table)
		}
	}
}

// Whoever adds a sealed column says what becomes of it when there is no key any more.
func TestEverythingSealedIsForgottenWithTheKey(t *testing.T) {
	t.Parallel()
	all := strings.Join(store.ForgetSealed(), ";") + ";"
	for column := range store.SealedColumns() {
		table, _, _ := strings.Cut(column, ".")
		if !strings.Contains(all, "DELETE FROM "+table+";") && !strings.Contains(all, "UPDATE "+table+" SET") {
			t.Errorf("%s stays", column)
		}
	}
}

func TestADumpIsOfOneMomentWhateverIsWrittenMeanwhile(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), t.Context()
		ada := mustUser(t, s, "ada")
		d, err := store.OpenDump(ctx, url, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		mustRoom(t, s, "Later", ada.ID)
		mustUser(t, s, "grace")
		count := map[string]int{}
		for _, table := range d.Tables() {
			for _, err := range d.Rows(ctx, table) {
				if err != nil {
					t.Fatal(err)
				}
				count[table.Name]++
			}
		}
		if count["user"] != 1 || count["room"] != 0 || count["group"] != 1 {
			t.Errorf("%v", count)
		}
		if last, err := s.LastBackup(ctx); err != nil || !last.IsZero() {
			t.Errorf("before its end: %v, %v", last, err)
		}
		now := time.Now().UTC().Truncate(time.Microsecond)
		if err := d.Finished(ctx, now); err != nil {
			t.Fatal(err)
		}
		if last, err := s.LastBackup(ctx); err != nil || !last.Equal(now) {
			t.Errorf("afterwards: %v, %v", last, err)
		}
	})
}
