package webhook

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
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

// matched names who is to hear of an event.
func matched(t *testing.T, r *Registry, roomID int64, event, text string) string {
	t.Helper()
	hooks, err := r.Match(t.Context(), roomID, event, text)
	if err != nil {
		t.Error(err)
	}
	return names(hooks)
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
		if diff := cmp.Diff(c.want, matched(t, r, c.room, c.event, c.text)); diff != "" {
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
	match := func() string { return matched(t, r, h.room.ID, "room_message", "") }

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

func TestWhatIsOwedIsNotKnownUntilTheRegistrationsHaveBeenRead(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	h.hook(t, chat.Webhook{Name: "one"})
	f := &flaky{Registrations: h.Store, down: true}
	l := NewLedger(NewRegistry(f, slog.New(slog.DiscardHandler)), nil)
	e := chat.Event{Kind: chat.KindMessage, Body: "said too early"}
	if owed, err := l.Owed(t.Context(), h.room, e); !errors.Is(err, chat.ErrAway) {
		t.Errorf("a message owes %v, %v", owed, err)
	}
	if _, err := l.RoomChange(t.Context(), &chat.Principal{Name: "CI"}, e.Time); !errors.Is(err, chat.ErrAway) {
		t.Errorf("a change of a room: %v", err)
	}
	if commands, err := l.registry.Commands(t.Context(), h.room.ID); !errors.Is(err, chat.ErrAway) {
		t.Errorf("commands %v, %v", commands, err)
	}
}

// hopeless is a text on which the patterns of hostile never end.
var hopeless = strings.Repeat("a", 5000) + "!"

// hostile is one of many different patterns that take for ever.
func hostile(n int) string { return `^(?=(a+)+b{` + strconv.Itoa(n) + `})` }

func TestFiftySlowPatternsTakeTheTimeOfAFew(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	for n := range 50 {
		h.hook(t, chat.Webhook{Name: "slow", Pattern: hostile(n + 1)})
	}
	h.hook(t, chat.Webhook{Name: "fast", Pattern: `a!$`})
	var log strings.Builder
	r := NewRegistry(h.Store, slog.New(slog.NewTextHandler(&log, nil)))
	now := time.Now()
	r.now = func() time.Time { // each match takes as long as it may
		now = now.Add(matchTimeout)
		return now
	}
	if got := matched(t, r, h.room.ID, "room_message", hopeless); got != "fast" {
		t.Errorf("matched %q", got)
	}
	tried, left := strings.Count(log.String(), "given up"), strings.Count(log.String(), "no time left")
	if tried == 0 || tried > 4 || tried+left != 50 {
		t.Errorf("%d patterns tried, %d not tried", tried, left)
	}
}

func TestAPatternThatNeverEndsIsPaused(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	h.hook(t, chat.Webhook{Name: "slow", Pattern: hostile(1) + "|^ok"})
	var log strings.Builder
	r := NewRegistry(h.Store, slog.New(slog.NewTextHandler(&log, nil)))
	now := time.Now()
	r.now = func() time.Time { return now }
	match := func(text string) string { return matched(t, r, h.room.ID, "room_message", text) }
	seen := func(what string, want int) {
		t.Helper()
		if got := strings.Count(log.String(), what); got != want {
			t.Errorf("%q was logged %d times, want %d", what, got, want)
		}
	}
	for range maxStrikes - 1 {
		match(hopeless)
	}
	if got := match("ok"); got != "slow" {
		t.Errorf("an ordinary text: %q", got)
	}
	for range maxStrikes {
		match(hopeless)
	}
	seen("given up", 2*maxStrikes-1)
	seen("pattern paused", 1)
	h.hook(t, chat.Webhook{Name: "another"})
	r.Invalidate() // a new list does not end the pause
	if got := match("ok"); got != "another" {
		t.Errorf("in the pause: %q", got)
	}
	now = now.Add(pauseFor)
	if got := match("ok"); got != "slow another" {
		t.Errorf("after the pause: %q", got)
	}
	seen("given up", 2*maxStrikes-1)
}
