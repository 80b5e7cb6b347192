package world

import (
	"encoding/json"
	"fmt"

	"github.com/stoachat/stoa/internal/chat"
)

func integrations() []string {
	return []string{"Build", "Deploy", "Monitor", "Tickets", "Reviews", "Errors", "Backups", "Releases"}
}

// notify makes a notification of an event.
func (s *speaker) notify(e *chat.Event) {
	e.Kind, e.Sender, e.Format = chat.KindNotification, s.sender, chat.FormatHTML
	n := s.random.IntN(100_000)
	state, color := "passed", "green"
	switch s.random.IntN(8) {
	case 0:
		state, color, e.Notify = "failed", "red", true
	case 1:
		state, color = "is waiting", "yellow"
	}
	e.Color = color
	s.text = s.words.sentence(s.text[:0])
	link := fmt.Sprintf("https://ci.example.test/%d", n)
	e.Body = fmt.Sprintf(`<b>%s</b> <a href="%s">#%d</a> %s: %s`, s.sender, link, n, state, s.text)
	if s.random.IntN(5) == 0 {
		e.Card = card(fmt.Sprintf("%s #%d %s", s.sender, n, state), link, e.ID, string(s.text))
	}
}

// card is one as integrations send them.
func card(title, link, id, text string) json.RawMessage {
	return fmt.Appendf(nil, `{"style":"application","format":"medium","id":%q,"title":%q,"url":%q,"description":{"format":"text","value":%q},`+
		`"attributes":[{"label":"branch","value":{"label":"main","style":"lozenge-current"}},{"label":"took","value":{"label":"3 min"}}]}`,
		id, title, link, text)
}
