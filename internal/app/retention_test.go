package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// kept counts what the two logs show: deliveries, and calls that posted a notification.
type kept struct{ Done, Held, Posts int }

// TestLogsAreKeptForTheirTime starts the server later and later, with logs that are kept for two hours. What a paused
// webhook is owed stays longer: somebody has to come and resume it.
func TestLogsAreKeptForTheirTime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		data, clock := t.TempDir(), stoatest.NewClock()
		var s *stoatest.Server
		for _, step := range []struct {
			ahead time.Duration
			want  kept
			post  bool
		}{
			{0, kept{}, true},
			{time.Hour, kept{Done: 1, Held: 1, Posts: 1}, true},
			{time.Hour + time.Minute, kept{Done: 1, Held: 2, Posts: 1}, false}, // the younger one is left
			{31 * 24 * time.Hour, kept{}, false},
		} {
			clock.Advance(step.ahead)
			first := s == nil
			if !first {
				s.Stop()
			}
			s = stoatest.Start(t, stoatest.WithDatabase(database), stoatest.WithClock(clock), func(c *app.Config) {
				c.Data, c.LogRetention = data, 2*time.Hour
			})
			if first {
				s.Room("Ops")
				webhookOf(t, s)
				if err := s.Remote.PauseWebhook(t.Context(), webhookOf(t, s)); err != nil {
					t.Fatal(err)
				}
			}
			awaitKept(t, s, step.want)
			if step.post {
				s.Call(s.Token, "POST", "/v2/room/Ops/notification", `{"message":"x"}`)
				awaitKept(t, s, kept{step.want.Done + 1, step.want.Held + 1, step.want.Posts + 1})
			}
		}
	})
}

func TestRetentionOfLessThanAnHourIsRefused(t *testing.T) {
	for _, d := range []time.Duration{-time.Hour, time.Minute} {
		if _, err := app.New(t.Context(), app.Config{LogRetention: d}); err == nil {
			t.Errorf("%v was taken", d)
		}
	}
}

// webhookOf registers a webhook of the room Ops that takes everything.
func webhookOf(t *testing.T, s *stoatest.Server) int64 {
	t.Helper()
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(receiver.Close)
	made, err := s.Client(s.Token).CreateWebhook(t.Context(), "Ops", hipchat.WebhookRequest{URL: receiver.URL, Event: hipchat.EventRoomNotification})
	if err != nil {
		t.Fatal(err)
	}
	return made.ID
}

func awaitKept(t *testing.T, s *stoatest.Server, want kept) {
	t.Helper()
	eventually(t, fmt.Sprintf("the logs show %+v", want), func() bool {
		var got kept
		for state, n := range map[string]*int{"done": &got.Done, "held": &got.Held} {
			page, err := s.Remote.Deliveries(t.Context(), url.Values{"state": {state}})
			if err != nil {
				t.Fatal(err)
			}
			*n = len(page.Items)
		}
		calls, err := s.Remote.Calls(t.Context(), url.Values{"route": {"/v2/room/{room}/notification"}})
		if err != nil {
			t.Fatal(err)
		}
		got.Posts = len(calls.Items)
		return got == want
	})
}
