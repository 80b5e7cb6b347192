package surface_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/apiv2"
	"github.com/stoachat/stoa/internal/chat"
)

// call is a request of a route, in parts that can be spoilt one by one.
type call struct {
	method, pattern string
	path            map[string]string // what stands at each placeholder, escaped
	query           string
	contentType     string
	body            string
	token           string
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

func (c call) request(t *testing.T, base string) *http.Request {
	t.Helper()
	path := placeholder.ReplaceAllStringFunc(c.pattern, func(p string) string { return c.path[strings.Trim(p, "{}")] })
	u := base + path
	if c.query != "" {
		u += "?" + c.query
	}
	r, err := http.NewRequestWithContext(t.Context(), c.method, u, strings.NewReader(c.body))
	if err != nil {
		t.Fatalf("%s %s: %v", c.method, u, err)
	}
	if c.contentType != "" {
		r.Header.Set("Content-Type", c.contentType)
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	return r
}

// call makes a request that the route answers with success.
func (p *place) call(rt apiv2.Route) call {
	p.t.Helper()
	if strings.Contains(rt.Pattern, "/member") {
		p.privacy = hipchat.PrivacyPrivate // public rooms have no members
	}
	c := call{method: rt.Method, pattern: rt.Pattern, path: make(map[string]string), token: p.tokenFor(rt)}
	for _, m := range placeholder.FindAllStringSubmatch(rt.Pattern, -1) {
		c.path[m[1]] = url.PathEscape(p.in(rt.Pattern, m[1]))
	}
	if body, ok := p.bodies()[rt.Name]; ok {
		c.contentType, c.body = "application/json", body
	}
	if strings.HasPrefix(rt.Name, "share_file") {
		c.contentType, c.body = "multipart/related; boundary=cut", upload
	}
	p.prepare(rt, c)
	return c
}

const upload = "--cut\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Disposition: attachment; name=\"metadata\"\r\n\r\n{\"message\":\"m\"}\r\n" +
	"--cut\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; name=\"file\"; filename=\"a.txt\"\r\n\r\nhello\r\n--cut--\r\n"

func (p *place) tokenFor(rt apiv2.Route) string {
	switch {
	case rt.Open:
		return ""
	case strings.Contains(rt.Pattern, "/oauth/token/"):
		return p.in(rt.Pattern, "token") // people see and end only their own
	case !slices.Contains(rt.Classes, chat.ClassUser):
		return p.w.addon
	}
	return p.w.Token
}

// prepare brings about what the call needs beside what its path names.
func (p *place) prepare(rt apiv2.Route, c call) {
	p.t.Helper()
	switch rt.Name {
	case "remove_member", "get_all_members":
		p.must(p.w.Token, "PUT", p.roomPath()+"/member/"+p.in(rt.Pattern, "user"), nil, nil)
	}
	if strings.HasPrefix(rt.Name, "get_") && (strings.HasSuffix(rt.Name, "avatar") || strings.HasSuffix(rt.Name, "photo")) {
		path := placeholder.ReplaceAllStringFunc(strings.TrimSuffix(rt.Pattern, "/{size}"), func(name string) string { return c.path[strings.Trim(name, "{}")] })
		p.must(p.w.Token, "PUT", path, p.bodies()[strings.Replace(rt.Name, "get_", "update_", 1)], nil)
	}
	if strings.Contains(rt.Pattern, "/extension/") && rt.Method != http.MethodPut {
		name := "create_" + rt.Name[strings.Index(rt.Name, "_")+1:]
		path := strings.NewReplacer("{room}", c.path["room"], "{key}", c.path["key"]).Replace(rt.Pattern)
		p.must(c.token, "PUT", path, p.bodies()[name], nil)
	}
}

// renew makes anew what a successful call has used up.
func (p *place) renew(rt apiv2.Route) {
	switch {
	case rt.Name == "get_integration_installable_data":
		p.waiting, p.token = "", "" // it is read once
	case rt.Method != http.MethodDelete:
	case strings.HasSuffix(rt.Pattern, "{user}"):
		p.newPerson()
	case strings.HasSuffix(rt.Pattern, "{token}"):
		p.token = ""
	case strings.Contains(rt.Pattern, "{room}") && !strings.Contains(rt.Pattern, "{key}"):
		p.newRoom()
	}
}

// bodies are good bodies by the name of the method. Every member that can be given is there, so that each is spoilt.
func (p *place) bodies() map[string]string {
	n := p.w.unique()
	text := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			p.t.Fatal(err)
		}
		return string(b)
	}
	type object = map[string]any
	room := object{"name": "Surface " + n, "privacy": "public", "topic": "t", "owner_user_id": p.w.admin, "guest_access": false}
	user := object{"name": "Person " + n, "email": n + "@example.test", "mention_name": "p" + n, "title": "t", "roles": []string{"user"},
		"is_group_admin": false, "timezone": "Europe/Oslo", "password": "a long password"}
	named := object{"value": "Name", "i18n": "name"}
	icon := object{"url": "https://example.test/i.png", "url@2x": "https://example.test/i2.png"}
	picture := "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
	extensions := map[string]object{
		"action":        {"name": named, "location": "hipchat.input.action", "target": object{"key": "d", "options": object{}}, "weight": 1, "conditions": []any{object{"condition": "user_is_admin", "invert": true}}},
		"dialog":        {"title": named, "url": "https://example.test/d", "authentication": "jwt", "options": object{"style": "normal"}},
		"external_page": {"name": named, "url": "https://example.test/p"},
		"glance":        {"name": named, "icon": icon, "queryUrl": "https://example.test/g", "target": "d", "weight": 1, "conditions": []any{}},
		"web_panel":     {"name": named, "url": "https://example.test/w", "location": "hipchat.sidebar.right", "icon": icon, "authentication": "jwt", "weight": 1},
		"webhook":       {"url": "https://example.test/h", "event": "room_enter", "pattern": "", "name": "n", "authentication": "none"},
	}
	update := object{"glance": []any{object{"key": "glance", "content": object{"label": object{"type": "html", "value": "x"},
		"status": object{"type": "lozenge", "value": object{"type": "default", "label": "l"}}, "metadata": object{}}}}}
	share := text(object{"link": "https://example.test/a", "message": "m"})
	all := map[string]string{
		"generate_token": text(object{"grant_type": "password", "username": p.person.Email, "password": "a long password"}),
		"create_room":    text(room),
		"update_room": text(object{"name": "Surface " + n, "privacy": "public", "is_archived": false, "is_guest_accessible": false,
			"topic": "t", "owner": object{"id": p.w.admin}}),
		"set_topic":    `{"topic":"t"}`,
		"send_message": `{"message":"m"}`,
		"send_room_notification": text(object{"message": "m", "message_format": "html", "color": "red", "notify": true, "from": "CI", "attach_to": p.message,
			"card": object{"style": "application", "id": "c", "title": "t", "format": "medium", "url": "https://example.test/", "description": object{"value": "d", "format": "text"},
				"icon": icon, "thumbnail": object{"url": "https://example.test/t.png", "width": 1, "height": 1}, "activity": object{"html": "<b>a</b>", "icon": icon},
				"attributes": []any{object{"label": "l", "value": object{"label": "v", "style": "lozenge", "url": "https://example.test/"}}}}}),
		"reply_to_message":             text(object{"parentMessageId": p.message, "message": "m"}),
		"private_message_user":         `{"message":"m","message_format":"text","notify":true}`,
		"create_webhook":               text(object{"url": "https://example.test/h", "event": "room_enter", "pattern": "x", "name": "n", "key": "k" + n, "authentication": "none"}),
		"create_user":                  text(user),
		"update_user":                  text(with(user, "presence", object{"status": "s", "show": "away"})),
		"add_member":                   `{"room_roles":["room_member"]}`,
		"invite_user":                  `{"reason":"r"}`,
		"invite_user_to_group":         text(object{"name": "Invited " + n, "email": "i" + n + "@example.test", "title": "t"}),
		"update_photo":                 text(object{"photo": picture}),
		"update_room_avatar":           text(object{"avatar": picture}),
		"update_group_avatar":          text(object{"avatar": picture}),
		"share_link_with_room":         share,
		"share_link_with_user":         share,
		"create_integration_link":      `{"target":"https://example.test/l","ttl":60}`,
		"addon_ui_update":              text(update),
		"room_addon_ui_update":         text(update),
		"user_addon_ui_update":         text(update),
		"user_in_room_addon_ui_update": text(update),
	}
	for kind, module := range extensions {
		for _, place := range []string{"global", "room"} {
			all["create_"+place+"_"+kind] = text(with(module, "key", p.key))
		}
	}
	return all
}

func with(m map[string]any, key string, v any) map[string]any {
	out := map[string]any{key: v}
	for k, old := range m {
		out[k] = old
	}
	return out
}

func (c call) String() string {
	return fmt.Sprintf("%s %s %v ?%s %s %s", c.method, c.pattern, c.path, abridged(c.query), c.contentType, abridged(c.body))
}

func abridged(s string) string {
	if len(s) > 300 {
		s = s[:300] + "… (" + strconv.Itoa(len(s)) + " bytes)"
	}
	return strconv.Quote(s)
}
