package connect_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
)

// plugin is a plain add-on that writes down what it is asked.
type plugin struct {
	t    *testing.T
	s    *stoatest.Server
	base string

	level      hipchat.Level    // that it is installed at; empty: the server's
	during     func()           // what it does while it is called
	reading    func()           // what it does while its descriptor is read the next time
	reply      http.HandlerFunc // answers its callbacks in place of status; nil: nothing does
	mu         sync.Mutex
	descriptor hipchat.Descriptor
	status     int // of its answers to callbacks

	calls chan call // of its lifecycle
	heard chan string
	read  chan struct{} // its descriptor was
	jwt   bool          // the webhook heard last was signed
}

type call struct {
	Line    string // method and path
	Payload hipchat.InstallPayload
}

func newPlugin(t *testing.T, s *stoatest.Server, installable func(base string) *hipchat.Installable) *plugin {
	p := &plugin{t: t, s: s, status: http.StatusNoContent, calls: make(chan call, 20), heard: make(chan string, 20), read: make(chan struct{}, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /descriptor", p.describe)
	mux.HandleFunc("POST /heard", p.hear)
	mux.HandleFunc("/", p.note)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p.base = server.URL
	p.descriptor = hipchat.Descriptor{
		Key: "test.plugin", Name: "Plugin", Description: "d", Links: hipchat.DescriptorLinks{Self: p.base + "/descriptor"},
		Capabilities: hipchat.DescriptorCapabilities{
			Installable: installable(p.base),
			Consumer:    &hipchat.APIConsumer{Scopes: []string{hipchat.ScopeSendNotification}},
			Webhooks: hipchat.DescriptorWebhooks{
				{URL: p.base + "/heard", Event: "room_message", Pattern: "^[a-z]", Authentication: hipchat.AuthenticationJWT},
			},
			Dialogs: hipchat.Modules[hipchat.Dialog]{{Key: "d", Title: hipchat.Text{Value: "D"}, URL: p.base + "/d"}},
		},
	}
	return p
}

func (p *plugin) describe(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	b, err := json.Marshal(p.descriptor)
	during := p.reading
	p.reading = nil
	p.mu.Unlock()
	if err != nil {
		p.t.Error(err)
	}
	if during != nil {
		during()
	}
	_, _ = w.Write(b)
	select {
	case p.read <- struct{}{}:
	default:
	}
}

func (p *plugin) hear(_ http.ResponseWriter, r *http.Request) {
	var m struct {
		Item struct{ Message struct{ Message string } }
	}
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
		p.t.Error(err)
	}
	p.mu.Lock()
	p.jwt = r.Header.Get("Authorization") != ""
	p.mu.Unlock()
	p.heard <- m.Item.Message.Message
}

func (p *plugin) note(w http.ResponseWriter, r *http.Request) {
	c := call{Line: r.Method + " " + r.URL.Path}
	body, err := io.ReadAll(r.Body)
	if err == nil && len(body) > 0 {
		err = json.Unmarshal(body, &c.Payload)
	}
	if err != nil {
		p.t.Errorf("%s: %v", c.Line, err)
	}
	if p.during != nil {
		p.during()
	}
	p.mu.Lock()
	status, reply := p.status, p.reply
	p.mu.Unlock()
	p.calls <- c
	if reply != nil {
		reply(w, r)
		return
	}
	w.WriteHeader(status)
}

func (p *plugin) change(f func(d *hipchat.Descriptor)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(&p.descriptor)
}

func (p *plugin) answer(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status = status
}

// asksFor makes the descriptor ask for one scope more than at first.
func (p *plugin) asksFor(scope string) {
	p.change(func(d *hipchat.Descriptor) {
		d.Capabilities.Consumer = &hipchat.APIConsumer{Scopes: []string{hipchat.ScopeSendNotification, scope}}
	})
}

// agree looks at a descriptor and installs it.
func (p *plugin) agree(address, room string) (remote.Installation, error) {
	p.t.Helper()
	preview, err := p.s.Remote.PreviewAddonAt(p.t.Context(), address, room, p.level)
	if err != nil {
		return remote.Installation{}, err
	}
	return p.s.Remote.InstallAddon(p.t.Context(), preview, room)
}

// signed tells whether the webhook that was heard last was.
func (p *plugin) signed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.jwt
}

// next answers the next call of the lifecycle, which must be that one.
func (p *plugin) next(line string) hipchat.InstallPayload {
	p.t.Helper()
	c := await(p.t, p.calls, line)
	if c.Line != line {
		p.t.Fatalf("called %s, want %s", c.Line, line)
	}
	return c.Payload
}

