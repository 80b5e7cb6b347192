package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

type tokenView struct {
	ID       int64          `json:"id"`
	Name     string         `json:"name"`
	Kind     string         `json:"kind"`
	RoomID   int64          `json:"room_id,omitempty"`
	UserID   *int64         `json:"user_id"` // who made it
	Created  time.Time      `json:"created"`
	LastUsed *time.Time     `json:"last_used"`
	Expires  *time.Time     `json:"expires"`
	Template *tokenTemplate `json:"template,omitempty"` // of a room's token, where it is asked for the room
}

// tokenTemplate tells of a hook that is not said as it is built in.
type tokenTemplate struct {
	Failure string `json:"failure,omitempty"` // why the template was not used the last time
}

func showToken(t chat.Token) tokenView {
	v := tokenView{ID: t.ID, Name: t.Name, Kind: string(t.Kind), RoomID: t.RoomID, UserID: orNull(t.UserID), Created: t.Created}
	if !t.LastUsed.IsZero() {
		v.LastUsed = &t.LastUsed
	}
	if !t.Expires.IsZero() {
		v.Expires = &t.Expires
	}
	return v
}

// issued is a token as it is shown once: alone, as the complete URL that the integration guide asks for, and as a
// line to paste into a shell. spec: the integration guide; connect, 9, IG-02, IG-05, IG-06.
type issued struct {
	Token string `json:"token"`
	URL   string `json:"url"`
	Curl  string `json:"curl"`
}

func (a *API) issuedV2(room chat.Room, token string) issued {
	u := a.c.Base + "/v2/room/" + fmt.Sprint(room.ID) + "/notification?auth_token=" + token
	return issued{token, u, `curl -d '{"color":"green","message":"My first notification","notify":false,"message_format":"text"}' -H 'Content-Type: application/json' '` + u + `'`}
}

func (a *API) issuedV1(room *chat.Room, token string) issued {
	u := a.c.Base + "/v1/rooms/message?format=json&auth_token=" + token
	where := "ROOM"
	if room != nil {
		where = fmt.Sprint(room.ID)
		u += "&room_id=" + where
	}
	return issued{token, u, `curl -d 'room_id=` + where + `&from=CI&message_format=text&color=green' --data-urlencode 'message=My first notification' '` + u + `'`}
}

// administered answers the path's room if the caller may administer it.
func (a *API) administered(r *http.Request) (chat.Room, *chat.Principal, error) {
	p := auth.PrincipalFrom(r.Context())
	room, err := a.c.Chat.Room(r.Context(), p, r.PathValue("id"))
	if err != nil {
		return room, p, err
	}
	return room, p, a.c.Chat.CanIntegrate(r.Context(), p, room)
}

func (a *API) listRoomTokens(w http.ResponseWriter, r *http.Request) error {
	room, _, err := a.administered(r)
	if err != nil {
		return err
	}
	tokens, err := a.c.Tokens.List(r.Context(), chat.TokenFilter{
		RoomID: room.ID, Kinds: []chat.TokenKind{chat.TokenRoom, chat.TokenV1Notification},
	})
	if err != nil {
		return err
	}
	shown := listOf(tokens, showToken)
	for i := range shown.Items {
		if err := a.showTemplateOf(r, &shown.Items[i]); err != nil {
			return err
		}
	}
	a.answer(w, http.StatusOK, shown)
	return nil
}

// showTemplateOf tells of a hook's template, if it has one.
func (a *API) showTemplateOf(r *http.Request, v *tokenView) error {
	if v.Kind != string(chat.TokenRoom) {
		return nil
	}
	of, err := a.c.Templates.Of(r.Context(), v.ID)
	if err == nil && of.Source != "" {
		v.Template = &tokenTemplate{of.Failure}
	}
	return err
}

// getRoomToken answers a room's token.
func (a *API) getRoomToken(w http.ResponseWriter, r *http.Request) error {
	t, err := a.hookToken(r)
	if err != nil {
		return err
	}
	v := showToken(t)
	if err := a.showTemplateOf(r, &v); err != nil {
		return err
	}
	a.answer(w, http.StatusOK, v)
	return nil
}

