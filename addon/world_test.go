package addon_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
)

// served is an add-on on a server of its own, which it can leave to another version of itself.
type served struct {
	*addon.Addon
	url     string
	options addon.Options
	now     atomic.Pointer[addon.Addon]
}

// serve makes an add-on. change fills its options in.
func serve(t *testing.T, change func(*addon.Options), modules ...addon.Module) *served {
	t.Helper()
	a := &served{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.now.Load().ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	a.url = server.URL
	a.options = addon.Options{
		Key: "test.tides", Name: "Tides", Description: "Knows the tides", BaseURL: server.URL, Store: addon.NewMemory(),
		Scopes: []string{hipchat.ScopeSendNotification, hipchat.ScopeAdminRoom}, RereadAfter: -1,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	return a.becomes(t, change, modules...)
}

// becomes makes another version of the add-on, with the same store at the same address.
func (a *served) becomes(t *testing.T, change func(*addon.Options), modules ...addon.Module) *served {
	t.Helper()
	if change != nil {
		change(&a.options)
	}
	made, err := addon.New(a.options, modules...)
	if err != nil {
		t.Fatal(err)
	}
	a.Addon = made
	a.now.Store(made)
	return a
}

// installed installs the add-on into a room of the server, or for "" into the whole group.
func installed(t *testing.T, s *stoatest.Server, a *served, room string) (*addon.Installation, remote.Installation) {
	t.Helper()
	preview, err := s.Remote.PreviewAddon(t.Context(), a.DescriptorURL(), room)
	if err != nil {
		t.Fatal(err)
	}
	there, err := s.Remote.InstallAddon(t.Context(), preview, room)
	if err != nil {
		t.Fatal(err)
	}
	in, err := a.Installation(t.Context(), there.OAuthID)
	if err != nil {
		t.Fatal(err)
	}
	return in, there
}

func atLevel(l hipchat.Level) stoatest.Option {
	return func(c *app.Config) { c.CompatLevel = string(l) }
}

func notify(t *testing.T, in *addon.Installation, room, text string) {
	t.Helper()
	c, err := in.Client(hipchat.ScopeSendNotification)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SendRoomNotification(t.Context(), hipchat.ID(room), hipchat.NotificationRequest{Message: text, MessageFormat: "text"}); err != nil {
		t.Fatal(err)
	}
}

// last is the newest message of a room, or none.
func last(t *testing.T, s *stoatest.Server, room string) hipchat.Message {
	t.Helper()
	list, err := s.Client(s.Token).ViewRecentRoomHistory(t.Context(), hipchat.ID(room), hipchat.RecentQuery{MaxResults: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Items) == 0 {
		return hipchat.Message{}
	}
	return list.Items[0]
}

// send makes a request of an add-on and answers status and body.
func send(t *testing.T, method, address string, header http.Header, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if header != nil {
		req.Header = header
	}
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, strings.TrimSpace(string(b))
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// front stands before a server at addresses that it can change: its API, its token endpoint and its document are
// wherever the front says.
type front struct {
	*httptest.Server
	mu       sync.Mutex
	doc      hipchat.CapabilitiesDocument
	api      string // path that leads to the server's /v2
	token    string
	document string
	moved    string // where the document's old path redirects to
	down     bool   // it answers nobody
	tokens   atomic.Int64
}

func newFront(t *testing.T, s *stoatest.Server) *front {
	t.Helper()
	target, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	f := &front{api: "/odd/api", token: "/other/token", document: "/capabilities"}
	if err := json.Unmarshal([]byte(s.Call("", "GET", "/v2/capabilities", nil).Body), &f.doc); err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		api, token, document, moved, doc, down := f.api, f.token, f.document, f.moved, f.doc, f.down
		f.mu.Unlock()
		if down {
			panic(http.ErrAbortHandler)
		}
		switch rest, there := strings.CutPrefix(r.URL.Path, api+"/"); {
		case r.URL.Path == document:
			doc.Links.Self = f.URL + document
			doc.Capabilities.HipchatAPIProvider.URL = f.URL + api
			doc.Capabilities.OAuth2Provider.TokenURL = f.URL + token
			_, _ = io.WriteString(w, encoded(t, doc))
		case r.URL.Path == moved:
			http.Redirect(w, r, document, http.StatusMovedPermanently)
		case r.URL.Path == token:
			f.tokens.Add(1)
			r.URL.Path = "/v2/oauth/token"
			proxy.ServeHTTP(w, r)
		case there:
			r.URL.Path = "/v2/" + rest
			proxy.ServeHTTP(w, r)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *front) change(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do()
}

// brings installs the add-on through the front, with a client that the server really has.
func (f *front) brings(t *testing.T, s *stoatest.Server, a *served, room string) *addon.Installation {
	t.Helper()
	payload := s.Addon(room, func(d *hipchat.Descriptor, _ string) { d.Key += "." + room }, nil).Client
	payload.CapabilitiesURL = f.URL + f.document
	if status, body := send(t, "POST", a.url+"/installation", nil, encoded(t, payload)); status != http.StatusNoContent {
		t.Fatalf("%d %s", status, body)
	}
	in, err := a.Installation(t.Context(), payload.OAuthID)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// journal collects a log.
type journal struct {
	mu sync.Mutex
	bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.Buffer.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.Buffer.String()
}
