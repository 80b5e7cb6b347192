package dev

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// Ready is what a server to develop against has to begin with. All of it is made anew at each start.
type Ready struct {
	BaseURL      string `json:"base_url"`
	Level        string `json:"level"`     // the release of HipChat Server that it is like
	EnterURL     string `json:"enter_url"` // signs a browser in, once
	InspectorURL string `json:"inspector_url"`
	Capabilities string `json:"capabilities_url"`
	Email        string `json:"email"` // of the administrator
	Password     string `json:"password"`
	RoomID       int64  `json:"room_id"`
	Room         string `json:"room"`
	AdminToken   string `json:"admin_token"` // a personal token of the administrator, with all scopes
	RoomToken    string `json:"room_token"`
	V1Token      string `json:"v1_token"`
	URLv2        string `json:"url_v2"` // complete, with the room's token
	URLv1        string `json:"url_v1"`

	owner, other *chat.Principal // other is the person who does what buttons make happen
	room         chat.Room
}

const (
	ownerEmail = "ada@dev.example"
	otherEmail = "grace@dev.example"
	roomName   = "Dev Room" // with a blank, which addresses have to escape
	tokenName  = "stoa dev"
)

// ref names the room.
func (r *Ready) ref() string { return strconv.FormatInt(r.RoomID, 10) }

// furnish makes the group, its people, their room and the tokens.
func (s *Server) furnish(ctx context.Context, level, password string) error {
	r := Ready{BaseURL: s.app.Base(), Level: level, Email: ownerEmail, Password: password, Room: roomName}
	if err := s.people(ctx, &r); err != nil {
		return err
	}
	if err := s.inside.Chat.RenameGroup(ctx, r.owner, "Development"); err != nil {
		return err
	}
	var err error
	if r.room, err = s.inside.Chat.CreateRoom(ctx, r.owner, chat.Room{Name: roomName, Topic: "Nothing here is kept"}); err != nil {
		return err
	}
	if _, err = s.inside.Chat.JoinRoom(ctx, r.owner, roomName); err != nil {
		return err
	}
	r.RoomID = r.room.ID
	if err = s.tokens(ctx, &r); err != nil {
		return err
	}
	r.Capabilities, r.InspectorURL = r.BaseURL+"/v2/capabilities", r.BaseURL+"/dev"
	r.URLv2 = fmt.Sprintf("%s/v2/room/%d/notification?auth_token=%s", r.BaseURL, r.RoomID, r.RoomToken)
	r.URLv1 = fmt.Sprintf("%s/v1/rooms/message?format=json&auth_token=%s&room_id=%d", r.BaseURL, r.V1Token, r.RoomID)
	r.EnterURL = r.BaseURL + enterPath + "?token=" + s.entry.open(r.owner.User.ID)
	s.ready = r
	return nil
}

// people gives the owner, who is there already, a name, and somebody to talk to.
func (s *Server) people(ctx context.Context, r *Ready) error {
	owner, err := s.inside.Chat.User(ctx, ownerEmail)
	if err != nil {
		return err
	}
	name, mention := "Ada Developer", "ada"
	owner, err = s.inside.Chat.UpdateSelf(ctx, auth.PersonPrincipal(owner), chat.UserPatch{Name: &name, MentionName: &mention})
	if err != nil {
		return err
	}
	r.owner = auth.PersonPrincipal(owner)
	hash, err := s.inside.Passwords.Hash(ctx, r.Password)
	if err != nil {
		return err
	}
	other, err := s.inside.Chat.CreateUser(ctx, r.owner, chat.User{Name: "Grace Tester", MentionName: "grace", Email: otherEmail, Admin: true}, hash)
	if err != nil {
		return err
	}
	r.other = auth.PersonPrincipal(other)
	return nil
}

// tokens makes one of each kind that an integration may be given.
func (s *Server) tokens(ctx context.Context, r *Ready) error {
	year := time.Now().Add(auth.YearLife).UTC()
	for _, t := range []struct {
		text  *string
		token chat.Token
	}{
		{&r.AdminToken, chat.Token{Kind: chat.TokenPersonal, Scopes: r.owner.Scopes, Expires: year}},
		{&r.RoomToken, chat.Token{Kind: chat.TokenRoom, RoomID: r.RoomID, Scopes: []string{hipchat.ScopeSendNotification}, Expires: year}},
		{&r.V1Token, chat.Token{Kind: chat.TokenV1Admin}},
	} {
		t.token.UserID, t.token.Name = r.owner.User.ID, tokenName
		var err error
		if *t.text, _, err = s.inside.Tokens.Issue(ctx, t.token); err != nil {
			return err
		}
	}
	return nil
}
