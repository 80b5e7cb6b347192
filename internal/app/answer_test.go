package app_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
)

// answering registers a receiver of room 1's notifications that answers each with what answer makes of its text.
func answering(t *testing.T, s *stoatest.Server, answer func(text string) string) {
	t.Helper()
	listening(t, s, "room_notification", answer)
}

func listening(t *testing.T, s *stoatest.Server, event string, answer func(text string) string) {
	t.Helper()
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var call struct {
			Item struct{ Message struct{ Message string } }
		}
		if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, answer(call.Item.Message.Message))
	}))
	t.Cleanup(receiver.Close)
	if a := s.Call(s.Token, "POST", "/v2/room/1/webhook", map[string]string{"url": receiver.URL, "event": event, "name": "Echo"}); a.Status != 201 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
}

func notify(t *testing.T, s *stoatest.Server, text string) {
	t.Helper()
	if a := s.Call(s.Token, "POST", "/v2/room/1/notification", map[string]string{"message": text, "message_format": "text"}); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
}

// said are the texts in room 1, sorted.
func said(t *testing.T, s *stoatest.Server) (texts []string) {
	t.Helper()
	var history hipchat.List[hipchat.Message]
	s.Call(s.Token, "GET", "/v2/room/1/history/latest?max-results=1000", nil).JSON(t, &history)
	for _, m := range history.Items {
		texts = append(texts, m.Message)
	}
	slices.Sort(texts)
	return texts
}

// calling answers with the receiver's name around the text: A(B(x)) is what A answered to what B answered to x.
func calling(name string) func(string) string {
	return func(text string) string {
		return fmt.Sprintf(`{"message":%q,"message_format":"text"}`, name+"("+text+")")
	}
}

func TestAnAddonThatAnswersEveryNotificationDoesNotAnswerItself(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	heard := make(chan string, 100)
	answering(t, s, func(text string) string {
		heard <- text
		return calling("A")(text)
	})
	var got []string
	// One call at a time: what follows from a call is in the log before the next call is made.
	for _, text := range []string{"1", "2", "3"} {
		notify(t, s, text)
		got = append(got, <-heard, <-heard)
	}
	if diff := cmp.Diff([]string{"1", "A(1)", "2", "A(2)", "3", "A(3)"}, got); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
}

func TestAddonsThatAnswerEachOtherComeToAnEnd(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	answering(t, s, calling("A"))
	answering(t, s, calling("B"))
	var want []string
	for _, text := range []string{"x", "y", "z"} { // what the rounds before had gone on to would be seen in the last
		notify(t, s, text)
		for _, form := range []string{"%s", "A(%s)", "B(%s)", "A(B(%s))", "B(A(%s))"} {
			want = append(want, fmt.Sprintf(form, text))
		}
		eventually(t, "the answers did not come", func() bool { return len(said(t, s)) >= len(want) })
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, said(t, s)); diff != "" {
		t.Errorf("said (-want +got):\n%s", diff)
	}
}

func TestAnswersInARowAreBounded(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	for _, name := range []string{"A", "B", "C", "D"} {
		answering(t, s, calling(name))
	}
	notify(t, s, "x")
	const all = 1 + 4 + 4*3 + 4*3*2 // the fourth in a row would be 24 more
	eventually(t, "the answers did not come", func() bool { return len(said(t, s)) >= all })
	notify(t, s, "y")
	eventually(t, "the answers did not come", func() bool { return len(said(t, s)) >= 2*all })
	got := said(t, s)
	for _, text := range got {
		if strings.Count(text, "(") > 3 {
			t.Errorf("%s was said", text)
		}
	}
	if len(got) != 2*all {
		t.Errorf("%d messages, want %d", len(got), 2*all)
	}
}

