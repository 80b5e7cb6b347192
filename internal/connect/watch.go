package connect

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

// firstWatch is when Watch looks for the first time at the latest: a server that is often started again looks as well.
const firstWatch = 5 * time.Minute

// Watch reads the descriptors of installed add-ons again, as often as said, until ctx ends. One that has changed is noted
// as a pending update. With apply, one that asks for nothing more is agreed to in its installer's name, as far as that
// needs no browser and the add-on keeps its client. spec: connect, 3.7.
func (h *Host) Watch(ctx context.Context, every time.Duration, apply bool) {
	if every <= 0 {
		return
	}
	timer := time.NewTimer(min(every, firstWatch))
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		if h.keeps() {
			h.watchAll(ctx, apply)
		}
		timer.Reset(every)
	}
}

// place is where a descriptor stands and how far whoever installed it reaches.
type place struct {
	url    string
	policy outbound.Policy
}

// fetched is what a descriptor's address answered.
type fetched struct {
	raw []byte
	err error
}

// watchAll looks at one installation after the other, and reads each address once.
func (h *Host) watchAll(ctx context.Context, apply bool) {
	all, err := h.store.Installations(ctx, chat.InstallationFilter{})
	if err != nil {
		if ctx.Err() == nil {
			h.log.ErrorContext(ctx, "installed add-ons not read", "error", err)
		}
		return
	}
	read := make(map[place]fetched)
	for _, in := range all {
		if ctx.Err() != nil {
			return
		}
		if !in.Works() || in.Updating {
			continue
		}
		if err := h.watchOne(ctx, in, read, apply); err != nil && ctx.Err() == nil {
			h.log.InfoContext(ctx, "an installed add-on's descriptor was not read again", "key", in.Key, "oauth_id", in.OAuthID, "error", err)
		}
	}
}

func (h *Host) watchOne(ctx context.Context, in chat.Installation, read map[place]fetched, apply bool) error {
	p, err := h.installer(ctx, in)
	if err != nil {
		return err
	}
	at := place{in.DescriptorURL, policy(p)}
	f, ok := read[at]
	if !ok {
		f.raw, f.err = h.fetch(ctx, p, in.DescriptorURL)
		read[at] = f
	}
	if f.err != nil {
		return f.err
	}
	// Somebody may have updated, disabled or removed it since: what was fetched may be older than what is installed now.
	now, err := h.store.Installation(ctx, in.ID)
	if err != nil || !now.Works() || now.Updating || now.DescriptorURL != in.DescriptorURL || !bytes.Equal(now.Descriptor, in.Descriptor) {
		return err
	}
	pre, err := h.newer(now, f.raw)
	if err != nil || apply && h.updatesItself(ctx, p, pre) {
		return err
	}
	return h.noteNewer(ctx, pre)
}

// updatesItself makes an update that nobody need look at. One that was pending before is left to people: perhaps the
// add-on has refused it, and is not to be asked again and again.
func (h *Host) updatesItself(ctx context.Context, p *chat.Principal, pre Preview) bool {
	in := *pre.Update
	if !pre.Changed() || bytes.Equal(pre.raw, in.NewDescriptor) || !h.appliesItself(ctx, p, pre) {
		return false
	}
	if _, err := h.update(context.WithoutCancel(ctx), p, pre, ""); err != nil {
		h.log.WarnContext(ctx, "an add-on was not updated", "key", in.Key, "oauth_id", in.OAuthID, "error", err)
		return false
	}
	h.log.InfoContext(ctx, "an add-on was updated", "key", in.Key, "oauth_id", in.OAuthID)
	return true
}

// installer is who installed an add-on, who may have gone meanwhile: then nobody, who reaches public addresses only.
func (h *Host) installer(ctx context.Context, in chat.Installation) (*chat.Principal, error) {
	u, err := h.chat.UserByID(ctx, in.InstalledBy)
	if err != nil || u.Deleted {
		return &chat.Principal{}, ctx.Err()
	}
	return auth.PersonPrincipal(u), nil
}

// newer reads what an installation's descriptor is now. That of another add-on is an error.
func (h *Host) newer(in chat.Installation, raw []byte) (Preview, error) {
	d, read, err := h.readAt(raw, in.Level)
	if err != nil {
		return Preview{}, err
	}
	old, err := parse(in.Descriptor)
	if err != nil {
		return Preview{}, err
	}
	if d.Key != in.Key || origin(d) != origin(old) {
		return Preview{}, fmt.Errorf("it is the descriptor of another add-on now: %s of %s", hipchat.Abridge(d.Key), hipchat.Abridge(origin(d)))
	}
	return Preview{URL: in.DescriptorURL, Descriptor: d, Update: &in, Level: in.Level, raw: read}, nil
}

// noteNewer keeps a descriptor that has changed until somebody agrees to it, and forgets one that was taken back.
func (h *Host) noteNewer(ctx context.Context, pre Preview) error {
	var changed []byte
	if pre.Changed() {
		changed = pre.raw
	}
	if bytes.Equal(changed, pre.Update.NewDescriptor) {
		return nil
	}
	return h.store.NoteDescriptor(ctx, pre.Update.ID, changed)
}

// appliesItself tells whether an update may be made without anybody who looks at it.
func (h *Host) appliesItself(ctx context.Context, p *chat.Principal, pre Preview) bool {
	old, err := parse(pre.Update.Descriptor)
	if err != nil || asksForMore(old, pre) || !keepsClient(pre.Descriptor) || pre.Descriptor.UpdatedURL() != "" {
		return false
	}
	room, err := h.mayInstall(ctx, p, pre.Update.RoomID)
	return err == nil && allowed(pre.Descriptor, room) == nil
}
