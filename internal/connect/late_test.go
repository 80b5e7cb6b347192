package connect_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
)

// misbehaviour is what an add-on may do instead of answering its callback.
type misbehaviour struct {
	name   string
	does   func(w http.ResponseWriter, release <-chan struct{})
	reason string
}

func misbehaviours() []misbehaviour {
	answer := func(status int, kind, body string) func(http.ResponseWriter, <-chan struct{}) {
		return func(w http.ResponseWriter, _ <-chan struct{}) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	raw := func(text string) func(http.ResponseWriter, <-chan struct{}) {
		return func(w http.ResponseWriter, _ <-chan struct{}) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				_, _ = conn.Write([]byte(text))
				_ = conn.Close()
			}
		}
	}
	return []misbehaviour{
		{"answers late", func(w http.ResponseWriter, release <-chan struct{}) { <-release }, "did not answer its callback within 300ms"},
		{"begins its answer and does not end it", func(w http.ResponseWriter, release <-chan struct{}) {
			_, _ = w.Write([]byte("o"))
			_ = http.NewResponseController(w).Flush()
			<-release
		}, "did not answer its callback within 300ms"},
		{"answers too much", answer(http.StatusOK, "text/plain", strings.Repeat("x", 65<<10)), "answered its callback with too much"},
		{"refuses with a reason", answer(http.StatusBadRequest, "text/plain", "rooms only"), "400 Bad Request: rooms only"},
		{"refuses with a page", answer(http.StatusForbidden, "text/html", "<h1>No</h1>"), "403 Forbidden"},
		{"redirects", answer(http.StatusFound, "text/plain", ""), "302 Found"},
		{"fails", answer(http.StatusInternalServerError, "text/plain", ""), "500 Internal Server Error"},
		{"says what is not HTTP", raw("220 mail.test ESMTP\r\n"), "could not be reached for its callback"},
		{"hangs up", raw(""), "could not be reached for its callback"},
	}
}

// spec: connect, 3.4, 3.7
func TestNothingIsHalfDoneWhenACallbackGoesWrong(t *testing.T) {
	s := stoatest.Start(t, func(c *app.Config) { c.Callback = 300 * time.Millisecond })
	s.Room("Ops")
	for _, m := range misbehaviours() {
		for _, f := range []flow{{name: "a new client", callback: true}, {name: "the old client", callback: true, updateCallback: true}} {
			t.Run(m.name+", "+f.name, func(t *testing.T) {
				f.promise = latest()
				p := newPlugin(t, s, f.installable)
				release := make(chan struct{})
				free := sync.OnceFunc(func() { close(release) })
				t.Cleanup(free) // before the add-on's server ends
				spoil := func(spoilt bool) {
					p.mu.Lock()
					defer p.mu.Unlock()
					p.reply = nil
					if spoilt {
						p.reply = func(w http.ResponseWriter, _ *http.Request) { m.does(w, release) }
					}
				}
				refused := func() hipchat.InstallPayload {
					t.Helper()
					if _, err := p.agree(f.address(p), "Ops"); err == nil || !strings.Contains(err.Error(), m.reason) {
						t.Errorf("%v, want %s", err, m.reason)
					}
					return (<-p.calls).Payload
				}
				spoil(true)
				p.tokenIs(http.StatusUnauthorized, refused(), "")
				if all := p.installed("Ops"); len(all) != 0 || p.shown() != 0 {
					t.Errorf("installed: %+v, %d shown", all, p.shown())
				}
				spoil(false)
				client := f.installs(p, "Ops")

				spoil(true)
				p.change(grow)
				if given := refused(); given.OAuthSecret != "" {
					p.tokenIs(http.StatusUnauthorized, given, "")
				}
				free() // what comes late changes nothing
				p.tokenIs(http.StatusOK, client, hipchat.ScopeSendNotification)
				p.tokenIs(http.StatusBadRequest, client, hipchat.ScopeViewRoom)
				f.isShown(p)
				p.hears("still there")
				spoil(false)
				f.leaves(p, "Ops", client)
				p.quiet()
			})
		}
	}
}

// spec: connect, 3.5
func TestAClientIsReadOnceHoweverManyReadAtOnce(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	p := newPlugin(t, s, flow{page: true}.installable)
	in, err := p.agree(p.base+"/descriptor", "Ops")
	if err != nil {
		t.Fatal(err)
	}
	path := p.installablePath(in.Open)
	const readers = 8
	answers := make(chan stoatest.Answer, readers)
	var begin sync.WaitGroup
	begin.Add(1)
	for range readers {
		go func() {
			begin.Wait()
			answers <- s.Call("", "GET", path, nil)
		}()
	}
	begin.Done()
	given := 0
	for range readers {
		switch a := <-answers; a.Status {
		case http.StatusOK:
			given++
		case http.StatusNotFound:
		default:
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	if given != 1 {
		t.Errorf("%d got the client", given)
	}
	if all := p.installed("Ops"); len(all) != 1 || !all[0].Active {
		t.Errorf("installed: %+v", all)
	}
}

// spec: connect, 3.5
func TestAClientThatIsReadTooLateIsGone(t *testing.T) {
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock))
	s.Room("Ops")
	p := newPlugin(t, s, flow{page: true}.installable)
	in, err := p.agree(p.base+"/descriptor", "Ops")
	if err != nil {
		t.Fatal(err)
	}
	clock.Advance(31 * time.Minute)
	if a := s.Call("", "GET", p.installablePath(in.Open), nil); a.Status != http.StatusNotFound {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if all := p.installed("Ops"); len(all) != 0 || p.shown() != 0 {
		t.Errorf("installed: %+v, %d shown", all, p.shown())
	}
}
