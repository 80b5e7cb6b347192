package apiv1_test

import (
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

// spec: rest-v1, rooms/message, for all that is HipChat's.
func TestARoomsAddressOfV1TakesWhatIsSurelyAnotherTools(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	room := s.Room("Ops")
	s.Room("Quiet")
	var made struct{ V1 struct{ Token string } }
	s.Call(s.Token, "POST", "/api/rooms/"+strconv.FormatInt(room.ID, 10)+"/tokens", map[string]any{"name": "Tools", "v1": true}).JSON(t, &made)
	admin := s.V1Token("admin")
	alerts, err := os.ReadFile("../format/testdata/alertmanager/firing.http")
	if err != nil {
		t.Fatal(err)
	}
	_, group, _ := strings.Cut(string(alerts), "\n\n")
	object, form := http.Header{"Content-Type": {"application/json"}}, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	for _, c := range []struct {
		name, token, query, body string
		header                   http.Header
		status                   int
		says, format             string
	}{
		{"Slack's text is answered as Slack's senders want", made.V1.Token, "", `{"text":"*built*"}`, object, 200, "ok", "slack"},
		{"in a form as well", made.V1.Token, "&room_id=Ops&from=CI", "payload=" + url.QueryEscape(`{"text":"form"}`), form, 200, "ok", "slack"},
		{"Alertmanager's group", made.V1.Token, "&format=json", group, object, 204, "", "alertmanager"},
		{"another room than the token's", made.V1.Token, "&room_id=Quiet", `{"text":"*built*"}`, object, 401, "error", ""},
		{"HipChat's own is HipChat's", made.V1.Token, "&room_id=Ops", `{"message":"own","from":"CI"}`, object, 200, `"sent"`, ""},
		{"HipChat's mistakes are told as HipChat's", made.V1.Token, "&room_id=Ops", `{"message":"own"}`, object, 400, "from", ""},
		{"JSON that nobody is known to send", made.V1.Token, "&room_id=Ops", `{"temperature":21}`, object, 400, "from", ""},
		{"a token of all rooms", admin, "&room_id=Ops", `{"text":"*built*"}`, object, 400, "from", ""},
	} {
		a := s.Send("POST", "/v1/rooms/message?auth_token="+c.token+c.query, c.header, []byte(c.body))
		if a.Status != c.status || !strings.Contains(a.Body, c.says) || a.Header.Get("Stoa-Format") != c.format {
			t.Errorf("%s: %d %s %q", c.name, a.Status, a.Body, a.Header.Get("Stoa-Format"))
		}
	}
	got := s.Call(s.Token, "GET", "/v2/room/Ops/history", nil).Body
	for _, want := range []string{`"from":"Slack"`, `"from":"CI"`, `"from":"Alertmanager"`, `"card":`} {
		if !strings.Contains(got, want) {
			t.Errorf("history lacks %s: %s", want, got)
		}
	}
}
