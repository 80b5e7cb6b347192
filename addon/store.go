package addon

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// Record is what is kept of an installation. It has a secret: whoever knows it can speak for the add-on and for the server.
type Record struct {
	OAuthID         string                       `json:"oauth_id"` // names the installation, on all servers
	OAuthSecret     string                       `json:"-"`
	CapabilitiesURL string                       `json:"capabilities_url"` // where the server's document is
	GroupID         int64                        `json:"group_id"`
	GroupName       string                       `json:"group_name"`
	RoomID          int64                        `json:"room_id"` // 0: the whole group
	Scopes          []string                     `json:"scopes"`  // that it was granted
	Document        hipchat.CapabilitiesDocument `json:"document"`
	Installed       time.Time                    `json:"installed"`
	Version         string                       `json:"version"` // another one after every change
}

// Store keeps installations. Memory and SQL are two; an add-on that runs in several processes gives them one that they share.
type Store interface {
	// Put adds an installation or replaces the one with its id.
	Put(context.Context, Record) error
	// Replace changes an installation whose Version is still that one, and answers ErrNotInstalled if there is none.
	Replace(ctx context.Context, r Record, version string) error
	// Get answers an installation, or ErrNotInstalled.
	Get(ctx context.Context, oauthID string) (Record, error)
	// Delete removes an installation with what it has in the outbox, or answers ErrNotInstalled.
	Delete(ctx context.Context, oauthID string) error
	// All walks through the installations, in no order.
	All(context.Context) iter.Seq2[Record, error]

	// AddPost puts a post into the outbox, due now, unless limit of them wait for its installation: ErrOutboxFull.
	AddPost(ctx context.Context, p Post, limit int) error
	// ClaimPosts answers up to n posts that are due, of each installation only the first, and makes them due at the end
	// of the lease: whoever claims them is alone with them until then.
	ClaimPosts(ctx context.Context, now, lease time.Time, n int) ([]Post, error)
	// PutOffPost makes a post due later, after one more attempt.
	PutOffPost(ctx context.Context, id string, due time.Time) error
	// DeletePost takes a post out of the outbox.
	DeletePost(ctx context.Context, id string) error
}

// Post is a notification that waits in the outbox, see Installation.Post.
type Post struct {
	ID           string                      `json:"id"` // grows with time
	OAuthID      string                      `json:"oauth_id"`
	Room         hipchat.ID                  `json:"room"`
	Notification hipchat.NotificationRequest `json:"notification"`
	Created      time.Time                   `json:"created"`
	Attempts     int                         `json:"-"`
}

// ErrOutboxFull says that as much waits for the server of an installation as may.
var ErrOutboxFull = errors.New("addon: the outbox is full")

// ErrNotInstalled says that there is no such installation (any more).
var ErrNotInstalled = errors.New("addon: not installed")
