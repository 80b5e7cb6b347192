package apiv2

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
)

// sendRoomNotification posts a coloured notification to a room.
// spec: rest-v2, send_room_notification
func (a *API) sendRoomNotification(w http.ResponseWriter, r *http.Request) error {
	p := auth.PrincipalFrom(r.Context())
	body, err := readBody(r)
	if err != nil {
		return err
	}
	var tool *format.Message
	in, err := readNotification(r, body)
	if err != nil {
		m, said, ok := format.Foreign(format.Request{Header: r.Header, Query: r.URL.Query(), Body: body})
		if !ok || p.Kind != chat.TokenRoom { // nobody puts another token into a tool
			return err
		}
		tool, in = m, said
	}
	d := chat.NotificationDraft(in)
	if _, err := a.chat.Post(r.Context(), p, chat.ToRoom(r.PathValue("room")), d); err != nil {
		return err
	}
	if tool != nil {
		w.Header().Set(format.HeaderFormat, tool.Format)
		tool.Reply.Write(w)
		return nil
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// readNotification reads the four kinds of body that the method takes: JSON, a form, bare text and bare HTML.
// spec: rest-v2, send_room_notification
func readNotification(r *http.Request, body []byte) (in hipchat.NotificationRequest, err error) {
	t := mediaType(r)
	switch {
	case len(bytes.TrimSpace(body)) == 0: // nothing to read; the message is missing
	case isJSON(t, body):
		if err := decodeJSON(body, &in); err != nil {
			return in, err
		}
	case t == "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return in, chat.Errorf(chat.Invalid, "The request body is not a valid form: %s", err)
		}
		if err := allFields(string(body)); err != nil {
			return in, err
		}
		if in, err = notificationForm(form); err != nil {
			return in, err
		}
	case t == "text/plain", t == "text/html":
		// The other members come by the query.
		if in, err = notificationForm(r.URL.Query()); err != nil {
			return in, err
		}
		in.Message = string(body)
		in.MessageFormat = strings.TrimPrefix(strings.Replace(t, "plain", "text", 1), "text/")
	default:
		return in, badContentType(t)
	}
	if in.Message == "" && !saysEmpty(body) {
		return in, chat.Violates(hipchat.Required("message"))
	}
	return in, nil
}

// saysEmpty tells whether a body without a message has an empty one; null is as good as none.
func saysEmpty(body []byte) bool {
	var in struct {
		Message *string `json:"message"`
	}
	return json.Unmarshal(body, &in) == nil && in.Message != nil
}

// allFields refuses a form with a part that is no field: it was behind an & in the message, which would end there.
func allFields(form string) error {
	for _, part := range format.Strays(form) {
		switch part {
		case "message", "message_format", "color", "from", "attach_to", "notify", "card", "auth_token":
		default:
			return chat.Errorf(chat.Invalid, "The request body is not a valid form: %s", &format.StrayError{Part: part})
		}
	}
	return nil
}

func notificationForm(form url.Values) (in hipchat.NotificationRequest, err error) {
	in = hipchat.NotificationRequest{
		Message: form.Get("message"), MessageFormat: form.Get("message_format"), Color: form.Get("color"),
		From: form.Get("from"), AttachTo: form.Get("attach_to"),
	}
	if v := form.Get("notify"); v != "" {
		if err := in.Notify.UnmarshalJSON([]byte(`"` + v + `"`)); err != nil {
			return in, chat.Violates(hipchat.WrongType("notify", v, "boolean"))
		}
	}
	if card := form.Get("card"); card != "" {
		in.Card = []byte(card)
	}
	return in, nil
}
