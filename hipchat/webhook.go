package hipchat

// The events a webhook can ask for. spec: rest-v2, 4.9; connect, 5.2.
const (
	EventRoomArchived     = "room_archived"
	EventRoomCreated      = "room_created"
	EventRoomDeleted      = "room_deleted"
	EventRoomEnter        = "room_enter"
	EventRoomExit         = "room_exit"
	EventRoomFileUpload   = "room_file_upload"
	EventRoomMessage      = "room_message"
	EventRoomNotification = "room_notification"
	EventRoomTopicChange  = "room_topic_change"
	EventRoomUnarchived   = "room_unarchived"
)

// WebhookEvents lists the ten events in the vendor's order.
func WebhookEvents() []string {
	return []string{
		EventRoomArchived, EventRoomCreated, EventRoomDeleted, EventRoomEnter, EventRoomExit, EventRoomFileUpload,
		EventRoomMessage, EventRoomNotification, EventRoomTopicChange, EventRoomUnarchived,
	}
}

// The ways a webhook delivery or a framed page is authenticated. spec: connect, 2.3.
const (
	AuthenticationNone = "none"
	AuthenticationJWT  = "jwt"
)

// WebhookRequest is the body of create_webhook. Optional members may be null or "". spec: rest-v2, 4.9.
type WebhookRequest struct {
	URL            string `json:"url"`
	Event          string `json:"event"`
	Pattern        string `json:"pattern,omitempty"`
	Name           string `json:"name,omitempty"`
	Key            string `json:"key,omitempty"`
	Authentication string `json:"authentication,omitempty"`
}

// Webhook is a registration. Created, Room, Creator and Authentication stand only in get_webhook's answer.
// spec: rest-v2, 4.9 get_webhook.
type Webhook struct {
	ID             int64   `json:"id"`
	Key            string  `json:"key,omitempty"`
	Name           string  `json:"name"`
	URL            string  `json:"url"`
	Event          string  `json:"event"`
	Pattern        *string `json:"pattern"`
	Authentication string  `json:"authentication,omitempty"`
	Created        string  `json:"created,omitempty"`
	Room           *Place  `json:"room,omitempty"`
	Creator        any     `json:"creator,omitempty"` // a Person, or an OAuthClient for an add-on
	Links          Links   `json:"links"`
}
