package addon_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// runs lets an add-on run until what it answers is called, or the test ends.
func runs(t *testing.T, a *served) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	running := a.Addon
	go func() {
		running.Run(ctx)
		close(ended)
	}()
	stop = func() {
		cancel()
		<-ended
	}
	t.Cleanup(stop)
	return stop
}

func post(t *testing.T, in *addon.Installation, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if err := in.Post(t.Context(), "Ops", hipchat.NotificationRequest{Message: text, MessageFormat: "text"}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatIsPostedArrivesInOrderWhenTheServerComesBack(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	tried := make(chan string, 100)
	store, err := addon.OpenSQL(t.Context(), sqlite(t))
	if err != nil {
		t.Fatal(err)
	}
	a := serve(t, func(o *addon.Options) {
		o.Store = store
		o.Observe = func(x addon.Observation) {
			if x.What == "outbox" {
				tried <- x.Outcome
			}
		}
	})
	posted := watch(t, s, "Ops")
	f := newFront(t, s)
	in := f.brings(t, s, a, "Ops")
	stop := runs(t, a)
	f.change(func() { f.down = true })
	post(t, in, "one", "two", "three")
	if got := await(t, tried, "an attempt"); got != addon.OutcomeFailed {
		t.Errorf("while the server is down: %s", got)
	}
	stop()
	f.change(func() { f.down = false })
	runs(t, a.becomes(t, nil)) // a new process finds what the old one left
	posted("three")
	list, err := s.Client(s.Token).ViewRecentRoomHistory(t.Context(), "Ops", hipchat.RecentQuery{MaxResults: 3})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range list.Items {
		got = append(got, m.Message)
	}
	if diff := cmp.Diff([]string{"one", "two", "three"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatAServerRefusesIsToldAndHoldsNothingBack(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	lost := make(chan error, 1)
	a := serve(t, func(o *addon.Options) {
		o.Undelivered = func(_ context.Context, _ addon.Post, err error) { lost <- err }
	})
	in, _ := installed(t, s, a, "")
	posted := watch(t, s, "Ops")
	runs(t, a)
	if err := in.Post(t.Context(), "Nowhere", hipchat.NotificationRequest{Message: "hello?"}); err != nil {
		t.Fatal(err)
	}
	post(t, in, "still here")
	if err := await(t, lost, "the refusal"); !errors.Is(err, hipchat.ErrNotFound) {
		t.Error(err)
	}
	posted("still here")
	if err := in.Post(t.Context(), "Ops", hipchat.NotificationRequest{}); err == nil {
		t.Error("an empty post was taken")
	}
}

func TestAnAddonThatEndsFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a, err := addon.New(addon.Options{Key: "a.b", Name: "A", Description: "a", BaseURL: "http://" + l.Addr().String()})
	if err != nil {
		t.Fatal(err)
	}
	entered, leave, worked := make(chan bool), make(chan bool), make(chan bool, 1)
	a.Handle("GET /slow", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := a.Go(r.Context(), func(context.Context) {
			<-leave
			worked <- true
		})
		if err != nil {
			t.Error(err)
		}
		entered <- true
		<-leave
	}))
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx, l) }()
	answered := make(chan int, 1)
	go func() {
		code, _ := send(t, "GET", "http://"+l.Addr().String()+"/slow", nil, "")
		answered <- code
	}()
	await(t, entered, "the request")
	cancel()
	close(leave)
	if code := await(t, answered, "the answer"); code != 200 {
		t.Errorf("%d", code)
	}
	if err := await(t, ended, "the end"); err != nil {
		t.Error(err)
	}
	await(t, worked, "the work")
	if err := a.Go(t.Context(), func(context.Context) {}); err == nil {
		t.Error("something was begun after the end")
	}
}
