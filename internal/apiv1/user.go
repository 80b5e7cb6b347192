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
	undeletedBody struct {
		Undeleted bool `json:"undeleted"`
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

// updateUser changes what is given, and nothing else.
// spec: rest-v1, users/update
func (a *API) updateUser(ctx context.Context, p *chat.Principal, in params) (any, error) {
	u, err := a.chat.Changeable(ctx, p, in["user_id"])
	if err != nil {
		return nil, err
	}
	patch := chat.UserPatch{
		Name: in.given("name"), Email: in.given("email"), MentionName: in.given("mention_name"), Timezone: in.given("timezone"),
	}
	if title, given := in["title"]; given {
		patch.Title = &title // an empty one takes it away
	}
	if in["is_group_admin"] != "" {
		administrator, delegate := in.flag("is_group_admin"), false
		patch.Admin = &administrator
		if administrator {
			patch.Delegate = &delegate
		}
	}
	if password := in["password"]; password != "" {
		hash, err := a.passwords.Hash(ctx, password)
		if err != nil {
			return nil, err
		}
		patch.PasswordHash = &hash
	}
	if u, err = a.chat.UpdateUser(ctx, p, decimal(u.ID), patch); err != nil {
		return nil, err
	}
	return userBody{User: a.view.UserV1(u)}, nil
}

// deleteUser deactivates an account; its history stays.
// spec: rest-v1, users/delete
func (a *API) deleteUser(ctx context.Context, p *chat.Principal, in params) (any, error) {
	if err := a.chat.DeleteUser(ctx, p, in["user_id"]); err != nil {
		return nil, err
	}
	return deletedBody{Deleted: true}, nil
}

// undeleteUser brings an account back. HipChat sent a mail with a link that had to be followed first; here the old
// password works again.
// spec: rest-v1, users/undelete
func (a *API) undeleteUser(ctx context.Context, p *chat.Principal, in params) (any, error) {
	if err := a.chat.RestoreUser(ctx, p, in["user_id"]); err != nil {
		return nil, err
	}
	return undeletedBody{Undeleted: true}, nil
}
