package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// MinPassword is the shortest password that is accepted, in characters.
const MinPassword = 8

const wrongPassword = "Wrong e-mail address or password"

// Cost is how much work a guess at a password takes.
type Cost int

// Strong is what people's passwords need. Cheap is for tests, which sign in by the thousand.
const (
	Strong Cost = iota
	Cheap
)

// params of Strong is one of the equally strong sets that OWASP gives for argon2id, the one with little memory: a
// flood of sign-ins must not take the server's.
func (c Cost) params() *argon2id.Params {
	p := &argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	if c == Cheap {
		p.Memory, p.Iterations = 8, 1
	}
	return p
}

// dummy is a hash that no password has: its key is random, so that making it costs nothing and comparing with it as much
// as with any other.
func (c Cost) dummy() string {
	p := c.params()
	random := func(n uint32) string {
		b := make([]byte, n)
		_, _ = rand.Read(b) // never fails, see crypto/rand
		return base64.RawStdEncoding.EncodeToString(b)
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.Memory, p.Iterations, p.Parallelism,
		random(p.SaltLength), random(p.KeyLength))
}

// maxWaiting is how many sign-ins may wait for their turn; further ones are refused at once.
const maxWaiting = 32

// Passwords hashes and checks passwords, two at a time: each takes 19 MiB for a moment.
type Passwords struct {
	store Store
	cost  Cost
	slots chan struct{}
	queue chan struct{} // bounds who waits for a slot
	dummy string        // checked when there is no such person, so that the time tells nothing
	tries *Windows
	steps *SecondSteps
	audit *chat.Auditor

	directories Directories // may be nil
	alone       func(ctx context.Context) (bool, error)
}

// ForOwnerAlone sets what is asked whether passwords of this server are good for nobody but the owner. Call it before serving.
func (p *Passwords) ForOwnerAlone(alone func(ctx context.Context) (bool, error)) { p.alone = alone }

// admitted refuses a right password where they are for the owner alone.
func (p *Passwords) admitted(ctx context.Context, u chat.User) error {
	alone, err := p.forOwnerAlone(ctx)
	if err == nil && alone && !u.Owner {
		err = chat.Errorf(chat.Forbidden, "Passwords of this server are turned off for everybody but the owner. Sign in by one of the other ways.")
	}
	return err
}

func (p *Passwords) forOwnerAlone(ctx context.Context) (bool, error) {
	if p.alone == nil {
		return false, nil
	}
	return p.alone(ctx)
}

// Directories check passwords that are kept elsewhere; signin.Service does.
type Directories interface {
	// SignIn answers whose login and password these are, and the directory's key; chat.ErrNotFound when no directory says so.
	SignIn(ctx context.Context, login, password string) (u chat.User, key string, err error)
	// Keeper answers the name of the directory that keeps a person's password; empty: none.
	Keeper(ctx context.Context, userID int64) (string, error)
}

// Asking has directories asked for passwords that are not kept here. Call it before serving.
func (p *Passwords) Asking(d Directories) { p.directories = d }

// Demanding has passwords that come alone refused where a second step belongs to them. Call it before serving.
func (p *Passwords) Demanding(steps *SecondSteps) { p.steps = steps }

// NewPasswords makes a Passwords. Sign-in is limited to 10 wrong tries per address and 5 minutes.
func NewPasswords(store Store, cost Cost, now func() time.Time) *Passwords {
	return &Passwords{
		store: store, cost: cost, slots: make(chan struct{}, 2), queue: make(chan struct{}, maxWaiting), dummy: cost.dummy(),
		tries: NewWindows(10, 5*time.Minute, now),
	}
}

// Share has wrong tries counted on all nodes together. Call it before serving.
func (p *Passwords) Share(s *WindowShare) { s.Add("passwords", p.tries) }

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
	return argon2id.CreateHash(password, p.cost.params())
}

// Check answers the person whose e-mail address and password these are, or whose login in a directory. Every failure reads
// the same.
func (p *Passwords) Check(ctx context.Context, email, password string) (chat.User, error) {
	u, _, err := p.CheckWhere(ctx, email, password)
	return u, err
}

