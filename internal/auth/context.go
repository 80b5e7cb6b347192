package auth

import (
	"context"

	"github.com/stoachat/stoa/internal/chat"
)

type principalKey struct{}

// WithPrincipal puts the caller into the context.
func WithPrincipal(ctx context.Context, p *chat.Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// PrincipalFrom answers who calls; nil where the route needs nobody.
func PrincipalFrom(ctx context.Context) *chat.Principal {
	p, _ := ctx.Value(principalKey{}).(*chat.Principal)
	return p
}
