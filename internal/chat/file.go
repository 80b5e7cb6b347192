package chat

import (
	"path"
	"strings"
	"time"
)

// File is a file that somebody shared. The bytes are in the blob store under Key.
type File struct {
	Key    string `json:"key"` // unguessable; with Name it makes the file's address
	Name   string `json:"name"`
	Size   int64  `json:"size"`            // bytes
	Type   string `json:"type"`            // sniffed media type
	Width  int    `json:"width,omitempty"` // of images, in pixels
	Height int    `json:"height,omitempty"`
	Thumb  bool   `json:"thumb,omitempty"` // there is a thumbnail
}

// StoredFile is a file with where it belongs. It is written down before its bytes are, with an empty Type, so that
// they are found again whatever happens in between.
type StoredFile struct {
	File
	ConversationID int64
	EventID        string // the event that shows it, there or to come
	UserID         int64
	Created        time.Time
}

// ThumbName is what the file's thumbnail is called: graph_thumb.png for graph.png. spec: rest-v2, 2.8.
func (f *File) ThumbName() string {
	ext := path.Ext(f.Name)
	return strings.TrimSuffix(f.Name, ext) + "_thumb" + ext
}
