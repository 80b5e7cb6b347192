package mattermost

import (
	"encoding/json"
	"testing"

	"github.com/stoachat/stoa/internal/importer/archive"
)

// FuzzLine reads a line: whatever it is, what comes out can be kept.
func FuzzLine(f *testing.F) {
	for _, raw := range []string{
		`{"type":"post","post":{"team":"t","channel":"c","user":"ada","message":"@bo. hello @channel","create_at":1500000000001,"replies":[{"user":"bo","message":"x","create_at":1500000000002}],"attachments":[{"path":"a"},{"path":"b"},{"path":"/c"}]}}`,
		`{"type":"direct_post","direct_post":{"channel_members":["ada","bo"],"user":"ada","message":"y","create_at":1,"reactions":[{"user":"zed","emoji_name":"+1"}]}}`,
		`{"type":"direct_post","direct_post":{"channel_members":["a","b","c"],"user":"ada","create_at":2,"props":{"from_webhook":true,"attachments":[{"text":"z"}]}}}`,
		`{"type":"user","user":{"username":"cy","teams":[{"name":"t","channels":[{"name":"c"}]}]}}`, `{"type":"emoji","emoji":{"name":"x","image":"y.gif"}}`, `null`,
	} {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		e := &Export{people: map[string]*person{}, channels: map[string]where{}, emoji: map[string]string{}, shared: map[string][]where{}}
		e.addChannel(channel{Team: "t", Name: "c"})
		e.addUser(&user{Username: "ada"})
		e.addUser(&user{Username: "bo"})
		var l line
		if json.Unmarshal(raw, &l) != nil {
			return
		}
		_ = e.group(&l)
		for _, m := range e.line(&l) {
			if _, err := m.Encode(); err != nil || m.ID == "" || m.Time.IsZero() || (m.Room == 0) != (m.Kind == archive.PrivateUserMessage) {
				t.Errorf("%q: %+v: %v", raw, m, err)
			}
			if m.Room == 0 && (m.Low <= 0 || m.High < m.Low || m.Sender.ID != m.Low && m.Sender.ID != m.High) || m.Room > int64(len(e.rooms)) {
				t.Errorf("%q: nobody knows where %+v is", raw, m)
			}
		}
	})
}
