package apiv2_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// said is what a history test looks at in a message.
type said struct {
	ID            string          `json:"id"`
	Date          string          `json:"date"`
	Type          string          `json:"type"`
	From          json.RawMessage `json:"from"`
	Message       string          `json:"message"`
	MessageFormat string          `json:"message_format"`
}

// history answers a list of messages.
func history(t *testing.T, s *stoatest.Server, token, path string) hipchat.List[said] {
	t.Helper()
	a := s.Call(token, "GET", path, nil)
	if a.Status != 200 {
		t.Fatalf("%s: %d %s", path, a.Status, a.Body)
	}
	var list hipchat.List[said]
	a.JSON(t, &list)
	return list
}

// texts are the bodies of a list, joined.
func texts(list hipchat.List[said]) string {
	all := make([]string, len(list.Items))
	for i, m := range list.Items {
		all[i] = m.Message
	}
	return strings.Join(all, "|")
}

func TestPrivateMessagesGoBothWaysAndOnlyTheTwoReadThem(t *testing.T) {
	for _, db := range []string{"SQLite", "PostgreSQL"} {
		t.Run(db, func(t *testing.T) {
			url := storetest.SQLite(t)
			if db == "PostgreSQL" {
				url = storetest.PostgreSQL(t)
			}
			s := stoatest.Start(t, stoatest.WithDatabase(url))
			ada, adas := s.User("Ada Brook", "ada@example.test")
			bob, bobs := s.User("Bob", "bob@example.test")
			_, eves := s.User("Eve", "eve@example.test")
			toBob, toAda := fmt.Sprint("/v2/user/", bob.ID), fmt.Sprint("/v2/user/", ada.ID)

			if list := history(t, s, adas, toBob+"/history/latest"); len(list.Items) != 0 || list.MaxResults != 75 {
				t.Errorf("before the first line: %+v", list)
			}
			for _, c := range []struct{ token, path, header, body string }{
				{adas, toBob, "application/json", `{"message":"hello @Bob (thumbsup)"}`},
				{bobs, "/v2/user/@AdaBrook", "application/json", `{"message":"<b>hi</b><script>x</script>","message_format":"html","notify":"true"}`},
				{adas, "/v2/user/bob@example.test", "text/plain; charset=utf-8", `{plain} text`},
			} {
				a := s.Send("POST", c.path+"/message", http.Header{"Content-Type": {c.header}, "Authorization": {"Bearer " + c.token}}, []byte(c.body))
				if a.Status != 204 || a.Body != "" {
					t.Fatalf("%s: %d %s", c.body, a.Status, a.Body)
				}
			}
			for who, path := range map[string]string{adas: toBob, bobs: toAda} {
				list := history(t, s, who, path+"/history/latest")
				if got := texts(list); got != "hello @Bob (thumbsup)|<b>hi</b>|{plain} text" {
					t.Errorf("got %s", got)
				}
				if list.Links.Self != s.URL+path+"/history" || list.Items[1].MessageFormat != "html" || list.Items[0].MessageFormat != "" {
					t.Errorf("got %+v", list)
				}
				if got := texts(history(t, s, who, path+"/history?date=2999-01-01&reverse=false&max-results=2")); got != "{plain} text|<b>hi</b>" {
					t.Errorf("newest first: %s", got)
				}
			}
			first := history(t, s, adas, toBob+"/history/latest").Items[0].ID
			var one struct{ Message said }
			s.Call(bobs, "GET", toAda+"/history/"+first, nil).JSON(t, &one)
			if one.Message.Message != "hello @Bob (thumbsup)" {
				t.Errorf("one: %+v", one)
			}
			if got := texts(history(t, s, adas, toBob+"/history/latest?not-before="+history(t, s, adas, toBob+"/history").Items[1].ID)); got != "<b>hi</b>|{plain} text" {
				t.Errorf("from the second on: %s", got)
			}
			if list := history(t, s, eves, toBob+"/history"); len(list.Items) != 0 {
				t.Errorf("a third person reads %+v", list.Items)
			}
			for _, token := range []string{eves, s.Token} {
				if a := s.Call(token, "GET", toBob+"/history/"+first, nil); a.Status != 404 {
					t.Errorf("a third person reads one: %d %s", a.Status, a.Body)
				}
			}
			if list := history(t, s, adas, toAda+"/history"); len(list.Items) != 0 {
				t.Errorf("a chat with oneself: %+v", list.Items)
			}
		})
	}
}

