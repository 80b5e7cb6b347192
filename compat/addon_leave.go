package compat

import (
	"context"
	"slices"
)

func checkUninstall(ctx context.Context, v *visit) ([]Finding, error) {
	t, err := v.installAt(ctx, func(*shape) {})
	if err != nil {
		return nil, err
	}
	defer t.leave(ctx)
	genuine := map[string]exchange{}
	for _, s := range v.signed() {
		r, err := t.provoke(ctx, s)
		if err != nil {
			return nil, err
		}
		genuine[s.name] = r.answer
	}
	tokens := t.p.tokensOf(t.payload.OAuthID)
	mark := t.p.wire.mark()
	x, err := t.remove(ctx)
	if err != nil {
		return nil, err
	}
	if !x.good() {
		return []Finding{found("uninstall-fails", "removal", append([]string{x.line()}, lines(t.p.wire.since(mark, at(sideToken, sideAPI)))...)...)}, nil
	}
	if again := t.p.tell(ctx, t.farewell()); again.status == 0 || again.status >= 500 {
		return []Finding{found("uninstall-twice-fails", "second removal", again.line())}, nil
	}
	return t.outlives(ctx, genuine, tokens), nil
}

// outlives tells whether the add-on still answers what is signed with a secret that has ended.
func (t *tenant) outlives(ctx context.Context, genuine map[string]exchange, tokens []string) []Finding {
	for name, x := range genuine {
		mark := t.p.wire.mark()
		late := t.p.tellWithin(ctx, x.with(sign(t.claims(), t.payload.OAuthSecret)), noAnswer)
		t.p.wire.settle(ctx, t.v.quiet, settleLimit)
		used := t.p.wire.since(mark, func(x exchange) bool { return x.side == sideAPI && slices.Contains(tokens, x.token) })
		if late.status > 0 && late.status < 300 || len(used) > 0 {
			return []Finding{found("outlives-uninstall", name+", after the removal", append([]string{late.line()}, lines(used)...)...)}
		}
	}
	return nil
}

// usesDead tells whether any of these tokens is shown once more.
func (t *tenant) usesDead(ctx context.Context, dead []string) ([]Finding, error) {
	mark := t.p.wire.mark()
	if _, err := t.provokeAll(ctx, t.v.callers()); err != nil {
		return nil, err
	}
	used := t.p.wire.since(mark, func(x exchange) bool { return x.side == sideAPI && slices.Contains(dead, x.token) })
	if len(used) > 0 {
		return []Finding{found("dead-token-used", "after a new installation in the same room", lines(used)...)}, nil
	}
	return nil, nil
}

func checkOutboundBlocked(ctx context.Context, v *visit) ([]Finding, error) {
	s, err := v.caller()
	if err != nil {
		return nil, err
	}
	t, err := v.installAt(ctx, func(*shape) {})
	if err != nil {
		return nil, err
	}
	genuine, err := t.provoke(ctx, s)
	if err != nil {
		t.leave(ctx)
		return nil, err
	}
	tokens := t.p.tokensOf(t.payload.OAuthID)
	t.p.become(func(sh *shape) { sh.deaf = true })
	if _, err := t.p.w.remote.RemoveAddon(ctx, t.id); err != nil {
		return nil, err
	}
	t.id = 0
	t.p.expire()
	if f := t.clings(ctx, s, genuine.answer, tokens); f != nil {
		return f, nil
	}
	t.p.become(func(sh *shape) { sh.deaf = false })
	defer t.leave(ctx)
	if err := t.again(ctx); err != nil {
		return nil, err
	}
	return t.works(ctx, "reinstall-fails")
}

// clings tells whether the add-on shows a dead token again, though the token endpoint has told it that all is over. What
// makes it call was under way when the connection broke.
func (t *tenant) clings(ctx context.Context, s stimulus, genuine exchange, tokens []string) []Finding {
	told := false
	for range 3 {
		mark := t.p.wire.mark()
		t.p.tell(ctx, genuine.with(sign(t.claims(), t.payload.OAuthSecret)))
		t.p.wire.settle(ctx, t.v.quiet, settleLimit)
		used := t.p.wire.since(mark, func(x exchange) bool { return x.side == sideAPI && slices.Contains(tokens, x.token) })
		if told && len(used) > 0 {
			return []Finding{found("dead-token-used", s.name+", after the token endpoint had answered 401", lines(used)...)}
		}
		told = told || len(t.p.wire.since(mark, func(x exchange) bool { return x.side == sideToken && x.status == 401 })) > 0
	}
	return nil
}
