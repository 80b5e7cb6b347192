package connect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/markup"
)

// Audience is whom an add-on tells something: everybody or one person, everywhere or in one room.
type Audience struct {
	Room *chat.Room // nil: everywhere
	User *chat.User // nil: everybody
}

// UpdateUI keeps and shows what the caller says of its glances. What it said before to the same audience is
// forgotten. spec: rest-v2, 4.11; connect, 7.2
func (h *Host) UpdateUI(ctx context.Context, p *chat.Principal, to Audience, u hipchat.UIUpdate) error {
	if v := u.Check(); v != nil {
		return chat.Violates(v)
	}
	if err := h.knowsGlances(ctx, p, to, u.Glance); err != nil {
		return err
	}
	contents := make([]chat.GlanceContent, 0, len(u.Glance))
	for _, g := range u.Glance {
		c, err := h.content(p, to, g)
		if err != nil {
			return err
		}
		contents = append(contents, c)
	}
	if err := h.store.PutGlances(ctx, contents); err != nil {
		return err
	}
	return h.showGlances(ctx, p, to, contents)
}

// knowsGlances refuses keys that are no glances of the caller's, there where they would be seen.
func (h *Host) knowsGlances(ctx context.Context, p *chat.Principal, to Audience, glances []hipchat.GlanceUpdate) error {
	f := chat.ModuleFilter{InstallationID: p.InstallationID, Kind: hipchat.KindGlance}
	if to.Room != nil {
		f.RoomIDs = []int64{0, to.Room.ID}
	}
	modules, err := h.store.Modules(ctx, f)
	if err != nil {
		return err
	}
	for i, g := range glances {
		if !slices.ContainsFunc(modules, func(m chat.Module) bool { return m.Key == g.Key }) {
			return chat.Violates(&hipchat.Violation{
				Field: "glance." + strconv.Itoa(i) + ".key", Rule: hipchat.RuleFormat, Value: g.Key, Expected: "the key of a glance that the add-on has there",
			})
		}
	}
	return nil
}

func (h *Host) content(p *chat.Principal, to Audience, g hipchat.GlanceUpdate) (chat.GlanceContent, error) {
	g.Content.Label.Value = markup.SanitizeGlanceHTML(g.Content.Label.Value)
	b, err := json.Marshal(g.Content)
	if err != nil {
		return chat.GlanceContent{}, fmt.Errorf("glance content: %w", err)
	}
	c := chat.GlanceContent{InstallationID: p.InstallationID, Key: g.Key, RoomID: idOf(to.Room), Content: b, Updated: h.now().UTC()}
	if to.User != nil {
		c.UserID = to.User.ID
	}
	return c, nil
}

// glancesFrame is new content for glances, and whom it is for: what is for fewer people counts more.
type glancesFrame struct {
	Type    string        `json:"type"`
	Room    int64         `json:"room,omitempty"` // absent: in every room
	User    int64         `json:"user,omitempty"` // absent: for everybody
	Glances []shownGlance `json:"glances"`
}

type shownGlance struct {
	Installation int64           `json:"installation"`
	AddonKey     string          `json:"addon_key"`
	Key          string          `json:"key"`
	Content      json.RawMessage `json:"content"`
}

func (h *Host) showGlances(ctx context.Context, p *chat.Principal, to Audience, contents []chat.GlanceContent) error {
	if len(contents) == 0 {
		return nil
	}
	frame := glancesFrame{Type: "glances", Room: contents[0].RoomID, User: contents[0].UserID}
	for _, c := range contents {
		frame.Glances = append(frame.Glances, shownGlance{c.InstallationID, p.AddonKey, c.Key, c.Content})
	}
	if to.User == nil {
		h.tell(to.Room, frame)
		return nil
	}
	if to.Room != nil {
		// Who may not see the room is not told that there is something in it.
		err := h.chat.CanRead(ctx, auth.PersonPrincipal(*to.User), to.Room.ConversationID)
		var refused *chat.Error
		if errors.As(err, &refused) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	b, err := json.Marshal(frame)
	if err == nil {
		h.live.SendUser(to.User.ID, b)
	}
	return err
}
