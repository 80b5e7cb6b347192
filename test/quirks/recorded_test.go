package quirks_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stoachat/stoa/test/process"
)

// recorded is a request of a client that the tests cannot run, in the words of its source or as it was seen on the wire.
// The places are those of golden.
type recorded struct {
	client  string
	line    string
	headers []string
	body    string
	status  int
	check   func(t *testing.T, g *goldens, answer reply)
}

// recordedRequests are the senders that the golden requests leave out. spec: client-quirks, 2
func recordedRequests() []recorded {
	inQuery := "POST /v2/room/Ops%20Room/notification?auth_token={R}"
	return []recorded{
		{"Grafana, an alert", "POST /v2/room/{room}/notification?auth_token={R}", []string{"User-Agent: Grafana", jsonType},
			`{"card":{"attributes":[{"label":"cpu","value":{"label":"97.5"}}],"date":1493024400,"description":"load is high",` +
				`"icon":{"url":"https://grafana.example.test/i.png"},"id":"1","style":"link","title":"[Alerting] load",` +
				`"url":"https://grafana.example.test/d/1"},"color":"red",` +
				`"message":"\u003ca href=https://grafana.example.test/d/1\u003e[Alerting] load\u003c/a\u003e","message_format":"html","notify":"true"}`,
			204, grafanaPosts("red")},
		{"Grafana, no data", "POST /v2/room/{room}/notification?auth_token={R}", []string{jsonType},
			`{"color":"grey","message":"\u003ca href=https://grafana.example.test/d/1\u003e[No Data] load\u003c/a\u003e","message_format":"html","notify":"true"}`,
			204, grafanaPosts("gray")},
		{"Grafana, another state", "POST /v2/room/{room}/notification?auth_token={R}", []string{jsonType},
			`{"color":"","message":"\u003ca href=https://grafana.example.test/d/1\u003e[Paused] load\u003c/a\u003e","message_format":"html","notify":"true"}`,
			204, grafanaPosts("yellow")},
		{"Alertmanager 0.15.3", inQuery, []string{jsonType},
			`{"from":"alertmanager","notify":false,"message":"[FIRING:1] DiskFull","message_format":"text","color":"red"}` + "\n",
			204, posts("[FIRING:1] DiskFull", "red")},
		{"drone-hipchat", "POST /v2/room/{room}/notification?auth_token={R}", []string{jsonType},
			`{"color":"green","from":"drone","message":"\u003cstrong\u003eBuild 512\u003c/strong\u003e passed","notify":false}`,
			204, posts("<strong>Build 512</strong> passed", "green")},
		{"hipchat-cli, API v1", "POST /v1/rooms/message", []string{formType},
			"auth_token={V}&room_id=Ops Room&from=My Bot&color=purple&message_format=html&message=one%3Cbr%20%2F%3Etwo&notify=0",
			200, posts("one<br>two", "purple")},
		{"hipchat-cli, API v2", "POST /v2/room/Ops%20Room/notification", []string{bearerR, jsonType},
			"{\n  \"color\":\"gray\",\n  \"message\":\"by the script\",\n  \"message_format\":\"text\",\n  \"notify\":false\n}",
			204, posts("by the script", "gray")},
		{"Ansible, API v2", "POST /v2//room/Ops%20Room/notification", []string{bearerR, jsonType, "Accept-Encoding: identity",
			"User-Agent: ansible-httpget", "Connection: close"},
			`{"message": "task finished", "color": "yellow", "message_format": "text", "notify": true}`,
			204, posts("task finished", "yellow")},
		{"Red October, which says a notification", "POST /v2/room/{room}/message?auth_token={A}", []string{jsonType},
			`{"color":"green","message":"1 has delegated","notify":"true"}`, 201,
			func(t *testing.T, g *goldens, _ reply) {
				if got := text(t, g.last(t, g.room)["message"]); got != "1 has delegated" {
					t.Errorf("the room shows %q", got)
				}
			}},
		{"go-playground/log, auth_test before it starts", "GET /v2/room/{room}/?auth_test=true", []string{bearerA}, "", 202, shows("success.code", 202.0)},
		{"go-playground/log", "POST /v2/room/Ops%20Room/notification", []string{bearerR, jsonType},
			`{"from":"My App","color":"red","notify":true,"message":"\u003cp\u003e\u003cb\u003eALERT\u003c/b\u003e\u003c/p\u003e\n` +
				`        \u003cp\u003e\u003cb\u003edisk\u003c/b\u003e: full \u0026lt;97%\u0026gt;\u003c/p\u003e\n        "}`,
			204, posts("<b>ALERT</b>\n        <br><b>disk</b>: full &lt;97%&gt;", "red")},
		{"hipsaint", "POST /v1/rooms/message", []string{formType, "Accept: */*"},
			"room_id=Ops%2520Room&message=%3Cb%3Eweb1%3C%2Fb%3E+is+DOWN&from=Nagios&color=red&notify=1&auth_token={V}",
			200, posts("<b>web1</b> is DOWN", "red")},
		{"python-simple-hipchat", "POST /v1/rooms/message?auth_token={V}", []string{formType, "Connection: close"},
			"room_id={room}&from=Pipeline&message=built&message_format=text&color=&notify=0", 200, posts("built", "yellow")},
		{"python-simple-hipchat, list", "GET /v1/rooms/list?format=json&auth_token={V}", []string{"Connection: close"}, "", 200,
			func(t *testing.T, _ *goldens, answer reply) { answer.at(t, "rooms.0.room_id") }},
		{"hipchat-go, notification", "POST /v2/room/{room}/notification", []string{bearerR, jsonType, "Accept-Encoding: gzip"},
			`{"message":"by Go","notify":true,"card":{"style":"application","description":"passed","title":"Build 512","id":"b512"}}` + "\n",
			204, posts("by Go", "yellow")},
		{"hipchat-go, room", "POST /v2/room", []string{bearerA, jsonType},
			`{"topic":"","guest_access":false,"name":"Go Room","owner_user_id":"{user}","privacy":"private"}` + "\n", 201, created},
		{"hipchat-go, webhook", "POST /v2/room/{room}/webhook", []string{bearerA, jsonType},
			`{"name":"hook","event":"room_message","pattern":"","url":"http://127.0.0.1:9/hook"}` + "\n", 201, created},
		{"hipchat-go, member", "PUT /v2/room/{room}/member/{user}", []string{bearerA, jsonType}, `{"roles":["room_member"]}` + "\n", 204, nothing},
		{"hipchat-go, token", "POST /v2/oauth/token", []string{basicB, formType},
			"grant_type=client_credentials&scope=send_notification+view_room", 200, shows("token_type", "bearer")},
		{"HypChat, person", "POST /v2/user", []string{bearerA, jsonType, "Accept-Encoding: gzip, deflate"},
			`{"name": "Hy Pchat", "email": "hy@example.test", "title": "", "mention_name": "", "is_group_admin": false, "timezone": "UTC", "password": ""}`,
			201, created},
		{"HypChat, topic", "PUT /v2/room/{room}/topic", []string{bearerA, jsonType}, `{"topic": "by HypChat"}`, 204, nothing},
		{"hipchat-java", "PUT /v2/room/{room}/member/ada%40example.test", []string{bearerA, jsonType}, `{}`, 204, nothing},
		{"will", "GET /v2/room/?expand=items&max-results=1000&auth_token={A}", nil, "", 200, lists},
		{"andybons", "POST /v1/rooms/message?auth_token={V}", []string{formType, "Accept-Encoding: gzip"},
			"color=random&format=json&from=Go&message=by+v1&message_format=text&notify=0&room_id=Ops+Room", 200, shows("status", "sent")},
		{"andybons, auth_test", "GET /v1/rooms/list?auth_test=true&auth_token={V}", nil, "", 202, shows("success.code", 202.0)},
	}
}

