package auth

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// HookCheckStore keeps what calls of hooks must prove.
type HookCheckStore interface {
	HookCheck(ctx context.Context, tokenID int64) (chat.HookCheck, error)
	SetHookCheck(ctx context.Context, tokenID int64, c chat.HookCheck) error
}

// HookChecks looks at calls of hooks: a hook's address is a secret that many tools write down, so that more can be asked for.
type HookChecks struct {
	store  HookCheckStore
	sealer *Sealer
	tokens *Tokens
	audit  *chat.Auditor
	now    func() time.Time
}

// NewHookChecks makes a HookChecks. now may be nil.
func NewHookChecks(store HookCheckStore, sealer *Sealer, tokens *Tokens, audit *chat.Auditor, now func() time.Time) *HookChecks {
	if now == nil {
		now = time.Now
	}
	return &HookChecks{store: store, sealer: sealer, tokens: tokens, audit: audit, now: now}
}

// Of answers what calls with a token's address must prove.
func (h *HookChecks) Of(ctx context.Context, tokenID int64) (chat.HookCheck, error) {
	return h.store.HookCheck(ctx, tokenID)
}

// Bounds of what an administrator may set.
const (
	maxNetworks   = 50
	minHookSecret = 8
	maxHookSecret = 500
)

// Set changes what calls with a token's address must prove. An empty secret leaves the one that there is, and nil
// what is done with bursts.
func (h *HookChecks) Set(ctx context.Context, t chat.Token, scheme, secret string, networks []string, refuseBursts *bool) (chat.HookCheck, error) {
	was, err := h.store.HookCheck(ctx, t.ID)
	if err != nil {
		return was, err
	}
	c := chat.HookCheck{Scheme: chat.SignScheme(scheme), RefuseBursts: was.RefuseBursts}
	if refuseBursts != nil {
		c.RefuseBursts = *refuseBursts
	}
	if !slices.Contains(chat.SignSchemes(), scheme) {
		return was, chat.Violates(hipchat.NotIn("scheme", scheme, chat.SignSchemes()))
	}
	if c.Networks, err = networksOf(networks); err != nil {
		return was, err
	}
	if scheme != "" {
		if c.SealedSecret, err = h.seal(was, c.Scheme, secret); err != nil {
			return was, err
		}
	}
	entry := chat.AuditEntry{Kind: chat.AuditTokenChecks, Target: chat.AuditTarget{Kind: "token", ID: t.ID, Name: t.Name}, Changes: []chat.AuditChange{
		{Field: "scheme", From: string(was.Scheme), To: scheme},
		{Field: "networks", From: strings.Join(was.Networks, " "), To: strings.Join(c.Networks, " ")},
		{Field: "refuse_bursts", From: strconv.FormatBool(was.RefuseBursts), To: strconv.FormatBool(c.RefuseBursts)},
	}}
	err = h.audit.Change(ctx, PrincipalFrom(ctx), entry, func(ctx context.Context) error { return h.store.SetHookCheck(ctx, t.ID, c) })
	h.tokens.Forget() // what the token is known to stand for has the checks in it
	return c, err
}

func (h *HookChecks) seal(was chat.HookCheck, scheme chat.SignScheme, secret string) ([]byte, error) {
	if secret == "" && was.Scheme == scheme && was.SealedSecret != nil {
		return was.SealedSecret, nil
	}
	if n := utf8.RuneCountInString(secret); n < minHookSecret || n > maxHookSecret { // what it is, the answer does not repeat
		return nil, chat.Violates(&hipchat.Violation{Field: "secret", Rule: hipchat.RuleFormat, Expected: fmt.Sprintf("%d to %d characters", minHookSecret, maxHookSecret)})
	}
	if scheme == chat.SignStandard {
		if _, err := standardKey(secret); err != nil {
			return nil, chat.Violates(&hipchat.Violation{Field: "secret", Rule: hipchat.RuleFormat, Expected: "whsec_ and base64"})
		}
	}
	return h.sealer.Seal(secret), nil
}

// networksOf are networks as they are kept; an address alone is a network of one.
func networksOf(texts []string) ([]string, error) {
	var out []string
	for _, text := range texts {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		n, err := netip.ParsePrefix(text)
		if a, single := netip.ParseAddr(text); single == nil {
			n, err = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
		}
		if err != nil {
			return nil, chat.Violates(&hipchat.Violation{Field: "networks", Rule: hipchat.RuleFormat, Value: hipchat.Abridge(text), Expected: "networks like 10.0.0.0/8 or 2001:db8::/32"})
		}
		out = append(out, n.Masked().String())
	}
	if len(out) > maxNetworks {
		return nil, chat.Errorf(chat.Invalid, "There may be up to %d networks", maxNetworks)
	}
	return out, nil
}

// Check answers nil for a call that proves what it must. address is the connection's; body is what came, before it is unpacked.
func (h *HookChecks) Check(ctx context.Context, p *chat.Principal, address string, header http.Header, body []byte) error {
	if err := checkNetwork(p, address); err != nil || p.Check == nil || p.Check.Scheme == "" {
		return err
	}
	c, err := h.store.HookCheck(ctx, p.TokenID)
	switch {
	case err != nil:
		return err
	case c.Scheme == "": // since a moment ago
		return nil
	case c.SealedSecret == nil:
		return chat.Errorf(chat.Unauthenticated, "This hook takes signed calls alone, and its secret went with the server's key: set it anew on the room's Integrate page")
	}
	secret, err := h.sealer.Open(c.SealedSecret)
	if err != nil {
		return err
	}
	if why := unsigned(c.Scheme, secret, header, body, h.now()); why != "" {
		return chat.Errorf(chat.Unauthenticated, "This hook takes signed calls alone: %s", why)
	}
	return nil
}

// CheckDoor answers nil for a call that may come in by another way than a hook's address, where nobody looks at signatures: a
// token whose calls must be signed is good for its hook's address alone.
func CheckDoor(p *chat.Principal, address string) error {
	if err := checkNetwork(p, address); err != nil || p.Check == nil || p.Check.Scheme == "" {
		return err
	}
	return chat.Errorf(chat.Forbidden, "Calls with this token must be signed, and signed calls are taken at its address /hook/TOKEN alone: use a token without this check here")
}

func checkNetwork(p *chat.Principal, address string) error {
	if p.Check == nil || from(address, p.Check.Networks) {
		return nil
	}
	return chat.Errorf(chat.Forbidden, "This token takes calls from %s alone, and this one comes from another address", strings.Join(p.Check.Networks, ", "))
}

// from tells whether an address is in one of the networks.
func from(address string, networks []string) bool {
	if len(networks) == 0 {
		return true
	}
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(networks, func(text string) bool {
		n, err := netip.ParsePrefix(text)
		return err == nil && n.Contains(at.Addr().Unmap().WithZone(""))
	})
}
