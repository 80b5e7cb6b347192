package apiv1_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

const sent = `{"status":"sent"}`

// spec: rest-v1, 1.3; client-quirks, V1, V2, B11
func TestParametersComeFromAnywhere(t *testing.T) {
	w := newWorld(t)
	const form = "application/x-www-form-urlencoded"
	token := "auth_token=" + w.notification
	rest := "from=Bot&message=up+%26+running&message_format=text"
	all := token + "&room_id=Ops+Room&" + rest
	json := `{"auth_token":"` + w.notification + `","room_id":` + fmt.Sprint(w.room.ID) +
		`,"from":"Bot","message":"up & running","message_format":"text","notify":true,"color":null,"card":{"ignored":[]}}`
	for _, c := range []struct{ name, verb, query, contentType, body string }{
		{"a form", "POST", "", form, all},
		{"a form with a charset", "POST", "", form + "; charset=UTF-8", all},
		{"a form without a type", "POST", "", "", all},
		{"a form that nothing encoded", "POST", "", form, token + "&room_id=Ops Room&from=Bot&message=up %26 running&message_format=text"},
		{"a query, GET", "GET", all, "", ""},
		{"a query, GET, with a form's type", "GET", all, form, ""},
		{"a query, POST", "POST", all, "", ""},
		{"a query, POST, with JSON's type", "POST", all, "application/json", ""},
		{"a query and a form", "POST", token + "&room_id=Ops%20Room", form, rest},
		{"the form wins", "POST", token + "&room_id=Nowhere&from=Nobody&message=down", form, all},
		{"JSON", "POST", "", "application/json", json},
		{"JSON with a form's type", "POST", "", form, " " + json + "\n"},
		{"foreign parameters", "POST", "api=x&expand=items&max-results=5&start-index=0&end-date=null", form, all},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := len(w.said(t))
			w.send(t, c.verb, "rooms/message?"+c.query, c.contentType, c.body).is(t, 200, sent)
			if e := w.last(t); len(w.said(t)) != before+1 || e.Body != "up & running" || e.Sender != "Bot" {
				t.Errorf("posted %+v", e)
			}
		})
	}
}

func TestBrokenBodiesAreRefused(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ name, contentType, body, want string }{
		{"JSON that ends early", "application/json", `{"message":`, "The request body is not a JSON object."},
		{"a JSON array", "application/json", `["message"]`, "The request body is not a JSON object."},
		{"two JSON objects", "application/json", `{} {}`, "The request body is not a JSON object."},
		{"multipart that ends early", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"from\"\r\n\r\nx",
			"The request body is not valid multipart/form-data."},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.send(t, "POST", "rooms/message?auth_token="+w.admin, c.contentType, c.body).is(t, 400, failure("400", "Bad Request", c.want))
		})
	}
}

func TestFilesOfAMultipartFormArePassedOver(t *testing.T) {
	w := newWorld(t)
	part := "--b\r\nContent-Disposition: form-data; name=\"message\"%s\r\n\r\n%s\r\n"
	body := fmt.Sprintf(part, "", "typed") + fmt.Sprintf(part, `; filename="x.txt"`, "uploaded") + "--b--\r\n"
	w.send(t, "POST", "rooms/message?room_id=1&from=Bot&auth_token="+w.admin, "multipart/form-data; boundary=b", body).is(t, 200, sent)
	if e := w.last(t); e.Body != "typed" {
		t.Errorf("posted %+v", e)
	}
}

func TestABodyThatEndsEarlyIsNotPosted(t *testing.T) {
	w := newWorld(t)
	conn, err := net.Dial("tcp", w.server.Listener.Addr().String())
	must(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "POST /v1/rooms/message?room_id=1&from=Bot&auth_token="+w.admin+" HTTP/1.1\r\nHost: chat\r\n"+
		"Content-Length: 100\r\n\r\nmessage=half of wh")
	must(t, err)
	must(t, conn.(*net.TCPConn).CloseWrite())
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	readAnswer(t, res).is(t, 400, failure("400", "Bad Request", "The request body ended early."))
	if events := w.said(t); len(events) != 0 {
		t.Errorf("posted %+v", events)
	}
}

