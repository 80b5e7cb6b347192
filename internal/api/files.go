package api

import (
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// shareFile takes a form with a file and, optionally, a message and a client_id. A repeated client_id is answered
// with the first event.
func (a *API) shareFile(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	in, err := a.c.Files.ReceiveForm(w, r, p, chat.ToConversation(id))
	if err != nil {
		return err
	}
	if v := hipchat.CheckLength("client_id", in.Rest["client_id"], 0, 64); v != nil {
		in.File.Discard(r.Context())
		return chat.Violates(v)
	}
	e, err := in.File.Post(r.Context(), p, chat.Draft{
		Body: in.Text, ClientID: in.Rest["client_id"], Thread: in.Rest["thread"], ToRoom: in.Rest["to_room"] == "true",
	})
	if err != nil {
		return err
	}
	a.answer(w, http.StatusCreated, e)
	return nil
}
