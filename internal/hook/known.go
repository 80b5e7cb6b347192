package hook

import (
	"context"

	"github.com/stoachat/stoa/internal/cache"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
	"github.com/stoachat/stoa/internal/shape"
)

// What is kept in memory of all hooks: the bytes of their sources, and something for each. A parsed template takes up to a hundred times
// the bytes of its source, where there is little but braces in it.
const (
	maxKnown  = 1 << 20
	eachKnown = 256
)

// known is how what comes to a token's address is said, read and ready.
type known struct {
	chat.HookTemplate
	template *shape.Template
	mistake  error // why there is no template, of a source that an earlier release took
}

func (k *known) weight() int { return eachKnown + len(k.Source) }

// know reads it from the database.
func (h *Templates) know(ctx context.Context, tokenID int64) (*known, error) {
	t, err := h.c.Store.HookTemplate(ctx, tokenID)
	if err != nil {
		return nil, err
	}
	k := &known{HookTemplate: t}
	if t.Source != "" {
		k.template, k.mistake = shape.Parse(t.Source)
	}
	return k, nil
}

func (k *known) say(ctx context.Context, built *format.Message, r format.Request) (*format.Message, error) {
	if k.mistake != nil {
		return nil, k.mistake
	}
	return k.template.Say(ctx, built, r)
}

// Share has nodes hear of each other's changes. Call it before the first Read.
func (h *Templates) Share(others cache.Sharing) { h.read.Share(others, "templates") }
