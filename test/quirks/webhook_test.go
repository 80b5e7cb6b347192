package quirks_test

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// webhookRules are section 1.8 as far as it is about calls to webhooks.
func webhookRules() []rule {
	return []rule{
		{"O11", "the webhook call's members and their types", webhookCalls},
		{"O12", "the JWT travels in the header as JWT <t> and in the query as signed_request", jwtCarriers},
		{"O13", "the JWT's claims", jwtClaims},
		{"O15", "patterns of other languages", foreignPatterns},
	}
}

func webhookCalls(t *testing.T, w *world) {
	r := w.room(t)
	events := []string{"room_message", "room_notification", "room_topic_change", "room_enter", "room_exit"}
	a := newAddon(t, w, func(descriptor map[string]any, base string) {
		var hooks []map[string]any
		for _, event := range events {
			hooks = append(hooks, map[string]any{"url": base + "/hook/" + event, "event": event, "name": event})
		}
		descriptor["capabilities"].(map[string]any)["webhook"] = hooks
	})
	a.install(t, r)
	asAda := func(method, path, body string) reply {
		return w.send(t, request{method: method, path: path, token: w.ada, contentType: "application/json", body: body})
	}
	asAda("POST", fmt.Sprintf("/api/rooms/%d/join", r.ID), "{}").is(t, 200)
	a.delivery(t, "room_enter").want(t, "item.sender.id", float64(w.adaID))
	asAda("POST", r.Path+"/message", `{"message":"hello @AdaB"}`).is(t, 201)
	said := a.delivery(t, "room_message").want(t, "item.message.from.id", float64(w.adaID))
	said.want(t, "item.message.message", "hello @AdaB").want(t, "item.message.mentions.0.mention_name", adaMention)
	w.v2(t, "PUT", r.Path+"/topic", `{"topic":"tides"}`).is(t, 204)
	topic := a.delivery(t, "room_topic_change").want(t, "item.topic", "tides")
	topic.want(t, "item.sender.id", float64(w.adminID))
	w.notify(t, r, `{"message":"posted","color":"green"}`).is(t, 204)
	posted := a.delivery(t, "room_notification").want(t, "item.message.message", "posted")
	text(t, posted.want(t, "item.message.color", "green").at(t, "item.message.from"))
	asAda("POST", fmt.Sprintf("/api/rooms/%d/leave", r.ID), "{}").is(t, 204)
	left := a.delivery(t, "room_exit").want(t, "item.sender.id", float64(w.adaID))
	left.want(t, "item.room.id", float64(r.ID)).want(t, "item.room.name", r.Name)
}

// delivery awaits the next call and checks what all events have in common.
func (a *addon) delivery(t *testing.T, event string) reply {
	t.Helper()
	got := await(t, a.hooks, event)
	if kind, _, err := mime.ParseMediaType(got.header.Get("Content-Type")); err != nil || kind != "application/json" {
		t.Errorf("%s: Content-Type %q", event, got.header.Get("Content-Type"))
	}
	body := reply{to: got.uri, body: got.body, header: got.header}
	body.want(t, "event", event).want(t, "oauth_client_id", a.payload.OAuthID)
	if number(t, body.at(t, "webhook_id")) < 1 {
		t.Errorf("%s: no webhook_id", event)
	}
	return body
}

func jwtCarriers(t *testing.T, w *world) {
	for uri, before := range map[string]string{
		"/hook/plain":                      "/hook/plain?",
		"/hook/query?token=a%2Fb&name=x+y": "/hook/query?token=a%2Fb&name=x+y&",
	} {
		r := w.room(t)
		a := newAddon(t, w, func(descriptor map[string]any, base string) {
			descriptor["capabilities"].(map[string]any)["webhook"] = []map[string]any{
				{"url": base + uri, "event": "room_message", "authentication": "jwt"},
			}
		})
		a.install(t, r)
		w.say(t, r, "carried twice")
		got := await(t, a.hooks, "a signed delivery")

		values := got.header.Values("Authorization")
		if len(values) != 1 {
			t.Fatalf("%s: Authorization %q, want it once", uri, values)
		}
		inHeader, ok := strings.CutPrefix(values[0], "JWT ")
		if !ok {
			t.Errorf("%s: Authorization %q, want JWT and the token", uri, values[0])
		}
		inQuery, ok := strings.CutPrefix(got.uri, before+"signed_request=")
		if !ok {
			t.Errorf("called %s, want %ssigned_request= and the token", got.uri, before)
		}
		// Both are read, so each must be good by itself.
		a.verify(t, inHeader)
		a.verify(t, inQuery)
	}
}

