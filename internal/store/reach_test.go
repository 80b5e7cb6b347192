package store_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestOfEvidenceTheLaterIsKeptAsInMemory(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		in, err := s.CreateInstallation(ctx, chat.Installation{Key: "k", Name: "K", OAuthID: "1", Active: true})
		if err != nil {
			t.Fatal(err)
		}
		at := func(minute int) time.Time { return time.Date(2026, 11, 22, 15, minute, 0, 0, time.UTC) }
		var inMemory chat.Evidence
		for i, e := range []chat.Evidence{
			{Heard: at(3)},
			{Tried: at(4), Purpose: "webhook", Trouble: "tcp_refused"},
			{Heard: at(2), Answered: at(1), Tried: at(1), Purpose: "install"}, // arrives late, from another server
			{Answered: at(9), Tried: at(9), Purpose: "descriptor"},
			{Heard: at(10)},
		} {
			e.InstallationID = in.ID
			stray := e
			stray.InstallationID = in.ID + 1
			if err := s.AddEvidence(ctx, []chat.Evidence{e, stray}); err != nil {
				t.Fatal(err)
			}
			inMemory = inMemory.Join(e)
			inMemory.InstallationID = in.ID
			got, err := s.Evidence(ctx)
			if diff := cmp.Diff(map[int64]chat.Evidence{in.ID: inMemory}, got); diff != "" || err != nil {
				t.Fatalf("after %d: %v (-want +got):\n%s", i, err, diff)
			}
		}
		want := chat.Evidence{InstallationID: in.ID, Heard: at(10), Answered: at(9), Tried: at(9), Purpose: "descriptor"}
		if diff := cmp.Diff(want, inMemory); diff != "" {
			t.Error(diff)
		}
		if err := s.DeleteInstallation(ctx, in.ID); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Evidence(ctx); len(got) != 0 || err != nil {
			t.Errorf("after the add-on was removed: %v, %v", got, err)
		}
	})
}

// An installation may be on its way out while what is known of it is written down.
func TestEvidenceOfAnInstallationThatIsBeingDeletedIsForgotten(t *testing.T) {
	t.Parallel()
	url := storetest.PostgreSQL(t)
	s, ctx := storetest.Open(t, url), t.Context()
	in := mustInstallation(t, s, chat.Installation{Key: "k", Name: "K", OAuthID: "1", Active: true})
	stays := mustInstallation(t, s, chat.Installation{Key: "s", Name: "S", OAuthID: "2", Active: true})
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	if _, err := conn.Exec(ctx, `BEGIN; DELETE FROM installation WHERE id = `+strconv.FormatInt(in.ID, 10)); err != nil {
		t.Fatal(err)
	}
	added := make(chan error, 1)
	go func() {
		added <- s.AddEvidence(ctx, []chat.Evidence{{InstallationID: in.ID, Heard: time.Now()}, {InstallationID: stays.ID, Heard: time.Now()}})
	}()
	somebodyWaits(t, conn)
	if _, err := conn.Exec(ctx, `COMMIT`); err != nil {
		t.Fatal(err)
	}
	if err := <-added; err != nil {
		t.Error(err)
	}
	if got, err := s.Evidence(ctx); err != nil || len(got) != 1 || got[stays.ID].Heard.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
}
