package webhook

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func names(hooks []Registered) string {
	var list []string
	for _, h := range hooks {
		list = append(list, h.Name)
	}
	return strings.Join(list, " ")
}

func TestEventsMatchTheRegistrationsThatListen(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	inst := h.installation(t, "tides")
	inactive, err := h.CreateInstallation(t.Context(), chat.Installation{Key: "late", Name: "late", OAuthID: "late"})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []chat.Webhook{
		{Name: "all", Event: "room_message", InstallationID: inst.ID},
		{Name: "room", Event: "room_message", RoomID: h.room.ID},
		{Name: "elsewhere", Event: "room_message", RoomID: h.room.ID + 1},
		{Name: "tide", Event: "room_message", RoomID: h.room.ID, Pattern: `^/tide(\s|$)`},
		{Name: "notprod", Event: "room_message", RoomID: h.room.ID, Pattern: `^/deploy(?! prod)`},
		{Name: "notice", Event: "room_notification", RoomID: h.room.ID, Pattern: "tide"},
		{Name: "enter", Event: "room_enter", RoomID: h.room.ID, Pattern: "^never$"},
		{Name: "inactive", Event: "room_message", InstallationID: inactive.ID},
		{Name: "orphan", Event: "room_message", InstallationID: 9999},
		{Name: "broken", Event: "room_message", Pattern: "("},
	} {
		if _, err := h.CreateWebhook(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	r := NewRegistry(h.Store, slog.New(slog.DiscardHandler))
	for _, c := range []struct {
		room        int64
		event, text string
		want        string
	}{
		{h.room.ID, "room_message", "/tide now", "all room tide"},
		{h.room.ID, "room_message", "/tidewater", "all room"},
		{h.room.ID, "room_message", "/deploy prod", "all room"},
		{h.room.ID, "room_message", "/deploy test", "all room notprod"},
		{h.room.ID + 1, "room_message", "/tide", "all elsewhere"},
		{h.room.ID + 2, "room_message", "/tide", "all"},
		{0, "room_message", "/tide", "all"},
		{h.room.ID, "room_notification", "high tide", "notice"},
		{h.room.ID, "room_notification", "low water", ""},
		{h.room.ID, "room_enter", "", "enter"},
		{h.room.ID, "room_exit", "", ""},
	} {
		if diff := cmp.Diff(c.want, names(r.Match(t.Context(), c.room, c.event, c.text))); diff != "" {
			t.Errorf("room %d, %s %q: %s", c.room, c.event, c.text, diff)
		}
	}
}

// flaky is a store that can be out of order.
type flaky struct {
	Registrations
	down bool
	asks int
}

func (f *flaky) Webhooks(ctx context.Context, filter chat.WebhookFilter) ([]chat.Webhook, error) {
	f.asks++
	if f.down {
		return nil, errors.New("out of order")
	}
	return f.Registrations.Webhooks(ctx, filter)
}

func TestRegistrationsAreReadOnceUntilTheyChange(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	f := &flaky{Registrations: h.Store}
	r := NewRegistry(f, slog.New(slog.DiscardHandler))
	match := func() string { return names(r.Match(t.Context(), h.room.ID, "room_message", "")) }

	h.hook(t, chat.Webhook{Name: "one"})
	if got := match(); got != "one" {
		t.Fatalf("at first: %q", got)
	}
	h.hook(t, chat.Webhook{Name: "two"})
	if got := match(); got != "one" || f.asks != 1 {
		t.Errorf("without a word of change: %q, asked %d times", got, f.asks)
	}
	f.down = true
	r.Invalidate()
	if got := match(); got != "one" {
		t.Errorf("with the store out of order: %q", got)
	}
	f.down = false
	if got := match(); got != "one two" {
		t.Errorf("after the change: %q", got)
	}
}

func TestSlowPatternsDoNotHoldTheSenderUp(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	for range 30 {
		h.hook(t, chat.Webhook{Name: "slow", Pattern: `^(?=(a+)+b)`})
	}
	h.hook(t, chat.Webhook{Name: "fast", Pattern: `a!$`})
	r := NewRegistry(h.Store, slog.New(slog.DiscardHandler))
	start := time.Now()
	got := names(r.Match(t.Context(), h.room.ID, "room_message", strings.Repeat("a", 5000)+"!"))
	if took := time.Since(start); got != "fast" || took > 5*time.Second {
		t.Errorf("%q after %v", got, took)
	}
}
