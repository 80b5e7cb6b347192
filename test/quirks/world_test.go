package quirks_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stoachat/stoa/test/process"
)

// world is a running server with a person in it and every kind of token that the rules need.
type world struct {
	server   *process.Server
	admin    string // the administrator's v2 token, every scope
	adminID  int64
	ada      string // Ada's v2 token: a person who administers nothing
	adaID    int64
	v1Admin  string
	v1Notify string
	rooms    atomic.Int64 // how many rooms have been made, for their names

	certificates *process.Certificates
}

const (
	adaName    = "Ada Brook"
	adaMention = "AdaB"
	adaEmail   = "ada@example.test"
)

// room is a room made for one test, so that tests do not see each other's messages.
type room struct {
	ID    int64
	Name  string
	Path  string // /v2/room/ID
	Token string // a room notification token
}

func newWorld(t *testing.T, c process.Config) *world {
	t.Helper()
	w := &world{server: process.Start(t, c), certificates: c.TLS}
	w.admin = w.server.Admin
	w.adminID = number(t, w.v2(t, "GET", "/v2/user/"+process.AdminEmail, "").is(t, 200).at(t, "id"))
	password := "battery staple horse correct"
	made := w.v2(t, "POST", "/v2/user", fmt.Sprintf(`{"name":%q,"email":%q,"mention_name":%q,"password":%q}`,
		adaName, adaEmail, adaMention, password)).is(t, 201)
	w.adaID = number(t, made.at(t, "id"))
	w.ada = w.server.SignIn(t, adaEmail, password)
	w.v1Admin = w.v1Token(t, "admin")
	w.v1Notify = w.v1Token(t, "notification")
	return w
}

func (w *world) v1Token(t *testing.T, kind string) string {
	t.Helper()
	out, err := w.server.CLI(t.Context(), "token", "create", "--v1", kind, "--name", "quirks", "--json")
	if err != nil {
		t.Fatal(err)
	}
	var made struct {
		Token string `json:"token"`
	}
	if err := json.Unmarshal(out, &made); err != nil || made.Token == "" {
		t.Fatalf("token create --json: %v: %s", err, out)
	}
	return made.Token
}

// room makes a room that nobody else uses.
func (w *world) room(t *testing.T) room {
	t.Helper()
	return w.roomNamed(t, fmt.Sprintf("Room %d", w.rooms.Add(1)))
}

func (w *world) roomNamed(t *testing.T, name string) room {
	t.Helper()
	body, err := json.Marshal(map[string]string{"name": name})
	if err != nil {
		t.Fatal(err)
	}
	id := number(t, w.v2(t, "POST", "/v2/room", string(body)).is(t, 201).at(t, "id"))
	token := w.v2(t, "POST", fmt.Sprintf("/api/rooms/%d/tokens", id), `{"name":"CI","v1":false}`).is(t, 201)
	return room{
		ID:    id,
		Name:  name,
		Path:  fmt.Sprintf("/v2/room/%d", id),
		Token: text(t, token.at(t, "v2.token")),
	}
}

// request is one HTTP request. Body and headers are sent as they stand.
type request struct {
	method, path string
	token        string // sent as a bearer token unless empty
	contentType  string
	body         string
	header       http.Header
}

// send sends the request, follows no redirect and reads the whole answer.
func (w *world) send(t *testing.T, r request) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), r.method, w.server.URL+r.path, strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range r.header {
		req.Header[name] = values
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	if r.contentType != "" {
		req.Header.Set("Content-Type", r.contentType)
	}
	client := &http.Client{
		Timeout:       30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", r.method, r.path, err)
	}
	return read(t, r.method+" "+r.path, res)
}

// v2 sends a request with the administrator's token, and the body as JSON.
func (w *world) v2(t *testing.T, method, path, body string) reply {
	t.Helper()
	r := request{method: method, path: path, token: w.admin, body: body}
	if body != "" {
		r.contentType = "application/json"
	}
	return w.send(t, r)
}

