package slackapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// answer is what tests look at in Slack's answers.
type answer struct {
	OK       bool   `json:"ok"`
	Error    string `json:"error"`
	Channel  string `json:"channel"`
	TS       string `json:"ts"`
	Needed   string `json:"needed"`
	Metadata struct {
		NextCursor string   `json:"next_cursor"`
		Messages   []string `json:"messages"`
	} `json:"response_metadata"`
}

// call calls a method with a JSON body.
func call(t *testing.T, s *stoatest.Server, token, method, body string) answer {
	t.Helper()
	return answered(t, s.Send("POST", "/slack/api/"+method, http.Header{
		"Content-Type": {"application/json; charset=utf-8"}, "Authorization": {"Bearer " + token},
	}, []byte(body)))
}

func answered(t *testing.T, got stoatest.Answer) (a answer) {
	t.Helper()
	if err := json.Unmarshal([]byte(got.Body), &a); err != nil {
		t.Fatalf("%d %s: %v", got.Status, got.Body, err)
	}
	return a
}

// history is what the room shows, the newest last.
func history(t *testing.T, s *stoatest.Server, room string) []hipchat.Message {
	t.Helper()
	var got hipchat.List[hipchat.Message]
	s.Call(s.Token, "GET", "/v2/room/"+url.PathEscape(room)+"/history", nil).JSON(t, &got)
	return got.Items
}

func newest(t *testing.T, s *stoatest.Server, room string) hipchat.Message {
	t.Helper()
	all := history(t, s, room)
	if len(all) == 0 {
		t.Fatal("the room is empty")
	}
	return all[len(all)-1]
}

