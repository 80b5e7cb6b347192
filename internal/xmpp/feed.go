package xmpp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"

	"github.com/gobwas/ws"

	"github.com/stoachat/stoa/internal/chat"
)

// feed is the session's end of the live feed.
type feed struct {
	conn net.Conn
	mu   sync.Mutex // held by who writes
}

func newFeed(conn net.Conn) *feed { return &feed{conn: conn} }

// command is what the live feed understands, see realtime.
type command struct {
	Type         string `json:"type"`
	Conversation int64  `json:"conversation,omitempty"`
	After        int64  `json:"after,omitempty"`
	Show         string `json:"show,omitempty"`
}

// say tells the hub something. That it is gone is heard by who reads.
func (f *feed) say(c command) {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // of strings and numbers
	}
	f.write(ws.OpText, b)
}

func (f *feed) write(op ws.OpCode, payload []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	_ = ws.WriteFrame(f.conn, ws.MaskFrameInPlace(ws.NewFrame(op, true, payload)))
}

// frame is what the live feed tells, as far as it is told on.
type frame struct {
	Type         string     `json:"type"`
	Event        chat.Event `json:"event"`
	Conversation int64      `json:"conversation"`
	Message      string     `json:"message"`

	UserID int64  `json:"user_id"`
	Online bool   `json:"online"`
	Show   string `json:"show"`
	Alike  []struct {
		UserIDs []int64 `json:"user_ids"`
		Online  bool    `json:"online"`
		Show    string  `json:"show"`
	} `json:"alike"`

	personNow
	People []struct {
		UserID int64 `json:"user_id"`
		personNow
	} `json:"people"`

	Room   int64  `json:"room"`
	From   int64  `json:"from"`
	Reason string `json:"reason"`
}

// personNow is what a frame says of who somebody is from now on.
type personNow struct {
	Name        string `json:"name"`
	MentionName string `json:"mention_name"`
	Email       string `json:"email"`
	Photo       string `json:"photo"`
	Version     string `json:"version"`
	Deleted     bool   `json:"deleted"`
	Profile     bool   `json:"profile"`
}

// follow tells the client what happens until the feed ends, and answers with which condition the stream ends then.
func (se *session) follow(ctx context.Context) (condition string) {
	for {
		h, err := ws.ReadHeader(se.feed.conn)
		if err != nil {
			return ""
		}
		payload := make([]byte, h.Length) // the hub's own, and bounded there
		if _, err := io.ReadFull(se.feed.conn, payload); err != nil {
			return ""
		}
		switch h.OpCode {
		case ws.OpPing:
			se.feed.write(ws.OpPong, payload)
		case ws.OpClose:
			code, _ := ws.ParseCloseFrameData(payload)
			se.feed.write(ws.OpClose, payload)
			return endOf(code)
		case ws.OpText:
			if err := se.told(ctx, payload); err != nil {
				se.log(ctx, "tell what has happened", err)
				return "internal-server-error"
			}
		}
	}
}

// endOf says on this wire why the hub ends a session.
func endOf(code ws.StatusCode) string {
	switch code {
	case 4001:
		return "not-authorized"
	case 4008:
		return "policy-violation"
	default:
		return "system-shutdown"
	}
}

// told turns a frame into stanzas.
func (se *session) told(ctx context.Context, payload []byte) error {
	ctx, cancel := context.WithTimeout(ctx, askWait)
	defer cancel()
	var f frame
	var other *json.UnmarshalTypeError
	if err := json.Unmarshal(payload, &f); err != nil && !errors.As(err, &other) { // frames that are not told on have fields of their own
		return fmt.Errorf("read frame: %w", err)
	}
	switch f.Type {
	case "event":
		return se.happened(ctx, f.Event)
	case "presence":
		return se.shown(ctx, []int64{f.UserID}, f.Online, f.Show)
	case "presences":
		for _, a := range f.Alike {
			if err := se.shown(ctx, a.UserIDs, a.Online, a.Show); err != nil {
				return err
			}
		}
	case "person":
		se.heardOf(f.UserID, f.personNow)
	case "people":
		for _, p := range f.People {
			se.heardOf(p.UserID, p.personNow)
		}
	case "conversations":
		return se.listChanged(ctx)
	case "invite":
		return se.invited(ctx, f)
	case "reset":
		return se.reset(ctx, f.Conversation)
	case "error":
		return se.lost(ctx, f.Conversation)
	}
	return nil
}

// heardOf tells the client who somebody is from now on, if contact lists show what of it has changed.
func (se *session) heardOf(id int64, p personNow) {
	if !p.Profile {
		se.changedPerson(chat.User{ID: id, Name: p.Name, MentionName: p.MentionName, Email: p.Email, Photo: p.Photo, Version: p.Version, Deleted: p.Deleted})
	}
}
