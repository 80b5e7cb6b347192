package chat_test

import (
	"testing"

	"github.com/stoachat/stoa/internal/chat"
)

func TestAnEventCallsForWhomItShould(t *testing.T) {
	said := chat.Event{Kind: chat.KindMessage, UserID: 2}
	named, all, here, mine, posted, asking := said, said, said, said, said, said
	named.Mentions = []chat.UserRef{{ID: 1}}
	all.MentionAll, here.MentionHere = true, true
	mine.UserID = 1
	posted.Kind, posted.UserID = chat.KindNotification, 0
	asking = posted
	asking.Notify = true
	aside, inMine, afterMine, loudly := said, said, said, said
	aside.Thread, aside.Of = "x", &chat.Event{Kind: chat.KindMessage, UserID: 3, Replies: &chat.Replies{Users: []int64{2}}}
	inMine.Thread, inMine.Of = "x", &chat.Event{Kind: chat.KindMessage, UserID: 1}
	afterMine.Thread, afterMine.Of = "x", &chat.Event{Kind: chat.KindNotification, Replies: &chat.Replies{Users: []int64{1, 2}}}
	loudly.Thread, loudly.ToRoom = "x", true
	correction := said
	correction.Body, correction.Mentions = "s/a/b/", named.Mentions
	for _, tt := range []struct {
		name     string
		event    chat.Event
		loudness chat.Loudness
		show     string
		busy     bool
		direct   bool
		want     bool
	}{
		{"a message in a loud room", said, chat.Loud, "chat", false, false, true},
		{"one's own message", mine, chat.Loud, "chat", false, false, false},
		{"a message in a normal room", said, chat.Normal, "chat", false, false, false},
		{"a message in a quiet room", said, chat.Quiet, "chat", false, false, false},
		{"a notification that asks for attention", asking, chat.Loud, "", false, false, true},
		{"a notification that does not", posted, chat.Loud, "", false, false, false},
		{"a notification that asks in a normal room", asking, chat.Normal, "", false, false, false},
		{"one's name in a quiet room", named, chat.Quiet, "", false, false, true},
		{"@all for who is gone, in a normal room", all, chat.Normal, "", false, false, true},
		{"@all in a quiet room", all, chat.Quiet, "chat", false, false, false},
		{"@here for who is available", here, chat.Normal, "chat", false, false, true},
		{"@here for who is away", here, chat.Normal, "xa", false, false, false},
		{"@here for who is gone", here, chat.Normal, "", false, false, false},
		{"one's name for who must not be disturbed", named, chat.Loud, "dnd", false, false, false},
		{"one's name for who is told all the same", named, chat.Loud, "dnd", true, false, true},
		{"a message between two, however quiet", said, chat.Quiet, "", false, true, true},
		{"a reply in others' thread", aside, chat.Loud, "chat", false, false, false},
		{"a reply in one's own thread", inMine, chat.Normal, "chat", false, false, true},
		{"a reply in one's own thread of a quiet room", inMine, chat.Quiet, "chat", false, false, false},
		{"a reply after one's own", afterMine, chat.Loud, "", false, false, true},
		{"a reply for the room as well", loudly, chat.Loud, "", false, false, true},
		{"a correction", correction, chat.Loud, "chat", false, true, false},
		{"an edit", chat.Event{Kind: chat.KindChange, UserID: 2}, chat.Loud, "chat", false, true, false},
		{"who came in", chat.Event{Kind: chat.KindEnter, UserID: 2}, chat.Loud, "", false, false, false},
	} {
		l := chat.Listener{UserID: 1, Loudness: tt.loudness, Show: tt.show, EvenWhenBusy: tt.busy, Direct: tt.direct}
		if got := chat.CallsFor(tt.event, l); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
