package view

import (
	"context"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// PictureURL is where an avatar or photo is, small or big; nil when there is none. What stands there never changes.
func (v *View) PictureURL(key, size string) *string {
	if key == "" {
		return nil
	}
	u := v.URL("/img/pictures/" + size + "/" + key)
	return &u
}

// photoURL is a person's photo, or a silhouette: API v1 always has one. spec: rest-v1, 6.1.
func (v *View) photoURL(u chat.User) string {
	if url := v.PictureURL(u.Photo, "small"); url != nil {
		return *url
	}
	return v.URL("/img/silhouette_125.png")
}

// EmoticonStub is the short form of an emoticon. spec: rest-v2, 4.2 get_all_emoticons.
func (v *View) EmoticonStub(e chat.Emoticon) hipchat.EmoticonStub {
	kind, url := hipchat.EmoticonGroup, v.URL("/img/emoticons/1/"+e.Picture)
	if e.Global {
		kind, url = hipchat.EmoticonGlobal, v.URL("/img/emoticons/"+e.Picture)
	}
	return hipchat.EmoticonStub{
		ID: e.ID, Shortcut: e.Shortcut, URL: url, Type: kind, Links: hipchat.Links{Self: v.URL("/v2/emoticon/" + id(e.ID))},
	}
}

// Emoticon is an emoticon in full. spec: rest-v2, 4.2 get_emoticon.
func (v *View) Emoticon(ctx context.Context, e chat.Emoticon) (hipchat.Emoticon, error) {
	out := hipchat.Emoticon{EmoticonStub: v.EmoticonStub(e), Width: e.Width, Height: e.Height}
	if e.UserID == 0 {
		return out, nil
	}
	people, err := v.people.UsersByID(ctx, []int64{e.UserID})
	if err != nil {
		return out, err
	}
	creator := v.mentioned(chat.UserRef{ID: e.UserID}, people, false, chat.Group{})
	out.Creator = &creator
	return out, nil
}
