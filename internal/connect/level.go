package connect

import (
	"context"
	"errors"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// readAt reads and checks a descriptor as a server of that level does, and answers what it reads of it as well.
// spec: product, 13.4.
func (h *Host) readAt(raw []byte, level hipchat.Level) (hipchat.Descriptor, []byte, error) {
	level = hipchat.Older(h.level, level)
	raw = level.Reads(raw)
	d, err := parse(raw)
	if err != nil {
		return d, nil, err
	}
	if v := level.CheckScopes(d.Scopes()); v != nil {
		return d, nil, &chat.Error{Code: chat.Invalid, Message: "The descriptor is not valid: " + v.Error(), Violation: v}
	}
	return d, raw, nil
}

// SetLevel changes the release of HipChat Server that an installation is shown, for an add-on that copes with no newer
// one. Methods, cards and the life of tokens follow at once; the descriptor was read at its installation.
func (h *Host) SetLevel(ctx context.Context, p *chat.Principal, id int64, level hipchat.Level) (chat.Installation, error) {
	in, err := h.administered(ctx, p, id)
	if err != nil {
		return chat.Installation{}, err
	}
	err = h.store.SetInstallationLevel(ctx, id, string(level))
	if errors.Is(err, chat.ErrNotFound) {
		return chat.Installation{}, chat.Errorf(chat.NotFound, "There is no installation %d", id)
	}
	h.tokens.Forget()
	in.Level = level
	return in, err
}
