package slackapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

func TestAMethodWithAKeyIsDoneOnce(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "CI")
	const object, form = "application/json", "application/x-www-form-urlencoded"
	send := func(key, kind, body string, header http.Header) stoatest.Answer {
		h := http.Header{"Idempotency-Key": {key}, "Content-Type": {kind}}
		for name, v := range header {
			h[name] = v
		}
		return s.Send("POST", "/slack/api/chat.postMessage", h, []byte(body))
	}
	bearer := http.Header{"Authorization": {"Bearer " + token}}
	filled := func(text string) string {
		return url.Values{"token": {token}, "channel": {"#Ops"}, "text": {text}}.Encode()
	}
	for _, c := range []struct {
		name, key, kind, body string
		header                http.Header
		status                int
		replayed, says        string
	}{
		{"what is refused is not kept", "a", object, `{"channel":"Nowhere","text":"x"}`, bearer, 200, "", `"channel_not_found"`},
		{"so the key is still good", "a", object, `{"channel":"Ops","text":"x"}`, bearer, 200, "", `"ok":true`},
		{"asked again it is answered again", "a", object, `{"channel":"Ops","text":"x"}`, bearer, 200, "true", `"ok":true`},
		{"another request", "a", object, `{"channel":"Ops","text":"y"}`, bearer, 409, "", `"error":"idempotency_conflict"`},
		{"a token in a form", "b", form, filled("form"), nil, 200, "", `"ok":true`},
		{"a token in a form, again", "b", form, filled("form"), nil, 200, "true", `"ok":true`},
		{"a token in JSON", "c", object, `{"token":"` + token + `","text":"z"}`, nil, 200, "", `"ok":true`},
		{"a token in JSON, again", "c", object, `{"token":"` + token + `","text":"z"}`, nil, 200, "true", `"ok":true`},
		{"a key that is none", "", object, `{"text":"z"}`, bearer, 400, "", `"ok":false`},
		{"nobody's key", "d", object, `{"text":"z"}`, nil, 200, "", `"not_authed"`},
	} {
		a := send(c.key, c.kind, c.body, c.header)
		if a.Status != c.status || a.Header.Get("Idempotency-Replayed") != c.replayed || !strings.Contains(a.Body, c.says) {
			t.Errorf("%s: %d %q %s", c.name, a.Status, a.Header.Get("Idempotency-Replayed"), a.Body)
		}
	}
	if n := len(history(t, s, "Ops")); n != 3 {
		t.Errorf("%d messages were said", n)
	}
}
