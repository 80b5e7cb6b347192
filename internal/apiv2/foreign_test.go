package apiv2_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

// spec: rest-v2, send_room_notification, for all that is HipChat's.
func TestARoomsAddressTakesWhatIsSurelyAnotherTools(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "Tools")
	alerts := `{"version":"4","groupKey":"{}:{}","status":"firing","receiver":"r","groupLabels":{},"commonLabels":{"alertname":"Down"},"commonAnnotations":{},"externalURL":"https://am.example.com","alerts":[{"status":"firing","labels":{"alertname":"Down"},"annotations":{"summary":"db1 is down"}}]}`
	for _, c := range []struct {
		name, token, body string
		header            http.Header
		status            int
		says, format      string
	}{
		{"Slack's text is answered as Slack's senders want", token, `{"text":"*built*"}`, nil, 200, "ok", "slack"},
		{"Alertmanager's group", token, alerts, nil, 204, "", "alertmanager"},
		{"GitHub's star", token, `{"action":"created","repository":{"full_name":"a/b","html_url":"https://github.com/a/b"},"sender":{"login":"ada"}}`, http.Header{"X-Github-Event": {"star"}}, 204, "", "github"},
		{"HipChat's own is HipChat's", token, `{"message":"own"}`, nil, 204, "", ""},
		{"HipChat's mistakes are told as HipChat's", token, `{"message":"own","color":"pink"}`, nil, 400, "color", ""},
		{"JSON that nobody is known to send", token, `{"temperature":21}`, nil, 400, "message", ""},
		{"a person's token", s.Token, `{"text":"*built*"}`, nil, 400, "message", ""},
	} {
		h := http.Header{"Authorization": {"Bearer " + c.token}, "Content-Type": {"application/json"}}
		for name, v := range c.header {
			h[name] = v
		}
		a := s.Send("POST", "/v2/room/Ops/notification", h, []byte(c.body))
		if a.Status != c.status || !strings.Contains(a.Body, c.says) || a.Header.Get("Stoa-Format") != c.format {
			t.Errorf("%s: %d %s %q", c.name, a.Status, a.Body, a.Header.Get("Stoa-Format"))
		}
	}
}
