package apiv2

import (
	"net/http"
	"strings"

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
		{Method: post, Pattern: "/v2/room/{room}/share/link", Name: "share_link_with_room", Scopes: sending, Classes: people, Floods: true,
			Summary: "Shares a link with a room, with what is to be seen there.",
			Body:    hipchat.ShareLinkRequest{}, Status: http.StatusNoContent, handle: (*API).shareLinkWithRoom},
		{Method: post, Pattern: "/v2/user/{user}/share/link", Name: "share_link_with_user", Scopes: sending, Classes: people, Floods: true,
			Summary: "Shares a link with a person, with what is to be seen there.",
			Body:    hipchat.ShareLinkRequest{}, Status: http.StatusNoContent, handle: (*API).shareLinkWithUser},
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
	if _, err := in.File.Post(r.Context(), p, chat.Draft{Body: in.Text}); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// shareLinkWithRoom says in a room that there is something on the web.
// spec: rest-v2, share_link_with_room
func (a *API) shareLinkWithRoom(w http.ResponseWriter, r *http.Request) error {
	return a.shareLink(w, r, chat.ToRoom(r.PathValue("room")))
}

// shareLinkWithUser gives a person a link, in the chat of two.
// spec: rest-v2, share_link_with_user
func (a *API) shareLinkWithUser(w http.ResponseWriter, r *http.Request) error {
	return a.shareLink(w, r, chat.ToUser(r.PathValue("user")))
}

func (a *API) shareLink(w http.ResponseWriter, r *http.Request, to chat.Target) error {
	in, err := readLink(r)
	if err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	if _, err := a.chat.MayPost(r.Context(), p, to); err != nil {
		return err // before anything is fetched
	}
	d := chat.Draft{Kind: chat.KindMessage, Body: strings.TrimSpace(in.Message + " " + in.Link)}
	if found, ok := a.previews.Fetch(r.Context(), in.Link); ok {
		d.Links = []chat.LinkPreview{found}
	}
	_, err = a.chat.Post(r.Context(), p, to, d)
	return a.done(w, err)
}

func readLink(r *http.Request) (in hipchat.ShareLinkRequest, err error) {
	if err := decode(r, &in); err != nil {
		return in, err
	}
	in.Link = strings.TrimSpace(in.Link)
	if in.Link == "" {
		return in, chat.Violates(hipchat.Required("link"))
	}
	if v := hipchat.CheckLength("link", in.Link, hipchat.MinSharedLink, hipchat.MaxSharedLink); v != nil {
		return in, chat.Violates(v)
	}
	if !hipchat.IsWebURL(in.Link) || strings.ContainsAny(in.Link, " \t\r\n") {
		return in, chat.Violates(&hipchat.Violation{Field: "link", Rule: hipchat.RuleFormat, Value: in.Link, Expected: "an absolute URL"})
	}
	if v := hipchat.CheckLength("message", in.Message, 0, hipchat.MaxShareMessage); v != nil {
		return in, chat.Violates(v)
	}
	return in, nil
}
