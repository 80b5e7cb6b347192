package apiv2

import (
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/files"
)

func avatarRoutes() []Route {
	viewing, group := scopes(hipchat.ScopeViewGroup, hipchat.ScopeViewRoom), scopes(hipchat.ScopeViewGroup)
	room, admin := scopes(hipchat.ScopeAdminRoom), scopes(hipchat.ScopeAdminGroup)
	return []Route{
		{Method: get, Pattern: "/v2/room/{room}/avatar", Name: "get_room_avatar", Scopes: viewing, Classes: everybody,
			Summary: "Leads to a room's picture.", Status: http.StatusFound, Since: hipchat.FeatureRoomAvatars, handle: (*API).getRoomAvatar},
		{Method: put, Pattern: "/v2/room/{room}/avatar", Name: "update_room_avatar", Scopes: room, Classes: everybody,
			Summary: "Gives a room a picture.", Body: hipchat.AvatarRequest{}, Status: http.StatusNoContent, Since: hipchat.FeatureRoomAvatars, handle: (*API).updateRoomAvatar},
		{Method: del, Pattern: "/v2/room/{room}/avatar", Name: "delete_room_avatar", Scopes: room, Classes: everybody,
			Summary: "Takes a room's picture away.", Status: http.StatusNoContent, Since: hipchat.FeatureRoomAvatars, handle: (*API).deleteRoomAvatar},
		{Method: get, Pattern: "/v2/group/{group}/avatar", Name: "get_group_avatar", Scopes: group, Classes: groupWide,
			Summary: "Leads to the group's picture.", Status: http.StatusFound, Since: hipchat.FeatureRoomAvatars, handle: (*API).getGroupAvatar},
		{Method: put, Pattern: "/v2/group/{group}/avatar", Name: "update_group_avatar", Scopes: admin, Classes: groupWide,
			Summary: "Gives the group a picture.", Body: hipchat.AvatarRequest{}, Status: http.StatusNoContent, Since: hipchat.FeatureRoomAvatars, handle: (*API).updateGroupAvatar},
		{Method: del, Pattern: "/v2/group/{group}/avatar", Name: "delete_group_avatar", Scopes: admin, Classes: groupWide,
			Summary: "Takes the group's picture away.", Status: http.StatusNoContent, Since: hipchat.FeatureRoomAvatars, handle: (*API).deleteGroupAvatar},
		{Method: get, Pattern: "/v2/user/{user}/photo/{size}", Name: "get_photo", Scopes: group, Classes: groupWide,
			Summary: "Leads to a person's photo, small or big.", Status: http.StatusFound, handle: (*API).getPhoto},
		{Method: put, Pattern: "/v2/user/{user}/photo", Name: "update_photo", Scopes: admin, Classes: groupWide,
			Summary: "Gives a person a photo; everybody may change their own.", Body: hipchat.PhotoRequest{}, Status: http.StatusNoContent, handle: (*API).updatePhoto},
		{Method: del, Pattern: "/v2/user/{user}/photo", Name: "delete_photo", Scopes: admin, Classes: groupWide,
			Summary: "Takes a person's photo away.", Status: http.StatusNoContent, handle: (*API).deletePhoto},
	}
}

// redirectTo leads to a picture, or says that there is none.
func (a *API) redirectTo(w http.ResponseWriter, url *string, what string) error {
	if url == nil {
		return chat.Errorf(chat.NotFound, "%s has no picture: it was not found", what)
	}
	w.Header().Set("Location", *url)
	w.WriteHeader(http.StatusFound)
	return nil
}

// getRoomAvatar leads to a room's picture.
// spec: rest-v2, get_room_avatar
func (a *API) getRoomAvatar(w http.ResponseWriter, r *http.Request) error {
	room, err := a.chat.Room(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room"))
	if err != nil {
		return err
	}
	return a.redirectTo(w, a.view.PictureURL(room.Avatar, "small"), "Room '"+room.Name+"'")
}

// updateRoomAvatar gives a room a picture.
// spec: rest-v2, update_room_avatar
func (a *API) updateRoomAvatar(w http.ResponseWriter, r *http.Request) error {
	pic, err := a.avatarOf(r)
	if err != nil {
		return err
	}
	return a.done(w, a.chat.SetRoomAvatar(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room"), &pic))
}

// deleteRoomAvatar takes a room's picture away.
// spec: rest-v2, delete_room_avatar
func (a *API) deleteRoomAvatar(w http.ResponseWriter, r *http.Request) error {
	return a.done(w, a.chat.SetRoomAvatar(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room"), nil))
}

// getGroupAvatar leads to the group's picture.
// spec: rest-v2, get_group_avatar
func (a *API) getGroupAvatar(w http.ResponseWriter, r *http.Request) error {
	g, err := a.theGroup(r)
	if err != nil {
		return err
	}
	return a.redirectTo(w, a.view.PictureURL(g.Avatar, "small"), "The group")
}

// updateGroupAvatar gives the group a picture.
// spec: rest-v2, update_group_avatar
func (a *API) updateGroupAvatar(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.theGroup(r); err != nil {
		return err
	}
	pic, err := a.avatarOf(r)
	if err != nil {
		return err
	}
	return a.done(w, a.chat.SetGroupAvatar(r.Context(), auth.PrincipalFrom(r.Context()), &pic))
}

// deleteGroupAvatar takes the group's picture away.
// spec: rest-v2, delete_group_avatar
func (a *API) deleteGroupAvatar(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.theGroup(r); err != nil {
		return err
	}
	return a.done(w, a.chat.SetGroupAvatar(r.Context(), auth.PrincipalFrom(r.Context()), nil))
}

// getPhoto leads to a person's photo.
// spec: rest-v2, get_photo
func (a *API) getPhoto(w http.ResponseWriter, r *http.Request) error {
	size := r.PathValue("size")
	if size != "small" && size != "big" {
		return chat.Violates(hipchat.NotIn("size", size, []string{"small", "big"}))
	}
	u, err := a.chat.User(r.Context(), r.PathValue("user"))
	if err != nil {
		return err
	}
	return a.redirectTo(w, a.view.PictureURL(u.Photo, size), u.Name)
}

// updatePhoto gives a person a photo.
// spec: rest-v2, update_photo
func (a *API) updatePhoto(w http.ResponseWriter, r *http.Request) error {
	var in hipchat.PhotoRequest
	if err := decodeUpTo(r, &in, files.MaxPictureText); err != nil {
		return err
	}
	pic, err := a.files.Avatar(r.Context(), "photo", in.Photo)
	if err != nil {
		return err
	}
	return a.setPhoto(w, r, &pic)
}

// deletePhoto takes a person's photo away.
// spec: rest-v2, delete_photo
func (a *API) deletePhoto(w http.ResponseWriter, r *http.Request) error { return a.setPhoto(w, r, nil) }

func (a *API) setPhoto(w http.ResponseWriter, r *http.Request, pic *chat.Picture) error {
	return a.done(w, a.chat.SetUserPhoto(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("user"), pic))
}

func (a *API) avatarOf(r *http.Request) (chat.Picture, error) {
	var in hipchat.AvatarRequest
	if err := decodeUpTo(r, &in, files.MaxPictureText); err != nil {
		return chat.Picture{}, err
	}
	return a.files.Avatar(r.Context(), "avatar", in.Avatar)
}

// done answers that it is done, unless it failed.
func (a *API) done(w http.ResponseWriter, err error) error {
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}
