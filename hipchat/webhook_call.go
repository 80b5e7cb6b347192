package hipchat

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// WebhookCall is what a webhook's receiver is sent. spec: connect, 5.1.
type WebhookCall struct {
	ID        string      `json:"-"` // of the delivery, the same at every attempt; empty from servers that do not number them
	Event     string      `json:"event"`
	Item      WebhookItem `json:"item"`
	ClientID  string      `json:"oauth_client_id,omitempty"` // of the add-on whose webhook it is
	WebhookID int64       `json:"webhook_id"`
}

// WebhookItem is what happened. Its members depend on the event; Room is in all. spec: connect, 5.2.
type WebhookItem struct {
	Room    *Place   `json:"room"`
	Message *Message `json:"message,omitempty"` // room_message, room_notification
	Sender  *Actor   `json:"sender,omitempty"`  // all but these two
	Topic   *string  `json:"topic,omitempty"`   // room_topic_change
	File    *File    `json:"file,omitempty"`    // room_file_upload
}

// Actor is who did something: a person, an add-on, or somebody of whom only the name is known. spec: connect, 5.2.
type Actor struct {
	Name   string
	Person *Person      // nil unless it was one
	Client *OAuthClient // nil unless it was an add-on or a token
}

// UnmarshalJSON accepts the object of a person, that of a client, a name, and null.
func (a *Actor) UnmarshalJSON(b []byte) error {
	*a = Actor{}
	if len(b) == 0 || b[0] != '{' {
		return json.Unmarshal(b, &a.Name)
	}
	var kind struct {
		AllowedScopes json.RawMessage `json:"allowed_scopes"`
	}
	if err := json.Unmarshal(b, &kind); err != nil {
		return err
	}
	if kind.AllowedScopes != nil {
		err := json.Unmarshal(b, &a.Client)
		if err == nil {
			a.Name = a.Client.Name
		}
		return err
	}
	if err := json.Unmarshal(b, &a.Person); err != nil {
		return err
	}
	a.Name = a.Person.Name
	return nil
}

// maxWebhookCall bounds the body of a call in bytes: a message of 10,000 characters with a card and its mentions.
const maxWebhookCall = 1 << 20

// ReadWebhook reads the call of a webhook and believes it when one of its secrets signed it, less than five minutes ago.
// Secrets begin with whsec_: "stoa delivery secret ID" shows a webhook's, and two while it is being changed. An error that is
// ErrUnsigned is to be answered with 401, any other with 400.
//
// It is for webhooks that were registered with a token. Those in an add-on's descriptor are signed with the installation's
// secret as well, which package addon reads.
func ReadWebhook(r *http.Request, secrets ...string) (WebhookCall, error) {
	var call WebhookCall
	body, err := io.ReadAll(io.LimitReader(r.Body, maxWebhookCall+1))
	if err != nil {
		return call, fmt.Errorf("hipchat: the call of a webhook ended early: %w", err)
	}
	if len(body) > maxWebhookCall {
		return call, fmt.Errorf("hipchat: the call of a webhook has more than %d bytes", maxWebhookCall)
	}
	if err := checkSignature(r.Header, body, secrets); err != nil {
		return call, err
	}
	if err := json.Unmarshal(body, &call); err != nil {
		return call, fmt.Errorf("hipchat: the call of a webhook: %w", err)
	}
	if call.Item.Room == nil {
		return call, errors.New("hipchat: the call of a webhook says nothing about a room")
	}
	call.ID = r.Header.Get(headerID)
	return call, nil
}
