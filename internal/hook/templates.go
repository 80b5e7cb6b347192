// Package hook says what comes to a hook's address: as it is built in, or by the template that whoever administers the room
// has written for it. It keeps the last payloads, to try a template with.
package hook

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/cache"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
	"github.com/stoachat/stoa/internal/shape"
)

// Store keeps templates and payloads.
type Store interface {
	HookTemplate(ctx context.Context, tokenID int64) (chat.HookTemplate, error)
	SetHookTemplate(ctx context.Context, t chat.HookTemplate) error
	NoteHookFailure(ctx context.Context, t chat.HookTemplate) error
	AddHookPayload(ctx context.Context, p chat.HookPayload, most int) error
	HookPayloads(ctx context.Context, tokenID int64) ([]chat.HookPayload, error)
}

// Config is what Templates are built from.
type Config struct {
	Store  Store
	Sealer *auth.Sealer
	Audit  *chat.Auditor
	Now    func() time.Time // nil: the clock
	Log    *slog.Logger
}

// Templates are those of all hooks.
type Templates struct {
	c    Config
	keep *auth.Windows               // payloads per token
	tell *auth.Windows               // what is written down of how a template fares
	read *cache.Cache[int64, *known] // by token
}

// New makes Templates.
func New(c Config) *Templates {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Templates{
		c: c, keep: auth.NewWindows(Kept, keptIn, c.Now), tell: auth.NewWindows(told, toldIn, c.Now),
		read: cache.NewWeighed[int64](maxKnown, (*known).weight),
	}
}

// Read says a request to the address of the caller's token. how tells whether a template did: "used", or what was wrong with it;
// what a template fails at is said as it is built in.
func (h *Templates) Read(ctx context.Context, p *chat.Principal, r format.Request) (m *format.Message, how string, err error) {
	m, err = format.Read(r)
	if err != nil || p.Kind != chat.TokenRoom {
		return m, "", err
	}
	k, err := h.read.Get(ctx, p.TokenID, h.know)
	if err != nil {
		return nil, "", err
	}
	if k.Keep {
		h.take(ctx, k.HookTemplate, m.Format, r)
	}
	if !k.For(m.Format) {
		return m, "", nil
	}
	shaped, err := k.say(ctx, m, r)
	if ctx.Err() != nil {
		return nil, "", ctx.Err()
	}
	h.note(ctx, k.HookTemplate, err)
	if err != nil {
		return m, "failed: " + err.Error(), nil
	}
	return shaped, "used", nil
}

const (
	failedEvery = time.Minute // a failure that stays the same is written down anew

	// What is written down of a template, as it was changed last, in such a time. Whoever posts decides how it fares, and each
	// note has all nodes read their templates anew.
	told   = 4
	toldIn = time.Minute
)

// note writes down that a template has failed, or that it does no more.
func (h *Templates) note(ctx context.Context, t chat.HookTemplate, failure error) {
	was, now := t.Failure, h.c.Now().UTC()
	t.Failure = ""
	if failure != nil {
		t.Failure = failure.Error()
	}
	if was == t.Failure && (was == "" || now.Sub(t.Failed) < failedEvery) {
		return
	}
	if _, ok := h.tell.Take(fmt.Sprint(t.TokenID, t.Changed.UnixMicro())); !ok {
		return
	}
	if t.Failed = now; t.Failure == "" {
		t.Failed = time.Time{}
	}
	if err := h.c.Store.NoteHookFailure(context.WithoutCancel(ctx), t); err != nil {
		h.c.Log.WarnContext(ctx, "how a hook's template fared was not written down", "token", t.TokenID, "error", err)
		return
	}
	h.read.Clear()
}

// Of answers how what comes to a token's address is said.
func (h *Templates) Of(ctx context.Context, tokenID int64) (chat.HookTemplate, error) {
	return h.c.Store.HookTemplate(ctx, tokenID)
}

// Set changes how it is said. An empty source is as it is built in.
func (h *Templates) Set(ctx context.Context, of chat.Token, source string, formats []string, keep bool) (chat.HookTemplate, error) {
	was, err := h.c.Store.HookTemplate(ctx, of.ID)
	if err != nil {
		return was, err
	}
	for _, f := range formats {
		if !slices.Contains(format.Names(), f) {
			return was, chat.Violates(hipchat.NotIn("formats", f, format.Names()))
		}
	}
	if source != "" {
		if _, err := shape.Parse(source); err != nil {
			return was, &chat.Error{Code: chat.Invalid, Message: "The template has a mistake in " + err.Error(), Violation: &hipchat.Violation{Field: "source", Rule: hipchat.RuleFormat}}
		}
	}
	p := auth.PrincipalFrom(ctx)
	slices.Sort(formats)
	t := chat.HookTemplate{TokenID: of.ID, Source: source, Formats: slices.Compact(formats), Keep: keep, Changed: h.c.Now().UTC(), ChangedBy: p.UserID()}
	entry := chat.AuditEntry{Kind: chat.AuditTokenTemplate, Target: chat.AuditTarget{Kind: "token", ID: of.ID, Name: of.Name}, Changes: changes(was, t)}
	err = h.c.Audit.Change(ctx, p, entry, func(ctx context.Context) error { return h.c.Store.SetHookTemplate(ctx, t) })
	if err == nil {
		h.read.Clear()
	}
	return t, err
}

func changes(was, is chat.HookTemplate) []chat.AuditChange {
	all := []chat.AuditChange{
		{Field: "template", From: was.Source, To: is.Source},
		{Field: "formats", From: strings.Join(was.Formats, " "), To: strings.Join(is.Formats, " ")},
		{Field: "keep_payloads", From: strconv.FormatBool(was.Keep), To: strconv.FormatBool(is.Keep)},
	}
	return slices.DeleteFunc(all, func(c chat.AuditChange) bool { return c.From == c.To })
}
