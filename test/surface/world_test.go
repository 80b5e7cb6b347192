// Package surface_test asks everything of every route in the route tables: that its answers are as they are
// described, that it refuses who may not call it, and that no input breaks it. A route that is added is asked too.
package surface_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
)

// world is a server with what its routes need around them.
type world struct {
	*stoatest.Server
	admin int64  // the administrator's id
	addon string // a token of an add-on in the whole group, with every scope that add-ons can have
	asked string // that add-on's address, which says where a link leads
	v1    string // an admin token of API v1

	client http.Client
	made   atomic.Int64 // for names that nobody has
}

func newWorld(t *testing.T, options ...stoatest.Option) *world {
	t.Helper()
	w := &world{Server: stoatest.Start(t, options...)}
	w.client = http.Client{
		Timeout:       time.Minute,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 16},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	t.Cleanup(w.client.CloseIdleConnections)
	var me hipchat.User
	w.Call(w.Token, "GET", "/v2/user/"+url.PathEscape(stoatest.AdminEmail), nil).JSON(t, &me)
	w.admin = me.ID
	w.addon = w.install(t)
	w.v1 = w.V1Token("admin")
	return w
}

// addonScopes are those that an add-on can be given.
var addonScopes = []string{
	hipchat.ScopeAdminGroup, hipchat.ScopeAdminRoom, hipchat.ScopeManageRooms, hipchat.ScopeSendNotification,
	hipchat.ScopeViewGroup, hipchat.ScopeViewMessages, hipchat.ScopeViewRoom,
}

// install puts an add-on into the group and answers a token of it.
func (w *world) install(t *testing.T) string {
	t.Helper()
	given := make(chan hipchat.InstallPayload, 1)
	mux := http.NewServeMux()
	addon := httptest.NewServer(mux)
	t.Cleanup(addon.Close)
	mux.HandleFunc("GET /", func(rw http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(rw).Encode(map[string]any{
			"key": "surface", "name": "Surface", "description": "d", "links": map[string]string{"self": addon.URL + "/", "homepage": addon.URL},
			"capabilities": map[string]any{
				"installable":        map[string]any{"callbackUrl": addon.URL + "/installed"},
				"hipchatApiConsumer": map[string]any{"scopes": addonScopes},
				"glance": []any{map[string]any{"key": "glance", "name": map[string]string{"value": "Glance"},
					"icon": map[string]string{"url": addon.URL + "/i.png", "url@2x": addon.URL + "/i2.png"}}},
			},
		})
	})
	mux.HandleFunc("POST /installed", func(rw http.ResponseWriter, r *http.Request) {
		var in hipchat.InstallPayload
		if err := json.NewDecoder(r.Body).Decode(&in); err == nil {
			given <- in
		}
	})
	mux.HandleFunc("POST /link", func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(rw, `{"location":"https://example.test/"}`)
	})
	w.asked = addon.URL + "/link"
	preview, err := w.Remote.PreviewAddon(t.Context(), addon.URL+"/", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Remote.InstallAddon(t.Context(), preview, ""); err != nil {
		t.Fatal(err)
	}
	client := <-given
	a := w.Send("POST", "/v2/oauth/token", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		[]byte(url.Values{"grant_type": {"client_credentials"}, "client_id": {client.OAuthID}, "client_secret": {client.OAuthSecret}}.Encode()))
	var token hipchat.TokenResponse
	a.JSON(t, &token)
	return token.AccessToken
}

// place is what one route's calls stand in. Places share nothing, so that routes can be asked at the same time.
type place struct {
	w       *world
	t       *testing.T
	room    remote.Room
	person  remote.User
	webhook string
	message string // in the room
	private string // to the person
	token   string
	key     string
	waiting string // the id of an add-on that has yet to read its client, with token
	privacy string // of the rooms to make; empty: public
}

func (w *world) unique() string { return strconv.FormatInt(w.made.Add(1), 36) }

// must makes a call that is only there to prepare something.
func (p *place) must(token, method, path string, body any, into any) {
	p.t.Helper()
	a := p.w.Call(token, method, path, body)
	if a.Status >= 300 {
		p.t.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
	}
	if into != nil {
		a.JSON(p.t, into)
	}
}