func (p *plugin) quiet() {
	p.t.Helper()
	select {
	case c := <-p.calls:
		p.t.Errorf("called %s", c.Line)
	default:
	}
}

// reads answers what the page that the browser was sent to finds at installable_url, which is there once.
func (p *plugin) reads(open, page string) (given hipchat.InstallPayload) {
	p.t.Helper()
	u, err := url.Parse(open)
	if err != nil || !strings.HasPrefix(open, p.base+page+"?") || u.Query().Get("redirect_url") == "" {
		p.t.Fatalf("the browser is sent to %q: %v", open, err)
	}
	path := p.installablePath(open)
	p.s.Call("", "GET", path, nil).JSON(p.t, &given)
	if a := p.s.Call("", "GET", path, nil); a.Status != http.StatusNotFound {
		p.t.Errorf("read twice: %d", a.Status)
	}
	return given
}

// installablePath is where the page that the browser was sent to finds the client.
func (p *plugin) installablePath(open string) string {
	p.t.Helper()
	u, err := url.Parse(open)
	path, found := strings.CutPrefix(u.Query().Get("installable_url"), p.s.URL)
	if err != nil || !found {
		p.t.Fatalf("the browser is sent to %q: %v", open, err)
	}
	return path
}

// ask asks for a token with a client.
func (p *plugin) ask(client hipchat.InstallPayload, scope string) stoatest.Answer {
	p.t.Helper()
	return p.post(client, url.Values{"grant_type": {"client_credentials"}, "scope": {scope}})
}

func (p *plugin) post(client hipchat.InstallPayload, form url.Values) stoatest.Answer {
	p.t.Helper()
	r := http.Request{Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}}
	r.SetBasicAuth(client.OAuthID, client.OAuthSecret)
	return p.s.Send("POST", "/v2/oauth/token", r.Header, []byte(form.Encode()))
}

func (p *plugin) grant(client hipchat.InstallPayload, scope string) (token hipchat.TokenResponse) {
	p.t.Helper()
	p.ask(client, scope).JSON(p.t, &token)
	return token
}

func (p *plugin) tokenIs(status int, client hipchat.InstallPayload, scope string) {
	p.t.Helper()
	if got := p.ask(client, scope).Status; got != status {
		p.t.Errorf("a token with %s: %d, want %d", scope, got, status)
	}
}

func (p *plugin) say(text string) {
	p.t.Helper()
	if a := p.s.Call(p.s.Token, "POST", "/v2/room/Ops/message", map[string]string{"message": text}); a.Status != http.StatusCreated {
		p.t.Fatalf("%d %s", a.Status, a.Body)
	}
}

// hears says something and waits until the add-on heard it, and nothing before it.
func (p *plugin) hears(text string) {
	p.t.Helper()
	p.say(text)
	if got := await(p.t, p.heard, "a webhook"); got != text {
		p.t.Errorf("heard %q, want %q", got, text)
	}
}

// hook is a webhook as who installed the add-on finds it.
type hook struct {
	ID     int64
	Secret string
}

// hooks answers the webhooks of the room by their events.
func (p *plugin) hooks() map[string]hook {
	p.t.Helper()
	var list struct {
		Items []struct {
			ID    int64
			Event string
		}
	}
	p.s.Call(p.s.Token, "GET", "/api/webhooks?room=1", nil).JSON(p.t, &list)
	found := make(map[string]hook)
	for _, w := range list.Items {
		var secrets struct{ Secrets []string }
		p.s.Call(p.s.Token, "GET", "/api/webhooks/"+strconv.FormatInt(w.ID, 10)+"/secrets", nil).JSON(p.t, &secrets)
		found[w.Event] = hook{w.ID, strings.Join(secrets.Secrets, " ")}
	}
	return found
}

// shown tells how many modules the room shows.
func (p *plugin) shown() int {
	p.t.Helper()
	var list struct{ Items []struct{ Key string } }
	p.s.Call(p.s.Token, "GET", "/api/rooms/1/addons", nil).JSON(p.t, &list)
	return len(list.Items)
}

func (p *plugin) installed(room string) []remote.Installation {
	p.t.Helper()
	all, err := p.s.Remote.Addons(p.t.Context(), room)
	if err != nil {
		p.t.Fatal(err)
	}
	return all
}

func await[T any](t *testing.T, ch <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(30 * time.Second):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}
