package connect

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
	"github.com/stoachat/stoa/internal/webhook"
)

const (
	maxLinks      = 10_000 // of one installation
	maxLinkAnswer = 64 << 10
	linkLimit     = 10 * time.Second
)

// CreateLink makes an address that asks the caller's target where it leads, and answers the token in it.
// spec: rest-v2, 4.11 create_integration_link
func (h *Host) CreateLink(ctx context.Context, p *chat.Principal, in hipchat.IntegrationLinkRequest) (token string, err error) {
	if v := in.Check(); v != nil {
		return "", chat.Violates(v)
	}
	token = auth.RandomText(40)
	now := h.now().UTC()
	_, err = h.store.CreateLink(ctx, chat.Link{
		Hash: hashOf(token), InstallationID: p.InstallationID, Target: in.Target, Created: now, Expires: now.Add(time.Duration(*in.TTL) * time.Second),
	}, maxLinks)
	if errors.Is(err, chat.ErrLimit) {
		return "", chat.Errorf(chat.Invalid, "The add-on has %d links; delete some, or let them expire", maxLinks)
	}
	return token, err
}

// Link finds a link that has not expired.
func (h *Host) Link(ctx context.Context, token string) (chat.Link, error) {
	l, err := h.store.LinkByHash(ctx, hashOf(token))
	if errors.Is(err, chat.ErrNotFound) || err == nil && !h.now().Before(l.Expires) {
		return chat.Link{}, chat.Errorf(chat.NotFound, "Link not found: it has expired, or was deleted")
	}
	return l, err
}

// DeleteLink deletes the caller's link. spec: rest-v2, 4.11 delete_integration_link
func (h *Host) DeleteLink(ctx context.Context, p *chat.Principal, token string) error {
	l, err := h.Link(ctx, token)
	if err == nil && l.InstallationID != p.InstallationID {
		err = chat.Errorf(chat.NotFound, "Link not found: it is another add-on's")
	}
	if err != nil {
		return err
	}
	err = h.store.DeleteLink(ctx, l.ID)
	if errors.Is(err, chat.ErrNotFound) {
		return nil // somebody else was faster
	}
	return err
}

// Follow asks the add-on where the link leads. Everything that the add-on does wrong is chat.Unreachable.
// spec: rest-v2, 4.11 invoke_integration_link
func (h *Host) Follow(ctx context.Context, l chat.Link, token string) (location string, err error) {
	in, err := h.store.Installation(ctx, l.InstallationID)
	if err != nil {
		return "", err
	}
	if in.Disabled {
		return "", chat.Disabled(in.Name)
	}
	req, err := h.question(ctx, in, l, token)
	if err != nil {
		return "", err
	}
	res, err := h.outbound.Do(ctx, req)
	switch {
	case outbound.IsTimeout(err):
		return "", chat.Errorf(chat.Unreachable, "%s did not say within %s where the link leads", in.Name, linkLimit)
	case err != nil:
		return "", chat.Errorf(chat.Unreachable, "%s could not be asked where the link leads: %s", in.Name, err)
	case res.Status/100 != 2:
		return "", chat.Errorf(chat.Unreachable, "%s did not say where the link leads: it answered %d %s", in.Name, res.Status, http.StatusText(res.Status))
	}
	return destination(in, res.Body)
}

// question is signed like a webhook's delivery, and reaches as far as one.
func (h *Host) question(ctx context.Context, in chat.Installation, l chat.Link, token string) (outbound.Request, error) {
	body, err := json.Marshal(map[string]string{"client_id": in.OAuthID, "token": token})
	if err != nil {
		return outbound.Request{}, fmt.Errorf("link question: %w", err)
	}
	secret, err := h.sealer.Open(in.SealedSecret)
	if err != nil {
		return outbound.Request{}, err
	}
	signed, err := webhook.Sign(in.OAuthID, secret, 0, "", in.RoomID, h.now())
	if err != nil {
		return outbound.Request{}, err
	}
	return outbound.Request{
		Method: http.MethodPost, URL: webhook.WithSignedRequest(l.Target, signed), Body: body,
		Header: http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}, "Authorization": {"JWT " + signed}},
		Policy: h.targetPolicy(ctx, in, l.Target), Purpose: "link", Party: in.ID, MaxResponse: maxLinkAnswer, Timeout: linkLimit,
	}, nil
}

// targetPolicy lets an address that an add-on names later reach the inside network only on the add-on's own host:
// what an administrator agreed to is the descriptor.
func (h *Host) targetPolicy(ctx context.Context, in chat.Installation, target string) outbound.Policy {
	if sameHost(target, in.CallbackURL) || sameHost(target, in.DescriptorURL) {
		return h.installersPolicy(ctx, in)
	}
	return outbound.Public
}

func sameHost(a, b string) bool {
	ua, errA := url.Parse(a)
	ub, errB := url.Parse(b)
	return errA == nil && errB == nil && ua.Host != "" && ua.Host == ub.Host
}

// destination reads the answer, whose member's name no source has. spec: rest-v2, 9
func destination(in chat.Installation, answer []byte) (string, error) {
	var out struct {
		Location string `json:"location"`
		Redirect string `json:"redirect"`
	}
	if err := json.Unmarshal(answer, &out); err != nil {
		return "", chat.Errorf(chat.Unreachable, "%s did not say where the link leads: its answer is not a JSON object with a location", in.Name)
	}
	if out.Location == "" {
		out.Location = out.Redirect
	}
	if !hipchat.IsWebURL(out.Location) || len(out.Location) > maxRelayed {
		return "", chat.Errorf(chat.Unreachable, "%s did not say where the link leads: its location is not an absolute URL", in.Name)
	}
	return out.Location, nil
}

// hashOf is what is kept of a token.
func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
