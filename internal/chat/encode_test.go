package chat_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
)

// full is an event without a zero field, so that a field that the encoder forgets is missed.
func full(t testing.TB, text string) chat.Event {
	t.Helper()
	e := chat.Event{
		ID: "0197", ConversationID: 7, Time: time.Date(2026, 11, 22, 15, 4, 5, 123456000, time.UTC),
		Kind: chat.KindNotification, UserID: 5, Body: text, Sender: text, MentionName: text, InstallationID: 3,
		AddonKey: text, TokenID: 21, Format: chat.FormatHTML, Color: "green", Notify: true,
		Mentions: []chat.UserRef{{ID: 5, Name: text, MentionName: "ada"}}, MentionAll: true, MentionHere: true,
		AttachTo: text, Card: json.RawMessage(`{"style": "link", "title": "<b>"}`), ClientID: text, Seq: 12,
		ReplyTo: text, File: &chat.File{Key: "k", Name: text, Size: 1, Type: "image/png"},
		Links:  []chat.LinkPreview{{Type: "link", URL: text}},
		Change: chat.ChangeEdit, Target: text, Edited: time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC), Deleted: true,
		Reactions: []chat.Reaction{{Emoji: text, Users: []int64{5}}}, Pinned: &chat.Pin{By: 5, At: time.Unix(1, 0).UTC()},
		Thread: text, ToRoom: true, Replies: &chat.Replies{Count: 1, Last: time.Unix(2, 0).UTC(), Users: []int64{5}},
		Of: &chat.Event{ID: text, Time: time.Unix(3, 0).UTC(), Body: text, Seq: 4},
	}
	v := reflect.ValueOf(e)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Fatalf("the example lacks %s", v.Type().Field(i).Name)
		}
	}
	return e
}

func checkFrame(t *testing.T, e chat.Event) {
	t.Helper()
	frame, err := e.Frame()
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(struct {
		Type  string     `json:"type"`
		Event chat.Event `json:"event"`
	}{"event", e})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(chat.FinishFrame(frame, e.Seq))); diff != "" {
		t.Error(diff)
	}
}

func TestAFrameIsWhatEncodingJSONMakesOfTheEvent(t *testing.T) {
	checkFrame(t, full(t, "text"))
	checkFrame(t, chat.Event{Time: time.Unix(0, 0).UTC(), Seq: 1})
}

func TestDetailsHoldWhatNothingLooksEventsUpBy(t *testing.T) {
	want := full(t, `a "quoted" <b>`)
	details, err := want.Details()
	if err != nil {
		t.Fatal(err)
	}
	got := chat.Event{
		ID: want.ID, ConversationID: want.ConversationID, Time: want.Time, Kind: want.Kind, UserID: want.UserID,
		Body: want.Body, ClientID: want.ClientID, Seq: want.Seq, Of: want.Of,
	}
	if err := json.Unmarshal(details, &got); err != nil {
		t.Fatalf("%v in %s", err, details)
	}
	got.Card = json.RawMessage(strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `":`, `": `, `,`, `, `).Replace(string(got.Card)))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestABrokenCardIsNotEncoded(t *testing.T) {
	e := full(t, "text")
	e.Card = json.RawMessage(`{`)
	if _, err := e.Frame(); err == nil {
		t.Error("the frame was encoded")
	}
	if _, err := e.Details(); err == nil {
		t.Error("the details were encoded")
	}
}

func FuzzFrame(f *testing.F) {
	for _, text := range []string{"", "plain", `"\`, "<&>", "é\u2028\x7f\x00", "\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e := full(t, "text")
		e.Body, e.Sender, e.AttachTo = text, text, text
		checkFrame(t, e)
	})
}
