package inbound_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// newest is the last message of the room.
func newest(t *testing.T, s *stoatest.Server, room string) hipchat.Message {
	t.Helper()
	var got hipchat.List[hipchat.Message]
	s.Call(s.Token, "GET", "/v2/room/"+url.PathEscape(room)+"/history?max-results=1", nil).JSON(t, &got)
	if len(got.Items) == 0 {
		t.Fatal("the room is empty")
	}
	return got.Items[len(got.Items)-1]
}

func TestWhatToolsSendIsSaidInTheTokensRoom(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "Tools")
	for _, c := range []struct {
		name, file  string
		header      http.Header
		status      int
		body        string // of the answer
		format, why string
		says, color string
		card        bool
	}{
		{"Slack's text", "slack/text.http", http.Header{"Content-Type": {"application/json"}}, 200, "ok", "slack", "member text",
			`<b>api</b> by @ada finished: <a href="https://ci.example.com/b/512">build 512</a>`, "gray", false},
		{"Alertmanager's group", "alertmanager/firing.http", http.Header{"Content-Type": {"application/json"}}, 204, "", "alertmanager",
			"members groupKey, alerts", "InstanceDown", "red", true},
		{"GitHub's push", "github/push.http", http.Header{"Content-Type": {"application/json"}, "X-Github-Event": {"push"}}, 204, "", "github",
			"header X-Github-Event: push", "<b>octocat</b> pushed", "gray", false},
		{"HipChat's own", "hipchat/notification.http", http.Header{"Content-Type": {"application/json"}}, 204, "", "hipchat", "member message",
			"<b>Build 512</b> passed", "green", false},
		{"text by curl -d", "text/plain.http", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, 204, "", "text", "text",
			"Backup of db1 finished\n42 GB", "gray", false},
		{"JSON of nobody", "json/unknown.http", nil, 204, "", "json", "JSON that no tool is known to send", "Pressure is rising", "gray", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := s.Send("POST", "/hook/"+token, c.header, payload(t, c.file))
			if a.Status != c.status || a.Body != c.body {
				t.Fatalf("%d %q, want %d %q", a.Status, a.Body, c.status, c.body)
			}
			if f, why := a.Header.Get("Stoa-Format"), a.Header.Get("Stoa-Recognised-By"); f != c.format || why != c.why {
				t.Errorf("recognised as %q by %q", f, why)
			}
			got := newest(t, s, "Ops")
			if got.ID != a.Header.Get("Stoa-Message-Id") {
				t.Errorf("message %s, the answer says %s", got.ID, a.Header.Get("Stoa-Message-Id"))
			}
			if !strings.Contains(got.Message, c.says) || got.Color != c.color || (got.Card != "") != c.card {
				t.Errorf("%s, %s, card %q", got.Color, got.Message, got.Card)
			}
		})
	}
}

func payload(t *testing.T, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile("../format/testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(raw), "\n\n")
	return []byte(body)
}

func TestWhatCannotBeSaidIsRefusedWithAReason(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.Room("Quiet")
	token := s.RoomToken("Ops", "Tools")
	reader := s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, hipchat.ScopeViewRoom)
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		says                     string
	}{
		{"no such token", "POST", "/hook/nobody", "x", 401, "no token that is good"},
		{"a token of v1", "POST", "/hook/" + s.V1Token("notification"), "x", 401, "API v1"},
		{"a token that may not send", "POST", "/hook/" + reader + "?room=Ops", "x", 403, "send_notification"},
		{"a token of no room, and no room", "POST", "/hook/" + s.Token, "x", 400, "?room="},
		{"another room than the token's", "POST", "/hook/" + token + "?room=Quiet", "x", 403, ""},
		{"an unknown room", "POST", "/hook/" + s.Token + "?room=Nowhere", "x", 404, "Nowhere"},
		{"nothing", "POST", "/hook/" + token, " ", 400, "The request has no body"},
		{"a form whose message has an &", "POST", "/hook/" + token, "message=a & b", 400, `The form has " b" where a field belongs`},
		{"too much", "POST", "/hook/" + token, strings.Repeat("x", 4<<20+1), 413, "larger than"},
		{"a color that there is not", "POST", "/hook/" + token, `{"message":"m","color":"pink"}`, 400, "color"},
		{"another method", "GET", "/hook/" + token, "", 405, "POST"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := s.Send(c.method, c.path, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, []byte(c.body))
			if a.Status != c.status {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			e := a.Error(t)
			if e.Code != c.status || !strings.Contains(e.Message, c.says) {
				t.Errorf("%+v", e)
			}
			if c.says == "color" && (e.Field != "color" || e.Validation == "" || e.Value != "pink" || len(e.Options) == 0) {
				t.Errorf("the field is not told as API v2 tells it: %s", a.Body)
			}
		})
	}
	if got := s.Call(s.Token, "GET", "/v2/room/Ops/history", nil); strings.Contains(got.Body, `"id"`) {
		t.Errorf("the room has %s", got.Body)
	}
}

func TestAnyTokenPostsWhereItNamesARoom(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	if a := s.Send("POST", "/hook/"+s.Token+"?room=Ops", nil, []byte("done")); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if got := newest(t, s, "Ops"); got.Message != "done" {
		t.Errorf("%+v", got)
	}
}

// The window of calls is shared with API v2, and so is what has been used of it.
func TestCallsCountWithThoseOfV2(t *testing.T) {
	s := stoatest.Start(t, stoatest.WithLimits())
	s.Room("Ops")
	token := s.RoomToken("Ops", "Tools")
	before := s.Call(token, "POST", "/v2/room/Ops/notification", `{"message":"m"}`).Header.Get("X-Ratelimit-Remaining")
	s.Send("POST", "/hook/"+token, nil, []byte("x"))
	after := s.Call(token, "POST", "/v2/room/Ops/notification", `{"message":"m"}`).Header.Get("X-Ratelimit-Remaining")
	if number(t, before)-number(t, after) != 2 {
		t.Errorf("%s calls were left, then %s", before, after)
	}
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPackedBodiesAreUnpacked(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "Tools")
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte("packed and said"))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	header := http.Header{"Content-Encoding": {"gzip"}}
	if a := s.Send("POST", "/hook/"+token, header, packed.Bytes()); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if got := newest(t, s, "Ops"); got.Message != "packed and said" {
		t.Errorf("%+v", got)
	}
	if a := s.Send("POST", "/hook/"+token, header, []byte("not packed")); a.Status != 400 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// The log of calls is for people who look for mistakes; the address would let them send.
func TestTheTokenInTheAddressStandsInNoLog(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "Tools")
	s.Send("POST", "/hook/"+token, http.Header{"Content-Type": {"application/json"}}, []byte(`{"text":"built"}`))
	got := s.Call(s.Token, "GET", "/api/calls", nil)
	if strings.Contains(got.Body, token) || !strings.Contains(got.Body, "/hook/[masked]") {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}