func TestMessageIsTakenInEveryBodyThatClientsSend(t *testing.T) {
	s := stoatest.Start(t)
	id := fmt.Sprint(s.Room("Ops Room").ID)
	token := s.RoomToken("Ops Room", "Tools")
	form := url.Values{"token": {token}, "channel": {"#ops room"}, "text": {"*form*"}}
	var parts bytes.Buffer
	w := multipart.NewWriter(&parts)
	for name, v := range map[string]string{"token": token, "channel": "C" + id, "text": "*parts*"} {
		if err := w.WriteField(name, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	bearer := "Bearer " + token
	for _, c := range []struct {
		name   string
		method string
		query  string
		header http.Header
		body   string
		says   string
		color  string
	}{
		{"JSON", "POST", "", http.Header{"Content-Type": {"application/json"}, "Authorization": {bearer}}, `{"channel":"` + id + `","text":"*json*"}`, "<b>json</b>", "gray"},
		{"a form", "POST", "", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, form.Encode(), "<b>form</b>", "gray"},
		{"multipart", "POST", "", http.Header{"Content-Type": {w.FormDataContentType()}}, parts.String(), "<b>parts</b>", "gray"},
		{"a query", "GET", "?" + url.Values{"token": {token}, "text": {"query"}}.Encode(), nil, "", "query", "gray"},
		{"blocks in a form", "POST", "", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Authorization": {bearer}},
			url.Values{"channel": {"Ops Room"}, "blocks": {`[{"type":"section","text":{"type":"mrkdwn","text":"_block_"}}]`}}.Encode(), "<i>block</i>", "gray"},
		{"attachments in JSON", "POST", "", http.Header{"Content-Type": {"application/json"}, "Authorization": {bearer}},
			`{"text":"","attachments":[{"color":"danger","text":"down"}]}`, "down", "red"},
		{"text that is none of the markup", "POST", "", http.Header{"Content-Type": {"application/json"}, "Authorization": {bearer}},
			`{"text":"*as it is*","mrkdwn":false}`, "*as it is*", "gray"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := answered(t, s.Send(c.method, "/slack/api/chat.postMessage"+c.query, c.header, []byte(c.body)))
			if !a.OK || a.Channel != "C"+id || a.TS == "" {
				t.Fatalf("%+v", a)
			}
			if got := newest(t, s, "Ops Room"); got.Message != c.says || got.Color != c.color || got.Type != "notification" {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestReplyStandsInTheThreadThatItsMomentNames(t *testing.T) {
	s := stoatest.Start(t)
	room := s.Room("Ops")
	token := s.RoomToken("Ops", "Tools")
	first := call(t, s, token, "chat.postMessage", `{"text":"deploying"}`)
	id := newest(t, s, "Ops").ID
	reply := call(t, s, token, "chat.postMessage", `{"text":"done","thread_ts":"`+first.TS+`"}`)
	if !reply.OK || reply.TS == first.TS {
		t.Fatalf("%+v after %+v", reply, first)
	}
	var thread struct {
		Items []struct{ Body, Thread string }
	}
	s.Call(s.Token, "GET", fmt.Sprintf("/api/conversations/%d/threads/%s", room.Conversation, id), nil).JSON(t, &thread)
	if len(thread.Items) != 1 || thread.Items[0].Body != "done" || thread.Items[0].Thread != id {
		t.Errorf("%+v", thread)
	}
}

func TestWhatCannotBeDoneIsRefusedInSlacksWords(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.Room("Quiet")
	token := s.RoomToken("Ops", "Tools")
	reader := s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, hipchat.ScopeViewRoom)
	for _, c := range []struct {
		name, token, method, body, error, says string
	}{
		{"no token", "", "auth.test", ``, "not_authed", "no token"},
		{"a token of nobody", "nobody", "auth.test", ``, "invalid_auth", "good"},
		{"a token of v1", s.V1Token("notification"), "auth.test", ``, "invalid_auth", "API v1"},
		{"a method that there is not", token, "chat.shout", `{}`, "unknown_method", "chat.shout"},
		{"a token that may not send", reader, "chat.postMessage", `{"channel":"Ops","text":"x"}`, "missing_scope", "send_notification"},
		{"an unknown room", s.Token, "chat.postMessage", `{"channel":"#nowhere","text":"x"}`, "channel_not_found", "nowhere"},
		{"no room", s.Token, "chat.postMessage", `{"text":"x"}`, "channel_not_found", "'channel' is missing"},
		{"another room than the token's", token, "chat.postMessage", `{"channel":"Quiet","text":"x"}`, "channel_not_found", "another room"},
		{"nothing to say", token, "chat.postMessage", `{"text":" "}`, "no_text", "'blocks'"},
		{"blocks that show nothing", token, "chat.postMessage", `{"blocks":[{"type":"input"}]}`, "no_text", "blocks"},
		{"blocks that are none", token, "chat.postMessage", `{"blocks":"{}"}`, "invalid_blocks_format", "'blocks'"},
		{"attachments that are none", token, "chat.postMessage", `{"attachments":7}`, "invalid_attachments", "'attachments'"},
		{"a moment that is none", token, "chat.postMessage", `{"text":"x","thread_ts":"yesterday"}`, "thread_not_found", "'thread_ts'"},
		{"a moment when nothing was said", token, "chat.postMessage", `{"text":"x","thread_ts":"1764169200.000100"}`, "thread_not_found", "Nothing was said"},
		{"JSON that is none", token, "chat.postMessage", `{`, "invalid_json", "JSON"},
		{"JSON that is no object", token, "chat.postMessage", `[]`, "json_not_object", "object"},
		{"a limit that is none", token, "conversations.list", `{"limit":0}`, "invalid_arguments", "'limit'"},
		{"a cursor that is none", token, "conversations.list", `{"cursor":"x"}`, "invalid_cursor", "'cursor'"},
		{"types that there are not", token, "conversations.list", `{"types":"secret"}`, "invalid_types", "'types'"},
		{"a file without a name", token, "files.getUploadURLExternal", `{"length":1}`, "invalid_arguments", "'filename'"},
		{"a file without a length", token, "files.getUploadURLExternal", `{"filename":"a"}`, "invalid_arguments", "'length'"},
		{"a file that is too large", token, "files.getUploadURLExternal", `{"filename":"a","length":99000000}`, "file_upload_size_restricted", "50 MB"},
		{"files that are none", token, "files.completeUploadExternal", `{"files":"x"}`, "invalid_arguments", "'files'"},
		{"a file that nobody sent", token, "files.completeUploadExternal", `{"files":[{"id":"F1"}]}`, "file_not_found", "F1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			header := http.Header{"Content-Type": {"application/json"}}
			if c.token != "" {
				header.Set("Authorization", "Bearer "+c.token)
			}
			got := s.Send("POST", "/slack/api/"+c.method, header, []byte(c.body))
			a := answered(t, got)
			if got.Status != 200 || a.OK || a.Error != c.error {
				t.Fatalf("%d %s, want %s", got.Status, got.Body, c.error)
			}
			if len(a.Metadata.Messages) != 1 || !strings.Contains(a.Metadata.Messages[0], c.says) {
				t.Errorf("%q does not say %q", a.Metadata.Messages, c.says)
			}
		})
	}
	if got := history(t, s, "Ops"); len(got) != 0 {
		t.Errorf("the room has %+v", got)
	}
}

func TestMessageIsChangedAndDeletedByWhoPostedIt(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	token, other := s.RoomToken("Ops", "Tools"), s.RoomToken("Ops", "Others")
	first := call(t, s, token, "chat.postMessage", `{"text":"deploying","attachments":[{"color":"warning","text":"1 of 3"}]}`)
	id := newest(t, s, "Ops").ID
	change := `{"channel":"` + first.Channel + `","ts":"` + first.TS + `","text":"*deployed*"}`
	for method, denied := range map[string]string{"chat.update": "cant_update_message", "chat.delete": "cant_delete_message"} {
		if a := call(t, s, other, method, change); a.Error != denied {
			t.Errorf("%s by another token: %+v", method, a)
		}
	}
	if a := call(t, s, token, "chat.update", change); !a.OK || a.TS != first.TS {
		t.Fatalf("%+v", a)
	}
	if got := newest(t, s, "Ops"); got.ID != id || got.Message != "<b>deployed</b>" || got.Color != "gray" {
		t.Errorf("%+v", got)
	}
	if a := call(t, s, token, "chat.update", `{"ts":"`+first.TS+`","text":""}`); a.Error != "no_text" {
		t.Errorf("%+v", a)
	}
	if a := call(t, s, token, "chat.delete", change); !a.OK {
		t.Fatalf("%+v", a)
	}
	if got := newest(t, s, "Ops"); got.ID != id || !got.Deleted {
		t.Errorf("%+v", got)
	}
	for _, method := range []string{"chat.update", "chat.delete"} {
		if a := call(t, s, token, method, change); a.Error != "message_not_found" {
			t.Errorf("%s of what is deleted: %+v", method, a)
		}
	}
}

func TestPersonChangesWithANewTokenWhatTheyPosted(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	first := call(t, s, s.Token, "chat.postMessage", `{"channel":"Ops","text":"one"}`)
	again := s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, hipchat.ScopeSendNotification)
	if a := call(t, s, again, "chat.update", `{"channel":"Ops","ts":"`+first.TS+`","text":"two"}`); !a.OK {
		t.Fatalf("%+v", a)
	}
	if got := newest(t, s, "Ops"); got.Message != "two" {
		t.Errorf("%+v", got)
	}
}

// Moments are names: two messages of the same microsecond have two.
func TestNoTwoMessagesShareAMoment(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "Tools")
	got := make(chan string)
	for range 20 {
		go func() { got <- call(t, s, token, "chat.postMessage", `{"text":"x"}`).TS }()
	}
	seen := map[string]bool{}
	for range 20 {
		seen[<-got] = true
	}
	if len(seen) != 20 || seen[""] {
		t.Errorf("20 messages have the moments %v", seen)
	}
}

func TestRoomsAreListedPageByPage(t *testing.T) {
	s := stoatest.Start(t)
	for _, name := range []string{"One", "Two", "Three"} {
		s.Room(name)
	}
	var names []string
	for cursor := ""; ; {
		got := s.Send("GET", "/slack/api/conversations.list?limit=2&cursor="+cursor, http.Header{"Authorization": {"Bearer " + s.Token}}, nil)
		var page struct{ Channels []struct{ Name string } }
		got.JSON(t, &page)
		for _, c := range page.Channels {
			names = append(names, c.Name)
		}
		if cursor = answered(t, got).Metadata.NextCursor; cursor == "" {
			break
		}
		if len(page.Channels) != 2 {
			t.Errorf("a page has %d rooms", len(page.Channels))
		}
	}
	if diff := cmp.Diff([]string{"One", "Two", "Three"}, names); diff != "" {
		t.Error(diff)
	}
	var own struct{ Channels []struct{ Name string } }
	s.Send("GET", "/slack/api/conversations.list", http.Header{"Authorization": {"Bearer " + s.RoomToken("Two", "Tools")}}, nil).JSON(t, &own)
	if len(own.Channels) != 1 || own.Channels[0].Name != "Two" {
		t.Errorf("a room's token is shown %+v", own)
	}
}

func TestFileIsSharedOnceItIsComplete(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	token, other := s.RoomToken("Ops", "Tools"), s.RoomToken("Ops", "Others")
	var up struct {
		OK        bool
		UploadURL string `json:"upload_url"`
		FileID    string `json:"file_id"`
	}
	s.Send("POST", "/slack/api/files.getUploadURLExternal", http.Header{"Authorization": {"Bearer " + token}, "Content-Type": {"application/x-www-form-urlencoded"}},
		[]byte("filename=report.txt&length=4")).JSON(t, &up)
	u, err := url.Parse(up.UploadURL)
	if err != nil || !up.OK {
		t.Fatalf("%+v %v", up, err)
	}
	files := `{"files":[{"id":"` + up.FileID + `"}],"initial_comment":"*look*"}`
	if a := call(t, s, token, "files.completeUploadExternal", files); a.Error != "file_not_found" {
		t.Errorf("what was not sent yet: %+v", a)
	}
	if a := s.Send("POST", u.Path, nil, []byte("42\xb0C")); a.Status != 200 || a.Body != "OK - 4" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := call(t, s, other, "files.completeUploadExternal", files); a.Error != "file_not_found" {
		t.Errorf("another token: %+v", a)
	}
	if a := call(t, s, token, "files.completeUploadExternal", files); !a.OK {
		t.Fatalf("%+v", a)
	}
	got := newest(t, s, "Ops")
	if got.Message != "look" || got.File == nil || got.File.Name != "report.txt" || got.From.Name != "Tools" {
		t.Fatalf("%+v", got)
	}
	address, err := url.Parse(got.File.URL)
	if err != nil {
		t.Fatal(err)
	}
	if a := s.Send("GET", address.Path, nil, nil); a.Body != "42\xb0C" {
		t.Errorf("%d %q", a.Status, a.Body)
	}
	if a := s.Send("POST", u.Path, nil, []byte("again")); a.Status != 404 {
		t.Errorf("the address takes more: %d %s", a.Status, a.Body)
	}
}

func TestTooManyMessagesAreLimitedAsByAPIV2(t *testing.T) {
	s := stoatest.Start(t, stoatest.WithLimits())
	s.Room("Ops")
	token := s.RoomToken("Ops", "Tools")
	for range 31 {
		got := s.Send("POST", "/slack/api/chat.postMessage", http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + token}}, []byte(`{"text":"x"}`))
		if got.Status == 429 {
			if a := answered(t, got); a.Error != "ratelimited" || got.Header.Get("Retry-After") == "" {
				t.Errorf("%+v %v", a, got.Header)
			}
			return
		}
	}
	t.Error("31 messages in a minute were taken")
}

