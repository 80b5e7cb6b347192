package search

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/markup"
)

// What an entry's tags begin with.
const (
	tagConversation = "c"
	tagUser         = "u" // who said it
	tagSender       = "s" // a word of the name of the integration that said it
	tagMention      = "m"
	tagHas          = "h"
	tagIs           = "i"
	tagAll          = "mall" // everybody is mentioned
)

func tag(kind string, id int64) string { return kind + strconv.FormatInt(id, 10) }

// entryOf is what can be found of an event; ok is false when that is nothing.
func entryOf(e *chat.Event) (entry chat.SearchEntry, ok bool) {
	if e.Deleted || e.Kind != chat.KindMessage && e.Kind != chat.KindNotification {
		return entry, false
	}
	return chat.SearchEntry{
		ConversationID: e.ConversationID, Seq: e.Seq, Time: e.Time,
		Words: texts(Words(textOf(e) + "\n" + behind(e))), Tags: tagsOf(e),
	}, true
}

// textOf is what the event says, as a reader sees it.
func textOf(e *chat.Event) string {
	if e.Format == chat.FormatHTML {
		return markup.PlainText(e.Body)
	}
	return e.Body
}

// behind is what an event says besides: the file's name, what the card and the links are about.
func behind(e *chat.Event) string {
	var parts []string
	if e.File != nil {
		parts = append(parts, e.File.Name)
	}
	for _, l := range e.Links {
		parts = append(parts, l.Title, l.Description)
	}
	parts = append(parts, cardText(e.Card)...)
	return strings.TrimSpace(strings.Join(parts, "\n"))
}

// cardText is a card's title and description. It was checked when it was posted.
func cardText(card json.RawMessage) []string {
	if len(card) == 0 {
		return nil
	}
	var c struct {
		Title       string          `json:"title"`
		Description json.RawMessage `json:"description"`
	}
	if json.Unmarshal(card, &c) != nil {
		return nil
	}
	var text string
	var described struct{ Value string }
	if json.Unmarshal(c.Description, &text) != nil && json.Unmarshal(c.Description, &described) == nil {
		text = described.Value
	}
	return []string{c.Title, markup.PlainText(text)}
}

func tagsOf(e *chat.Event) []string {
	tags := []string{tag(tagConversation, e.ConversationID)}
	if e.UserID != 0 {
		tags = append(tags, tag(tagUser, e.UserID))
	}
	if e.Kind == chat.KindNotification {
		for _, w := range Words(e.Sender) {
			tags = append(tags, tagSender+w.Text)
		}
	}
	for _, u := range e.Mentions {
		tags = append(tags, tag(tagMention, u.ID))
	}
	if e.MentionAll || e.MentionHere {
		tags = append(tags, tagAll)
	}
	for what, holds := range map[string]bool{
		tagHas + "file":  e.File != nil,
		tagHas + "image": hasImage(e),
		tagHas + "link":  len(e.Links) > 0 || strings.Contains(e.Body, "http://") || strings.Contains(e.Body, "https://"),
		tagHas + "card":  len(e.Card) > 0,
		tagIs + "thread": e.Thread != "" || e.Replies != nil,
		tagIs + "pinned": e.Pinned != nil,
	} {
		if holds {
			tags = append(tags, what)
		}
	}
	return tags
}

func hasImage(e *chat.Event) bool {
	if e.File != nil && strings.HasPrefix(e.File.Type, "image/") {
		return true
	}
	for _, l := range e.Links {
		if l.Type == "image" {
			return true
		}
	}
	return false
}
