package quirks_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// bodyRules are section 1.3 as far as it is about how a body is read.
func bodyRules() []rule {
	return []rule{
		{"B1", "unknown and read-only JSON members are ignored", unknownMembersAreIgnored},
		{"B2", "null for an optional member is absent", nullIsAbsent},
		{"B3", "an empty string for an optional member is absent", emptyStringsAreAbsent},
		{"B4", "ids come as JSON strings or numbers", idsAreStringsOrNumbers},
		{"B5", "absent booleans are false, the string true is true", stringsAreBooleans},
		{"B6", "charset in either case, trailing newline, escapes", charsetsAndEscapes},
		{"B10", "webhooks without name or pattern; their URL is called unchanged", sparseWebhooks},
		{"B11", "JSON with a form content type", jsonWithAFormType},
		{"B12", "from up to 64 characters in v2, 15 in v1", lengthOfFrom},
	}
}

func unknownMembersAreIgnored(t *testing.T, w *world) {
	r := w.room(t)
	w.notify(t, r, fmt.Sprintf(`{"room_id":%q,"from":"hipchat-rb","message":"m","id":"x","date":1,"format":"JSON"}`,
		r.Name)).is(t, 204)
	var whole map[string]any
	w.v2(t, "GET", r.Path, "").is(t, 200).decode(t, &whole)
	whole["topic"] = "sent back whole"
	body, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	w.v2(t, "PUT", r.Path, string(body)).is(t, 204)
	w.v2(t, "GET", r.Path, "").is(t, 200).want(t, "topic", "sent back whole").want(t, "name", r.Name)
	w.v1(t, "POST", "rooms/message", url.Values{
		"room_id": {r.Name}, "from": {"Ansible"}, "message": {"m"}, "api": {"http://chat.example.test/v1"},
	}).is(t, 200)
}

func nullIsAbsent(t *testing.T, w *world) {
	r := w.room(t)
	w.notify(t, r, `{"message":"m","card":null,"color":null,"from":null,"notify":null,"message_format":null}`).is(t, 204)
	w.v2(t, "POST", r.Path+"/webhook",
		`{"url":"http://127.0.0.1:9/hook","event":"room_enter","pattern":null,"name":null}`).is(t, 201)
	name := r.Name + " null"
	w.v2(t, "POST", "/v2/room", fmt.Sprintf(`{"name":%q,"topic":null,"owner_user_id":null,"privacy":null}`, name)).is(t, 201)
	if last := w.last(t, r); last["color"] != "yellow" || last["message_format"] != "html" {
		t.Errorf("nulls did not mean the defaults: %v", last)
	}
}

func emptyStringsAreAbsent(t *testing.T, w *world) {
	r := w.room(t)
	hook := w.v2(t, "POST", r.Path+"/webhook",
		`{"url":"http://127.0.0.1:9/hook","event":"room_exit","pattern":"","name":""}`).is(t, 201)
	w.v2(t, "GET", fmt.Sprintf("%s/webhook/%d", r.Path, number(t, hook.at(t, "id"))), "").is(t, 200)
	made := w.v2(t, "POST", "/v2/user", `{"name":"Quill Wright","email":"quill@example.test","title":"",`+
		`"mention_name":"","is_group_admin":false,"timezone":"UTC","password":""}`).is(t, 201)
	user := w.v2(t, "GET", fmt.Sprintf("/v2/user/%d", number(t, made.at(t, "id"))), "").is(t, 200)
	if mention := text(t, user.at(t, "mention_name")); mention == "" {
		t.Error("a person was made without a mention name")
	}
	w.notify(t, r, `{"message":"m","attach_to":"","from":"","color":""}`).is(t, 204)
}

