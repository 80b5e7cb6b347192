package webhook

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// house is a real store with a room, and tells what the deliverer does to it.
type house struct {
	*store.Store
	admin  chat.User
	room   chat.Room
	noted  chan noted    // each attempt that was settled
	claims chan struct{} // each ClaimDeliveries that found nothing
	broken atomic.Int64  // how many times yet nothing is settled
}

// noted is how one attempt ended.
type noted struct {
	ID     int64
	State  chat.DeliveryState
	Status int
	Err    string
	Next   time.Time
}

func (h *house) SettleDeliveries(ctx context.Context, ended []chat.Settlement) error {
	if h.broken.Add(-1) >= 0 {
		return errors.New("no space left on device")
	}
	err := h.Store.SettleDeliveries(ctx, ended)
	for _, e := range ended {
		h.noted <- noted{e.DeliveryID, e.State, e.Status, e.Error, e.Next}
	}
	return err
}

func (h *house) ClaimDeliveries(ctx context.Context, node string, now time.Time, lease time.Duration, first, again int) ([]chat.Delivery, error) {
	claimed, err := h.Store.ClaimDeliveries(ctx, node, now, lease, first, again)
	if err == nil && len(claimed) == 0 {
		h.claims <- struct{}{}
	}
	return claimed, err
}

func newHouse(t *testing.T, url string) *house {
	t.Helper()
	return newHouseWith(t, store.Config{URL: url})
}

func newHouseWith(t *testing.T, c store.Config) *house {
	t.Helper()
	h := &house{Store: storetest.OpenWith(t, c), noted: make(chan noted, 1000), claims: make(chan struct{}, 1000)}
	var err error
	h.admin, err = h.CreateUser(t.Context(), chat.User{Name: "Ada Brook", MentionName: "ada", Email: "ada@example.org", Admin: true}, "")
	if err != nil {
		t.Fatal(err)
	}
	if h.room, err = h.CreateRoom(t.Context(), chat.Room{Name: "Dry Dock", OwnerID: h.admin.ID}, nil); err != nil {
		t.Fatal(err)
	}
	return h
}

// installation makes an active installation that the administrator installed.
func (h *house) installation(t *testing.T, key string) chat.Installation {
	t.Helper()
	i, err := h.CreateInstallation(t.Context(), chat.Installation{Key: key, Name: key, OAuthID: "client-" + key, Active: true, InstalledBy: h.admin.ID})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// hook registers a webhook for messages of the room.
func (h *house) hook(t *testing.T, w chat.Webhook) chat.Webhook {
	t.Helper()
	w.RoomID, w.Event, w.Declared = h.room.ID, "room_message", w.InstallationID != 0
	w, err := h.CreateWebhook(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// say appends a message that owes a delivery to each of the webhooks. The payload is the text.
func (h *house) say(t *testing.T, text string, to ...chat.Webhook) {
	t.Helper()
	now := time.Now().UTC()
	e := chat.Event{ID: uuid.Must(uuid.NewV7()).String(), ConversationID: h.room.ConversationID, Time: now, Kind: chat.KindMessage,
		UserID: h.admin.ID, Sender: h.admin.Name, Body: text, Format: chat.FormatText}
	a := chat.Append{Event: e}
	for _, w := range to {
		a.Owed = append(a.Owed, chat.Delivery{UID: "uid-" + text, WebhookID: w.ID, InstallationID: w.InstallationID, ConversationID: h.room.ConversationID,
			RoomID: h.room.ID, EventID: e.ID, ActorID: h.admin.ID, Payload: []byte(text), State: chat.DeliveryPending, NextAttempt: now, Created: now})
	}
	if _, err := h.Append(t.Context(), a); err != nil {
		t.Fatal(err)
	}
}

// sayMany owes the webhook many deliveries, whose payloads count from 0, that are done.
func (h *house) sayMany(t *testing.T, many int, to chat.Webhook) {
	t.Helper()
	now := time.Now().UTC()
	a := chat.Append{Event: chat.Event{ID: uuid.Must(uuid.NewV7()).String(), ConversationID: h.room.ConversationID, Time: now, Kind: chat.KindMessage}}
	for i := range many {
		a.Owed = append(a.Owed, chat.Delivery{UID: "uid-" + strconv.Itoa(i), WebhookID: to.ID, InstallationID: to.InstallationID,
			RoomID: h.room.ID, Payload: []byte(strconv.Itoa(i)), Created: now})
	}
	if _, err := h.Append(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if _, err := h.SkipDeliveries(t.Context(), to.ID, true, "not now", now); err != nil {
		t.Fatal(err)
	}
}

// run starts a deliverer on the house that is stopped with the test.
func (h *house) run(t *testing.T, c Config) *Deliverer {
	t.Helper()
	d, stop := h.start(t, c)
	t.Cleanup(stop)
	return d
}

func (h *house) start(t *testing.T, c Config) (d *Deliverer, stop func()) {
	t.Helper()
	client, err := outbound.New(outbound.Config{})
	if err != nil {
		t.Fatal(err)
	}
	c.Store, c.Outbound, c.Log = h, client, slog.New(slog.DiscardHandler)
	if c.Secret == nil {
		c.Secret = func(_ context.Context, id int64) (string, string, error) {
			return "client", "secret-" + strconv.FormatInt(id, 10), nil
		}
	}
	d = NewDeliverer(c)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	return d, func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
		client.Close()
	}
}

// verify checks a delivery as a receiver does, with an implementation that is not ours.
func verify(t *testing.T, secret string, h http.Header, body string) {
	t.Helper()
	w, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Verify([]byte(body), h); err != nil {
		t.Errorf("signature %q: %v", h.Get("Webhook-Signature"), err)
	}
	if w.Verify([]byte(body+" "), h) == nil {
		t.Error("the signature is good for another body")
	}
}

// anybody lets every webhook be on this machine.
func anybody(context.Context, chat.Webhook) bool { return true }

// next waits for one value.
func next[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(20 * time.Second):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// call is a request that a receiver got.
type call struct {
	URI, Type, Authorization, Body string
}

// receive starts a receiver that reports each call and then answers with f, nil for 204.
func receive(t *testing.T, f http.HandlerFunc) (string, <-chan call) {
	t.Helper()
	calls := make(chan call, 100)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("read delivery: %v", err)
		}
		calls <- call{r.RequestURI, r.Header.Get("Content-Type"), r.Header.Get("Authorization"), string(body)}
		if f == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		f(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, calls
}