func TestBadPrivateMessagesAreRefusedPrecisely(t *testing.T) {
	s := stoatest.Start(t)
	bob, bobs := s.User("Bob", "bob@example.test")
	path := fmt.Sprint("/v2/user/", bob.ID, "/message")
	tests := []struct {
		name, token, path, header, body string
		want                            hipchat.Error // Message is compared when given
	}{
		{"to nobody", s.Token, "/v2/user/@nobody/message", "", `{"message":"x"}`, hipchat.Error{Code: 404, Message: "User not found: User '@nobody' not found"}},
		{"to oneself", bobs, path, "", `{"message":"x"}`, hipchat.Error{Code: 400, Message: "A one-to-one chat needs another person"}},
		{"with a room's token", s.RoomToken(s.Room("Ops").Name, "CI"), path, "", `{"message":"x"}`, hipchat.Error{Code: 403}},
		{"no message", s.Token, path, "", `{}`, hipchat.Error{Code: 400, Field: "message", Validation: "required"}},
		{"no body", s.Token, path, "", ``, hipchat.Error{Code: 400, Field: "message", Validation: "required"}},
		{"an empty message", s.Token, path, "", `{"message":""}`, hipchat.Error{Code: 400, Field: "message", Validation: "minLength"}},
		{"blanks as text", s.Token, path, "text/plain", `   `, hipchat.Error{Code: 400, Field: "message"}},
		{"too long", s.Token, path, "", `{"message":"` + strings.Repeat("x", 10_001) + `"}`, hipchat.Error{Code: 400, Field: "message", Validation: "maxLength"}},
		{"a format there is not", s.Token, path, "", `{"message":"x","message_format":"markdown"}`, hipchat.Error{Code: 400, Field: "message_format", Validation: "enum"}},
		{"a number as message", s.Token, path, "", `{"message":1}`, hipchat.Error{Code: 400, Field: "message", Validation: "type"}},
		{"a word as notify", s.Token, path, "", `{"message":"x","notify":"maybe"}`, hipchat.Error{Code: 400, Field: "notify", Validation: "type"}},
		{"HTML as the body", s.Token, path, "text/html", `<b>x</b>`, hipchat.Error{Code: 400, Message: "Invalid content type: text/html. Send JSON with Content-Type: application/json"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			header := http.Header{"Authorization": {"Bearer " + tt.token}, "Content-Type": {"application/json"}}
			if tt.header != "" {
				header.Set("Content-Type", tt.header)
			}
			checkError(t, s.Send("POST", tt.path, header, []byte(tt.body)), tt.want)
		})
	}
}

// checkError compares the members of want that are given.
func checkError(t *testing.T, a stoatest.Answer, want hipchat.Error) {
	t.Helper()
	if a.Status != want.Code {
		t.Fatalf("got %d %s", a.Status, a.Body)
	}
	e := a.Error(t)
	if want.Message != "" && e.Message != want.Message || want.Field != "" && e.Field != want.Field ||
		want.Validation != "" && e.Validation != want.Validation {
		t.Errorf("got %+v, want %+v", e, want)
	}
}

