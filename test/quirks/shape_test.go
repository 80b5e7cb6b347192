package quirks_test

import (
	"fmt"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// shapeRules are section 1.5 as far as it is about the members of replies: their types and forms.
func shapeRules() []rule {
	return []rule{
		{"R11", "expand=items puts full rooms and full users into the lists", expandedItems},
		{"R12", "ids are JSON numbers, message ids strings", idsAreNumbers},
		{"R13", "room dates are ISO strings, a user's last_active a string or null", entityDates},
		{"R14", "v2 history dates have six fraction digits and +00:00", v2HistoryDates},
		{"R15", "v1 history dates have no colon in the offset and no fraction", v1HistoryDates},
		{"R16", "history's from: an object for people, a string for notifications", historyFrom},
		{"R17", "v1: numbers for dates and owner, booleans for flags", v1RoomTypes},
		{"R18", "v1: the one member of each result", v1Results},
		{"R19", "what creates answers id and links.self", createdAnswers},
	}
}

func expandedItems(t *testing.T, w *world) {
	r := w.room(t)
	made := w.v2(t, "POST", "/v2/user", `{"name":"Nell Full","email":"nell@example.test","title":"Pilot"}`).is(t, 201)
	for _, c := range []struct {
		list, path string
		id         int64
		onlyFull   []string // members that a stub does not have
	}{
		{"/v2/room", r.Path, r.ID, []string{"xmpp_jid", "topic", "owner", "participants", "created"}},
		{"/v2/user", "/v2/user/nell@example.test", number(t, made.at(t, "id")), []string{"xmpp_jid", "email", "title", "created"}},
	} {
		alone := w.v2(t, "GET", c.path, "").is(t, 200)
		stub := w.v2(t, "GET", c.list+"?max-results=1000", "").is(t, 200).item(t, c.id)
		expanded := w.v2(t, "GET", c.list+"?max-results=1000&expand=items", "").is(t, 200).item(t, c.id)
		for _, member := range c.onlyFull {
			alone.at(t, member)
			if v, ok := stub[member]; ok {
				t.Errorf("%s: an item that is not expanded has %s: %v", c.list, member, v)
			}
		}
		var full map[string]any
		alone.decode(t, &full)
		if diff := cmp.Diff(full, expanded); diff != "" {
			t.Errorf("%s: an expanded item differs from %s (-alone +item):\n%s", c.list, c.path, diff)
		}
	}
}

// item gives the item of a list that has the id.
func (r reply) item(t *testing.T, id int64) map[string]any {
	t.Helper()
	var list struct{ Items []map[string]any }
	r.decode(t, &list)
	for _, item := range list.Items {
		if item["id"] == float64(id) {
			return item
		}
	}
	t.Fatalf("%s: no item has the id %d", r.to, id)
	return nil
}

func idsAreNumbers(t *testing.T, w *world) {
	r := w.room(t)
	hook := w.v2(t, "POST", r.Path+"/webhook", `{"url":"http://127.0.0.1:9/","event":"room_enter"}`).is(t, 201)
	number(t, hook.at(t, "id"))
	number(t, w.v2(t, "GET", r.Path, "").is(t, 200).at(t, "owner.id"))
	number(t, w.v2(t, "GET", "/v2/room", "").is(t, 200).at(t, "items.0.id"))
	number(t, w.v2(t, "GET", r.Path+"/webhook", "").is(t, 200).at(t, "items.0.id"))
	number(t, w.v2(t, "GET", "/v2/user/@AdaB", "").is(t, 200).at(t, "id"))
	w.say(t, r, "numbered")
	if id := text(t, w.last(t, r)["id"]); len(id) != 36 {
		t.Errorf("a message id is %q", id)
	}
}

func entityDates(t *testing.T, w *world) {
	r := w.room(t)
	w.notify(t, r, `{"message":"m"}`).is(t, 204)
	got := w.v2(t, "GET", r.Path, "").is(t, 200)
	for _, member := range []string{"created", "last_active"} {
		if _, err := time.Parse(time.RFC3339, text(t, got.at(t, member))); err != nil {
			t.Errorf("%s: %v", member, err)
		}
	}
	user := w.v2(t, "GET", "/v2/user/@AdaB", "").is(t, 200)
	if active := user.at(t, "last_active"); active != nil {
		text(t, active)
	}
}

func v2HistoryDates(t *testing.T, w *world) {
	r := w.room(t)
	form := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$`)
	for range 20 {
		w.notify(t, r, `{"message":"m"}`).is(t, 204)
	}
	for _, m := range w.spoken(t, r) {
		if date := text(t, m["date"]); !form.MatchString(date) {
			t.Errorf("date %q", date)
		}
	}
}

func v1HistoryDates(t *testing.T, w *world) {
	r := w.room(t)
	w.notify(t, r, `{"message":"m"}`).is(t, 204)
	history := w.v1(t, "GET", "rooms/history", url.Values{"room_id": {r.Name}, "date": {"recent"}}).is(t, 200)
	date := text(t, history.at(t, "messages.0.date"))
	if _, err := time.Parse("2006-01-02T15:04:05-0700", date); err != nil || len(date) != len("2017-03-01T10:00:00+0000") {
		t.Errorf("date %q: %v", date, err)
	}
}

func historyFrom(t *testing.T, w *world) {
	r := w.room(t)
	w.say(t, r, "from a person")
	w.notify(t, r, `{"message":"from an integration","from":"nightly"}`).is(t, 204)
	all := w.spoken(t, r)
	if id, ok := find(all[0], "from.id"); !ok || number(t, id) != w.adminID || all[0]["type"] != "message" {
		t.Errorf("a person's message is %v", all[0])
	}
	if from := text(t, all[1]["from"]); from == "" || all[1]["type"] != "notification" {
		t.Errorf("a notification is %v", all[1])
	}
	history := w.v1(t, "GET", "rooms/history", url.Values{"room_id": {fmt.Sprint(r.ID)}, "date": {"recent"}}).is(t, 200)
	history.want(t, "messages.0.from.user_id", float64(w.adminID)).want(t, "messages.1.from.user_id", "api")
	text(t, history.at(t, "messages.0.from.name"))
	text(t, history.at(t, "messages.1.from.name"))
}

func v1RoomTypes(t *testing.T, w *world) {
	r := w.room(t)
	shown := w.v1(t, "GET", "rooms/show", url.Values{"room_id": {r.Name}}).is(t, 200)
	shown.want(t, "room.room_id", float64(r.ID)).want(t, "room.name", r.Name).want(t, "room.topic", "")
	shown.want(t, "room.is_archived", false).want(t, "room.is_private", false)
	shown.want(t, "room.last_active", 0.0).want(t, "room.owner_user_id", float64(w.adminID))
	if created := number(t, shown.at(t, "room.created")); created < 1 {
		t.Errorf("created is %d", created)
	}
	var list struct{ Rooms []map[string]any }
	w.v1(t, "GET", "rooms/list", nil).is(t, 200).decode(t, &list)
	for _, in := range list.Rooms {
		for member, v := range in {
			switch v.(type) {
			case map[string]any, []any:
				t.Errorf("rooms/list: %s is no scalar: %v", member, v) // spec: rest-v1, 5.5
			}
		}
	}
}

func v1Results(t *testing.T, w *world) {
	name := "Results"
	room := url.Values{"room_id": {name}}
	made := w.v1(t, "POST", "rooms/create", url.Values{"name": {name}, "owner_user_id": {fmt.Sprint(w.adaID)}}).is(t, 200)
	made.want(t, "room.name", name).want(t, "room.owner_user_id", float64(w.adaID))
	message := url.Values{"room_id": {name}, "from": {"Probe"}, "message": {"m"}}
	w.v1(t, "POST", "rooms/message", message).is(t, 200).want(t, "status", "sent")
	topic := url.Values{"room_id": {name}, "topic": {"tides"}}
	w.v1(t, "POST", "rooms/topic", topic).is(t, 200).want(t, "status", "ok")
	w.v1(t, "GET", "rooms/show", room).is(t, 200).want(t, "room.topic", "tides")
	w.v1(t, "GET", "rooms/list", nil).is(t, 200).at(t, "rooms.0.room_id")
	recent := url.Values{"room_id": {name}, "date": {"recent"}}
	w.v1(t, "GET", "rooms/history", recent).is(t, 200).at(t, "messages.0.message")
	w.v1(t, "POST", "rooms/delete", room).is(t, 200).want(t, "deleted", true)
	w.v1(t, "GET", "rooms/show", room).is(t, 404)
}

func createdAnswers(t *testing.T, w *world) {
	for path, body := range map[string]string{
		"/v2/room":                  `{"name":"Created Answer"}`,
		"/v2/user":                  `{"name":"Cree Ated","email":"created@example.test"}`,
		w.room(t).Path + "/webhook": `{"url":"http://127.0.0.1:9/","event":"room_enter"}`,
	} {
		made := w.v2(t, "POST", path, body).is(t, 201)
		self, err := url.Parse(text(t, made.at(t, "links.self")))
		if err != nil {
			t.Fatal(err)
		}
		w.v2(t, "GET", self.RequestURI(), "").is(t, 200).want(t, "id", made.at(t, "id"))
	}
}
