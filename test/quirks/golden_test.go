package quirks_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/stoachat/stoa/test/process"
)

// golden is one request as a client was seen to send it, byte for byte but for the ids and tokens of this server:
// {room}, {user}, {other} and {message} stand for ids, {R} {A} {V} {B} for a room's token, the administrator's, a v1 admin token and an
// installation's basic credentials.
type golden struct {
	number  int
	line    string
	headers []string
	body    string
	status  int
	check   func(t *testing.T, g *goldens, answer reply)
}

type goldens struct {
	*world
	room    room  // "Ops Room", made anew when a request has deleted or renamed it
	otherID int64 // a person who is renamed
}

// open makes the room with something to read in it.
func (g *goldens) open(t *testing.T) {
	t.Helper()
	g.room = g.roomNamed(t, "Ops Room")
	g.notify(t, g.room, `{"message":"open"}`).is(t, 204)
}

const (
	bearerA  = "Authorization: Bearer {A}"
	bearerR  = "Authorization: Bearer {R}"
	basicB   = "Authorization: Basic {B}"
	jsonType = "Content-Type: application/json"
	formType = "Content-Type: application/x-www-form-urlencoded"
)

func goldenRequests() []golden {
	boundary := "----------------------------5f2c1d9e7a30"
	return []golden{
		{1, "GET /v2/capabilities?auth_token=&token=", nil, "", 200, shows("key", "hipchat")},
		{2, "POST /v2/room/Ops%20Room/notification?auth_token={R}", []string{"Content-Type: application/json; charset=utf-8"},
			`{"message":"up","token":"{R}"}`, 204, posts("up", "yellow")},
		{3, "POST /v2//room/Ops%20Room/notification", []string{bearerR, jsonType},
			`{"message":"up","color":"red","message_format":"text","notify":false}`, 204, posts("up", "red")},
		{4, "DELETE /v2/room/Ops%20Room?auth_token={A}", []string{formType}, "", 204, gone},
		{5, "PUT /v2/room/{room}/member/{user}", []string{bearerA, "Content-Length: 0"}, "", 204, nothing},
		{6, "PUT /v2/room/{room}/member/{user}", []string{bearerA, jsonType}, `{"room_roles":["room_member"]}`, 204, nothing},
		{7, "PUT /v2/room/{room}", []string{bearerA, jsonType},
			`{"name":"Ops","topic":"t","is_guest_accessible":false,"is_archived":false,"privacy":"public","owner":{"id":"{user}"}}`,
			204, updated},
		{8, "POST /v2/room", []string{bearerA, jsonType}, `{"name":"Newish","owner_user_id":"{user}","guest_access":true}`,
			201, created},
		{9, "POST /v2/user", []string{bearerA, jsonType}, `{"name":"Q W","email":"q@w.test","title":"","mention_name":"",` +
			`"is_group_admin":false,"timezone":"UTC","password":""}`, 201, created},
		{10, "PUT /v2/user/{other}", []string{bearerA, jsonType}, `{"name":"A B","presence":{"status":null,"show":null},` +
			`"mention_name":"AB","timezone":"UTC","email":"a@b.test"}`, 204, userUpdated},
		{11, "GET /v2/room/Ops%20Room/history?room_id=Ops%20Room&date=recent&timezone=UTC&format=JSON&max-results=100" +
			"&start-index=0&auth_token={A}", []string{jsonType}, "", 200, lists},
		{12, "GET /v2/room?expand=items&include-archived=true&include-private=true&max-results=10&start-index=5",
			[]string{bearerA}, "", 200, lists},
		{13, "POST /v2/room/{room}/notification?auth_test=true", []string{bearerR, jsonType}, `{"message":"x"}`, 202, postsNothing},
		{14, "POST /v2/oauth/token", []string{basicB, jsonType},
			`{"grant_type":"client_credentials","scope":"send_notification"}`, 200, shows("scope", "send_notification")},
		{15, "POST /v2/oauth/token", []string{basicB, formType},
			"grant_type=client_credentials&scope=send_notification%20view_room", 200, shows("scope", "send_notification view_room")},
		{16, "POST /v2/room/{room}/share/file", []string{bearerA, "Content-Type: multipart/related; boundary=b"},
			"--b\nContent-Type: application/json; charset=UTF-8\nContent-Disposition: attachment; name=\"metadata\"\n\n" +
				"{\"message\": \"look\"}\n--b\nContent-Type: image/png charset=UTF-8\nContent-Transfer-Encoding: base64\n" +
				"Content-Disposition: attachment; name=file; filename=my pic.png\n\niVBORw==\n--b\n", 204, shared},
		{17, "POST /v1/rooms/message", []string{formType}, "auth_token={V}&room_id={room}&from=My Bot&color=green" +
			"&message_format=html&message=a%20%3Cbr%20%2F%3E&notify=1", 200, posts("a <br>", "green")},
		{18, "POST /v1/rooms/message", []string{"Content-Type: multipart/form-data; boundary=" + boundary},
			phpForm(boundary), 200, posts("from php", "purple")},
		{19, "POST /v1/rooms/create?name=N&owner_user_id={user}&privacy=public&guest_access=0&auth_token={V}", []string{"Content-Length: 0"},
			"", 200, shows("room.name", "N")},
		{20, "POST /v1/rooms/message?auth_token={V}", []string{formType}, "room_id=Ops+Room&from=Ansible&message=x" +
			"&message_format=text&color=green&api=http%3A%2F%2FHOST%2Fv1&notify=1", 200, posts("x", "green")},
		{21, "GET /v1/users/show?user_id=ada%40example.test&format=json&auth_token={V}", nil, "", 200,
			shows("user.mention_name", adaMention)},
		{22, "POST /v2/room/{room}/invite/ada@example.test", []string{bearerA, jsonType}, `{"reason":""}`, 204, nothing},
		{23, "POST /v2/room/{room}/reply", []string{bearerA, jsonType}, `{"message":"re","parent_message_id":"{message}"}`, 204, replied},
		{23, "POST /v2/room/{room}/reply", []string{bearerA, jsonType}, `{"message":"re","parentMessageId":"{message}"}`, 204, replied},
		{24, "GET /v2/user/@AdaB", []string{bearerA}, "", 200, isAda},
		{24, "GET /v2/user/%40AdaB", []string{bearerA}, "", 200, isAda},
		{24, "GET /v2/user/ada%40example.test", []string{bearerA}, "", 200, isAda},
	}
}

