package quirks_test

import (
	"fmt"
	"mime"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/test/process"
)

// replyRules are section 1.5 as far as it is about statuses, headers and lists.
func replyRules() []rule {
	return []rule{
		{"R1", "a notification answers 204 without a body", notificationsAnswer204},
		{"R2", "what creates answers 201", creationsAnswer201},
		{"R3", "the token endpoint and every v1 success answer 200 with a body", v1AndTokensAnswer200},
		{"R4", "topic, update and delete answer exactly 204; a link is not shared with PUT", changesAnswer204},
		{"R5", "JSON replies say that they are JSON", jsonSaysSo},
		{"R6", "errors are JSON, unknown routes and wrong methods too", errorsAreJSON},
		{"R7", "rate headers on every reply", rateHeadersOnEveryReply},
		{"R8", "over the limit: 429 with a JSON body and a reset, 403 in v1", overTheLimit},
		{"R9", "lists have items, startIndex, maxResults; no next or prev when there is none", listsHaveNoNullLinks},
		{"R10", "links.self of a list has no query, links.next has one", nextLinksHaveAQuery},
	}
}

func notificationsAnswer204(t *testing.T, w *world) {
	r := w.room(t)
	answer := w.notify(t, r, `{"message":"m"}`).is(t, 204)
	if len(answer.body) != 0 {
		t.Errorf("204 came with a body: %q", answer.body)
	}
}

func creationsAnswer201(t *testing.T, w *world) {
	r := w.room(t) // expects 201 itself
	hook := w.v2(t, "POST", r.Path+"/webhook", `{"url":"http://127.0.0.1:9/","event":"room_enter"}`).is(t, 201)
	location := fmt.Sprintf("%s%s/webhook/%d", w.server.URL, r.Path, number(t, hook.at(t, "id")))
	if got := hook.header.Get("Location"); got != location {
		t.Errorf("Location is %q, want %q", got, location)
	}
	message := w.v2(t, "POST", r.Path+"/message", `{"message":"hello"}`).is(t, 201)
	w.v2(t, "GET", r.Path+"/history/"+text(t, message.at(t, "id")), "").is(t, 200).want(t, "message.message", "hello")
}

func v1AndTokensAnswer200(t *testing.T, w *world) {
	name := "Two Hundred"
	room := url.Values{"room_id": {name}}
	for _, c := range []struct {
		verb, method string
		params       url.Values
	}{
		{"POST", "rooms/create", url.Values{"name": {name}, "owner_user_id": {fmt.Sprint(w.adaID)}}},
		{"POST", "rooms/message", url.Values{"room_id": {name}, "from": {"Probe"}, "message": {"m"}}},
		{"POST", "rooms/topic", url.Values{"room_id": {name}, "topic": {"t"}}},
		{"GET", "rooms/show", room}, {"GET", "rooms/list", nil},
		{"GET", "rooms/history", url.Values{"room_id": {name}, "date": {"recent"}}},
		{"POST", "rooms/delete", room},
	} {
		answer := w.v1(t, c.verb, c.method, c.params).is(t, 200)
		if len(answer.body) == 0 {
			t.Errorf("%s answered an empty body", c.method)
		}
		if got := answer.header.Get("Content-Length"); got != strconv.Itoa(len(answer.body)) {
			t.Errorf("%s: Content-Length %q for %d bytes", c.method, got, len(answer.body))
		}
	}
	w.server.SignIn(t, process.AdminEmail, process.AdminPassword) // expects 200 itself
}

