package quirks_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// addressRules are section 1.4: how clients name rooms and people.
func addressRules() []rule {
	return []rule{
		{"A1", "room/{x}: all digits an id, else a name, compared without case", roomsByIDOrName},
		{"A2", "a room's XMPP address names it too", roomsByXMPPAddress},
		{"A3", "user/{x}: id, e-mail or @mention", usersByIDEmailOrMention},
		{"A4", "v1 room_id: id or name", v1RoomsByIDOrName},
		{"A5", "a v1 room name that was encoded twice", v1NamesEncodedTwice},
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