func idsAreStringsOrNumbers(t *testing.T, w *world) {
	for _, id := range []string{fmt.Sprint(w.adaID), fmt.Sprintf(`"%d"`, w.adaID)} {
		body := fmt.Sprintf(`{"name":%q,"owner_user_id":%s}`, "Owned by "+id, id)
		made := w.v2(t, "POST", "/v2/room", body).is(t, 201)
		path := fmt.Sprintf("/v2/room/%d", number(t, made.at(t, "id")))
		w.v2(t, "GET", path, "").is(t, 200).want(t, "owner.id", float64(w.adaID))
		w.v2(t, "PUT", path, fmt.Sprintf(`{"name":%q,"topic":"","privacy":"public","is_archived":false,`+
			`"is_guest_accessible":false,"owner":{"id":"%d"}}`, "Handed over "+id, w.adminID)).is(t, 204)
		w.v2(t, "GET", path, "").is(t, 200).want(t, "owner.id", float64(w.adminID))
	}
}

func stringsAreBooleans(t *testing.T, w *world) {
	r := w.room(t)
	for _, c := range []struct {
		member string
		notify bool
	}{
		{``, false}, {`,"notify":false`, false}, {`,"notify":"false"`, false},
		{`,"notify":true`, true}, {`,"notify":"true"`, true},
	} {
		w.notify(t, r, `{"message":"m"`+c.member+`}`).is(t, 204)
		if got := w.last(t, r)["notify"]; got != c.notify {
			t.Errorf("with %q notify is %v, want %v", c.member, got, c.notify)
		}
	}
}

func charsetsAndEscapes(t *testing.T, w *world) {
	r := w.room(t)
	for _, contentType := range []string{
		"application/json", "application/json;charset=UTF-8", "application/json; charset=utf-8", "Application/JSON; Charset=Utf-8",
	} {
		body := `{"message":"\u003cb\u003eup\u003c/b\u003e caf\u00e9 \ud83d\ude80","message_format":"html"}` + "\n"
		w.send(t, request{
			method: "POST", path: r.Path + "/notification", token: r.Token, contentType: contentType, body: body,
		}).is(t, 204)
		if got, want := w.last(t, r)["message"], "<b>up</b> caf\u00e9 \U0001F680"; got != want {
			t.Errorf("%s: stored %q, want %q", contentType, got, want)
		}
	}
}

func sparseWebhooks(t *testing.T, w *world) {
	r := w.room(t)
	target := newReceiver(t)
	for _, extra := range []string{``, `,"pattern":""`, `,"name":""`} {
		path := fmt.Sprintf("/hook?token=a%%2Fb&name=x+y&n=%d&empty=", len(extra))
		body := fmt.Sprintf(`{"url":%q,"event":"room_message"%s}`, target.URL+path, extra)
		hook := w.v2(t, "POST", r.Path+"/webhook", body).is(t, 201)
		w.say(t, r, "anything at all")
		if got := target.next(t); got.uri != path {
			t.Errorf("called %s, want %s", got.uri, path)
		}
		w.v2(t, "DELETE", fmt.Sprintf("%s/webhook/%d", r.Path, number(t, hook.at(t, "id"))), "").is(t, 204)
	}
}

func jsonWithAFormType(t *testing.T, w *world) {
	r := w.room(t)
	for _, body := range []string{`{"message":"plain curl","color":"green"}`, "\r\n\t {\"message\":\"plain curl\",\"color\":\"green\"}"} {
		w.send(t, request{
			method: "POST", path: r.Path + "/notification", token: r.Token,
			contentType: "application/x-www-form-urlencoded", body: body,
		}).is(t, 204)
		if last := w.last(t, r); last["message"] != "plain curl" || last["color"] != "green" {
			t.Errorf("stored %v", last)
		}
	}
}

func lengthOfFrom(t *testing.T, w *world) {
	r := w.room(t)
	label := func(n int) string { return strings.Repeat("\u00e9", n) }
	w.notify(t, r, fmt.Sprintf(`{"message":"m","from":%q}`, label(64))).is(t, 204)
	w.notify(t, r, fmt.Sprintf(`{"message":"m","from":%q}`, label(65))).is(t, 400).want(t, "error.field", "from")
	v1 := func(from string) reply {
		return w.v1(t, "POST", "rooms/message", url.Values{"room_id": {r.Name}, "from": {from}, "message": {"m"}})
	}
	v1(label(1)).is(t, 200)
	v1(label(15)).is(t, 200)
	for _, from := range []string{label(16), ""} {
		v1(from).is(t, 400).want(t, "error.message", "From name must be between 1 and 15 characters.")
	}
}