func TestRecordedRequestsOfClientsAreAnswered(t *testing.T) {
	g := &goldens{world: newWorld(t, process.Config{})}
	g.open(t)
	a := newAddon(t, g.world, nil)
	a.install(t, g.world.room(t))
	basic := base64.StdEncoding.EncodeToString([]byte(a.payload.OAuthID + ":" + a.payload.OAuthSecret))
	fill := strings.NewReplacer("{room}", fmt.Sprint(g.room.ID), "{user}", fmt.Sprint(g.adaID),
		"{R}", g.room.Token, "{A}", g.admin, "{V}", g.v1Admin, "{B}", basic)
	for _, c := range recordedRequests() {
		t.Run(c.client, func(t *testing.T) {
			var headers []string
			for _, h := range c.headers {
				headers = append(headers, fill.Replace(h))
			}
			answer := g.dial(t).exchange(t, head(fill.Replace(c.line), headers, fill.Replace(c.body)))
			c.check(t, g, answer.unzipped(t).is(t, c.status))
		})
	}
}

// grafanaPosts checks what Grafana's unquoted link and its "true" have become.
func grafanaPosts(color string) func(*testing.T, *goldens, reply) {
	return func(t *testing.T, g *goldens, _ reply) {
		last := g.last(t, g.room)
		if !strings.Contains(text(t, last["message"]), `href="https://grafana.example.test/d/1"`) || last["color"] != color || last["notify"] != true {
			t.Errorf("the room shows %v", last)
		}
	}
}

// unzipped gives the answer as it was before it was compressed.
func (r reply) unzipped(t *testing.T) reply {
	t.Helper()
	if r.header.Get("Content-Encoding") != "gzip" {
		return r
	}
	unzip, err := gzip.NewReader(bytes.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	if r.body, err = io.ReadAll(unzip); err != nil {
		t.Fatal(err)
	}
	return r
}
