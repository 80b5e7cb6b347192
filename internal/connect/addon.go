package connect

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Addon is an installed add-on as somebody meets it in a room, or outside of rooms.
type Addon struct {
	chat.Installation
	Descriptor hipchat.Descriptor
	Pages      []string // of its pages that are no modules, those that the caller may open there
	Managed    bool     // the caller may update and remove it
	Powers     Powers
}

// Addon answers the add-on with that key: the room's own, else the group's; for room 0 the group's alone. What an add-on
// may do is no secret to the people among whom it does it. spec: connect-js, 9.7
func (h *Host) Addon(ctx context.Context, p *chat.Principal, key string, roomID int64) (Addon, error) {
	all, err := h.here(ctx, p, chat.InstallationFilter{Key: key}, roomID)
	if err != nil {
		return Addon{}, err
	}
	if key == "" || len(all) == 0 {
		return Addon{}, chat.Errorf(chat.NotFound, "No add-on with the key '%s' is installed here", hipchat.Abridge(key))
	}
	return h.met(ctx, p, all[0], roomID)
}

// Here lists the add-ons that people meet in a room, or for room 0 those of the group, by name.
func (h *Host) Here(ctx context.Context, p *chat.Principal, roomID int64) ([]chat.Installation, error) {
	all, err := h.here(ctx, p, chat.InstallationFilter{}, roomID)
	slices.SortFunc(all, func(a, b chat.Installation) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return all, err
}

// here finds add-ons that are installed in a room that the caller sees, or in the group: of each key, the room's own.
func (h *Host) here(ctx context.Context, p *chat.Principal, f chat.InstallationFilter, roomID int64) ([]chat.Installation, error) {
	if p.User == nil {
		return nil, chat.Errorf(chat.Forbidden, "Only a person can look at add-ons")
	}
	if roomID != 0 {
		if _, err := h.chat.RoomByID(ctx, p, roomID); err != nil {
			return nil, err
		}
	}
	all, err := h.store.Installations(ctx, f)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(in chat.Installation) bool {
		return !in.Active || in.Ended || in.RoomID != 0 && in.RoomID != roomID
	})
	slices.SortFunc(all, func(a, b chat.Installation) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(b.RoomID, a.RoomID))
	})
	return slices.CompactFunc(all, func(a, b chat.Installation) bool { return a.Key == b.Key }), nil
}

// met is what the caller may do with an add-on there.
func (h *Host) met(ctx context.Context, p *chat.Principal, in chat.Installation, roomID int64) (Addon, error) {
	a := Addon{Installation: in, Pages: []string{}}
	if err := json.Unmarshal(in.Descriptor, &a.Descriptor); err != nil {
		return Addon{}, fmt.Errorf("descriptor of %s: %w", in.Key, err)
	}
	var err error
	if a.Powers, err = h.powers(ctx, in, a.Descriptor, roomID); err != nil {
		return Addon{}, err
	}
	_, err = h.mayInstall(ctx, p, in.RoomID)
	if a.Managed = err == nil; !a.Managed && !isRefusal(err) {
		return Addon{}, err
	}
	for _, kind := range []string{FrameConfigurable, FrameAdminPage} {
		_, err := h.page(ctx, p, in, Frame{InstallationID: in.ID, Kind: kind, RoomID: roomID})
		switch {
		case err == nil && !in.Disabled:
			a.Pages = append(a.Pages, kind)
		case err != nil && !isRefusal(err):
			return Addon{}, err
		}
	}
	return a, nil
}

// isRefusal tells an answer to the caller from a failure of the server.
func isRefusal(err error) bool {
	var refused *chat.Error
	return errors.As(err, &refused)
}
