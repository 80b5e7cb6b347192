package push

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"

	"github.com/stoachat/stoa/internal/chat"
)

// Note sends a word to the browsers of a person who does not look, unless they do not want to be disturbed.
func (p *Pusher) Note(ctx context.Context, userID int64, n chat.Note) error {
	if !p.any.Load() {
		return nil
	}
	targets, err := p.Store.PushTargets(ctx, 0, []int64{userID}, false)
	if err != nil {
		return err
	}
	m := message{Title: n.Title, Body: n.Body, Tag: n.Tag, URL: n.Path}
	if p.NoText {
		m.Title, m.Body = "Stoa", "There is something for you."
	}
	payload, err := json.Marshal(m)
	if err != nil {
		return err
	}
	for _, t := range targets {
		if show, looks := p.show(t); !looks && (show != "dnd" || t.Preferences.NotifyWhenDND) {
			p.enqueue(parcel{to: t.PushSubscription, payload: payload, topic: topicOf(n.Tag), urgent: true})
		}
	}
	return nil
}

// topicOf is a topic that stands for a tag of any length.
func topicOf(tag string) string {
	sum := sha256.Sum256([]byte(tag))
	return base64.RawURLEncoding.EncodeToString(sum[:24])
}
