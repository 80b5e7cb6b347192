package archive

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestARecordIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	ada := Person{ID: 501, Name: "Ada Brook", MentionName: "AdaBrook"}
	moment := time.Date(2018, 8, 8, 14, 23, 54, 26_000, time.UTC)
	for _, m := range []Message{
		{Kind: UserMessage, Text: "/me looks", Sender: ada, Mentions: []int64{502}, Attachment: &Attachment{Name: "gauge.png", Path: "k/gauge.png", Size: 3}},
		{Kind: PrivateUserMessage, Text: "a \"word\"", Sender: ada, Receiver: Person{ID: 502, Name: "Bo"}},
		{Kind: NotificationMessage, Text: "<b>r88</b>", Format: "html", Color: "green", Sender: Person{Name: "Deploy Bot"}},
		{Kind: TopicRoomMessage, Sender: ada},
		{Kind: UserMessage, Text: "yes", Sender: ada, Extra: &Extra{
			Thread: "3b1f6a52-7a2e-4b57-9a39-5d1d3f0c8a11", ToRoom: true, Edited: moment, Reactions: []Reaction{{"👍", []int64{501}}}, Pinned: &Pin{By: 501, At: moment}}},
	} {
		m.ID, m.Time = "0b1f6a52-7a2e-4b57-9a39-5d1d3f0c8a11", moment
		raw, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeMessage(raw, func(_ Kind, field string) { t.Errorf("%s: nobody knows %s", raw, field) })
		if d := cmp.Diff(m, got); err != nil || d != "" {
			t.Errorf("%s: %v %s", raw, err, d)
		}
	}
}
