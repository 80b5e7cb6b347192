package apiv1

import (
	"context"
	"slices"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Route is one documented method. Every route takes GET and POST: clients use both for everything.
// spec: rest-v1, 1.2.
type Route struct {
	Path    string
	Name    string           // the vendor's page: www.hipchat.com/docs/api/method/<name>
	Kinds   []chat.TokenKind // the kinds of token that may use it
	Params  []Param          // what it reads; anything else in a request is ignored
	Foreign bool             // it takes what other tools are known to send

	handle func(*API, context.Context, *chat.Principal, params) (any, error)
}

// Param is one parameter of a method.
type Param struct {
	Name     string
	Required bool
	Blank    bool // an empty value is a value; without Blank it counts as not given

	rule rule // nil: any value will do
}

// permits checks the token's kind. spec: rest-v1, 2.1.
func (rt Route) permits(p *chat.Principal) error {
	if !slices.Contains(rt.Kinds, p.Kind) {
		return errNeedsAdmin
	}
	return nil
}

// check looks at what is missing before it looks at values. spec: rest-v1, 3.4.
func (rt Route) check(in params) error {
	for _, p := range rt.Params {
		if v, given := in[p.Name]; p.Required && (!given || v == "" && !p.Blank) {
			return missing(p.Name)
		}
	}
	for _, p := range rt.Params {
		v, given := in[p.Name]
		if p.rule == nil || !given || v == "" && !p.Blank {
			continue
		}
		if err := p.rule(p.Name, v); err != nil {
			return err
		}
	}
	return nil
}

// Routes is the table of all methods that work. spec: rest-v1, 1.2.
func Routes() []Route {
	admin := []chat.TokenKind{chat.TokenV1Admin}
	notification := []chat.TokenKind{chat.TokenV1Admin, chat.TokenV1Notification}

	room := Param{Name: "room_id", Required: true}
	user := Param{Name: "user_id", Required: true}
	timezone := Param{Name: "timezone", rule: zoneName}
	optionalFlag := func(name string) Param { return Param{Name: name, rule: zeroOrOne} }

	return []Route{
		{Path: "/v1/rooms/create", Name: "rooms/create", Kinds: admin, handle: (*API).createRoom, Params: []Param{
			{Name: "name", Required: true, rule: length(1, hipchat.MaxRoomName)},
			{Name: "owner_user_id"},
			{Name: "privacy", rule: oneOf(hipchat.PrivacyPublic, hipchat.PrivacyPrivate)},
			{Name: "topic", rule: length(0, hipchat.MaxTopic)},
			optionalFlag("guest_access"),
		}},
		{Path: "/v1/rooms/delete", Name: "rooms/delete", Kinds: admin, handle: (*API).deleteRoom, Params: []Param{room}},
		{Path: "/v1/rooms/history", Name: "rooms/history", Kinds: admin, handle: (*API).roomHistory, Params: []Param{
			room, {Name: "date", rule: recentOrDay}, timezone,
		}},
		{Path: "/v1/rooms/list", Name: "rooms/list", Kinds: admin, handle: (*API).listRooms},
		{Path: "/v1/rooms/message", Name: "rooms/message", Kinds: notification, handle: (*API).messageRoom, Foreign: true, Params: []Param{
			room,
			{Name: "from", Required: true, Blank: true, rule: length(1, hipchat.MaxFromV1)},
			{Name: "message", Required: true, Blank: true, rule: length(1, hipchat.MaxMessage)},
			{Name: "message_format", rule: oneOf(string(chat.FormatHTML), string(chat.FormatText))},
			optionalFlag("notify"),
			{Name: "color", rule: oneOf(append(hipchat.Colors[:], "grey")...)},
		}},
		{Path: "/v1/rooms/show", Name: "rooms/show", Kinds: admin, handle: (*API).showRoom, Params: []Param{room}},
		{Path: "/v1/rooms/topic", Name: "rooms/topic", Kinds: notification, handle: (*API).setTopic, Params: []Param{
			room,
			{Name: "topic", Required: true, Blank: true, rule: length(0, hipchat.MaxTopic)},
			{Name: "from", rule: length(0, maxTopicFrom)},
		}},

		{Path: "/v1/users/create", Name: "users/create", Kinds: admin, handle: (*API).createUser, Params: []Param{
			{Name: "email", Required: true},
			{Name: "name", Required: true, rule: length(1, hipchat.MaxUserName)},
			{Name: "mention_name"}, {Name: "title"}, {Name: "password"}, timezone,
			optionalFlag("is_group_admin"),
		}},
		{Path: "/v1/users/delete", Name: "users/delete", Kinds: admin, handle: (*API).deleteUser, Params: []Param{user}},
		{Path: "/v1/users/list", Name: "users/list", Kinds: admin, handle: (*API).listUsers, Params: []Param{
			optionalFlag("include_deleted"),
		}},
		{Path: "/v1/users/show", Name: "users/show", Kinds: admin, handle: (*API).showUser, Params: []Param{user}},
		{Path: "/v1/users/undelete", Name: "users/undelete", Kinds: admin, handle: (*API).undeleteUser, Params: []Param{user}},
		{Path: "/v1/users/update", Name: "users/update", Kinds: admin, handle: (*API).updateUser, Params: []Param{
			user, {Name: "email"},
			{Name: "name", rule: length(1, hipchat.MaxUserName)},
			{Name: "mention_name"},
			{Name: "title", Blank: true}, {Name: "password"}, timezone,
			optionalFlag("is_group_admin"),
		}},
	}
}

// maxTopicFrom bounds the author's name of a topic, in characters; the documentation gives no limit.
const maxTopicFrom = 250