// spec: rest-v1, 5.1
func TestMessagesAreCheckedInTheDocumentedOrder(t *testing.T) {
	w := newWorld(t)
	good := map[string]string{"room_id": "Ops Room", "from": "Bot", "message": "m"}
	for _, c := range []struct {
		name   string
		change map[string]string // "-" takes the parameter away
		status int
		want   string
	}{
		{"no room", map[string]string{"room_id": "-", "color": "pink"}, 400, "Missing parameter: room_id"},
		{"an empty room", map[string]string{"room_id": ""}, 400, "Missing parameter: room_id"},
		{"no sender", map[string]string{"from": "-"}, 400, "Missing parameter: from"},
		{"no message", map[string]string{"message": "-", "from": ""}, 400, "Missing parameter: message"},
		{"an empty sender", map[string]string{"from": ""}, 400, "From name must be between 1 and 15 characters."},
		{"a long sender", map[string]string{"from": "sixteen chars, é"}, 400, "From name must be between 1 and 15 characters."},
		{"an empty message", map[string]string{"message": ""}, 400, "Message must be between 1 and 10000 characters."},
		{"a long message", map[string]string{"message": strings.Repeat("é", 10001)}, 400, "Message must be between 1 and 10000 characters."},
		{"an unknown colour", map[string]string{"color": "pink"}, 400, "Color must be one of: yellow, green, red, purple, gray, random, grey."},
		{"an unknown format", map[string]string{"message_format": "markdown"}, 400, "Message format must be one of: html, text."},
		{"a flag that is none", map[string]string{"notify": "maybe"}, 400, "Notify must be 0 or 1."},
		{"values before the room", map[string]string{"room_id": "Nowhere", "color": "pink"}, 400, "Color must be one of: yellow, green, red, purple, gray, random, grey."},
		{"no such room", map[string]string{"room_id": "Nowhere"}, 404, "Room not found: Room 'Nowhere' not found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var params []string
			for name, value := range good {
				if changed, ok := c.change[name]; ok {
					value = changed
				}
				if value != "-" {
					params = append(params, name, value)
				}
			}
			for name, value := range c.change {
				if _, ok := good[name]; !ok {
					params = append(params, name, value)
				}
			}
			kind := map[int]string{400: "Bad Request", 404: "Not Found"}[c.status]
			w.get(t, "rooms/message", params...).is(t, c.status, failure(fmt.Sprint(c.status), kind, c.want))
		})
	}
	if events := w.said(t); len(events) != 0 {
		t.Errorf("posted %+v", events)
	}
}

func TestMessagesKeepWhatWasAsked(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		name   string
		params []string
		want   chat.Event
	}{
		{"the defaults", []string{"message", "<b>a</b><script>x</script>"}, chat.Event{Body: "<b>a</b>", Format: "html", Color: "yellow"}},
		{"empty options", []string{"message", "m", "color", "", "notify", "", "message_format", ""}, chat.Event{Body: "m", Format: "html", Color: "yellow"}},
		{"every option", []string{"message", "a <b>", "color", "Purple", "notify", "True", "message_format", "Text"},
			chat.Event{Body: "a <b>", Format: "text", Color: "purple", Notify: true}},
		{"grey", []string{"message", "m", "color", "grey", "notify", "0"}, chat.Event{Body: "m", Format: "html", Color: "gray"}},
		{"PHP's escaped @", []string{"message", "&#64;AdaB look &#64;", "message_format", "text"},
			chat.Event{Body: "@AdaB look &#64;", Format: "text", Color: "yellow", Mentions: []chat.UserRef{w.ada.Ref()}}},
		{"invalid UTF-8", []string{"message", "caf\xe9"}, chat.Event{Body: "caf\uFFFD", Format: "html", Color: "yellow"}},
		{"as long as may be", []string{"message", strings.Repeat("é", 10000), "message_format", "text"},
			chat.Event{Body: strings.Repeat("é", 10000), Format: "text", Color: "yellow"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.get(t, "rooms/message", append(c.params, "room_id", "ops room", "from", "Bot fünfzehn !!")...).is(t, 200, sent)
			e := w.last(t)
			got := chat.Event{Body: e.Body, Format: e.Format, Color: e.Color, Notify: e.Notify, Mentions: e.Mentions}
			if fmt.Sprint(got) != fmt.Sprint(c.want) || e.Sender != "Bot fünfzehn !!" {
				t.Errorf("%s posted\n%+v\nwant\n%+v", e.Sender, got, c.want)
			}
		})
	}
}

