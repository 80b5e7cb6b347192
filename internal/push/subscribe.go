package push

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

const (
	maxEndpoint = 2000 // bytes
	perPerson   = 20   // browsers; the oldest makes room
	authBytes   = 16   // spec: RFC 8291, 3.2
)

// Subscribe sends pushes for the caller to their browser from now on, until its session ends.
func (p *Pusher) Subscribe(ctx context.Context, who *chat.Principal, s chat.PushSubscription) error {
	if who.Kind != "" {
		return chat.Errorf(chat.Forbidden, "Only a signed-in browser gets pushes")
	}
	if err := check(&s); err != nil {
		return err
	}
	s.UserID, s.Created = who.UserID(), p.Now().UTC()
	if err := p.Store.AddPushSubscription(ctx, who.Credential[:], s, perPerson); err != nil {
		return err
	}
	p.any.Store(true)
	p.Bus.Tell(topicAny, nil)
	return nil
}

// Unsubscribe ends that.
func (p *Pusher) Unsubscribe(ctx context.Context, who *chat.Principal, endpoint string) error {
	err := p.Store.DeletePushSubscription(ctx, who.UserID(), endpoint)
	if errors.Is(err, chat.ErrNotFound) {
		return nil
	}
	return err
}

func check(s *chat.PushSubscription) error {
	u, err := url.Parse(s.Endpoint)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || len(s.Endpoint) > maxEndpoint {
		return bad("endpoint", "an https URL of a push service")
	}
	point, err := decode(s.P256dh)
	if err == nil {
		_, err = ecdh.P256().NewPublicKey(point)
	}
	if err != nil {
		return bad("keys.p256dh", "a public key on the curve P-256, in base64url")
	}
	if secret, err := decode(s.Auth); err != nil || len(secret) != authBytes {
		return bad("keys.auth", "16 bytes in base64url")
	}
	return nil
}

func decode(text string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
}

func bad(field, expected string) error {
	return chat.Violates(&hipchat.Violation{Field: field, Rule: hipchat.RuleFormat, Expected: expected})
}
