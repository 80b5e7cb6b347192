package connect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/doctor"
	"github.com/stoachat/stoa/internal/outbound"
)

// Connectivities judges the installations by the evidence that there is, by their ids.
func (h *Host) Connectivities(ctx context.Context, all []chat.Installation) (map[int64]Connectivity, error) {
	known, err := h.reach.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("connectivity: %w", err)
	}
	judged := make(map[int64]Connectivity, len(all))
	for _, in := range all {
		judged[in.ID] = h.judge(in, known[in.ID])
	}
	return judged, nil
}

func (h *Host) judge(in chat.Installation, e chat.Evidence) Connectivity {
	c := Judge(needsOf(in), e, h.view.URL(""), h.callback, h.now())
	if in.Disabled {
		c.disable()
	}
	return c
}

func needsOf(in chat.Installation) hipchat.Needs {
	var d hipchat.Descriptor
	_ = json.Unmarshal(in.Descriptor, &d) // it was checked when it was installed
	return d.Needs(in.DescriptorURL)
}

// Diagnose looks at all that the server calls of an add-on and at its own public address, which the add-on calls, and
// adds what the evidence says. What it finds is evidence too.
func (h *Host) Diagnose(ctx context.Context, p *chat.Principal, id int64) ([]doctor.Finding, error) {
	in, err := h.store.Installation(ctx, id)
	if errors.Is(err, chat.ErrNotFound) || err == nil && in.Ended {
		return nil, chat.Errorf(chat.NotFound, "There is no installation %d", id)
	}
	if err != nil {
		return nil, err
	}
	if _, err := h.mayInstall(ctx, p, in.RoomID); err != nil {
		return nil, err
	}
	known, err := h.reach.All(ctx)
	if err != nil {
		return nil, err
	}
	found := h.doctor.Look(ctx, append(h.targets(ctx, in), h.doctor.Self(outbound.Own))...)
	if ctx.Err() == nil {
		h.reach.looked(id, found, known[id])
	}
	return append(found, h.remembered(in, known[id])...), nil
}

// maxTargets bounds how much of a descriptor is looked at.
const maxTargets = 12

// targets are the descriptor, and of what it declares one address of each host and port.
func (h *Host) targets(ctx context.Context, in chat.Installation) []doctor.Target {
	var d hipchat.Descriptor
	_ = json.Unmarshal(in.Descriptor, &d) // it was checked when it was installed
	policy := h.installersPolicy(ctx, in)
	var list []doctor.Target
	if !isData(in.DescriptorURL) {
		list = append(list, doctor.Target{Name: "descriptor", URL: in.DescriptorURL, Policy: policy, Limit: descriptorLimit, Content: descriptorOf(in.Key)})
	}
	add := func(name, address string, limit time.Duration) {
		if address != "" && len(list) < maxTargets {
			list = append(list, doctor.Target{Name: name, URL: address, Policy: policy, Limit: limit})
		}
	}
	add("install", d.CallbackURL(), h.callback)
	seen := make(map[string]bool)
	for _, w := range d.Capabilities.Webhooks {
		if u, err := url.Parse(w.URL); err == nil && !seen[u.Scheme+u.Host] {
			seen[u.Scheme+u.Host] = true
			add("webhook", w.URL, descriptorLimit)
		}
	}
	return list
}

// descriptorOf judges what answers at a descriptor's address: it must be a descriptor of that add-on.
func descriptorOf(key string) func(outbound.Response) (doctor.Code, string) {
	return func(resp outbound.Response) (doctor.Code, string) {
		if code, detail := doctor.OfStatus(resp.Status); code != doctor.OK {
			return code, detail
		}
		d, err := parse(resp.Body)
		switch {
		case err != nil:
			return doctor.DescriptorInvalid, err.Error()
		case d.Key != key:
			return doctor.DescriptorInvalid, "it is the descriptor of another add-on, " + hipchat.Abridge(d.Key)
		}
		return doctor.OK, ""
	}
}

// remembered are the findings that no look can make.
func (h *Host) remembered(in chat.Installation, e chat.Evidence) (found []doctor.Finding) {
	c := h.judge(in, e)
	switch {
	case c.In.Code == doctor.NeverCalled:
		found = append(found, doctor.Remembered("calls of the add-on", c.In.Code, h.view.URL(""), "installed "+ago(in.Created, h.now())))
	case c.In.Code != doctor.OK, c.In.Open:
		found = append(found, doctor.Remembered("calls of the add-on", c.In.Code, h.view.URL(""), c.In.Reason))
	}
	if c.Out.Code == doctor.SignatureRefused {
		found = append(found, doctor.Remembered(e.Purpose, c.Out.Code, calledAt(needsOf(in), e.Purpose), c.Out.Reason))
	}
	return found
}

// looked notes the first thing that was in the way of the add-on, or that nothing was. A refused signature stays what
// is known: no look is signed.
func (r *Reach) looked(installationID int64, found []doctor.Finding, known chat.Evidence) {
	now := r.now().UTC()
	e := chat.Evidence{InstallationID: installationID}
	for _, f := range found {
		switch {
		case f.Name == doctor.SelfName:
		case f.Code == doctor.OK && e.Trouble == "":
			e.Tried, e.Answered, e.Purpose = now, now, f.Name
		case f.Level == doctor.Failure && f.Code != doctor.ClockSkew && e.Trouble == "":
			e.Tried, e.Answered, e.Purpose, e.Trouble = now, time.Time{}, f.Name, string(f.Code)
		}
	}
	if e.Trouble == "" && known.Trouble == string(doctor.SignatureRefused) {
		e.Tried = time.Time{} // the rest of what is known stays
	}
	r.Note(e.InstallationID, e)
}
