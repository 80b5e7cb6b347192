package compat

import (
	"context"
	"net/http"
	"strings"
)

// oddAddress is the plain case, which the others rely on.
func oddAddress(ctx context.Context, in *session) ([]Finding, error) {
	a, err := in.first(ctx)
	if err != nil {
		return nil, err
	}
	where := "posting to " + a.base
	if rule := a.wrong(); rule != "" {
		list := []Finding{found(rule, where, append(a.caught, a.seen()...)...)}
		if in.without != nil {
			list = append(list, in.versions(in.without, where)...)
		}
		return in.with(a, where, list...), nil
	}
	return in.with(a, where, in.versions(a, where)...), nil
}

// first is the plain run, made when it is first asked for. Where the path was dropped, another one sees whether all is
// well without it.
func (in *session) first(ctx context.Context) (*attempt, error) {
	if in.plain != nil {
		return in.plain, nil
	}
	a, err := in.send(ctx, manner{})
	if err != nil || a.wrong() != dropsPrefix {
		in.plain = a
		return a, err
	}
	in.bare = true
	b, err := in.send(ctx, manner{})
	if err != nil {
		return nil, err
	}
	if in.plain = a; b.wrong() == "" {
		in.without = b
	}
	return a, nil
}

// wrong is the rule that the plain run breaks, if any.
func (a *attempt) wrong() string {
	calls := a.inside()
	switch {
	case len(a.caught) > 0:
		return fixedHost
	case a.flooded:
		return repeatsForever
	case len(calls) == 0:
		return a.missed()
	case a.late:
		return doesNotEnd
	case !a.arrived:
		return unwelcome(calls[len(calls)-1].status)
	case a.exit != 0:
		return failsThoughTaken
	default:
		return ""
	}
}

// missed is the rule when no call came to where it should have come.
func (a *attempt) missed() string {
	switch {
	case a.scheme:
		return wrongScheme
	case len(a.calls) > 0:
		return dropsPrefix
	default:
		return nothingArrives
	}
}

// unwelcome is the rule when nothing was said in the room, by how the last call was answered.
func unwelcome(status int) string {
	switch {
	case status == http.StatusUnauthorized:
		return wrongToken
	case status == http.StatusForbidden, status == http.StatusNotFound, status < 300:
		return wrongRoom
	default:
		return refusedBody
	}
}

// versions gives advice when API v1 alone was called.
func (in *session) versions(a *attempt, where string) []Finding {
	for _, c := range a.inside() {
		if !c.v1 {
			return nil
		}
	}
	return []Finding{found(v1Only, where, a.seen()...)}
}

// with adds what any run may show: the token among what was printed. Of that, one finding is enough.
func (in *session) with(a *attempt, where string, list ...Finding) []Finding {
	if !in.told[tellsToken] && a.tells() {
		in.told[tellsToken] = true
		list = append(list, found(tellsToken, where, a.seen()...))
	}
	return list
}

func (a *attempt) tells() bool { return strings.Contains(a.out, a.token) }

// delivers is nil when the plain run delivers, and otherwise why no other case says anything.
func (in *session) delivers(ctx context.Context) error {
	a, err := in.first(ctx)
	switch {
	case err != nil:
		return err
	case a.wrong() != "" && in.without == nil:
		return skip("it needs a sender that keeps to odd-address")
	default:
		return nil
	}
}

func trailingSlash(ctx context.Context, in *session) ([]Finding, error) {
	if !in.takes("{base_url}") {
		return nil, skip("the command takes no {base_url}")
	}
	if err := in.delivers(ctx); err != nil {
		return nil, err
	}
	a, err := in.send(ctx, manner{slash: true})
	if err != nil {
		return nil, err
	}
	where := "posting to " + a.base + "/"
	for _, c := range a.calls {
		if path, _, _ := strings.Cut(c.path, "?"); strings.Contains(path, "//") {
			return in.with(a, where, found(doublesSlash, where, a.seen()...)), nil
		}
	}
	if rule := a.wrong(); rule != "" {
		return in.with(a, where, found(rule, where, a.seen()...)), nil
	}
	return in.with(a, where), nil
}

func roomName(ctx context.Context, in *session) ([]Finding, error) {
	if !in.takes("{room}") && !in.takes("{full_url}") {
		return nil, skip("the command takes neither {room} nor {full_url}")
	}
	if err := in.delivers(ctx); err != nil {
		return nil, err
	}
	a, err := in.send(ctx, manner{blank: true})
	if err != nil {
		return nil, err
	}
	where := "posting to the room " + in.rooms[1].Name
	if a.wrong() != "" {
		return in.with(a, where, found(rawRoomName, where, a.seen()...)), nil
	}
	return in.with(a, where), nil
}

func untrusted(ctx context.Context, in *session) ([]Finding, error) {
	if !in.TLS {
		return nil, skip("it needs --tls")
	}
	if err := in.delivers(ctx); err != nil {
		return nil, err
	}
	a, err := in.send(ctx, manner{foreign: true})
	if err != nil {
		return nil, err
	}
	const where = "when an unknown authority has signed the server's certificate"
	switch {
	case len(a.calls) > 0:
		return in.with(a, where, found(trustsAll, where, a.seen()...)), nil
	case a.late:
		return in.with(a, where, found(doesNotEnd, where, a.seen()...)), nil
	case a.exit == 0:
		return in.with(a, where, found(ignoresStatus, where, a.seen()...)), nil
	}
	return in.with(a, where), nil
}