func TestAnAnswerIsPostedWithAllItsMembers(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	var parent hipchat.MessageCreated
	s.Call(s.Token, "POST", "/v2/room/1/message", `{"message":"the parent"}`).JSON(t, &parent)
	listening(t, s, "room_message", func(string) string {
		return fmt.Sprintf(`{"message":"<b>High</b> water<script>x</script>","color":"purple","message_format":"html","notify":"true",
			"from":"Harbour","attach_to":%q,"card":{"style":"application","id":"1","title":"Tide"},"unknown":1}`, parent.ID)
	})
	s.Call(s.Token, "POST", "/v2/room/1/message", `{"message":"/tide"}`)
	eventually(t, "no answer", func() bool { return len(said(t, s)) == 3 })
	var history hipchat.List[hipchat.Message]
	s.Call(s.Token, "GET", "/v2/room/1/history/latest", nil).JSON(t, &history)
	got := history.Items[len(history.Items)-1]
	yes := true
	want := hipchat.Message{
		ID: got.ID, Date: got.Date, Type: "notification", From: hipchat.From{Name: "Echo · Harbour"}, Message: "<b>High</b> water",
		Mentions: []hipchat.Person{}, MessageFormat: "html", Color: "purple", Notify: &yes, AttachTo: parent.ID,
		Sender: &hipchat.Sender{Type: "client", ID: "Echo · Harbour"}, Card: `{"style":"application","id":"1","title":"Tide"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOtherAnswersAreIgnored(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	answers := []string{
		``, `{}`, `null`, `[]`, `[{"message":"x"}]`, `"x"`, `{"message":""}`, `{"message":null}`, `{"message":7}`, `{"color":"red"}`,
		`message=x`, `<p>x</p>`, `{"message":"x"`, `{"message":"x"}{"message":"y"}`, `{"message":"x","color":"magenta"}`,
		`{"message":"x","card":{"style":"none"}}`, `{"message":"` + strings.Repeat("x", 10001) + `"}`,
		`{"message":"` + strings.Repeat("x", 70000) + `"}`, "{\"message\":\"\xff\"}",
		`{"message":"the end","message_format":"text"}`,
	}
	var mu sync.Mutex
	next := 0
	listening(t, s, "room_message", func(string) string {
		mu.Lock()
		defer mu.Unlock()
		next++
		return answers[next-1]
	})
	for range answers {
		s.Call(s.Token, "POST", "/v2/room/1/message", `{"message":"q"}`)
	}
	eventually(t, "the last answer was not posted", func() bool { return slices.Contains(said(t, s), "the end") })
	want := append(slices.Repeat([]string{"q"}, len(answers)), "the end")
	if diff := cmp.Diff(want, said(t, s)); diff != "" {
		t.Errorf("said (-want +got):\n%s", diff)
	}
}

func TestWhyAnAnswerWasNotPostedStandsBesideItsDelivery(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	for _, tt := range []struct{ answer, why string }{
		{`{"message":"x","color":"green"}`, ""},
		{`{}`, ""},
		{`{"message":7}`, "the answer was not posted: its message must be a string, and is a number"},
		{`{"message":"x","color":"magenta"}`, "the answer was not posted: Value u'magenta' for field 'color' is not in the enumeration"},
		{`{"message":"x","card":{"style":"none"}}`, "the answer was not posted: Value u'none' for field 'card.style'"},
	} {
		t.Run(tt.answer, func(t *testing.T) {
			listening(t, s, "room_message", func(string) string { return tt.answer })
			s.Call(s.Token, "POST", "/v2/room/1/message", `{"message":"q"}`)
			var got remote.Page[remote.Delivery]
			eventually(t, "no word of the answer", func() bool {
				var err error
				if got, err = s.Remote.Deliveries(t.Context(), url.Values{"limit": {"1"}, "state": {"done"}}); err != nil {
					t.Fatal(err)
				}
				return len(got.Items) == 1 && strings.HasPrefix(got.Items[0].Error, tt.why)
			})
			if tt.why == "" && got.Items[0].Error != "" {
				t.Errorf("got %q", got.Items[0].Error)
			}
			hooks, err := s.Remote.Webhooks(t.Context(), "Ops")
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range hooks {
				s.Call(s.Token, "DELETE", fmt.Sprintf("/v2/room/1/webhook/%d", h.ID), nil)
			}
		})
	}
}