func TestMessagesToOnePersonShareAFloodWindow(t *testing.T) {
	s := stoatest.Start(t, stoatest.WithLimits())
	bob, _ := s.User("Bob", "bob@example.test")
	s.User("Eve", "eve@example.test")
	for i := range 30 {
		if a := s.Call(s.Token, "POST", "/v2/user/@bob/message", `{"message":"x"}`); a.Status != 204 || a.Header.Get("X-FloodControl-Remaining") != fmt.Sprint(29-i) {
			t.Fatalf("message %d: %d %v", i, a.Status, a.Header)
		}
	}
	if a := s.Call(s.Token, "POST", fmt.Sprintf("/v2/user/%d/message", bob.ID), `{"message":"x"}`); a.Status != 429 {
		t.Errorf("the same person by another name: %d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "POST", "/v2/user/@eve/message", `{"message":"x"}`); a.Status != 204 {
		t.Errorf("another person: %d %s", a.Status, a.Body)
	}
}

func TestAReplyNamesItsParentInEitherSpelling(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.Room("Other")
	var parent, elsewhere hipchat.MessageCreated
	s.Call(s.Token, "POST", "/v2/room/Ops/message", `{"message":"first"}`).JSON(t, &parent)
	s.Call(s.Token, "POST", "/v2/room/Other/message", `{"message":"elsewhere"}`).JSON(t, &elsewhere)
	for _, member := range []string{"parentMessageId", "parent_message_id"} {
		if a := s.Call(s.Token, "POST", "/v2/room/Ops/reply", map[string]string{"message": "re", member: parent.ID}); a.Status != 204 || a.Body != "" {
			t.Errorf("%s: %d %s", member, a.Status, a.Body)
		}
	}
	room, err := s.Remote.Room(t.Context(), "Ops")
	if err != nil {
		t.Fatal(err)
	}
	var page struct {
		Items []struct {
			Body    string `json:"body"`
			ReplyTo string `json:"reply_to"`
		}
	}
	s.Call(s.Token, "GET", fmt.Sprintf("/api/conversations/%d/events", room.Conversation), nil).JSON(t, &page)
	replies := 0
	for _, e := range page.Items {
		if e.Body == "re" && e.ReplyTo == parent.ID {
			replies++
		}
	}
	if replies != 2 {
		t.Errorf("got %+v", page.Items)
	}
	for _, tt := range []struct {
		name, body string
		want       hipchat.Error
	}{
		{"no parent", `{"message":"re"}`, hipchat.Error{Code: 400, Field: "parentMessageId", Validation: "required"}},
		{"no message", `{"parentMessageId":"` + parent.ID + `"}`, hipchat.Error{Code: 400, Field: "message", Validation: "required"}},
		{"an unknown parent", `{"message":"re","parentMessageId":"m-1"}`, hipchat.Error{Code: 404, Message: "Message not found: Message 'm-1' not found"}},
		{"a parent in another room", `{"message":"re","parentMessageId":"` + elsewhere.ID + `"}`, hipchat.Error{Code: 404}},
		{"a parent without end", `{"message":"re","parentMessageId":"` + strings.Repeat("x", 5000) + `"}`, hipchat.Error{Code: 404}},
		{"a NUL", `{"message":"re","parentMessageId":"a\u0000b"}`, hipchat.Error{Code: 404}},
		{"a number as parent", `{"message":"re","parentMessageId":7}`, hipchat.Error{Code: 400, Field: "parentMessageId", Validation: "type"}},
		{"a number as parent in Ruby's spelling", `{"message":"re","parent_message_id":7}`, hipchat.Error{Code: 400, Field: "parent_message_id", Validation: "type"}},
		{"a number as message", `{"message":7,"parentMessageId":"x"}`, hipchat.Error{Code: 400, Field: "message", Validation: "type"}},
		{"too long", `{"message":"` + strings.Repeat("x", 10_001) + `","parentMessageId":"x"}`, hipchat.Error{Code: 400, Field: "message", Validation: "maxLength"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checkError(t, s.Call(s.Token, "POST", "/v2/room/Ops/reply", tt.body), tt.want)
		})
	}
}