// v1 calls a method of API v1 with the admin token: a GET with everything in the query, or a POST of a form.
func (w *world) v1(t *testing.T, verb, method string, params url.Values) reply {
	t.Helper()
	form := url.Values{"auth_token": {w.v1Admin}}
	for name, values := range params {
		form[name] = values
	}
	if verb == http.MethodGet {
		return w.send(t, request{method: verb, path: "/v1/" + method + "?" + form.Encode()})
	}
	return w.send(t, request{
		method: verb, path: "/v1/" + method,
		contentType: "application/x-www-form-urlencoded", body: form.Encode(),
	})
}

// notify posts a notification with the room's own token.
func (w *world) notify(t *testing.T, to room, body string) reply {
	t.Helper()
	return w.send(t, request{
		method: "POST", path: to.Path + "/notification", token: to.Token,
		contentType: "application/json", body: body,
	})
}

// say posts a message as the administrator.
func (w *world) say(t *testing.T, in room, message string) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"message": message})
	if err != nil {
		t.Fatal(err)
	}
	w.v2(t, "POST", in.Path+"/message", string(body)).is(t, 201)
}

// spoken gives the room's recent messages and notifications, oldest first.
func (w *world) spoken(t *testing.T, in room) []map[string]any {
	t.Helper()
	var list struct {
		Items []map[string]any `json:"items"`
	}
	w.v2(t, "GET", in.Path+"/history?date=recent", "").is(t, 200).decode(t, &list)
	var spoken []map[string]any
	for _, item := range list.Items {
		if kind := item["type"]; kind == "message" || kind == "notification" {
			spoken = append(spoken, item)
		}
	}
	return spoken
}

// last gives the newest message or notification of the room.
func (w *world) last(t *testing.T, in room) map[string]any {
	t.Helper()
	all := w.spoken(t, in)
	if len(all) == 0 {
		t.Fatalf("nothing was posted in %s", in.Name)
	}
	return all[len(all)-1]
}

// reply is an answer, read to its end.
type reply struct {
	to     string // the request line, for messages
	status int
	header http.Header
	body   []byte
}

func read(t *testing.T, to string, res *http.Response) reply {
	t.Helper()
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		t.Fatalf("%s: %v", to, err)
	}
	return reply{to: to, status: res.StatusCode, header: res.Header, body: body}
}

// is fails the test unless the answer has the status.
func (r reply) is(t *testing.T, status int) reply {
	t.Helper()
	if r.status != status {
		t.Fatalf("%s: status %d, want %d\n%.2000s", r.to, r.status, status, r.body)
	}
	return r
}

func (r reply) decode(t *testing.T, into any) {
	t.Helper()
	if err := json.Unmarshal(r.body, into); err != nil {
		t.Fatalf("%s: %v\n%.2000s", r.to, err, r.body)
	}
}

// at gives the member at a dotted path, where a number is an index: "items.0.id".
func (r reply) at(t *testing.T, path string) any {
	t.Helper()
	v, ok := r.find(t, path)
	if !ok {
		t.Fatalf("%s: no %s in\n%.2000s", r.to, path, r.body)
	}
	return v
}

func (r reply) find(t *testing.T, path string) (any, bool) {
	t.Helper()
	var v any
	r.decode(t, &v)
	return find(v, path)
}

// want fails the test unless the member at path equals value, in JSON's terms.
func (r reply) want(t *testing.T, path string, value any) reply {
	t.Helper()
	if got := r.at(t, path); got != value {
		t.Errorf("%s: %s is %#v, want %#v\n%.2000s", r.to, path, got, value, r.body)
	}
	return r
}

func find(v any, path string) (any, bool) {
	for _, key := range strings.Split(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			next, ok := in[key]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(in) {
				return nil, false
			}
			v = in[i]
		default:
			return nil, false
		}
	}
	return v, true
}

func number(t *testing.T, v any) int64 {
	t.Helper()
	f, ok := v.(float64)
	if !ok {
		t.Fatalf("%#v is not a JSON number", v)
	}
	return int64(f)
}

func text(t *testing.T, v any) string {
	t.Helper()
	s, ok := v.(string)
	if !ok {
		t.Fatalf("%#v is not a JSON string", v)
	}
	return s
}
