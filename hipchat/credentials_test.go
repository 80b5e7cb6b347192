package hipchat_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// house is a server that issues tokens T1, T2, … and answers what room it was asked for by the token.
type house struct {
	mu     sync.Mutex
	life   string // of a token, in seconds
	issued int
	delay  time.Duration
	dead   map[string]bool // tokens that it knows no more
	forms  []string
	used   []string
}

func (h *house) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	if r.URL.Path == "/v2/oauth/token" {
		time.Sleep(h.delay)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answer(w, r)
	res := w.Result()
	res.Request = r
	return res, nil
}

func (h *house) answer(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/v2/oauth/token" {
		id, secret, _ := r.BasicAuth()
		_ = r.ParseForm()
		h.forms = append(h.forms, id+":"+secret+" "+r.PostForm.Encode())
		h.issued++
		fmt.Fprintf(w, `{"access_token":"T%d","expires_in":%s,"group_id":1,"token_type":"bearer"}`, h.issued, h.life)
		return
	}
	token := r.Header.Get("Authorization")
	h.used = append(h.used, token)
	if h.dead[token] {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	fmt.Fprint(w, `{}`)
}

func (h *house) client(t *testing.T) *hipchat.Client {
	t.Helper()
	c, err := hipchat.NewClient("https://chat.example.org", hipchat.WithHTTPClient(&http.Client{Transport: h}),
		hipchat.WithClientCredentials("id", "secret", hipchat.ScopeViewRoom, hipchat.ScopeSendNotification))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// spec: auth, 6
func TestAnInstallationsTokenIsKeptAndRenewedBeforeItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{life: "3600"}
		c := h.client(t)
		for _, after := range []time.Duration{0, 58 * time.Minute, 2 * time.Minute, 0} {
			time.Sleep(after)
			if _, err := c.GetRoom(t.Context(), "Ops"); err != nil {
				t.Fatal(err)
			}
		}
		want := "[Bearer T1 Bearer T1 Bearer T2 Bearer T2]"
		if fmt.Sprint(h.used) != want {
			t.Errorf("used %v, want %s", h.used, want)
		}
		form := "id:secret " + url.Values{"grant_type": {"client_credentials"}, "scope": {"view_room send_notification"}}.Encode()
		if h.forms[0] != form {
			t.Errorf("asked %q, want %q", h.forms[0], form)
		}
	})
}

func TestManyCallsAtOnceGetOneToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{life: "3600", delay: time.Second}
		c := h.client(t)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if _, err := c.GetRoom(t.Context(), "Ops"); err != nil {
					t.Error(err)
				}
			})
		}
		impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		time.Sleep(time.Microsecond) // somebody asks already
		if _, err := c.GetRoom(impatient, "Ops"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who does not wait gets %v", err)
		}
		wg.Wait()
		if h.issued != 1 {
			t.Errorf("%d tokens issued", h.issued)
		}
	})
}

func TestATokenThatTheServerForgotIsReplacedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{life: "3600", dead: map[string]bool{"Bearer T1": true}}
		if _, err := h.client(t).GetRoom(t.Context(), "Ops"); err != nil || h.issued != 2 {
			t.Errorf("%d tokens issued: %v", h.issued, err)
		}
		h = &house{life: "3600", dead: map[string]bool{"Bearer T1": true, "Bearer T2": true}}
		if _, err := h.client(t).GetRoom(t.Context(), "Ops"); !errors.Is(err, hipchat.ErrUnauthorized) || h.issued != 2 {
			t.Errorf("%d tokens issued: %v", h.issued, err)
		}
	})
}

// spec: connect, 1; client-quirks, O5, O7
func TestAnAddonLearnsEveryAddressFromTheCapabilities(t *testing.T) {
	var self string
	var asked []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		base := "http://" + r.Host
		switch r.URL.Path {
		case "/odd/caps":
			fmt.Fprintf(w, `{"links":{"self":"%s"},"capabilities":{"hipchatApiProvider":{"url":"%s/odd/api/"},"oauth2Provider":{"tokenUrl":"%s/else/token"}}}`, self, base, base)
		case "/else/token":
			fmt.Fprint(w, `{"access_token":"T","expires_in":3600}`)
		default:
			fmt.Fprint(w, `{}`)
		}
	}))
	defer s.Close()
	self = s.URL + "/odd/caps"
	doc, err := hipchat.Discover(t.Context(), self+"/")
	if err != nil {
		t.Fatal(err)
	}
	c, err := doc.Client(hipchat.WithClientCredentials("id", "secret"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.GetRoom(t.Context(), "Ops"); err != nil {
		t.Fatal(err)
	}
	if want := "[/odd/caps /else/token /odd/api/room/Ops]"; fmt.Sprint(asked) != want {
		t.Errorf("asked %v, want %s", asked, want)
	}
	self = "https://elsewhere.example.org/odd/caps"
	if _, err := hipchat.Discover(t.Context(), s.URL+"/odd/caps"); err == nil {
		t.Error("a document of another server is taken")
	}
	if _, err := (hipchat.CapabilitiesDocument{}).Client(); err == nil {
		t.Error("a document without addresses makes a client")
	}
}