// Tokens stand in bodies and in the address for a file's bytes.
func TestNoSecretStandsInTheLogOfCalls(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "Tools")
	var up struct {
		UploadURL string `json:"upload_url"`
	}
	s.Send("POST", "/slack/api/files.getUploadURLExternal", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		[]byte("filename=a&length=1&token="+token)).JSON(t, &up)
	secret := up.UploadURL[strings.LastIndex(up.UploadURL, "/")+1:]
	s.Send("POST", "/slack/upload/"+secret, nil, []byte("x"))
	got := s.Call(s.Token, "GET", "/api/calls", nil)
	if strings.Contains(got.Body, token) || !strings.Contains(got.Body, "files.getUploadURLExternal") || strings.Contains(got.Body, "/slack/upload/"+secret) {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}

func TestTokenIsToldWhoItSpeaksFor(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	for name, token := range map[string]string{"Tools": s.RoomToken("Ops", "Tools"), "Administrator": s.Token} {
		var who struct {
			OK   bool
			User string
			URL  string
		}
		s.Send("POST", "/slack/api/auth.test", http.Header{"Authorization": {"Bearer " + token}}, nil).JSON(t, &who)
		if !who.OK || who.User != name || !strings.HasSuffix(who.URL, "/") {
			t.Errorf("%s: %+v", name, who)
		}
	}
	if a := answered(t, s.Send("GET", "/slack/api/api.test?error=mine", nil, nil)); a.OK || a.Error != "mine" {
		t.Errorf("%+v", a)
	}
}
