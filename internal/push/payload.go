package push

import (
	"encoding/json"
	"fmt"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/markup"
)

// message is what the page's service worker shows. It is encrypted for the browser alone.
type message struct {
	Title string `json:"title"`
	Body  string `json:"body"`
	Tag   string `json:"tag"` // one notification for each conversation, with or without a page
	URL   string `json:"url"` // where a click leads
}

func (p *Pusher) payload(e chat.Event, room *chat.Room) ([]byte, error) {
	m := message{Title: "Stoa", Body: "There is a new message for you.", Tag: fmt.Sprintf("conversation-%d", e.ConversationID)}
	m.URL = fmt.Sprintf("/chat/user/%d", e.UserID)
	if room != nil {
		m.URL = fmt.Sprintf("/chat/room/%d", room.ID)
	}
	if !p.NoText {
		m.Title, m.Body = words(e, room)
	}
	return json.Marshal(m)
}

// words is who said what, and where.
func words(e chat.Event, room *chat.Room) (title, body string) {
	title = e.Sender
	if room != nil {
		title += " in " + room.Name
	}
	body = e.Body
	if e.Format == chat.FormatHTML {
		body = markup.PlainText(e.Body)
	}
	if body == "" && e.File != nil {
		body = e.File.Name
	}
	return title, chat.Excerpt(body)
}
