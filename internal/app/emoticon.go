package app

import (
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/emoticon"
)

// everybodysEmoticons are those that come with the server, as the service knows them.
func everybodysEmoticons() []chat.Emoticon {
	var all []chat.Emoticon
	for _, e := range emoticon.All() {
		all = append(all, chat.Emoticon{
			ID: e.ID, Shortcut: e.Shortcut, Global: true, Picture: e.Shortcut + ".svg", Type: "image/svg+xml",
			Width: emoticon.Width, Height: emoticon.Height,
		})
	}
	return all
}
