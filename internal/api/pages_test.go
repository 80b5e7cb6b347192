package api_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/stoatest"
)

func TestAPageCanBeReadAroundAnyEventAndAnyMoment(t *testing.T) {
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock))
	s.Room("Ops")
	ids := map[int64]string{}
	start := clock.Now()
	for seq := int64(1); seq <= 20; seq++ {
		var e struct {
			ID  string
			Seq int64
		}
		s.Call(s.Token, "POST", "/api/conversations/1/events", fmt.Sprintf(`{"body":"line %d"}`, seq)).JSON(t, &e)
		ids[e.Seq] = e.ID
		clock.Advance(time.Minute)
	}
	minute := func(n int) string {
		return url.QueryEscape(start.Add(time.Duration(n) * time.Minute).Format(time.RFC3339))
	}
	type page struct {
		Items []struct{ Seq int64 }
		At    int64
		Last  int64 `json:"last_seq"`
	}
	for query, want := range map[string][3]int64{ // the first seq, the last, and the one that is asked for
		"around=10&limit=6":              {8, 13, 10},
		"around=" + ids[10] + "&limit=6": {8, 13, 10},
		"around=2&limit=6":               {1, 6, 2}, // the page is full all the same
		"around=0&limit=4":               {1, 4, 0},
		"around=20&limit=6":              {18, 20, 20},
		"around=999&limit=6":             {18, 20, 20},
		"at=" + minute(5) + "&limit=4":   {5, 8, 6},
		"at=" + minute(99) + "&limit=4":  {19, 20, 20},
		"at=" + minute(-9) + "&limit=4":  {1, 4, 1},
	} {
		var p page
		a := s.Call(s.Token, "GET", "/api/conversations/1/events?"+query, nil)
		a.JSON(t, &p)
		if a.Status != 200 || len(p.Items) == 0 {
			t.Errorf("%s: %d %s", query, a.Status, a.Body)
			continue
		}
		got := [3]int64{p.Items[0].Seq, p.Items[len(p.Items)-1].Seq, p.At}
		if diff := cmp.Diff(want, got); diff != "" || p.Last != 20 || p.Items[len(p.Items)-1].Seq-p.Items[0].Seq != int64(len(p.Items))-1 {
			t.Errorf("%s: %s %+v", query, diff, p)
		}
	}
}

func TestAPageAroundNothingIsRefused(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	_, bob := s.User("Bob", "bob@example.test")
	s.PrivateRoom("Secret")
	for _, c := range []struct {
		token, path string
		status      int
		field       string
	}{
		{s.Token, "/api/conversations/1/events?around=no-such-message", 404, ""},
		{s.Token, "/api/conversations/1/events?around=", 404, ""},
		{s.Token, "/api/conversations/1/events?at=yesterday", 400, "at"},
		{s.Token, "/api/conversations/1/events?around=1&limit=x", 400, "limit"},
		{bob, "/api/conversations/2/events?around=1", 404, ""},
		{bob, "/api/conversations/2/events?at=2026-11-22T15:04:05Z", 404, ""},
	} {
		a := s.Call(c.token, "GET", c.path, nil)
		if e := a.Error(t); a.Status != c.status || e.Field != c.field {
			t.Errorf("%s: %d %s", c.path, a.Status, a.Body)
		}
	}
}
