package hipchat

import (
	"context"
	"iter"
	"net/http"
	"net/url"
)

// UsersQuery says which people to list. The zero value asks for everybody but guests and deactivated people.
type UsersQuery struct {
	Page
	Guests  bool
	Deleted bool
}

func (u UsersQuery) values() url.Values {
	q := u.Page.values()
	flag(q, "include-guests", u.Guests, true)
	flag(q, "include-deleted", u.Deleted, true)
	return q
}

// GetAllUsers answers one page of the group's people: stubs, unless "items" is expanded. spec: rest-v2, get_all_users
func (c *Client) GetAllUsers(ctx context.Context, q UsersQuery) (List[User], error) {
	return getPage[User](ctx, c.caller, "get_all_users", path{"user"}, q.values())
}

// Users walks through all the pages of GetAllUsers.
func (c *Client) Users(ctx context.Context, q UsersQuery) iter.Seq2[User, error] {
	return walk[User](ctx, c.caller, "get_all_users", path{"user"}, q.values())
}

// CreateUser makes an account, or brings the deactivated one with that e-mail address back. spec: rest-v2, create_user
func (c *Client) CreateUser(ctx context.Context, in UserCreateRequest) (made UserCreated, err error) {
	err = c.send(ctx, "create_user", http.MethodPost, path{"user"}, in, &made)
	return made, err
}

// ViewUser answers a person in full. spec: rest-v2, view_user
func (c *Client) ViewUser(ctx context.Context, user ID) (u User, err error) {
	err = c.get(ctx, "view_user", path{"user", user}, nil, &u)
	return u, err
}

// UpdateUser replaces a person's profile: what is left out is cleared, so begin with User.Update.
// spec: rest-v2, update_user
func (c *Client) UpdateUser(ctx context.Context, user ID, in UserUpdateRequest) error {
	return c.send(ctx, "update_user", http.MethodPut, path{"user", user}, in, nil)
}

// DeleteUser deactivates an account; what the person said stays. spec: rest-v2, delete_user
func (c *Client) DeleteUser(ctx context.Context, user ID) error {
	return c.delete(ctx, "delete_user", path{"user", user})
}

// The sizes of GetPhoto.
const (
	PhotoSmall = "small"
	PhotoBig   = "big"
)

// GetPhoto answers the address of a person's picture; see Download. spec: rest-v2, get_photo
func (c *Client) GetPhoto(ctx context.Context, user ID, size string) (address string, err error) {
	return c.locate(ctx, "get_photo", path{"user", user, "photo", ID(size)})
}

// UpdatePhoto gives a person a picture: a JPEG, a PNG or a GIF. spec: rest-v2, update_photo
func (c *Client) UpdatePhoto(ctx context.Context, user ID, picture []byte) error {
	return c.send(ctx, "update_photo", http.MethodPut, path{"user", user, "photo"}, PhotoRequest{Photo: base64Of(picture)}, nil)
}

// DeletePhoto takes a person's picture away. spec: rest-v2, delete_photo
func (c *Client) DeletePhoto(ctx context.Context, user ID) error {
	return c.delete(ctx, "delete_photo", path{"user", user, "photo"})
}

// GetAutoJoinRooms answers one page of the rooms that open when a person signs in. spec: rest-v2, get_auto_join_rooms
func (c *Client) GetAutoJoinRooms(ctx context.Context, user ID, page Page) (List[Room], error) {
	return getPage[Room](ctx, c.caller, "get_auto_join_rooms", path{"user", user, "preference", "auto-join"}, page.values())
}

// AutoJoinRooms walks through all the pages of GetAutoJoinRooms.
func (c *Client) AutoJoinRooms(ctx context.Context, user ID, page Page) iter.Seq2[Room, error] {
	return walk[Room](ctx, c.caller, "get_auto_join_rooms", path{"user", user, "preference", "auto-join"}, page.values())
}

// Update is what leaves the profile as it is: change what should be different and give it to UpdateUser.
func (u User) Update() UserUpdateRequest {
	return UserUpdateRequest{
		Name: &u.Name, MentionName: &u.MentionName, Email: u.Email, Title: u.Title, Roles: u.Roles,
		IsGroupAdmin: (*Flag)(&u.IsGroupAdmin), Timezone: u.Timezone,
	}
}
