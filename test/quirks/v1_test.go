package quirks_test

import (
	"net/url"
	"testing"
)

// v1Rules are section 1.6: parameters of API v1.
func v1Rules() []rule {
	return []rule{
		{"V1", "parameters as a form, as multipart, or all in the query with no body; merged", v1Layouts},
		{"V2", "raw spaces and stray percent signs in a form", v1RawForms},
		{"V3", "format=json in either case, or none", v1Formats},
		{"V4", "flags as 0 and 1", v1Flags},
		{"V5", "foreign parameters are ignored", v1ForeignParameters},
		{"V6", "an empty colour is none", v1EmptyColour},
		{"V7", "a leading @ that was replaced by an entity is read as @", v1EscapedAt},
	}
}

// v1Message sends rooms/message as it stands and gives what the room then shows.
func (w *world) v1Message(t *testing.T, in room, r request) map[string]any {
	t.Helper()
	before := len(w.spoken(t, in))
	r.method = "POST"
	w.send(t, r).is(t, 200).want(t, "status", "sent")
	all := w.spoken(t, in)
	if len(all) != before+1 {
		t.Fatalf("%d messages, want %d", len(all), before+1)
	}
	return all[before]
}

func v1Layouts(t *testing.T, w *world) {
	r := w.room(t)
	all := url.Values{
		"auth_token": {w.v1Notify}, "room_id": {r.Name}, "from": {"Layouts"}, "message": {"up & running"},
		"color": {"green"}, "message_format": {"text"},
	}
	parts, boundary := multipartForm(t, all)
	form := "application/x-www-form-urlencoded"
	inQuery := url.Values{"auth_token": {w.v1Notify}, "room_id": {r.Name}, "color": {"green"}}
	inBody := url.Values{"from": {"Layouts"}, "message": {"up & running"}, "message_format": {"text"}}
	for name, layout := range map[string]request{
		"form":                          {path: "/v1/rooms/message", contentType: form, body: all.Encode()},
		"multipart":                     {path: "/v1/rooms/message", contentType: boundary, body: parts},
		"query":                         {path: "/v1/rooms/message?" + all.Encode()},
		"query with a JSON type":        {path: "/v1/rooms/message?" + all.Encode(), contentType: "application/json"},
		"merged":                        {path: "/v1/rooms/message?" + inQuery.Encode(), contentType: form, body: inBody.Encode()},
		"form with a charset":           {path: "/v1/rooms/message", contentType: form + "; charset=UTF-8", body: all.Encode()},
		"the same in query and in body": {path: "/v1/rooms/message?" + all.Encode(), contentType: form, body: all.Encode()},
	} {
		if got := w.v1Message(t, r, layout); got["message"] != "up & running" || got["color"] != "green" {
			t.Errorf("%s: stored %v", name, got)
		}
	}
}

func v1RawForms(t *testing.T, w *world) {
	r := w.room(t)
	body := "auth_token=" + w.v1Notify + "&room_id=" + r.Name +
		"&from=My Bot&message_format=text&message=disk at 97%; 50%25 of <b>var</b>"
	got := w.v1Message(t, r, request{
		path: "/v1/rooms/message", contentType: "application/x-www-form-urlencoded", body: body,
	})
	if want := "disk at 97%; 50% of <b>var</b>"; got["message"] != want {
		t.Errorf("stored %q, want %q", got["message"], want)
	}
}

func v1Formats(t *testing.T, w *world) {
	for _, format := range []url.Values{nil, {"format": {"json"}}, {"format": {"JSON"}}} {
		w.v1(t, "GET", "rooms/list", format).is(t, 200).at(t, "rooms.0")
	}
}

func v1Flags(t *testing.T, w *world) {
	r := w.room(t)
	for flag, want := range map[string]bool{"0": false, "1": true, "true": true, "False": false, "": false} {
		params := url.Values{"room_id": {r.Name}, "from": {"Flags"}, "message": {"m"}, "notify": {flag}}
		w.v1(t, "POST", "rooms/message", params).is(t, 200)
		if got := w.last(t, r)["notify"]; got != want {
			t.Errorf("notify=%s was stored as %v", flag, got)
		}
	}
}

func v1ForeignParameters(t *testing.T, w *world) {
	r := w.room(t)
	noise := url.Values{
		"api": {"http://chat.example.test/v1"}, "expand": {"items"}, "max-results": {"100"}, "start-index": {"0"},
		"end-date": {"null"},
	}
	params := url.Values{"room_id": {r.Name}, "from": {"Noise"}, "message": {"m"}}
	history := url.Values{"room_id": {r.Name}, "date": {"recent"}, "timezone": {"UTC"}}
	for name, values := range noise {
		params[name], history[name] = values, values
	}
	w.v1(t, "POST", "rooms/message", params).is(t, 200).want(t, "status", "sent")
	w.v1(t, "GET", "rooms/history", history).is(t, 200).want(t, "messages.0.message", "m")
}

func v1EmptyColour(t *testing.T, w *world) {
	r := w.room(t)
	params := url.Values{"room_id": {r.Name}, "from": {"Colour"}, "message": {"m"}, "color": {""}}
	w.v1(t, "POST", "rooms/message", params).is(t, 200)
	if got := w.last(t, r)["color"]; got != "yellow" {
		t.Errorf("color= was stored as %v", got)
	}
}

func v1EscapedAt(t *testing.T, w *world) {
	r := w.room(t)
	params := url.Values{
		"room_id": {r.Name}, "from": {"hipchat-php"}, "message": {"&#64;AdaB look"}, "message_format": {"text"},
	}
	w.v1(t, "POST", "rooms/message", params).is(t, 200)
	if got := w.last(t, r)["message"]; got != "@AdaB look" {
		t.Errorf("stored %q", got)
	}
	w.v1(t, "POST", "rooms/topic", url.Values{"room_id": {r.Name}, "topic": {"&#64;home"}}).is(t, 200)
	w.v2(t, "GET", r.Path, "").is(t, 200).want(t, "topic", "@home")
}
