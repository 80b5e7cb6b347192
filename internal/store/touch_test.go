package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestAllWhoComeAtOnceAreNoted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
		var ids []int64
		for i := range 20 {
			u := mustUser(t, s, fmt.Sprint("person", i))
			if err := s.CreateSession(t.Context(), chat.Session{Hash: hash(byte(i)), UserID: u.ID, Expires: now}); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, u.ID)
		}
		var coming sync.WaitGroup
		for i := range 200 {
			coming.Go(func() {
				if err := s.TouchUser(t.Context(), ids[i%20], now); err != nil {
					t.Error(err)
				}
				if err := s.TouchSession(t.Context(), hash(byte(i%20)), now); err != nil {
					t.Error(err)
				}
				wantErr(t, "nobody", s.TouchUser(t.Context(), 99_999, now), chat.ErrNotFound)
				wantErr(t, "a session that has ended", s.TouchSession(t.Context(), hash(200), now), chat.ErrNotFound)
			})
		}
		coming.Wait()
		for i, id := range ids {
			if got, err := s.User(t.Context(), id); err != nil || !got.LastActive.Equal(now) {
				t.Errorf("last active %v, %v, want %v", got.LastActive, err, now)
			}
			if got, err := s.SessionByHash(t.Context(), hash(byte(i))); err != nil || !got.LastUsed.Equal(now) {
				t.Errorf("last used %v, %v, want %v", got.LastUsed, err, now)
			}
		}
	})
}
