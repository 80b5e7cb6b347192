package api

import (
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

type emoticonView struct {
	ID       int64  `json:"id"`
	Shortcut string `json:"shortcut"` // without parentheses
	URL      string `json:"url"`      // a path of this server
	Type     string `json:"type"`     // global or group
	Width    int    `json:"width"`
	Height   int    `json:"height"`
}

func showEmoticon(e chat.Emoticon) emoticonView {
	v := emoticonView{e.ID, e.Shortcut, "/img/emoticons/1/" + e.Picture, "group", e.Width, e.Height}
	if e.Global {
		v.URL, v.Type = "/img/emoticons/"+e.Picture, "global"
	}
	return v
}

// listEmoticons lists all that can be written in a message. Browsers keep the list over visits, and ask whether it has changed.
func (a *API) listEmoticons(w http.ResponseWriter, r *http.Request) error {
	all, err := a.c.Chat.Emoticons(r.Context(), r.URL.Query().Get("type"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, no-cache")
	return a.answerRoster(w, r, listOf(all, showEmoticon))
}

// addEmoticon adds one to the group.
func (a *API) addEmoticon(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Shortcut string `json:"shortcut"`
		Image    string `json:"image"` // base64 or a data: URL
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	e, pic, err := a.c.Files.Emoticon(r.Context(), "image", in.Image)
	if err != nil {
		return err
	}
	e.Shortcut = in.Shortcut
	added, err := a.c.Chat.AddEmoticon(r.Context(), auth.PrincipalFrom(r.Context()), e, pic)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusCreated, showEmoticon(added))
	return nil
}

// deleteEmoticon removes one of the group's.
func (a *API) deleteEmoticon(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if err := a.c.Chat.DeleteEmoticon(r.Context(), auth.PrincipalFrom(r.Context()), id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
