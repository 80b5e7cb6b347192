package hipchat

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strings"
)

// GetAllMembers answers one page of the people on a private room's list: stubs, unless "items" is expanded.
// spec: rest-v2, get_all_members
func (c *Client) GetAllMembers(ctx context.Context, room ID, page Page) (List[FullMember], error) {
	return getPage[FullMember](ctx, c.caller, "get_all_members", path{"room", room, "member"}, page.values())
}

// Members walks through all the pages of GetAllMembers.
func (c *Client) Members(ctx context.Context, room ID, page Page) iter.Seq2[FullMember, error] {
	return walk[FullMember](ctx, c.caller, "get_all_members", path{"room", room, "member"}, page.values())
}

// AddMember puts a person on a private room's list, or gives who is there other roles; without any, RoomRoleMember.
// spec: rest-v2, add_member
func (c *Client) AddMember(ctx context.Context, room, user ID, roles ...string) error {
	return c.send(ctx, "add_member", http.MethodPut, path{"room", room, "member", user}, MemberRequest{RoomRoles: roles}, nil)
}

// RemoveMember takes a person off a private room's list, and out of the room. spec: rest-v2, remove_member
func (c *Client) RemoveMember(ctx context.Context, room, user ID) error {
	return c.delete(ctx, "remove_member", path{"room", room, "member", user})
}

// ParticipantsQuery says which of the people in a room to list. The zero value asks for those who are there now.
type ParticipantsQuery struct {
	Page
	Offline bool     // of a private room, its members who are not there too
	Fields  []string // only these members of each item, where the server can leave some out
}

func (p ParticipantsQuery) values() url.Values {
	q := p.Page.values()
	flag(q, "include-offline", p.Offline, true)
	if len(p.Fields) > 0 {
		q.Set("fields", strings.Join(p.Fields, ","))
	}
	return q
}

// GetAllParticipants answers one page of the people who are in a room: stubs, unless "items" is expanded.
// spec: rest-v2, get_all_participants
func (c *Client) GetAllParticipants(ctx context.Context, room ID, q ParticipantsQuery) (List[Participant], error) {
	return getPage[Participant](ctx, c.caller, "get_all_participants", path{"room", room, "participant"}, q.values())
}

// Participants walks through all the pages of GetAllParticipants.
func (c *Client) Participants(ctx context.Context, room ID, q ParticipantsQuery) iter.Seq2[Participant, error] {
	return walk[Participant](ctx, c.caller, "get_all_participants", path{"room", room, "participant"}, q.values())
}

// InviteUser asks a person to come into a public room; reason may be empty. spec: rest-v2, invite_user
func (c *Client) InviteUser(ctx context.Context, room, user ID, reason string) error {
	return c.send(ctx, "invite_user", http.MethodPost, path{"room", room, "invite", user}, RoomInviteRequest{Reason: reason}, nil)
}
