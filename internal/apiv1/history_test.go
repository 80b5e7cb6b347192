package apiv1_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

type history struct {
	Messages []struct {
		Date string
		From struct {
			Name   string
			UserID any `json:"user_id"`
		}
		Message string
	}
}

func (h history) texts() []string {
	texts := []string{}
	for _, m := range h.Messages {
		texts = append(texts, m.Message)
	}
	return texts
}

// say lets Ada say something in the room at that time.
func (w *world) say(t testing.TB, at, body string) {
	t.Helper()
	moment, err := time.Parse(time.RFC3339Nano, at)
	must(t, err)
	w.clock.set(moment)
	_, err = w.chat.Post(t.Context(), auth.PersonPrincipal(w.ada), chat.ToRoom("1"), chat.Draft{Kind: chat.KindMessage, Body: body})
	must(t, err)
}

// spec: rest-v1, 5.7; client-quirks, R15, R16
func TestHistoryShowsPeopleAndIntegrationsOldestFirst(t *testing.T) {
	w := newWorld(t)
	w.say(t, "2015-03-04T09:15:00.123456Z", "pressure is fine")
	w.get(t, "rooms/message", "room_id", "1", "from", "Deploy Bot", "message", "deployed <b>r88</b>").is(t, 200)
	w.get(t, "rooms/topic", "room_id", "1", "topic", "not a message").is(t, 200)
	want := `{"messages":[` +
		`{"date":"2015-03-04T10:15:00+0100","from":{"name":"Ada Brook","user_id":2},"message":"pressure is fine"},` +
		`{"date":"2015-03-04T10:15:00+0100","from":{"name":"Deploy Bot","user_id":"api"},"message":"deployed \u003cb\u003er88\u003c/b\u003e"}]}`
	for _, date := range []string{"recent", "RECENT", "", "2015-03-04", "2015-3-4"} {
		w.get(t, "rooms/history", "room_id", "Ops Room", "date", date, "timezone", "Europe/Stockholm").is(t, 200, want)
	}
}

func TestHistoryOfADayFollowsTheTimeZone(t *testing.T) {
	w := newWorld(t)
	for _, at := range []string{
		"2015-03-28T22:59:59.999999Z", "2015-03-28T23:00:00Z", // midnight in Stockholm
		"2015-03-29T21:59:59.999999Z", "2015-03-29T22:00:00Z", // midnight again, after 23 hours
		"2015-03-30T00:00:00Z",
	} {
		w.say(t, at, at)
	}
	for _, c := range []struct {
		date, zone string
		want       []string
	}{
		{"2015-03-29", "Europe/Stockholm", []string{"2015-03-28T23:00:00Z", "2015-03-29T21:59:59.999999Z"}},
		{"2015-03-29", "", []string{"2015-03-29T21:59:59.999999Z", "2015-03-29T22:00:00Z"}},
		{"2015-03-29", "US/Central", []string{"2015-03-29T21:59:59.999999Z", "2015-03-29T22:00:00Z", "2015-03-30T00:00:00Z"}},
		{"2014-01-01", "UTC", []string{}},
		{"0001-01-01", "UTC", []string{}},
		{"9999-12-31", "UTC", []string{}},
	} {
		var got history
		w.get(t, "rooms/history", "room_id", "1", "date", c.date, "timezone", c.zone).is(t, 200).decode(t, &got)
		if diff := cmp.Diff(c.want, got.texts()); diff != "" {
			t.Errorf("%s in %q (-want +got):\n%s", c.date, c.zone, diff)
		}
	}
	w.get(t, "rooms/history", "room_id", "1", "date", "2014-01-01").is(t, 200, `{"messages":[]}`)
}

func TestRecentHistoryIsTheNewest75Messages(t *testing.T) {
	w := newWorld(t)
	for i := range 80 {
		w.say(t, "2015-03-04T09:15:00Z", fmt.Sprint(i))
	}
	var got history
	w.get(t, "rooms/history", "room_id", "1").is(t, 200).decode(t, &got)
	if texts := got.texts(); len(texts) != 75 || texts[0] != "5" || texts[74] != "79" {
		t.Errorf("%d messages: %v", len(texts), texts)
	}
	got = history{}
	w.get(t, "rooms/history", "room_id", "1", "date", "2015-03-04").is(t, 200).decode(t, &got)
	if len(got.Messages) != 80 {
		t.Errorf("%d messages of the day", len(got.Messages))
	}
}

func TestHistoryRefusesWhatIsNoDayOrZone(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ name, value, want string }{
		{"date", "yesterday", `Date must be \"recent\" or a day written as 2015-03-04.`},
		{"date", "2015-02-30", `Date must be \"recent\" or a day written as 2015-03-04.`},
		{"timezone", "Atlantis", "Timezone must be a name of the tz database, such as Europe/Stockholm."},
		{"timezone", "Local", "Timezone must be a name of the tz database, such as Europe/Stockholm."},
		{"timezone", "../" + strings.Repeat("x", 300), "Timezone must be a name of the tz database, such as Europe/Stockholm."},
	} {
		w.get(t, "rooms/history", "room_id", "1", c.name, c.value).is(t, 400, failure("400", "Bad Request", c.want))
	}
	w.get(t, "rooms/history", "date", "recent").is(t, 400, failure("400", "Bad Request", "Missing parameter: room_id"))
	w.get(t, "rooms/history", "room_id", "99").is(t, 404)
}
