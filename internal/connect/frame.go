package connect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// The pages of an add-on that are no modules.
const (
	FrameConfigurable = "configurable"
	FrameAdminPage    = "adminPage"
)

const (
	maxVariables = 50
	maxVariable  = 2000 // characters
)

// Frame is what somebody opens of an add-on, and how their page shows it.
type Frame struct {
	InstallationID int64
	Kind           string            // one of FrameKinds
	Key            string            // of a module
	RoomID         int64             // where it is opened; 0: outside of rooms
	Theme          string            // light, dark or empty
	Channel        string            // what the page calls its channel to the frame; may be empty
	Variables      map[string]string // of the address, which is a template. spec: connect, 2.5
}

// FrameKinds are the parts of an add-on that have an address for browsers.
func FrameKinds() []string {
	return []string{FrameConfigurable, FrameAdminPage, hipchat.KindDialog, hipchat.KindWebPanel, hipchat.KindGlance, hipchat.KindExternalPage}
}

func themes() []string { return []string{"light", "dark"} }

var channelName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`) })

func (f Frame) check() *hipchat.Violation {
	switch {
	case !slices.Contains(FrameKinds(), f.Kind):
		return hipchat.NotIn("kind", f.Kind, FrameKinds())
	case f.Theme != "" && !slices.Contains(themes(), f.Theme):
		return hipchat.NotIn("theme", f.Theme, themes())
	case f.Channel != "" && !channelName().MatchString(f.Channel):
		return &hipchat.Violation{Field: "channel", Rule: hipchat.RulePattern, Value: f.Channel, Expected: channelName().String()}
	case len(f.Variables) > maxVariables:
		return &hipchat.Violation{Field: "variables", Rule: hipchat.RuleMaxLength, Value: len(f.Variables), Limit: maxVariables}
	}
	for name, value := range f.Variables {
		if v := hipchat.CheckLength("variables."+hipchat.Abridge(name), value, 0, maxVariable); v != nil {
			return v
		}
	}
	return nil
}

// page is an address as the add-on declared it, and the room that it is opened for.
type page struct {
	address string
	signed  bool
	roomID  int64
}

// page finds what the frame shows, for who may see it there.
func (h *Host) page(ctx context.Context, p *chat.Principal, in chat.Installation, f Frame) (page, error) {
	var d hipchat.Descriptor
	if err := json.Unmarshal(in.Descriptor, &d); err != nil {
		return page{}, fmt.Errorf("descriptor of %s: %w", in.Key, err)
	}
	switch c := d.Capabilities; {
	case f.Kind == FrameConfigurable && c.Configurable != nil:
		room, err := h.mayConfigure(ctx, p, in, f.RoomID, c.Configurable.AllowAccessToRoomAdmins)
		return page{c.Configurable.URL, c.Configurable.Authentication != hipchat.AuthenticationNone, room}, err
	case f.Kind == FrameAdminPage && c.AdminPage != nil:
		room, err := h.mayConfigure(ctx, p, in, f.RoomID, false)
		return page{c.AdminPage.URL, true, room}, err
	case f.Kind == FrameConfigurable, f.Kind == FrameAdminPage:
		return page{}, chat.Errorf(chat.NotFound, "%s has no page of the kind %s", in.Name, f.Kind)
	}
	return h.modulePage(ctx, p, in, f)
}

// mayConfigure answers which room an add-on is configured for, 0 for the group. A group's add-on may let those who
// administer a room configure it there. spec: connect, 2.3 configurable.
func (h *Host) mayConfigure(ctx context.Context, p *chat.Principal, in chat.Installation, roomID int64, inRooms bool) (int64, error) {
	if in.RoomID == 0 && roomID != 0 && inRooms {
		_, err := h.mayInstall(ctx, p, roomID)
		return roomID, err
	}
	_, err := h.mayInstall(ctx, p, in.RoomID)
	return in.RoomID, err
}

// modulePage finds the address of a module in a room that the caller sees. Guests see glances alone. spec: connect-js, 9
func (h *Host) modulePage(ctx context.Context, p *chat.Principal, in chat.Installation, f Frame) (page, error) {
	if f.RoomID == 0 {
		return page{}, chat.Violates(hipchat.Required("room"))
	}
	room, err := h.chat.RoomByID(ctx, p, f.RoomID)
	if err != nil {
		return page{}, err
	}
	if p.User.Guest && f.Kind != hipchat.KindGlance {
		return page{}, chat.Errorf(chat.Forbidden, "Pages of add-ons are not for guests")
	}
	found, err := h.store.Modules(ctx, chat.ModuleFilter{InstallationID: in.ID, RoomIDs: []int64{0, room.ID}, Kind: f.Kind, Key: f.Key})
	if err != nil {
		return page{}, err
	}
	if found = nearest(found); f.Key == "" || len(found) == 0 {
		return page{}, NoModule(f.Kind, f.Key)
	}
	var m struct {
		URL            string `json:"url"`
		QueryURL       string `json:"queryUrl"`
		Authentication string `json:"authentication"`
	}
	if err := json.Unmarshal(found[0].Body, &m); err != nil {
		return page{}, fmt.Errorf("module %d: %w", found[0].ID, err)
	}
	switch {
	case f.Kind == hipchat.KindGlance && m.QueryURL == "":
		return page{}, chat.Errorf(chat.NotFound, "The glance '%s' has no queryUrl: it shows what the add-on says of it", hipchat.Abridge(f.Key))
	case f.Kind == hipchat.KindGlance:
		return page{m.QueryURL, true, room.ID}, nil
	}
	// A page in a window of its own is the only one that is never signed. spec: connect, 2.3 externalPage, 4.2.
	signed := f.Kind != hipchat.KindExternalPage && m.Authentication != hipchat.AuthenticationNone
	return page{m.URL, signed, room.ID}, nil
}

// active finds an installation that works, and, where a room is named, works there.
func (h *Host) active(ctx context.Context, id, roomID int64) (chat.Installation, error) {
	in, err := h.store.Installation(ctx, id)
	elsewhere := in.RoomID != 0 && roomID != 0 && in.RoomID != roomID
	if errors.Is(err, chat.ErrNotFound) || err == nil && (!in.Works() || elsewhere) {
		return chat.Installation{}, chat.Errorf(chat.NotFound, "There is no installation %d here", id)
	}
	if err == nil && in.Disabled {
		err = chat.Disabled(in.Name)
	}
	return in, err
}