func jwtClaims(t *testing.T, w *world) {
	r := w.room(t)
	a := newAddon(t, w, func(descriptor map[string]any, base string) {
		descriptor["capabilities"].(map[string]any)["webhook"] = []map[string]any{
			{"url": base + "/hook/signed?keep=a%2Fb", "event": "room_message", "authentication": "jwt"},
		}
	})
	a.install(t, r)
	w.say(t, r, "signed")
	got := await(t, a.hooks, "a signed delivery")
	uri, err := url.Parse(got.uri)
	if err != nil {
		t.Fatal(err)
	}
	inHeader, ok := strings.CutPrefix(got.header.Get("Authorization"), "JWT ")
	if !ok || uri.Query().Get("keep") != "a/b" {
		t.Fatalf("called %s with Authorization %q", got.uri, got.header.Get("Authorization"))
	}
	for _, token := range []string{inHeader, uri.Query().Get("signed_request")} {
		claims := a.verify(t, token)
		for _, claim := range []string{"sub", "prn"} {
			if claims[claim] != fmt.Sprint(w.adminID) {
				t.Errorf("%s is %#v, want the sender's id as a string", claim, claims[claim])
			}
		}
		if room, ok := find(map[string]any(claims), "context.room_id"); !ok || number(t, room) != r.ID {
			t.Errorf("context.room_id is %v", room)
		}
		iat, exp := number(t, claims["iat"]), number(t, claims["exp"])
		if age := time.Since(time.Unix(iat, 0)); exp-iat != 3600 || age > time.Minute || age < -time.Second {
			t.Errorf("iat is %v ago, exp %d seconds later", age, exp-iat)
		}
		if id := text(t, claims["jti"]); id == "" {
			t.Error("no jti")
		}
	}
}

// verify reads a token as an add-on does: HS256, with the secret that it was given at install.
func (a *addon) verify(t *testing.T, token string) jwt.MapClaims {
	t.Helper()
	claims := jwt.MapClaims{}
	key := func(*jwt.Token) (any, error) { return []byte(a.payload.OAuthSecret), nil }
	if _, err := jwt.ParseWithClaims(token, claims, key, jwt.WithValidMethods([]string{"HS256"})); err != nil {
		t.Fatalf("JWT: %v", err)
	}
	if claims["iss"] != a.payload.OAuthID {
		t.Errorf("iss is %v", claims["iss"])
	}
	return claims
}

func foreignPatterns(t *testing.T, w *world) {
	for _, c := range []struct{ pattern, matches, differs string }{
		{`(?i)^/tide(\s|$)`, "/TIDE oslo", "/tidewater"},
		{`(?gi)deploy`, "please DEPLOY", "please wait"},
		{`caf\x{00e9}`, "the caf\u00e9", "the cafe"},
		{`https?:\/\/`, "see http://e.test", "see http:e.test"},
		{`^deploy (?!prod)\w+`, "deploy staging", "deploy prod"},
		{`(?P<word>\w+) (?P=word)$`, "the tide tide", "the tide turns"},
		{`(\w)\1`, "see", "say"},
	} {
		r := w.room(t)
		target := newReceiver(t)
		body, err := json.Marshal(map[string]string{"url": target.URL, "event": "room_message", "pattern": c.pattern})
		if err != nil {
			t.Fatal(err)
		}
		w.v2(t, "POST", r.Path+"/webhook", string(body)).is(t, 201)
		// The one that differs goes first: deliveries keep their order, so it would be heard first as well.
		w.say(t, r, c.differs)
		w.say(t, r, c.matches)
		got := reply{to: c.pattern, body: target.next(t).body}
		got.want(t, "item.message.message", c.matches)
	}
	r := w.room(t)
	w.v2(t, "POST", r.Path+"/webhook", `{"url":"http://127.0.0.1:9/","event":"room_message","pattern":"(unclosed"}`).is(t, 400)
}