// phpForm is what PHP's cURL makes of an array.
func phpForm(boundary string) string {
	var b strings.Builder
	for _, part := range [][2]string{
		{"room_id", "{room}"}, {"from", "My Bot"}, {"message", "from php"}, {"notify", "0"}, {"color", "purple"},
		{"message_format", "html"}, {"format", "json"}, {"auth_token", "{V}"},
	} {
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", boundary, part[0], part[1])
	}
	return b.String() + "--" + boundary + "--\r\n"
}

func TestGoldenRequestsAreAnsweredAsTheirClientsNeed(t *testing.T) {
	g := &goldens{world: newWorld(t, process.Config{})}
	g.open(t)
	for range 7 { // so that number 12 has something to show from index 5
		g.world.room(t)
	}
	other := g.v2(t, "POST", "/v2/user", `{"name":"Cy Dunn","email":"cy@example.test"}`).is(t, 201)
	g.otherID = number(t, other.at(t, "id"))
	a := newAddon(t, g.world, nil)
	a.install(t, g.world.room(t))
	basic := base64.StdEncoding.EncodeToString([]byte(a.payload.OAuthID + ":" + a.payload.OAuthSecret))
	for _, c := range goldenRequests() {
		t.Run(fmt.Sprintf("%d %s", c.number, c.line), func(t *testing.T) {
			fill := strings.NewReplacer("{room}", fmt.Sprint(g.room.ID), "{user}", fmt.Sprint(g.adaID),
				"{other}", fmt.Sprint(g.otherID), "{message}", text(t, g.spoken(t, g.room)[0]["id"]),
				"{R}", g.room.Token, "{A}", g.admin, "{V}", g.v1Admin, "{B}", basic)
			var headers []string
			for _, h := range c.headers {
				headers = append(headers, fill.Replace(h))
			}
			answer := g.dial(t).exchange(t, head(fill.Replace(c.line), headers, fill.Replace(c.body))).is(t, c.status)
			c.check(t, g, answer)
		})
	}
}

func shows(path string, value any) func(*testing.T, *goldens, reply) {
	return func(t *testing.T, _ *goldens, answer reply) { answer.want(t, path, value) }
}

func posts(message, color string) func(*testing.T, *goldens, reply) {
	return func(t *testing.T, g *goldens, _ reply) {
		if last := g.last(t, g.room); strings.TrimSpace(text(t, last["message"])) != message || last["color"] != color {
			t.Errorf("the room shows %v", last)
		}
	}
}

func postsNothing(t *testing.T, g *goldens, answer reply) {
	answer.want(t, "success.code", 202.0)
	for _, m := range g.spoken(t, g.room) {
		if m["message"] == "x" {
			t.Error("auth_test posted")
		}
	}
}

func gone(t *testing.T, g *goldens, _ reply) {
	g.v2(t, "GET", g.room.Path, "").is(t, 404)
	g.open(t)
}

func updated(t *testing.T, g *goldens, _ reply) {
	got := g.v2(t, "GET", g.room.Path, "").is(t, 200)
	got.want(t, "name", "Ops").want(t, "topic", "t").want(t, "owner.id", float64(g.adaID))
	g.open(t)
}

func created(t *testing.T, _ *goldens, answer reply) {
	number(t, answer.at(t, "id"))
	text(t, answer.at(t, "links.self"))
}

func lists(t *testing.T, _ *goldens, answer reply) {
	if items, ok := answer.at(t, "items").([]any); !ok || len(items) == 0 {
		t.Errorf("nothing listed: %s", answer.body)
	}
}

func isAda(t *testing.T, g *goldens, answer reply) { answer.want(t, "id", float64(g.adaID)) }

func nothing(t *testing.T, _ *goldens, answer reply) {
	if len(answer.body) != 0 {
		t.Errorf("answered with a body: %s", answer.body)
	}
}

func userUpdated(t *testing.T, g *goldens, _ reply) {
	g.v2(t, "GET", "/v2/user/@AB", "").is(t, 200).want(t, "id", float64(g.otherID)).want(t, "email", "a@b.test").want(t, "name", "A B")
}

func shared(t *testing.T, g *goldens, _ reply) {
	last := g.last(t, g.room)
	name, _ := find(last, "file.name")
	if size, _ := find(last, "file.size"); name != "my pic.png" || size != 4.0 || last["message"] != "look" {
		t.Errorf("the room shows %v", last)
	}
}

func replied(t *testing.T, g *goldens, _ reply) {
	if last := g.last(t, g.room); last["message"] != "re" || last["type"] != "message" {
		t.Errorf("the room shows %v", last)
	}
}
