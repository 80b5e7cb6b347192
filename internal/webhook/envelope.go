package webhook

import (
	"encoding/json"
	"strconv"

	"github.com/stoachat/stoa/internal/chat"
)

// Envelope gives the body of a delivery. item is the event's JSON; oauthID is the client that registered the
// webhook, empty when a person did, and then the member is absent.
// spec: connect, 5.1 Delivery; client-quirks, O11
func Envelope(hook chat.Webhook, oauthID string, item json.RawMessage) []byte {
	b := make([]byte, 0, len(item)+128)
	b = append(b, `{"event":`...)
	b = appendString(b, hook.Event)
	b = append(b, `,"item":`...)
	b = append(b, item...)
	if oauthID != "" {
		b = append(b, `,"oauth_client_id":`...)
		b = appendString(b, oauthID)
	}
	b = append(b, `,"webhook_id":`...)
	b = strconv.AppendInt(b, hook.ID, 10) // ac-koa answers 400 to a string
	return append(b, '}')
}

func appendString(b []byte, s string) []byte {
	quoted, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always encodes
	}
	return append(b, quoted...)
}
