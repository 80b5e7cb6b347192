package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

func TestWhoAdministersARoomSaysWhatItsHooksMustProve(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	ops := s.Room("Ops")
	s.RoomToken("Ops", "CI")
	_, bob := s.User("Bob", "bob@example.test")
	var tokens struct{ Items []struct{ ID int64 } }
	s.Call(s.Token, "GET", fmt.Sprintf("/api/rooms/%d/tokens", ops.ID), nil).JSON(t, &tokens)
	path := fmt.Sprintf("/api/tokens/%d/checks", tokens.Items[0].ID)
	for _, c := range []struct {
		name, token, path, method, body string
		status                          int
		says                            string
	}{
		{"at first nothing", s.Token, path, "GET", "", 200, `{"scheme":"","has_secret":false,"networks":[],"collapse_bursts":true}`},
		{"by somebody else", bob, path, "GET", "", 403, ""},
		{"set by somebody else", bob, path, "PUT", `{"scheme":""}`, 403, ""},
		{"of a token that there is not", s.Token, "/api/tokens/99999/checks", "GET", "", 404, "99999"},
		{"an unknown way", s.Token, path, "PUT", `{"scheme":"rot13","secret":"long enough"}`, 400, `"field":"scheme"`},
		{"without a secret", s.Token, path, "PUT", `{"scheme":"github"}`, 400, `"field":"secret"`},
		{"with a short one", s.Token, path, "PUT", `{"scheme":"github","secret":"short"}`, 400, `"field":"secret"`},
		{"with one of another specification", s.Token, path, "PUT", `{"scheme":"standard","secret":"no base64!"}`, 400, `"field":"secret"`},
		{"with no network", s.Token, path, "PUT", `{"scheme":"","networks":["10.0.0.0/99"]}`, 400, `"field":"networks"`},
		{"well", s.Token, path, "PUT", `{"scheme":"github","secret":"long enough","networks":["10.1.2.3/8","192.0.2.1"]}`, 200, `"networks":["10.0.0.0/8","192.0.2.1/32"]`},
		{"with the secret as it is", s.Token, path, "PUT", `{"scheme":"github","networks":[]}`, 200, `{"scheme":"github","has_secret":true,"networks":[],"collapse_bursts":true}`},
		{"bursts refused", s.Token, path, "PUT", `{"scheme":"github","networks":[],"collapse_bursts":false}`, 200, `"collapse_bursts":false`},
		{"bursts as they are", s.Token, path, "PUT", `{"scheme":"github","networks":[]}`, 200, `"collapse_bursts":false`},
		{"bursts counted again", s.Token, path, "PUT", `{"scheme":"github","networks":[],"collapse_bursts":true}`, 200, `"collapse_bursts":true`},
		{"off", s.Token, path, "PUT", `{"scheme":"","networks":[]}`, 200, `{"scheme":"","has_secret":false,"networks":[],"collapse_bursts":true}`},
	} {
		a := s.Call(c.token, c.method, c.path, c.body)
		if a.Status != c.status || !strings.Contains(a.Body, c.says) || strings.Contains(a.Body, "long enough") {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if got := s.Call(s.Token, "GET", "/api/audit", nil); !strings.Contains(got.Body, `"token.checks"`) || strings.Contains(got.Body, "long enough") {
		t.Errorf("the audit log has %s", got.Body)
	}
}
