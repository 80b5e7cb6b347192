package hipchat

import (
	"context"
	"net/http"
)

// ViewGroup answers the group; expand knows "owner" and "statistics". spec: rest-v2, view_group
func (c *Client) ViewGroup(ctx context.Context, group int64, expanded ...string) (g Group, err error) {
	err = c.get(ctx, "view_group", path{"group", IDOf(group)}, expand(expanded), &g)
	return g, err
}

// GroupStatistics counts the group's people. spec: rest-v2, group_statistics
func (c *Client) GroupStatistics(ctx context.Context, group int64) (s GroupStatistics, err error) {
	err = c.get(ctx, "group_statistics", path{"group", IDOf(group), "statistics"}, nil, &s)
	return s, err
}

// GetGroupAvatar answers the address of the group's picture; see Download. spec: rest-v2, get_group_avatar
func (c *Client) GetGroupAvatar(ctx context.Context, group int64) (address string, err error) {
	return c.locate(ctx, "get_group_avatar", path{"group", IDOf(group), "avatar"})
}

// UpdateGroupAvatar gives the group a picture: a JPEG, a PNG or a GIF. spec: rest-v2, update_group_avatar
func (c *Client) UpdateGroupAvatar(ctx context.Context, group int64, picture []byte) error {
	return c.send(ctx, "update_group_avatar", http.MethodPut, path{"group", IDOf(group), "avatar"}, AvatarRequest{Avatar: base64Of(picture)}, nil)
}

// DeleteGroupAvatar takes the group's picture away. spec: rest-v2, delete_group_avatar
func (c *Client) DeleteGroupAvatar(ctx context.Context, group int64) error {
	return c.delete(ctx, "delete_group_avatar", path{"group", IDOf(group), "avatar"})
}

// InviteUserToGroup makes an account for somebody who has none yet. spec: rest-v2, invite_user_to_group
func (c *Client) InviteUserToGroup(ctx context.Context, in GroupInviteRequest) (made GroupInvitation, err error) {
	err = c.send(ctx, "invite_user_to_group", http.MethodPost, path{"invite", "user"}, in, &made)
	return made, err
}
