package addon_test

import (
	"errors"
	"net/http"
	"strconv"
	"sync"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

func idOf(n int64) string { return strconv.FormatInt(n, 10) }

// spec: connect, 9, IG-14, IG-16, IG-18
func TestAnInstallationGoesAlongWhenItsServerMoves(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	a := serve(t, nil)
	f := newFront(t, s)
	in := f.brings(t, s, a, "Ops")
	notify(t, in, "Ops", "at an odd address")
	for _, c := range []struct {
		name string
		move func()
	}{
		{"the API", func() { f.api = "/v3/quite/elsewhere" }},
		{"the token endpoint", func() { f.token = "/tokens/here" }},
		{"both, with a slash at the end of the API", func() { f.api, f.token = "/slash", "/slash-token" }},
		{"the document, which redirects", func() { f.moved, f.document, f.api = f.document, "/new/capabilities", "/new/api" }},
	} {
		f.change(c.move)
		notify(t, in, "Ops", "after a move of "+c.name)
		if got := last(t, s, "Ops").Message; got != "after a move of "+c.name {
			t.Errorf("%s: %q", c.name, got)
		}
	}
	if got := in.Record().CapabilitiesURL; got != f.URL+"/new/capabilities" {
		t.Errorf("the document is at %s", got)
	}
}

// A room that is not there has moved nowhere.
func TestWhatIsMissingIsMissing(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	a := serve(t, nil)
	in, _ := installed(t, s, a, "")
	c, err := in.Client()
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.GetRoomWebhook(t.Context(), "Nowhere", "none")
	if e := (*hipchat.Error)(nil); !errors.As(err, &e) || e.Code != http.StatusNotFound {
		t.Errorf("%v", err)
	}
}

func TestTokensAreKeptForEachSetOfScopes(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	a := serve(t, nil)
	f := newFront(t, s)
	in := f.brings(t, s, a, "Ops")
	f.tokens.Store(0)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { notify(t, in, "Ops", "all at once") })
	}
	wg.Wait()
	if n := f.tokens.Load(); n != 1 {
		t.Errorf("%d tokens for one set of scopes", n)
	}
	for _, scopes := range [][]string{{hipchat.ScopeAdminRoom}, {hipchat.ScopeAdminRoom, hipchat.ScopeSendNotification}, {hipchat.ScopeSendNotification, hipchat.ScopeAdminRoom}} {
		c, err := in.Client(scopes...)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.SendRoomNotification(t.Context(), "Ops", hipchat.NotificationRequest{Message: "x"}); err != nil && len(scopes) > 1 {
			t.Error(err)
		}
	}
	if n := f.tokens.Load(); n < 3 || n > 4 { // one that may not post is asked for once more
		t.Errorf("%d tokens for three sets of scopes", n)
	}
}
