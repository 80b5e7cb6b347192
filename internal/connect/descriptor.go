package connect

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
	"github.com/stoachat/stoa/internal/webhook"
)

const (
	maxDescriptor   = 256 << 10
	descriptorLimit = 10 * time.Second
)

// Preview is a descriptor as somebody is asked to agree to it.
type Preview struct {
	Ticket     string // names this very descriptor; Install takes it
	URL        string
	Descriptor hipchat.Descriptor
	Update     *chat.Installation // what is installed there already; nil: nothing
	Advice     []string           // what is taken and passed over, for its author. See hipchat.DescriptorAdvice
	Level      hipchat.Level      // the release of HipChat Server that the add-on will be shown
	raw        []byte             // as that release reads it
}

// Added are the scopes that an update asks for beyond those that were granted.
func (p Preview) Added() []string {
	added := []string{}
	for _, scope := range p.Descriptor.Scopes() {
		if p.Update == nil || !slices.Contains(p.Update.Scopes, scope) {
			added = append(added, scope)
		}
	}
	return added
}

// Changed tells whether an update brings another descriptor than the one that was agreed to.
func (p Preview) Changed() bool { return p.Update == nil || !bytes.Equal(p.raw, p.Update.Descriptor) }

// ticket binds consent to what was shown: a descriptor that has changed since then is not installed.
type ticket struct {
	URL string `json:"url"`
	Sum []byte `json:"sum"`

	Level hipchat.Level `json:"level,omitempty"`
}

// Preview fetches and checks a descriptor, as a server of that level reads it, for who may install into the room (0: the
// group). An empty level is the one that the add-on has there, else the latest. Nothing is created.
func (h *Host) Preview(ctx context.Context, p *chat.Principal, url string, roomID int64, level hipchat.Level) (Preview, error) {
	if _, err := h.mayInstall(ctx, p, roomID); err != nil {
		return Preview{}, err
	}
	raw, err := h.fetch(ctx, p, url)
	if err != nil {
		return Preview{}, err
	}
	d, read, err := h.readAt(raw, level)
	if err != nil {
		return Preview{}, err
	}
	there, err := h.there(ctx, d, roomID)
	if err == nil && there != nil && level == "" {
		level = there.Level // an update changes it only where that is asked for
		d, read, err = h.readAt(raw, level)
	}
	if err != nil {
		return Preview{}, err
	}
	if err := h.showable(d, url); err != nil {
		return Preview{}, err
	}
	advice := hipchat.DescriptorAdvice(raw)
	raw = read
	sum := sha256.Sum256(raw)
	shown := url
	if isData(url) {
		shown = d.Links.Self
	}
	t, err := json.Marshal(ticket{URL: url, Sum: sum[:], Level: level})
	if err != nil {
		return Preview{}, fmt.Errorf("consent ticket: %w", err)
	}
	return Preview{Ticket: base64.RawURLEncoding.EncodeToString(t), URL: shown, Descriptor: d, Update: there, Advice: advice, Level: level, raw: raw}, nil
}

// redeem fetches the descriptor of a ticket again and makes sure that it is still the same.
func (h *Host) redeem(ctx context.Context, p *chat.Principal, text string, roomID int64) (Preview, error) {
	var t ticket
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(b, &t)
	}
	if _, unknown := hipchat.ParseLevel("level", string(t.Level)); err != nil || unknown != nil {
		return Preview{}, chat.Errorf(chat.Invalid, "The installation was not previewed: preview the descriptor first")
	}
	now, err := h.Preview(ctx, p, t.URL, roomID, t.Level)
	if err != nil {
		return Preview{}, err
	}
	if sum := sha256.Sum256(now.raw); !bytes.Equal(sum[:], t.Sum) {
		return Preview{}, chat.Errorf(chat.Conflict, "The add-on's descriptor has changed since you looked at it. Look at it again")
	}
	return now, nil
}

// fetch gets a descriptor. Redirects are followed: the root of some add-ons redirects to their descriptor when asked
// for JSON. spec: client-quirks, O9.
func (h *Host) fetch(ctx context.Context, p *chat.Principal, url string) ([]byte, error) {
	if isData(url) {
		raw, err := readData(url)
		if err == nil && len(raw) > maxDescriptor {
			err = tooLarge()
		}
		return raw, err
	}
	if !hipchat.IsWebURL(url) || len(url) > 2000 {
		return nil, chat.Violates(&hipchat.Violation{Field: "url", Rule: hipchat.RuleFormat, Value: url, Expected: "an absolute URL"})
	}
	res, err := h.outbound.Do(ctx, outbound.Request{
		URL: url, Header: http.Header{"Accept": {"application/json"}}, Policy: policy(p), Purpose: "descriptor",
		FollowRedirects: true, MaxResponse: maxDescriptor, Timeout: descriptorLimit,
	})
	switch {
	case errors.Is(err, outbound.ErrTooLarge):
		return nil, tooLarge()
	case outbound.IsTimeout(err):
		return nil, chat.Errorf(chat.Invalid, "The descriptor could not be fetched: no answer within %s", descriptorLimit)
	case err != nil:
		return nil, chat.Errorf(chat.Invalid, "The descriptor could not be fetched: %s", err)
	case res.Status != http.StatusOK:
		return nil, chat.Errorf(chat.Invalid, "The descriptor could not be fetched: the add-on answered %d %s", res.Status, http.StatusText(res.Status))
	}
	return res.Body, nil
}

func tooLarge() error {
	return chat.Errorf(chat.Invalid, "The descriptor is larger than %d bytes", maxDescriptor)
}

// policy lets group administrators install from the inside network; others reach public addresses only.
func policy(p *chat.Principal) outbound.Policy {
	if p.GroupAdmin() {
		return outbound.Trusted
	}
	return outbound.Public
}

// installersPolicy is how far whoever installed an add-on reaches now.
func (h *Host) installersPolicy(ctx context.Context, in chat.Installation) outbound.Policy {
	u, err := h.chat.UserByID(ctx, in.InstalledBy)
	if err == nil && !u.Deleted && (u.Admin || u.Owner) {
		return outbound.Trusted
	}
	return outbound.Public
}

// parse reads and checks a descriptor. spec: connect, 2.7.
func parse(raw []byte) (d hipchat.Descriptor, err error) {
	if !utf8.Valid(raw) {
		return d, chat.Errorf(chat.Invalid, "The descriptor is not valid UTF-8")
	}
	var document json.RawMessage
	if err := json.Unmarshal(raw, &document); err != nil {
		return d, chat.Errorf(chat.Invalid, "The descriptor is not valid: what the address answers is not JSON: %s", err)
	}
	if v := hipchat.CheckDescriptor(raw); v != nil {
		return d, &chat.Error{Code: chat.Invalid, Message: "The descriptor is not valid: " + v.Error(), Violation: v}
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		return d, chat.Errorf(chat.Invalid, "The descriptor is not valid: %s", err)
	}
	for i, w := range d.Capabilities.Webhooks {
		if w.Pattern == "" {
			continue
		}
		if _, err := webhook.Compile(w.Pattern); err != nil {
			return d, chat.Errorf(chat.Invalid, "The descriptor is not valid: capabilities.webhook.%d.pattern: %s", i, err)
		}
	}
	return d, nil
}
