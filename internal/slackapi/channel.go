package slackapi

import (
	"errors"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

// channel is a room as Slack shows one. spec: https://docs.slack.dev/reference/objects/conversation-object
type channel struct {
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	Normalized string    `json:"name_normalized"`
	IsChannel  bool      `json:"is_channel"`
	IsGroup    bool      `json:"is_group"`
	IsPrivate  bool      `json:"is_private"`
	IsArchived bool      `json:"is_archived"`
	IsIM       bool      `json:"is_im"`
	IsMPIM     bool      `json:"is_mpim"`
	IsGeneral  bool      `json:"is_general"`
	IsMember   bool      `json:"is_member"` // it may be posted to
	Created    int64     `json:"created"`
	Creator    string    `json:"creator"`
	Topic      described `json:"topic"`
	Purpose    described `json:"purpose"`
}

type described struct {
	Value   string `json:"value"`
	Creator string `json:"creator"`
	LastSet int64  `json:"last_set"`
}

func channelOf(r chat.Room) channel {
	return channel{
		ID: channelID(r), Name: r.Name, Normalized: strings.ReplaceAll(strings.ToLower(r.Name), " ", "-"), IsChannel: !r.Private, IsGroup: r.Private,
		IsPrivate: r.Private, IsArchived: r.Archived, IsMember: !r.Archived, Created: r.Created.Unix(), Creator: "U" + strconv.FormatInt(r.OwnerID, 10),
		Topic: described{Value: r.Topic},
	}
}

func channelID(r chat.Room) string { return "C" + strconv.FormatInt(r.ID, 10) }

// room finds the room that an argument names: by its id here or as a channel, or by its name with or without a #. A token of a
// room needs to name none.
func (a *API) room(c *call, argument string) (chat.Room, error) {
	ref := c.text(argument)
	if ref == "" && c.p.RoomID != 0 {
		ref = channelID(chat.Room{ID: c.p.RoomID})
	}
	if ref == "" {
		return chat.Room{}, refusal("channel_not_found", "'"+argument+"' is missing: the id or the name of a room")
	}
	if id, err := strconv.ParseInt(strings.TrimPrefix(ref, "C"), 10, 64); err == nil && ref[0] == 'C' {
		if r, err := a.c.Chat.RoomByID(c.r.Context(), c.p, id); !isNotFound(err) {
			return r, channelError(err)
		}
	}
	r, err := a.c.Chat.Room(c.r.Context(), c.p, strings.TrimPrefix(ref, "#"))
	return r, channelError(err)
}

func isNotFound(err error) bool {
	var known *chat.Error
	return errors.As(err, &known) && known.Code == chat.NotFound
}

// channelError says of a room that it cannot be found, also where the token is another room's.
func channelError(err error) error {
	var known *chat.Error
	if errors.As(err, &known) {
		return refusal("channel_not_found", known.Message)
	}
	return err
}

// conversationsInfo shows a room. spec: https://docs.slack.dev/reference/methods/conversations.info
func (a *API) conversationsInfo(c *call) (any, error) {
	r, err := a.room(c, "channel")
	if err != nil {
		return nil, err
	}
	return struct {
		OK      bool    `json:"ok"`
		Channel channel `json:"channel"`
	}{true, channelOf(r)}, nil
}

const (
	defaultChannels = 100
	maxChannels     = 1000
)

// conversationsList lists the rooms that the caller may see. spec: https://docs.slack.dev/reference/methods/conversations.list
func (a *API) conversationsList(c *call) (any, error) {
	limit, err := c.number("limit", 1, maxChannels, defaultChannels)
	if err != nil {
		return nil, err
	}
	start, err := offsetOf(c.text("cursor"))
	if err != nil {
		return nil, err
	}
	public, private, err := kinds(c.text("types"))
	if err != nil {
		return nil, err
	}
	rooms, err := a.rooms(c, chat.RoomFilter{ExcludePrivate: !private, IncludeArchived: !c.flag("exclude_archived"), Offset: start, Limit: int(limit) + 1})
	if err != nil {
		return nil, err
	}
	next := ""
	if len(rooms) > int(limit) {
		rooms, next = rooms[:limit], cursorOf(start+int(limit))
	}
	list := make([]channel, 0, len(rooms))
	for _, r := range rooms {
		if r.Private || public {
			list = append(list, channelOf(r))
		}
	}
	return struct {
		OK       bool      `json:"ok"`
		Channels []channel `json:"channels"`
		Metadata metadata  `json:"response_metadata"`
	}{true, list, metadata{NextCursor: next}}, nil
}

// rooms are those that the caller may see; for a token of a room, that one.
func (a *API) rooms(c *call, f chat.RoomFilter) ([]chat.Room, error) {
	if c.p.RoomID == 0 {
		return a.c.Chat.Rooms(c.r.Context(), c.p, f)
	}
	r, err := a.c.Chat.RoomByID(c.r.Context(), c.p, c.p.RoomID)
	if err != nil || f.Offset > 0 || r.Private && f.ExcludePrivate || r.Archived && !f.IncludeArchived {
		return nil, err
	}
	return []chat.Room{r}, nil
}

// kinds reads the types of channels that are asked for. There are no others than rooms here.
func kinds(types string) (public, private bool, err error) {
	if types == "" {
		return true, false, nil
	}
	for t := range strings.SplitSeq(types, ",") {
		switch strings.TrimSpace(t) {
		case "public_channel":
			public = true
		case "private_channel":
			private = true
		case "im", "mpim":
		default:
			return false, false, refusal("invalid_types", "'types' has public_channel, private_channel, im and mpim")
		}
	}
	return public, private, nil
}

const cursorPrefix = "room:"

func cursorOf(offset int) string { return cursorPrefix + strconv.Itoa(offset) }

func offsetOf(cursor string) (int, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(strings.TrimPrefix(cursor, cursorPrefix))
	if err != nil || n < 0 || !strings.HasPrefix(cursor, cursorPrefix) {
		return 0, refusal("invalid_cursor", "'cursor' is not one that was answered here")
	}
	return n, nil
}