// createRoomTokens makes what the room's Integrate page gives out: a room notification token and, where wanted, one
// of API v1.
func (a *API) createRoomTokens(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Name string `json:"name"`
		V1   bool   `json:"v1"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if err := checkTokenName(&in.Name); err != nil {
		return err
	}
	room, p, err := a.administered(r)
	if err != nil {
		return err
	}
	text, made, err := a.c.Tokens.Issue(r.Context(), chat.Token{
		Kind: chat.TokenRoom, UserID: p.UserID(), RoomID: room.ID, Name: in.Name,
		Scopes: []string{hipchat.ScopeSendNotification}, Expires: a.c.Now().Add(auth.YearLife).UTC(),
	})
	if err != nil {
		return err
	}
	out := struct {
		ID   int64   `json:"id"` // of the token of API v2, which the hook's address has
		Name string  `json:"name"`
		V2   issued  `json:"v2"`
		V1   *issued `json:"v1"`
		Hook string  `json:"hook"`           // for tools that speak like Slack's senders, or like themselves
		Mail string  `json:"mail,omitempty"` // an address that takes mail
	}{ID: made.ID, Name: in.Name, V2: a.issuedV2(room, text), Hook: a.c.Base + "/hook/" + text}
	if a.c.MailDomain != "" {
		out.Mail = text + "@" + a.c.MailDomain
	}
	if in.V1 {
		if text, _, err = a.c.Tokens.Issue(r.Context(), chat.Token{
			Kind: chat.TokenV1Notification, UserID: p.UserID(), RoomID: room.ID, Name: in.Name,
		}); err != nil {
			return err
		}
		v1 := a.issuedV1(&room, text)
		out.V1 = &v1
	}
	a.answer(w, http.StatusCreated, out)
	return nil
}

func checkTokenName(name *string) error {
	*name = strings.TrimSpace(*name)
	if *name == "" {
		return chat.Violates(hipchat.Required("name"))
	}
	if v := hipchat.CheckLength("name", *name, 1, 50); v != nil {
		return chat.Violates(v)
	}
	return nil
}

// createV1Token makes a token of API v1 for the whole group. spec: rest-v1, 2.1.
func (a *API) createV1Token(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Name string `json:"name"`
		V1   string `json:"v1"` // admin or notification
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if err := checkTokenName(&in.Name); err != nil {
		return err
	}
	kinds := map[string]chat.TokenKind{"admin": chat.TokenV1Admin, "notification": chat.TokenV1Notification}
	kind, ok := kinds[in.V1]
	if !ok {
		return chat.Violates(hipchat.NotIn("v1", in.V1, []string{"admin", "notification"}))
	}
	p := auth.PrincipalFrom(r.Context())
	if !p.GroupAdmin() {
		return chat.Errorf(chat.Forbidden, "Only a group administrator may make tokens for the whole group")
	}
	text, _, err := a.c.Tokens.Issue(r.Context(), chat.Token{Kind: kind, UserID: p.UserID(), Name: in.Name})
	if err != nil {
		return err
	}
	a.answer(w, http.StatusCreated, struct {
		Name string `json:"name"`
		V1   issued `json:"v1"`
	}{in.Name, a.issuedV1(nil, text)})
	return nil
}

// listTokens answers the group's tokens to administrators, and to everybody their own.
func (a *API) listTokens(w http.ResponseWriter, r *http.Request) error {
	p := auth.PrincipalFrom(r.Context())
	f := chat.TokenFilter{Kinds: []chat.TokenKind{chat.TokenRoom, chat.TokenV1Admin, chat.TokenV1Notification, chat.TokenPersonal}}
	if !p.GroupAdmin() {
		f.UserID = p.UserID()
	}
	tokens, err := a.c.Tokens.List(r.Context(), f)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, listOf(tokens, showToken))
	return nil
}

func (a *API) deleteToken(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	t, err := a.c.Store.Token(r.Context(), id)
	if errors.Is(err, chat.ErrNotFound) {
		return chat.Errorf(chat.NotFound, "There is no token %d", id)
	}
	if err != nil {
		return err
	}
	if err := a.mayRevoke(r, t); err != nil {
		return err
	}
	if err := a.c.Tokens.Revoke(r.Context(), t); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// mayRevoke lets people revoke what they made, room administrators their room's tokens, group administrators all.
func (a *API) mayRevoke(r *http.Request, t chat.Token) error {
	p := auth.PrincipalFrom(r.Context())
	if p.GroupAdmin() || t.UserID == p.UserID() {
		return nil
	}
	refused := chat.Errorf(chat.NotFound, "There is no token %d", t.ID)
	if t.RoomID == 0 {
		return refused
	}
	room, err := a.c.Chat.RoomByID(r.Context(), p, t.RoomID)
	if err != nil {
		return refused
	}
	return a.c.Chat.CanAdminister(r.Context(), p, room)
}
