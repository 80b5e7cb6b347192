package hipchat

import (
	"cmp"
	"encoding/json"
)

// ShareLinkRequest is the body of share_link_with_room and share_link_with_user. Link is an absolute URL.
// spec: rest-v2, 4.7.
type ShareLinkRequest struct {
	Link    string `json:"link"`
	Message string `json:"message,omitempty"` // up to MaxShareMessage characters
}

// FileMetadata is the JSON part of share_file_with_room and share_file_with_user. spec: rest-v2, 4.7.
type FileMetadata struct {
	Message string `json:"message,omitempty"` // up to MaxShareMessage characters
}

// File is a shared file in history and webhooks. Its URLs need no token and cannot be guessed. spec: rest-v2, 2.8.
type File struct {
	Name     string `json:"name"`
	Size     int64  `json:"size"` // bytes
	URL      string `json:"url"`
	ThumbURL string `json:"thumb_url,omitempty"` // images only
}

// The types of a MessageLink. spec: rest-v2, 2.7.
const (
	LinkTypeImage = "image"
	LinkTypeVideo = "video"
	LinkTypeLink  = "link"
)

// MessageLink is the preview of a URL in a message; the member named like the type has the details.
// spec: rest-v2, 2.7.
type MessageLink struct {
	Type  string        `json:"type"`
	URL   string        `json:"url"`
	Image *ImagePreview `json:"image,omitempty"`
	Video *VideoPreview `json:"video,omitempty"`
	Link  *LinkPreview  `json:"link,omitempty"`
}

// ImagePreview is a URL that is a picture.
type ImagePreview struct {
	Image string `json:"image"` // its URL
	Name  string `json:"name,omitempty"`
}

// VideoPreview is a URL that is a video.
type VideoPreview struct {
	ThumbnailURL string `json:"thumbnailUrl,omitempty"`
	Views        int64  `json:"views,omitempty"`
	Author       string `json:"author,omitempty"`
	Title        string `json:"title,omitempty"`
}

// LinkPreview is a URL that is a page.
type LinkPreview struct {
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	HeaderText  string `json:"headerText,omitempty"`
	LinkText    string `json:"linkText,omitempty"`
	FaviconURL  string `json:"faviconUrl,omitempty"`
	FullURL     string `json:"fullUrl,omitempty"`
}

// PrivateMessageRequest is the body of private_message_user. An empty MessageFormat means text.
// spec: rest-v2, 4.13 private_message_user.
type PrivateMessageRequest struct {
	Message       string `json:"message"`
	MessageFormat string `json:"message_format,omitempty"` // text or html
	Notify        Flag   `json:"notify,omitempty"`
}

// ReplyRequest is the body of reply_to_message. spec: rest-v2, 4.6 reply_to_message.
type ReplyRequest struct {
	ParentMessageID string `json:"parentMessageId"`
	Message         string `json:"message"`
}

// UnmarshalJSON also accepts parent_message_id, which the vendor's own Ruby client sends. spec: client-quirks, B8.
func (r *ReplyRequest) UnmarshalJSON(b []byte) error {
	var in struct {
		Camel   string `json:"parentMessageId"`
		Snake   string `json:"parent_message_id"`
		Message string `json:"message"`
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	*r = ReplyRequest{ParentMessageID: cmp.Or(in.Camel, in.Snake), Message: in.Message}
	return nil
}

// MessageBody wraps a single message. spec: rest-v2, 4.6 get_room_message.
type MessageBody struct {
	Message *Message `json:"message"`
}