func changesAnswer204(t *testing.T, w *world) {
	r := w.room(t)
	empty := func(answer reply) {
		t.Helper()
		if answer.is(t, 204); len(answer.body) != 0 {
			t.Errorf("%s: 204 came with a body: %q", answer.to, answer.body)
		}
	}
	empty(w.v2(t, "PUT", r.Path+"/topic", `{"topic":"tides"}`))
	w.v2(t, "GET", r.Path, "").is(t, 200).want(t, "topic", "tides")
	name := r.Name + " updated"
	empty(w.v2(t, "PUT", r.Path, fmt.Sprintf(`{"name":%q,"topic":"charts","privacy":"private","is_archived":false,`+
		`"is_guest_accessible":false,"owner":{"id":%d}}`, name, w.adminID)))
	got := w.v2(t, "GET", r.Path, "").is(t, 200)
	got.want(t, "name", name).want(t, "topic", "charts").want(t, "privacy", "private")

	link := w.v2(t, "PUT", r.Path+"/share/link", `{"message":"see","link":"http://docs.example.test/"}`)
	if link.status != 404 && link.status != 405 {
		t.Errorf("%s: status %d, want 404 or 405", link.to, link.status)
	}
	link.want(t, "error.code", float64(link.status))
	if all := w.spoken(t, r); len(all) != 0 {
		t.Errorf("the refused link was shared: %v", all)
	}

	empty(w.v2(t, "DELETE", r.Path, ""))
	w.v2(t, "GET", r.Path, "").is(t, 404)
}

func jsonSaysSo(t *testing.T, w *world) {
	r := w.room(t)
	for _, path := range []string{"/v2/capabilities", "/v2/room", r.Path, r.Path + "/history", "/v2/nothing"} {
		contentType := w.v2(t, "GET", path, "").header.Get("Content-Type")
		if kind, _, err := mime.ParseMediaType(contentType); err != nil || kind != "application/json" {
			t.Errorf("%s: Content-Type %q", path, contentType)
		}
	}
	// One v1 client compares the whole string. spec: rest-v1, 3.1
	if got := w.v1(t, "GET", "rooms/list", nil).header.Get("Content-Type"); got != "application/json" {
		t.Errorf("v1: Content-Type %q", got)
	}
}

func errorsAreJSON(t *testing.T, w *world) {
	r := w.room(t)
	for _, c := range []struct {
		method, path, token string
		status              int
		kind                string
	}{
		{"GET", "/v2/nothing", w.admin, 404, "Not Found"},
		{"GET", "/v2/room/999999", w.admin, 404, "Not Found"},
		{"PATCH", r.Path, w.admin, 405, "Method Not Allowed"},
		{"GET", r.Path + "/notification", w.admin, 405, "Method Not Allowed"},
		{"GET", r.Path, "dead", 401, "Unauthorized"},
		{"GET", r.Path, "", 401, "Unauthorized"},
		{"GET", r.Path + "/history", r.Token, 403, "Forbidden"},
		{"POST", r.Path + "/notification", r.Token, 400, "Bad Request"},
		{"GET", "/v1/rooms/nothing?auth_token=" + w.v1Admin, "", 404, "Not Found"},
		{"GET", "/v1/rooms/list?auth_token=" + w.v1Notify, "", 401, "Unauthorized"},
		{"POST", "/v1/rooms/message?auth_token=" + w.v1Admin, "", 400, "Bad Request"},
	} {
		answer := w.send(t, request{method: c.method, path: c.path, token: c.token}).is(t, c.status)
		answer.want(t, "error.code", float64(c.status)).want(t, "error.type", c.kind)
		if message := text(t, answer.at(t, "error.message")); message == "" {
			t.Errorf("%s: an error without a message", answer.to)
		}
	}
}