// CheckWhere is Check, and answers by which directory the password was known, by its key; empty: by this server.
func (p *Passwords) CheckWhere(ctx context.Context, email, password string) (u chat.User, directory string, err error) {
	if v := hipchat.CheckLength("username", email, 1, 254); v != nil || !utf8.ValidString(email) {
		return chat.User{}, "", chat.Errorf(chat.Unauthenticated, wrongPassword)
	}
	// Counted before the work, so that tries at the same time cannot slip through together, and under the address as
	// it is compared. A right password gives its try back, and so does one that could not be looked at here.
	account := strings.ToLower(norm.NFC.String(email))
	if _, ok := p.tries.Take(account); !ok {
		return chat.User{}, "", chat.Errorf(chat.TooMany, "Too many wrong tries for this address. Try again in a few minutes.")
	}
	u, right, err := p.compare(ctx, email, password)
	if err == nil && !right {
		// It is known to be wrong on this server. That counts, also when a directory does not answer, and also for who has
		// no password here: whether somebody has one is not to be learned.
		if u, directory, right, err = p.elsewhere(ctx, email, password); err != nil {
			return chat.User{}, "", err
		}
	} else if err == nil {
		err = p.admitted(ctx, u)
	}
	if err == nil && !right {
		if err := p.audit.SignInFailed(ctx, email); err != nil {
			return chat.User{}, "", err
		}
		return chat.User{}, "", chat.Errorf(chat.Unauthenticated, wrongPassword)
	}
	p.tries.GiveBack(account)
	return u, directory, err
}

// elsewhere asks the directories.
func (p *Passwords) elsewhere(ctx context.Context, email, password string) (u chat.User, directory string, right bool, err error) {
	if p.directories == nil {
		return u, "", false, nil
	}
	u, directory, err = p.directories.SignIn(ctx, email, password)
	if errors.Is(err, chat.ErrNotFound) {
		return u, "", false, nil
	}
	return u, directory, err == nil, err
}

// CheckAlone is Check for a call that has no second step to it.
func (p *Passwords) CheckAlone(ctx context.Context, email, password string) (chat.User, error) {
	u, err := p.Check(ctx, email, password)
	if err == nil && p.steps != nil {
		err = p.steps.OnItsOwn(ctx, u)
	}
	return u, err
}

// Has tells whether a person has a password that is good, here or in a directory.
func (p *Passwords) Has(ctx context.Context, u chat.User) (bool, error) {
	hash, err := p.store.PasswordHash(ctx, u.ID)
	if err != nil {
		return false, err
	}
	if alone, err := p.forOwnerAlone(ctx); err != nil || hash != "" && (u.Owner || !alone) {
		return err == nil, err
	}
	name, err := p.Keeper(ctx, u.ID)
	return name != "", err
}

// Keeper answers the name of the directory that keeps a person's password; empty: none does.
func (p *Passwords) Keeper(ctx context.Context, userID int64) (string, error) {
	if p.directories == nil {
		return "", nil
	}
	return p.directories.Keeper(ctx, userID)
}

// Confirm answers nil when it is the person's password: whoever found their browser open must not change things that
// last. A wrong one is the field's mistake, and counts like a wrong sign-in.
func (p *Passwords) Confirm(ctx context.Context, u chat.User, field, password string) error {
	found, err := p.Check(ctx, u.Email, password)
	var known *chat.Error
	if errors.As(err, &known) && known.Code == chat.Unauthenticated || err == nil && found.ID != u.ID {
		return chat.Violates(&hipchat.Violation{Field: field, Rule: hipchat.RuleFormat, Value: "…", Expected: "your password as it is now"})
	}
	return err
}

// compare takes as long for an address that nobody has as for a wrong password.
func (p *Passwords) compare(ctx context.Context, email, password string) (u chat.User, right bool, err error) {
	u, err = p.store.UserByEmail(ctx, email)
	hash := ""
	if err == nil && !u.Deleted {
		hash, err = p.store.PasswordHash(ctx, u.ID)
	}
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return chat.User{}, false, fmt.Errorf("sign in: %w", err)
	}
	known := hash != "" // who was invited and has not come yet has none
	if !known {
		hash = p.dummy
	}
	if err := p.enter(ctx); err != nil {
		return chat.User{}, false, err
	}
	defer p.leave()
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return chat.User{}, false, fmt.Errorf("sign in: %w", err)
	}
	return u, match && known, nil
}

func (p *Passwords) enter(ctx context.Context) error {
	select {
	case p.queue <- struct{}{}:
		defer func() { <-p.queue }()
	default:
		return chat.Errorf(chat.TooMany, "Too many people are signing in at this moment. Try again in a few seconds.")
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Passwords) leave() { <-p.slots }