func (p *place) newRoom() {
	var made hipchat.Created
	p.must(p.w.Token, "POST", "/v2/room", map[string]any{"name": "Surface " + p.w.unique(), "privacy": p.privacy}, &made)
	p.room = remote.Room{ID: made.ID}
	var said hipchat.MessageCreated
	p.must(p.w.Token, "POST", p.roomPath()+"/message", map[string]string{"message": "here https://example.org/x"}, &said)
	p.message = said.ID
	p.must(p.w.Token, "POST", p.roomPath()+"/notification", map[string]any{"message": "there", "card": map[string]string{"style": "application", "id": "c", "title": "t"}}, nil)
	var hook hipchat.Webhook
	p.must(p.w.Token, "POST", p.roomPath()+"/webhook", map[string]string{"url": "http://127.0.0.1:9/x", "event": "room_enter", "name": "n"}, &hook)
	p.webhook = strconv.FormatInt(hook.ID, 10)
}

func (p *place) roomPath() string { return "/v2/room/" + strconv.FormatInt(p.room.ID, 10) }

func (p *place) newPerson() {
	n := p.w.unique()
	u, _, err := p.w.Remote.CreateUser(p.t.Context(), remote.NewUser{Name: "Person " + n, Email: n + "@example.test", Password: stoatest.UserPassword})
	if err != nil {
		p.t.Fatal(err)
	}
	p.person = u
}

// in answers what stands at a placeholder of a path, made when it is first asked for.
func (p *place) in(pattern, name string) string {
	switch name {
	case "room":
		p.needRoom()
		return strconv.FormatInt(p.room.ID, 10)
	case "webhook":
		p.needRoom()
		return p.webhook
	case "user":
		p.needPerson()
		return strconv.FormatInt(p.person.ID, 10)
	case "message":
		if strings.HasPrefix(pattern, "/v2/user/") {
			return p.privateMessage()
		}
		p.needRoom()
		return p.message
	case "token":
		if p.token == "" {
			p.token = p.newToken(pattern)
		}
		return p.token
	case "addon":
		if p.waiting == "" {
			p.newInstallable()
		}
		return p.waiting
	case "key":
		if p.key == "" {
			p.key = "k" + p.w.unique()
		}
		return p.key
	case "size":
		return "small"
	case "emoticon":
		var list hipchat.List[hipchat.EmoticonStub]
		p.must(p.w.Token, "GET", "/v2/emoticon?max-results=1", nil, &list)
		return strconv.FormatInt(list.Items[0].ID, 10)
	}
	return "1" // of the group
}

// newToken makes what the last part of a path is a token of.
func (p *place) newToken(pattern string) string {
	if strings.HasPrefix(pattern, "/v2/addon/link/") {
		var link hipchat.IntegrationLink
		p.must(p.w.addon, "POST", "/v2/addon/link", map[string]any{"target": p.w.asked, "ttl": 60}, &link)
		return link.Token
	}
	p.needPerson()
	return p.w.SignIn(p.person.Email, stoatest.UserPassword)
}

// newInstallable begins the installation of an add-on that has no callback.
func (p *place) newInstallable() {
	p.t.Helper()
	room := p.w.Room("Surface " + p.w.unique())
	addon := p.w.Addon(room.Name, func(d *hipchat.Descriptor, base string) {
		d.Capabilities.Installable = &hipchat.Installable{InstalledURL: base + "/hello"}
	}, nil)
	open, err := url.Parse(addon.Installation.Open)
	if err != nil {
		p.t.Fatal(err)
	}
	parts := strings.Split(open.Query().Get("installable_url"), "/")
	p.waiting, p.token = parts[len(parts)-3], parts[len(parts)-1]
}

func (p *place) needRoom() {
	if p.room.ID == 0 {
		p.newRoom()
	}
}

func (p *place) needPerson() {
	if p.person.ID == 0 {
		p.newPerson()
	}
}

func (p *place) privateMessage() string {
	p.needPerson()
	if p.private == "" {
		path := fmt.Sprintf("/v2/user/%d", p.person.ID)
		p.must(p.w.Token, "POST", path+"/message", map[string]string{"message": "you"}, nil)
		var list hipchat.List[hipchat.Message]
		p.must(p.w.Token, "GET", path+"/history/latest", nil, &list)
		p.private = list.Items[len(list.Items)-1].ID
	}
	return p.private
}

// answer is what came back, with the time it took.
type answer struct {
	status int
	header http.Header
	body   string
}

// maxBody bounds what an answer may have, in bytes.
const maxBody = 4 << 20

func (w *world) do(r *http.Request) (answer, error) {
	res, err := w.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, maxBody+1))
	return answer{res.StatusCode, res.Header, string(b)}, err
}
