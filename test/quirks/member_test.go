package quirks_test

import (
	"fmt"
	"testing"
)

// memberRules are section 1.3 as far as it is about members, invitations and replies.
func memberRules() []rule {
	return []rule{
		{"B7", "a member is added with no body, {}, room_roles or roles", memberBodies},
		{"B8", "a reply names its parent in either spelling", replyParents},
		{"B9", "an invitation's reason may be empty", emptyReasons},
	}
}

func memberBodies(t *testing.T, w *world) {
	for _, body := range []string{``, `{}`, `{"room_roles":["room_member"]}`, `{"roles":["room_member"]}`} {
		r := w.room(t)
		w.v2(t, "PUT", r.Path, fmt.Sprintf(`{"name":%q,"topic":"","privacy":"private","is_archived":false,`+
			`"is_guest_accessible":false,"owner":{"id":%d}}`, r.Name, w.adminID)).is(t, 204)
		w.send(t, request{method: "GET", path: r.Path, token: w.ada}).is(t, 404)
		w.v2(t, "PUT", fmt.Sprintf("%s/member/%d", r.Path, w.adaID), body).is(t, 204)
		w.v2(t, "GET", r.Path+"/member", "").is(t, 200).item(t, w.adaID)
		w.send(t, request{method: "GET", path: r.Path, token: w.ada}).is(t, 200)
	}
}

func replyParents(t *testing.T, w *world) {
	r := w.room(t)
	w.say(t, r, "the question")
	parent := text(t, w.last(t, r)["id"])
	var answers []map[string]any
	for _, member := range []string{"parentMessageId", "parent_message_id"} {
		w.v2(t, "POST", r.Path+"/reply", fmt.Sprintf(`{%q:%q,"message":"the answer"}`, member, parent)).is(t, 204)
		answers = append(answers, w.last(t, r))
	}
	for _, answer := range answers {
		if answer["message"] != "the answer" || answer["id"] == parent {
			t.Errorf("a reply is shown as %v", answer)
		}
	}
	w.v2(t, "POST", r.Path+"/reply", `{"message":"to nothing"}`).is(t, 400)
}

func emptyReasons(t *testing.T, w *world) {
	r := w.room(t)
	for _, body := range []string{`{"reason":""}`, `{"reason":"tides"}`} {
		w.v2(t, "POST", r.Path+"/invite/"+adaEmail, body).is(t, 204)
	}
}
