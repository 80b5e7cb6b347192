package apiv2_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// lastMessage is the newest message of a room as history shows it; nil when there is none.
func lastMessage(t *testing.T, s *stoatest.Server, room string) *hipchat.Message {
	t.Helper()
	var list hipchat.List[hipchat.Message]
	s.Call(s.Token, "GET", "/v2/room/"+room+"/history/latest?max-results=1", nil).JSON(t, &list)
	if len(list.Items) == 0 {
		return nil
	}
	return &list.Items[0]
}

func TestBadNotificationsGetTheDocumentedErrorAndStoreNothing(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.Room("Other")
	token := s.RoomToken("Ops", "CI")
	viewer := s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, hipchat.ScopeViewRoom)
	v1 := s.V1Token("admin")
	const good = `{"message":"x"}`

	tests := []struct {
		name   string
		token  string
		path   string
		header string // Content-Type; JSON's when empty
		body   string
		want   hipchat.Error // Message is compared when given
	}{
		{"unknown room", s.Token, "Nowhere", "", good, hipchat.Error{Code: 404, Message: "Room not found: Room 'Nowhere' not found"}},
		{"no token", "", "Ops", "", good, hipchat.Error{Code: 401}},
		{"unknown token", "x", "Ops", "", good, hipchat.Error{Code: 401, Message: "Invalid OAuth session"}},
		{"v1 token", v1, "Ops", "", good, hipchat.Error{Code: 401}},
		{"missing scope", viewer, "Ops", "", good, hipchat.Error{Code: 403, Message: "This action requires one of the following scopes: [u'send_notification']"}},
		{"another room's token", token, "Other", "", good, hipchat.Error{Code: 403}},
		{"no message", token, "Ops", "", `{}`, hipchat.Error{Code: 400, Field: "message", Validation: "required"}},
		{"no body", token, "Ops", "", ``, hipchat.Error{Code: 400, Field: "message", Validation: "required"}},
		{"null", token, "Ops", "", `{"message":null}`, hipchat.Error{Code: 400, Field: "message", Validation: "required"}},
		{"invalid UTF-8 in a form's card", token, "Ops", "application/x-www-form-urlencoded", "message=x&card=%7B%22style%22%3A%22link%22%2C%22id%22%3A%22%ff%22%2C%22title%22%3A%22t%22%7D", hipchat.Error{Code: 400, Field: "card"}},
		{"an & in a form's message", token, "Ops", "application/x-www-form-urlencoded", "message=a & b&color=red", hipchat.Error{Code: 400,
			Message: `The request body is not a valid form: the form has " b" where a field belongs, which has a =: encode the & in a value as %26, as curl --data-urlencode does`}},
		{"invalid UTF-8 in attach_to", token, "Ops", "application/x-www-form-urlencoded", "message=x&attach_to=%ff", hipchat.Error{Code: 400, Field: "attach_to"}},
		{"empty", token, "Ops", "", `{"message":""}`, hipchat.Error{Code: 400, Field: "message", Validation: "minLength"}},
		{"too long", token, "Ops", "", `{"message":"` + strings.Repeat("x", 10_001) + `"}`, hipchat.Error{Code: 400, Field: "message", Validation: "maxLength"}},
		{"bad colour", token, "Ops", "", `{"message":"x","color":"magenta"}`, hipchat.Error{Code: 400, Field: "color", Validation: "enum",
			Message: "Value u'magenta' for field 'color' is not in the enumeration: ['yellow', 'green', 'red', 'purple', 'gray', 'random']"}},
		{"colour in capitals", token, "Ops", "", `{"message":"x","color":"Red"}`, hipchat.Error{Code: 400, Field: "color", Validation: "enum"}},
		{"number as message", token, "Ops", "", `{"message":12}`, hipchat.Error{Code: 400, Field: "message", Validation: "type",
			Message: "Value 12 for field 'message' is not of type 'string'"}},
		{"word as notify", token, "Ops", "", `{"message":"x","notify":"maybe"}`, hipchat.Error{Code: 400, Field: "notify", Validation: "type",
			Message: "Value u'maybe' for field 'notify' is not of type 'boolean'"}},
		{"bad card", token, "Ops", "", `{"message":"x","card":{"style":"application","id":7,"title":"t"}}`, hipchat.Error{Code: 400, Field: "card.id", Validation: "type"}},
		{"card as text", token, "Ops", "", `{"message":"x","card":"y"}`, hipchat.Error{Code: 400, Field: "card", Validation: "type"}},
		{"label too long", token, "Ops", "", `{"message":"x","from":"` + strings.Repeat("x", 65) + `"}`, hipchat.Error{Code: 400, Field: "from", Validation: "maxLength"}},
		{"invalid UTF-8", token, "Ops", "", "{\"message\":\"\xff\"}", hipchat.Error{Code: 400}},
		{"NUL", token, "Ops", "", `{"message":"a\u0000b"}`, hipchat.Error{Code: 400, Field: "message"}},
		{"broken JSON", token, "Ops", "", `{"message":`, hipchat.Error{Code: 400}},
		{"an array", token, "Ops", "", `[]`, hipchat.Error{Code: 400}},
		{"wrong content type", token, "Ops", "application/xml", `<message/>`, hipchat.Error{Code: 400, Message: "Invalid content type: application/xml. Send JSON with Content-Type: application/json"}},
		{"no content type", token, "Ops", "-", `message=x`, hipchat.Error{Code: 400, Message: "Invalid content type: None. Send JSON with Content-Type: application/json"}},
		{"10 MB", token, "Ops", "", strings.Repeat("x", 10<<20), hipchat.Error{Code: 413}},
		{"a NUL in the room's name", s.Token, "a%00b", "", good, hipchat.Error{Code: 404}},
		{"a room's name without end", s.Token, strings.Repeat("0", 5000) + "1", "", good, hipchat.Error{Code: 404}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			header := http.Header{}
			if tt.token != "" {
				header.Set("Authorization", "Bearer "+tt.token)
			}
			switch tt.header {
			case "":
				header.Set("Content-Type", "application/json")
			case "-":
			default:
				header.Set("Content-Type", tt.header)
			}
			a := s.Send("POST", "/v2/room/"+tt.path+"/notification", header, []byte(tt.body))
			if a.Status != tt.want.Code {
				t.Fatalf("got %d %s, want %d", a.Status, a.Body, tt.want.Code)
			}
			e := a.Error(t)
			if e.Code != tt.want.Code || e.Type != http.StatusText(tt.want.Code) || e.Field != tt.want.Field ||
				tt.want.Validation != "" && e.Validation != tt.want.Validation || tt.want.Message != "" && e.Message != tt.want.Message {
				t.Errorf("got %+v, want %+v", e, tt.want)
			}
			if len(a.Body) > 4096 {
				t.Errorf("the answer has %d bytes", len(a.Body))
			}
			if a.Header.Get("X-Ratelimit-Remaining") == "" {
				t.Error("no rate headers")
			}
			for _, room := range []string{"Ops", "Other"} {
				if m := lastMessage(t, s, room); m != nil {
					t.Errorf("stored in %s: %+v", room, m)
				}
			}
		})
	}
}

