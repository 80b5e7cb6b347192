package quirks_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stoachat/stoa/test/process"
)

// addressRules are section 1.4: how clients name rooms and people.
func addressRules() []rule {
	return []rule{
		{"A1", "room/{x}: all digits an id, else a name, compared without case", roomsByIDOrName},
		{"A2", "a room's XMPP address names it too", roomsByXMPPAddress},
		{"A3", "user/{x}: id, e-mail or @mention", usersByIDEmailOrMention},
		{"A4", "v1 room_id: id or name", v1RoomsByIDOrName},
		{"A5", "a v1 room name that was encoded twice", v1NamesEncodedTwice},
		{"A6", "oauth/token/{token}: the token itself in the path", tokensInPaths},
	}
}

func roomsByIDOrName(t *testing.T, w *world) {
	r := w.roomNamed(t, "Caf\u00e9 Corner")
	digits := w.roomNamed(t, "90210")
	for x, id := range map[string]int64{
		fmt.Sprint(r.ID):      r.ID,
		"Caf\u00e9 Corner":    r.ID,
		"caf\u00e9 corner":    r.ID,
		"CAF\u00c9 CORNER":    r.ID,
		"90210":               digits.ID,
		fmt.Sprint(digits.ID): digits.ID,
	} {
		w.v2(t, "GET", "/v2/room/"+url.PathEscape(x), "").is(t, 200).want(t, "id", float64(id))
	}
	missing := w.v2(t, "GET", "/v2/room/Nowhere", "").is(t, 404)
	message := text(t, missing.at(t, "error.message"))
	if !strings.Contains(message, "Room not found") || !strings.Contains(message, "Room 'Nowhere' not found") {
		t.Errorf("clients look for two texts in %q", message)
	}
}

func roomsByXMPPAddress(t *testing.T, w *world) {
	r := w.room(t)
	jid := text(t, w.v2(t, "GET", r.Path, "").is(t, 200).at(t, "xmpp_jid"))
	local, _, ok := strings.Cut(jid, "@")
	if !ok {
		t.Fatalf("%q is no address", jid)
	}
	for _, x := range []string{jid, local + "@conf.hipchat.com"} {
		w.v2(t, "GET", "/v2/room/"+x, "").is(t, 200).want(t, "id", float64(r.ID))
	}
}

func usersByIDEmailOrMention(t *testing.T, w *world) {
	for _, x := range []string{
		fmt.Sprint(w.adaID), "ada@example.test", "ada%40example.test", "ADA@EXAMPLE.TEST", "@AdaB", "%40AdaB", "@adab",
	} {
		w.v2(t, "GET", "/v2/user/"+x, "").is(t, 200).want(t, "id", float64(w.adaID)).want(t, "mention_name", adaMention)
	}
	w.v2(t, "GET", "/v2/user/@nobody", "").is(t, 404)
}

func v1RoomsByIDOrName(t *testing.T, w *world) {
	r := w.room(t)
	for _, x := range []string{fmt.Sprint(r.ID), r.Name, strings.ToUpper(r.Name)} {
		params := url.Values{"room_id": {x}, "from": {"Probe"}, "message": {"up"}}
		w.v1(t, "POST", "rooms/message", params).is(t, 200)
		w.v1(t, "GET", "rooms/show", url.Values{"room_id": {x}}).is(t, 200).want(t, "room.room_id", float64(r.ID))
	}
	w.v1(t, "GET", "rooms/show", url.Values{"room_id": {"Nowhere"}}).is(t, 404)
}

func v1NamesEncodedTwice(t *testing.T, w *world) {
	r := w.room(t)
	params := url.Values{"room_id": {url.PathEscape(r.Name)}, "from": {"hipsaint"}, "message": {"up"}}
	w.v1(t, "POST", "rooms/message", params).is(t, 200)
	if last := w.last(t, r); last["message"] != "up" {
		t.Errorf("stored %v", last)
	}
}

func tokensInPaths(t *testing.T, w *world) {
	r := w.room(t)
	a := newAddon(t, w, nil)
	a.install(t, r)
	// hipchat-rb reads these members to learn what a token may do and in which room.
	ofRoom := func(t *testing.T, session reply) {
		session.want(t, "owner_type", "client").want(t, "scopes.0", "send_notification")
		session.want(t, "client.room.id", float64(r.ID)).want(t, "client.room.name", r.Name)
		text(t, session.at(t, "client.allowed_scopes.0"))
	}
	ofPerson := func(t *testing.T, session reply) {
		session.want(t, "owner_type", "user").want(t, "owner.id", float64(w.adminID))
		text(t, session.at(t, "scopes.0"))
	}
	for _, c := range []struct {
		token string
		shows func(*testing.T, reply)
	}{
		{a.token(t, "send_notification"), ofRoom},
		{r.Token, ofRoom},
		{w.server.SignIn(t, process.AdminEmail, process.AdminPassword), ofPerson},
	} {
		path := "/v2/oauth/token/" + c.token
		w.send(t, request{method: "GET", path: path, token: w.ada}).is(t, 404)
		w.send(t, request{method: "DELETE", path: path, token: w.ada}).is(t, 404)

		asBearer := w.send(t, request{method: "GET", path: path, token: c.token}).is(t, 200)
		inQuery := w.send(t, request{method: "GET", path: path + "?auth_token=" + c.token}).is(t, 200)
		for _, session := range []reply{asBearer, inQuery} {
			session.want(t, "access_token", c.token)
			if number(t, session.at(t, "expires_in")) < 1 {
				t.Errorf("expires_in of a live token: %s", session.body)
			}
			c.shows(t, session)
		}

		w.send(t, request{method: "DELETE", path: path, token: c.token}).is(t, 204)
		w.send(t, request{method: "GET", path: path, token: c.token}).is(t, 401)
	}
}
