package hipchat

import "encoding/json"

// NotificationRequest is the body of send_room_notification, and of a webhook receiver's answer. The zero values
// of MessageFormat and Color mean html and yellow. spec: rest-v2, 4.6 send_room_notification; connect, 5.5.
type NotificationRequest struct {
	Message       string          `json:"message"`
	MessageFormat string          `json:"message_format,omitempty"` // html or text
	Color         string          `json:"color,omitempty"`          // yellow, green, red, purple, gray or random
	Notify        Flag            `json:"notify,omitempty"`
	From          string          `json:"from,omitempty"`      // a label beside the sender's own name
	AttachTo      string          `json:"attach_to,omitempty"` // an earlier message's id
	Card          json.RawMessage `json:"card,omitempty"`      // a card, as an object
}

// MessageRequest is the body of send_message. spec: rest-v2, 4.6 send_message.
type MessageRequest struct {
	Message string `json:"message"`
}

// MessageCreated is the answer (201) of send_message. spec: rest-v2, 4.6 send_message.
type MessageCreated struct {
	ID        string `json:"id"`
	Timestamp string `json:"timestamp"`
	Links     Links  `json:"links"`
}
