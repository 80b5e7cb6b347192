package signin

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/go-ldap/ldap/v3"

	"github.com/stoachat/stoa/internal/chat"
)

// LookAtDirectory tries a directory out and answers what there is to know before people come by it. With a login and a password
// it tries these as well, and makes no account.
func (s *Service) LookAtDirectory(ctx context.Context, d Directory, login, password string) ([]Finding, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	d, err := s.withPassword(ctx, d)
	if err != nil {
		return nil, err
	}
	d = d.complete()
	ctx, cancel := context.WithTimeout(ctx, visitLimit)
	defer cancel()
	v, err := s.visit(ctx, d)
	if err != nil {
		return []Finding{{false, text(err)}}, nil
	}
	defer v.close()
	return append(append(v.secured(), v.peopled()...), v.tried(login, password)...), nil
}

// text is what went wrong, for a page.
func text(err error) string {
	var known *chat.Error
	if errors.As(err, &known) {
		return known.Message
	}
	return shortened(err)
}

// secured says how the connection is made.
func (v *visit) secured() []Finding {
	state, ok := v.TLSConnectionState()
	if !ok {
		ip := net.ParseIP(v.d.Host)
		here := v.d.Host == "localhost" || ip != nil && ip.IsLoopback()
		return []Finding{{here, "It answers, but without TLS: passwords travel readable"}}
	}
	found := []Finding{{true, "It answers, and its certificate is good"}}
	if until := state.PeerCertificates[0].NotAfter; time.Until(until) < 14*24*time.Hour {
		found = append(found, Finding{false, "Its certificate ends on " + until.UTC().Format(time.DateOnly)})
	}
	return found
}

// peopled says whom the directory has, and what it says of one of them.
func (v *visit) peopled() []Finding {
	const most = 1000
	all, err := v.search(v.d.Filter, most, v.d.asked())
	if err != nil {
		return []Finding{{false, text(err)}}
	}
	if len(all) == 0 {
		return []Finding{{false, fmt.Sprintf("Nobody below %q passes the filter %s", v.d.Base, v.d.Filter)}}
	}
	count := fmt.Sprintf("%d people pass the filter", len(all))
	if len(all) == most {
		count = fmt.Sprintf("%d people or more pass the filter", most)
	}
	p := v.d.person(all[0])
	found := []Finding{{true, count}, {true, fmt.Sprintf("One of them: %s, %s, known by %s %s", orNone(p.name), orNone(p.email), v.d.Subject, orNone(p.subject))}}
	for _, needed := range []struct {
		attribute string
		has       func(person) bool
	}{
		{v.d.Subject, func(p person) bool { return p.subject != "" }}, {v.d.Email, func(p person) bool { return p.email != "" }},
	} {
		if n := v.without(all, needed.has); n > 0 {
			found = append(found, Finding{false, fmt.Sprintf("%d of them cannot come in, because they have no %s", n, needed.attribute)})
		}
	}
	return found
}

func (v *visit) without(all []*ldap.Entry, has func(person) bool) (n int) {
	for _, e := range all {
		if !has(v.d.person(e)) {
			n++
		}
	}
	return n
}

// tried says whether somebody could sign in.
func (v *visit) tried(login, password string) []Finding {
	if login == "" {
		return nil
	}
	p, err := v.find(login)
	if errors.Is(err, chat.ErrNotFound) {
		return []Finding{{false, fmt.Sprintf("Nobody signs in by %q (%s)", login, strings.Join(append(v.d.Login, v.d.Email), ", "))}}
	}
	if err != nil {
		return []Finding{{false, text(err)}}
	}
	found := []Finding{{true, fmt.Sprintf("%q is %s", login, p.dn)}}
	admin, err := v.admin(p)
	if err != nil {
		found = append(found, Finding{false, text(err)})
	} else if admin != nil {
		found = append(found, Finding{true, map[bool]string{true: "They are an administrator here", false: "They are no administrator here"}[*admin]})
	}
	if password == "" {
		return found
	}
	err = v.prove(p, password)
	if errors.Is(err, chat.ErrNotFound) {
		return append(found, Finding{false, "The password is wrong"})
	}
	if err != nil {
		return append(found, Finding{false, text(err)})
	}
	return append(found, Finding{true, "The password is right"})
}