func TestARandomColourIsChosenWhenTheMessageIsSent(t *testing.T) {
	w := newWorld(t)
	w.get(t, "rooms/message", "room_id", "Ops Room", "from", "Bot", "message", "m", "color", "random").is(t, 200)
	if got := w.last(t).Color; got == hipchat.ColorRandom || !slices.Contains(hipchat.Colors[:], got) {
		t.Errorf("stored %q", got)
	}
}

func TestRoomsAreFoundByIDNameAndDoublyEncodedName(t *testing.T) {
	w := newWorld(t)
	for _, ref := range []string{fmt.Sprint(w.room.ID), "Ops Room", "OPS ROOM", "Ops%20Room"} {
		w.get(t, "rooms/message", "room_id", ref, "from", "Bot", "message", ref).is(t, 200, sent)
		if e := w.last(t); e.Body != ref {
			t.Errorf("room_id=%s posted %+v", ref, e)
		}
	}
}

// spec: client-quirks, T5, V2
func TestARoomWithAPlusInItsNameIsFound(t *testing.T) {
	w := newWorld(t)
	_, err := w.chat.CreateRoom(t.Context(), auth.PersonPrincipal(w.owner), chat.Room{Name: "Ops C++"})
	must(t, err)
	for _, query := range []string{"Ops C++", "Ops%20C++", "Ops+C++", "Ops+C%2B%2B", "Ops%2520C%252B%252B", "ops+c%2b%2b"} {
		w.send(t, "POST", "rooms/message?auth_token="+w.admin, "application/x-www-form-urlencoded", "room_id="+query+"&from=CLI&message=x").is(t, 200, sent)
	}
	for _, query := range []string{"Ops-C++", "Ops+C+", "OpsC"} {
		w.send(t, "POST", "rooms/message?auth_token="+w.admin, "application/x-www-form-urlencoded", "room_id="+query+"&from=CLI&message=x").is(t, 404)
	}
}

// spec: rest-v1, 5.2
func TestTopicsAreSetAndCleared(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		params                    []string
		topic, sender, missing400 string
	}{
		{[]string{"topic", "steam on"}, "steam on", "API", ""},
		{[]string{"topic", "&#64;home", "from", "a name longer than fifteen"}, "@home", "a name longer than fifteen", ""},
		{[]string{"topic", strings.Repeat("é", 250)}, strings.Repeat("é", 250), "API", ""},
		{[]string{"topic", strings.Repeat("é", 251)}, "", "", "Topic must be between 0 and 250 characters."},
		{[]string{"from", "x"}, "", "", "Missing parameter: topic"},
		{[]string{"topic", ""}, "", "API", ""},
	} {
		a := w.get(t, "rooms/topic", append(c.params, "room_id", "Ops Room", "auth_token", w.notification)...)
		if c.missing400 != "" {
			a.is(t, 400, failure("400", "Bad Request", c.missing400))
			continue
		}
		a.is(t, 200, `{"status":"ok"}`)
		room, err := w.store.Room(t.Context(), w.room.ID)
		must(t, err)
		if e := w.last(t); room.Topic != c.topic || e.Kind != chat.KindTopic || e.Sender != c.sender {
			t.Errorf("%v: the topic is %q, set by %s", c.params, room.Topic, e.Sender)
		}
	}
	w.get(t, "rooms/topic", "room_id", "Nowhere", "topic", "t").is(t, 404)
}