func TestNotificationsComeInEveryDocumentedForm(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "CI")
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(`{"message":"packed","message_format":"text"}`))
	_ = z.Close()

	tests := []struct {
		name, contentType, query, body string
		message, format, color         string
		notify                         bool
		encoding                       string
	}{
		{"JSON", "application/json", "", `{"message":"a","color":"red","notify":true,"message_format":"text"}`, "a", "text", "red", true, ""},
		{"JSON, with the defaults", "application/json; charset=UTF-8", "", `{"message":"<b>a</b>"}` + "\n", "<b>a</b>", "html", "yellow", false, ""},
		{"a form", "application/x-www-form-urlencoded", "", "message=a+b&color=green&notify=1", "a b", "html", "green", true, ""},
		{"a form with a flag and with nothing", "application/x-www-form-urlencoded", "", "&message=a+%26+b&notify&", "a &amp; b", "html", "yellow", false, ""},
		{"B11: JSON with a form's type", "application/x-www-form-urlencoded", "", `{"message":"curl -d"}`, "curl -d", "html", "yellow", false, ""},
		{"JSON without a type", "", "", ` {"message":"bare"}`, "bare", "html", "yellow", false, ""},
		{"plain text", "text/plain", "&color=purple", "line one\nline two", "line one\nline two", "text", "purple", false, ""},
		{"HTML", "text/html", "", "<i>x</i>", "<i>x</i>", "html", "yellow", false, ""},
		{"gzip", "application/json", "", packed.String(), "packed", "text", "yellow", false, "gzip"},
		{"B2, B3: nulls and empty strings", "application/json", "", `{"message":"n","card":null,"color":"","from":"","attach_to":null}`, "n", "html", "yellow", false, ""},
		{"B14: grey", "application/json", "", `{"message":"g","color":"grey"}`, "g", "html", "gray", false, ""},
		{"B15: loose HTML", "application/json", "", `{"message":"<a href=http://x.test>x</a></br><pre>p</pre>"}`, `<a href="http://x.test">x</a><br><pre>p</pre>`, "html", "yellow", false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			header := http.Header{}
			if tt.contentType != "" {
				header.Set("Content-Type", tt.contentType)
			}
			if tt.encoding != "" {
				header.Set("Content-Encoding", tt.encoding)
			}
			a := s.Send("POST", "/v2/room/Ops/notification?auth_token="+token+tt.query, header, []byte(tt.body))
			if a.Status != 204 || a.Body != "" {
				t.Fatalf("got %d %s", a.Status, a.Body)
			}
			m := lastMessage(t, s, "Ops")
			if m.Message != tt.message || m.MessageFormat != tt.format || m.Color != tt.color || *m.Notify != tt.notify || m.From.Name != "CI" {
				t.Errorf("got %+v", m)
			}
		})
	}
}

func TestACardIsKeptAndShownAsText(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	card := map[string]any{
		"style": "application", "id": "b-1", "title": "Build 1", "format": "medium",
		"description": map[string]any{"format": "text", "value": "passed"},
		"attributes":  []any{map[string]any{"label": "Took", "value": map[string]any{"label": "3 s", "style": "lozenge-success"}}},
	}
	if a := s.Call(s.RoomToken("Ops", "CI"), "POST", "/v2/room/Ops/notification", map[string]any{"message": "Build 1 passed", "card": card}); a.Status != 204 {
		t.Fatalf("got %d %s", a.Status, a.Body)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(lastMessage(t, s, "Ops").Card), &got); err != nil || got["title"] != "Build 1" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestAHeaderWithoutATokenIsToldHowItIsRead(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	for _, header := range []string{"x", "Token x", "Basic eDp5", "Bearer"} {
		a := s.Send("POST", "/v2/room/Ops/notification", http.Header{"Authorization": {header}}, []byte(`{"message":"x"}`))
		if a.Status != http.StatusUnauthorized || !strings.Contains(a.Error(t).Message, "Bearer TOKEN") {
			t.Errorf("%s: %d %s", header, a.Status, a.Body)
		}
	}
}