func rateHeadersOnEveryReply(t *testing.T, w *world) {
	r := w.room(t)
	check := func(answer reply, prefix string) {
		t.Helper()
		for _, name := range []string{"Limit", "Remaining", "Reset"} {
			// v1's own spelling is compared with case by one client, so the map is read directly.
			values := answer.header[prefix+name]
			if len(values) != 1 {
				t.Errorf("%s: %d: no %s%s in %v", answer.to, answer.status, prefix, name, answer.header)
				continue
			}
			if _, err := strconv.ParseInt(values[0], 10, 64); err != nil {
				t.Errorf("%s: %s%s is %q", answer.to, prefix, name, values[0])
			}
		}
	}
	for _, c := range []request{
		{method: "GET", path: "/v2/capabilities"}, {method: "GET", path: "/v2/room", token: w.admin},
		{method: "GET", path: "/v2/room"}, {method: "GET", path: "/v2/nothing", token: w.admin},
		{method: "PATCH", path: r.Path, token: w.admin}, {method: "GET", path: r.Path + "?auth_test=true", token: w.admin},
		{method: "POST", path: "/v2/oauth/token"},
	} {
		check(w.send(t, c), "X-Ratelimit-")
	}
	posted := w.notify(t, r, `{"message":"m"}`).is(t, 204)
	check(posted, "X-Ratelimit-")
	check(posted, "X-Floodcontrol-")
	// Over the wire, not through a client that would put the names into its own spelling.
	lines := w.dial(t).head(t, head("GET /v1/rooms/list?auth_token="+w.v1Admin, nil, ""))
	for _, name := range []string{"X-RateLimit-Limit: ", "X-RateLimit-Remaining: ", "X-RateLimit-Reset: "} {
		if !strings.Contains(lines, "\r\n"+name) {
			t.Errorf("v1: no %q in\n%s", name, lines)
		}
	}
}

func overTheLimit(t *testing.T, _ *world) {
	w := newWorld(t, process.Config{RateLimits: true})
	r := w.room(t)
	var over reply
	for n := 1; over.status != 429; n++ {
		if over = w.notify(t, r, `{"message":"m"}`); over.status != 429 {
			over.is(t, 204)
		} else if n <= 30 {
			t.Fatalf("notification %d was refused: %s", n, over.body)
		}
		// A minute that ends on the way starts the count again, once.
		if n > 61 {
			t.Fatal("61 notifications within a minute were all taken")
		}
	}
	over.want(t, "error.code", 429.0).want(t, "error.type", "Too Many Requests")
	if message := text(t, over.at(t, "error.message")); message == "" {
		t.Error("429 without a message")
	}
	reset, err := strconv.ParseInt(over.header.Get("X-Floodcontrol-Reset"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	if wait := time.Until(time.Unix(reset, 0)); wait > 2*time.Minute || wait < -time.Minute {
		t.Errorf("X-FloodControl-Reset is %v from now", wait)
	}
	var limited reply
	for n := 0; limited.status != 403; n++ {
		if n > 201 {
			t.Fatal("201 calls of v1 within five minutes were all taken")
		}
		limited = w.v1(t, "GET", "rooms/list", nil)
	}
	limited.want(t, "error.code", 403.0).want(t, "error.type", "Forbidden")
}

func listsHaveNoNullLinks(t *testing.T, w *world) {
	r := w.room(t)
	for _, path := range []string{"/v2/room?max-results=1000", r.Path + "/webhook", r.Path + "/history"} {
		list := w.v2(t, "GET", path, "").is(t, 200)
		list.want(t, "startIndex", 0.0)
		number(t, list.at(t, "maxResults"))
		if _, ok := list.at(t, "items").([]any); !ok {
			t.Errorf("%s: items is no array: %s", path, list.body)
		}
		for _, link := range []string{"links.next", "links.prev"} {
			if v, ok := list.find(t, link); ok {
				t.Errorf("%s: %s is %v, want it absent", path, link, v)
			}
		}
	}
}

func nextLinksHaveAQuery(t *testing.T, w *world) {
	w.room(t)
	w.room(t)
	seen := map[int64]bool{}
	path := "/v2/room?max-results=1&include-archived=true"
	for range 3 {
		page := w.v2(t, "GET", path, "").is(t, 200).want(t, "links.self", w.server.URL+"/v2/room")
		id := number(t, page.at(t, "items.0.id"))
		if seen[id] {
			t.Errorf("room %d came twice", id)
		}
		seen[id] = true
		next, ok := page.find(t, "links.next")
		if !ok {
			break
		}
		link, err := url.Parse(text(t, next))
		if err != nil {
			t.Fatal(err)
		}
		if link.Query().Get("include-archived") != "true" || link.Query().Get("start-index") == "" {
			t.Errorf("links.next lost the request's parameters: %s", link)
		}
		path = link.RequestURI() + "&auth_token=" + w.admin
	}
	if len(seen) < 2 {
		t.Errorf("following links.next showed %d rooms", len(seen))
	}
}
