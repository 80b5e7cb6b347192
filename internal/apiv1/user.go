package apiv1

import (
	"context"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

type (
	userBody struct {
		User hipchat.UserV1 `json:"user"`
	}
	usersBody struct {
		Users []hipchat.UserV1 `json:"users"`
	}
	createdUserBody struct {
		User createdUser `json:"user"`
	}
)

// createdUser is the user object of users/create: its created is false, and a password that was made up is shown
// this once. spec: rest-v1, 6.1.
type createdUser struct {
	hipchat.UserV1
	Created  bool   `json:"created"`
	Password string `json:"password,omitempty"`
}

// listUsers lists the group's people.
// spec: rest-v1, users/list
func (a *API) listUsers(ctx context.Context, _ *chat.Principal, in params) (any, error) {
	users, err := a.chat.Users(ctx, chat.UserFilter{IncludeDeleted: in.flag("include_deleted")})
	if err != nil {
		return nil, err
	}
	out := usersBody{Users: make([]hipchat.UserV1, 0, len(users))}
	for _, u := range users {
		out.Users = append(out.Users, a.view.UserV1(u))
	}
	return out, nil
}

// showUser answers a person, found by id or e-mail address.
// spec: rest-v1, users/show
func (a *API) showUser(ctx context.Context, _ *chat.Principal, in params) (any, error) {
	u, err := a.chat.User(ctx, in["user_id"])
	if err != nil {
		return nil, err
	}
	return userBody{User: a.view.UserV1(u)}, nil
}

// createUser makes an account. No mail is sent: whoever calls passes the password on.
// spec: rest-v1, users/create
func (a *API) createUser(ctx context.Context, p *chat.Principal, in params) (any, error) {
	password, madeUp := in["password"], ""
	if password == "" {
		madeUp = auth.RandomText(16)
		password = madeUp
	}
	hash, err := a.passwords.Hash(ctx, password)
	if err != nil {
		return nil, err
	}
	u, err := a.chat.CreateUser(ctx, p, chat.User{
		Name: in["name"], Email: in["email"], MentionName: in["mention_name"], Title: in["title"],
		Timezone: in["timezone"], Admin: in.flag("is_group_admin"),
	}, hash)
	if err != nil {
		return nil, err
	}
	return createdUserBody{createdUser{UserV1: a.view.UserV1(u), Password: madeUp}}, nil
}
