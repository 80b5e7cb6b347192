package apiv2

import (
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

func shareRoutes() []Route {
	sending := scopes(hipchat.ScopeSendMessage)
	return []Route{
		{Method: post, Pattern: "/v2/room/{room}/share/file", Name: "share_file_with_room", Scopes: sending, Classes: people, Floods: true,
			Summary: "Shares a file with a room: multipart/related or multipart/form-data, a part called file and an optional JSON part called metadata.",
			Takes:   uploadTypes, Status: http.StatusNoContent, handle: (*API).shareFileWithRoom},
		{Method: post, Pattern: "/v2/user/{user}/share/file", Name: "share_file_with_user", Scopes: sending, Classes: people, Floods: true,
			Summary: "Shares a file with a person, in the same form as with a room.",
			Takes:   uploadTypes, Status: http.StatusNoContent, handle: (*API).shareFileWithUser},
	}
}

// uploadTypes are the types of body that carry a file. spec: client-quirks, 1.7.
var uploadTypes = []string{"multipart/related", "multipart/form-data"}

// shareFileWithRoom says in a room that there is a file.
// spec: rest-v2, share_file_with_room
func (a *API) shareFileWithRoom(w http.ResponseWriter, r *http.Request) error {
	return a.shareFile(w, r, chat.ToRoom(r.PathValue("room")))
}

// shareFileWithUser gives a person a file, in the chat of two.
// spec: rest-v2, share_file_with_user
func (a *API) shareFileWithUser(w http.ResponseWriter, r *http.Request) error {
	return a.shareFile(w, r, chat.ToUser(r.PathValue("user")))
}

func (a *API) shareFile(w http.ResponseWriter, r *http.Request, to chat.Target) error {
	p := auth.PrincipalFrom(r.Context())
	in, err := a.files.ReceiveForm(w, r, p, to)
	if err != nil {
		return err
	}
	if _, err := in.File.Post(r.Context(), p, in.Text, ""); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
