package auth

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// MinPassword is the shortest password that is accepted, in characters.
const MinPassword = 8

const wrongPassword = "Wrong e-mail address or password"

// Passwords hashes and checks passwords, a bounded number at a time: each takes 64 MiB for a moment.
type Passwords struct {
	store Store
	slots chan struct{}
	dummy string // checked when there is no such person, so that the time tells nothing
	tries *Windows
}

// NewPasswords makes a Passwords. Sign-in is limited to 10 wrong tries per address and 5 minutes.
func NewPasswords(store Store, now func() time.Time) (*Passwords, error) {
	dummy, err := argon2id.CreateHash(RandomText(20), argon2id.DefaultParams)
	if err != nil {
		return nil, fmt.Errorf("hash password: %w", err)
	}
	return &Passwords{
		store: store, slots: make(chan struct{}, 2), dummy: dummy,
		tries: NewWindows(10, 5*time.Minute, now),
	}, nil
}

// Hash makes what is kept of a password.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if v := hipchat.CheckLength("password", password, MinPassword, 200); v != nil {
		v.Value = "…" // a password is never repeated
		return "", chat.Violates(v)
	}
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	return argon2id.CreateHash(password, argon2id.DefaultParams)
}

// Check answers the person whose e-mail address and password these are. Every failure reads the same.
func (p *Passwords) Check(ctx context.Context, email, password string) (chat.User, error) {
	if _, over := p.tries.Peek(email); over {
		return chat.User{}, chat.Errorf(chat.TooMany, "Too many wrong tries for this address. Try again in a few minutes.")
	}
	if v := hipchat.CheckLength("username", email, 1, 254); v != nil || !utf8.ValidString(email) {
		return chat.User{}, chat.Errorf(chat.Unauthenticated, wrongPassword)
	}
	u, err := p.store.UserByEmail(ctx, email)
	hash := p.dummy
	switch {
	case errors.Is(err, chat.ErrNotFound):
	case err != nil:
		return chat.User{}, fmt.Errorf("sign in: %w", err)
	case !u.Deleted:
		if hash, err = p.store.PasswordHash(ctx, u.ID); err != nil {
			return chat.User{}, fmt.Errorf("sign in: %w", err)
		}
	}
	if err := p.enter(ctx); err != nil {
		return chat.User{}, err
	}
	defer p.leave()
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil || !match || u.ID == 0 || u.Deleted {
		p.tries.Take(email)
		return chat.User{}, chat.Errorf(chat.Unauthenticated, wrongPassword)
	}
	return u, nil
}

func (p *Passwords) enter(ctx context.Context) error {
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Passwords) leave() { <-p.slots }
