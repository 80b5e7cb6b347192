package inbound_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/stoatest"
)

func TestATokenChangesWhatItHasPosted(t *testing.T) {
	t.Parallel()
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock))
	ops := talk(t, s, "Ops")
	token, other := s.RoomToken("Ops", "CI"), s.RoomToken("Ops", "CI")
	post := func(body string) string {
		a := s.Send("POST", "/hook/"+token, nil, []byte(body))
		return a.Header.Get("Stoa-Message-Id")
	}
	one, two := post("one"), post("two")
	native := s.Call(s.Token, "POST", "/v2/room/Ops/message", `{"message":"said by a person"}`)
	var said struct{ ID string }
	native.JSON(t, &said)
	for _, c := range []struct {
		name, method, path, body string
		after                    time.Duration
		status                   int
		says                     string // the outcome, or a part of the error
	}{
		{"edited, with another format", "PATCH", token + "/" + one, `{"text":"*uno*"}`, 0, 204, "updated"},
		{"the same again", "PATCH", token + "/" + one, `{"text":"*uno*"}`, 0, 204, "unchanged"},
		{"with nothing", "PATCH", token + "/" + one, ``, 0, 400, "no body"},
		{"by another token of the same name", "PATCH", other + "/" + one, `x`, 0, 404, "has posted no message"},
		{"what a person has said", "DELETE", token + "/" + said.ID, ``, 0, 404, "has posted no message"},
		{"a message that there is not", "DELETE", token + "/nothing", ``, 0, 404, "has posted no message"},
		{"deleted", "DELETE", token + "/" + two, ``, 0, 204, ""},
		{"deleted twice", "DELETE", token + "/" + two, ``, 0, 404, "has been deleted"},
		{"edited after that", "PATCH", token + "/" + two, `x`, 0, 404, "has been deleted"},
		{"another method", "POST", token + "/" + one, `x`, 0, 405, "DELETE, PATCH"},
		{"no token", "PATCH", "nobody/" + one, `x`, 0, 401, "no token that is good"},
		{"after a day", "PATCH", token + "/" + one, `x`, chat.ChangeWindow + time.Minute, 403, "24 hours"},
	} {
		clock.Advance(c.after)
		a := s.Send(c.method, "/hook/"+c.path, nil, []byte(c.body))
		if a.Status != c.status {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
			continue
		}
		got := a.Header.Get("Stoa-Outcome")
		if a.Status >= 400 {
			got = a.Error(t).Message
		}
		if !strings.Contains(got, c.says) {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	s.Token = s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword)
	same(t, ops.bodies(t), "gray <b>uno</b>", " ")
	if got := s.Call(s.Token, "GET", "/api/calls?limit=50", nil); strings.Contains(got.Body, token) {
		t.Errorf("the log of calls has the token: %s", got.Body)
	}
}
