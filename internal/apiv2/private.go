package apiv2

import (
	"bytes"
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

func privateChatRoutes() []Route {
	reading := scopes(hipchat.ScopeViewMessages, hipchat.ScopeViewGroup)
	return []Route{
		{Method: post, Pattern: "/v2/user/{user}/message", Name: "private_message_user", Scopes: scopes(hipchat.ScopeSendMessage), Classes: people, Floods: true,
			Summary: "Says something to one person as the token's person.",
			Body:    hipchat.PrivateMessageRequest{}, Status: http.StatusNoContent, handle: (*API).privateMessageUser},
		{Method: get, Pattern: "/v2/user/{user}/history", Name: "view_privatechat_history", Scopes: reading, Classes: people,
			Summary: "The newest messages between the token's person and another one, or those between two moments.",
			Query:   historyParameters(), Expand: []string{"items.from", "items.mentions"},
			Status: http.StatusOK, Answer: hipchat.List[hipchat.Message]{}, handle: (*API).viewPrivateChatHistory},
		{Method: get, Pattern: "/v2/user/{user}/history/latest", Name: "view_recent_privatechat_history", Scopes: reading, Classes: people,
			Summary: "The newest messages between the token's person and another one, from a known one on: for clients that poll.",
			Query:   recentParameters(), Expand: []string{"items.from", "items.mentions"},
			Status: http.StatusOK, Answer: hipchat.List[hipchat.Message]{}, handle: (*API).viewRecentPrivateChatHistory},
		{Method: get, Pattern: "/v2/user/{user}/history/{message}", Name: "get_privatechat_message", Scopes: reading, Classes: groupWide,
			Summary: "One message between the token's person and another one. An add-on has no such chats: it is answered 404.",
			Query:   []Parameter{timezoneParameter(), includeDeletedParameter()}, Expand: []string{"message.from", "message.mentions"},
			Status: http.StatusOK, Answer: hipchat.MessageBody{}, handle: (*API).getPrivateChatMessage},
	}
}

// privateMessageUser says something to one person.
// spec: rest-v2, private_message_user
func (a *API) privateMessageUser(w http.ResponseWriter, r *http.Request) error {
	in, err := readPrivateMessage(r)
	if err != nil {
		return err
	}
	d := chat.Draft{Kind: chat.KindMessage, Body: in.Message, Format: chat.Format(in.MessageFormat), Notify: bool(in.Notify)}
	if _, err := a.chat.Post(r.Context(), auth.PrincipalFrom(r.Context()), chat.ToUser(r.PathValue("user")), d); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// readPrivateMessage reads JSON or a bare text, which is the message.
func readPrivateMessage(r *http.Request) (in hipchat.PrivateMessageRequest, err error) {
	body, err := readBody(r)
	if err != nil {
		return in, err
	}
	switch t := mediaType(r); {
	case len(bytes.TrimSpace(body)) == 0: // nothing to read; the message is missing
	case t == "text/plain":
		in.Message = string(body)
	case isJSON(t, body):
		if err := decodeJSON(body, &in); err != nil {
			return in, err
		}
	default:
		return in, badContentType(t)
	}
	if in.Message == "" && !saysEmpty(body) {
		return in, chat.Violates(hipchat.Required("message"))
	}
	return in, nil
}

// viewPrivateChatHistory answers what the token's person and another one have said to each other.
// spec: rest-v2, view_privatechat_history
func (a *API) viewPrivateChatHistory(w http.ResponseWriter, r *http.Request) error {
	id, err := a.privateChat(r)
	if err != nil {
		return err
	}
	return a.answerHistory(w, r, id)
}

// viewRecentPrivateChatHistory is for clients that poll.
// spec: rest-v2, view_recent_privatechat_history
func (a *API) viewRecentPrivateChatHistory(w http.ResponseWriter, r *http.Request) error {
	id, err := a.privateChat(r)
	if err != nil {
		return err
	}
	return a.answerRecent(w, r, id)
}

// getPrivateChatMessage answers one message, wrapped. The vendor lets add-ons call it, who are in no chat with
// anybody and so find nothing.
// spec: rest-v2, get_privatechat_message
func (a *API) getPrivateChatMessage(w http.ResponseWriter, r *http.Request) error {
	id, err := a.privateChat(r)
	if err != nil {
		return err
	}
	return a.answerMessage(w, r, id)
}

// privateChat finds the conversation with the path's person; 0 is one that has not begun, and has no messages.
func (a *API) privateChat(r *http.Request) (int64, error) {
	id, _, err := a.chat.FindDirectChat(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("user"))
	return id, err
}
