package auth

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/cache"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/writebehind"
)

// Why a token is refused.
var (
	ErrNoToken      = errors.New("no token")
	ErrInvalidToken = errors.New("invalid token")
	ErrV1Token      = errors.New("a v1 token on another API")
	ErrV2Token      = errors.New("a v2 token on API v1")
)

// Store is what auth asks of the database.
type Store interface {
	User(ctx context.Context, id int64) (chat.User, error)
	UserByEmail(ctx context.Context, email string) (chat.User, error)
	PasswordHash(ctx context.Context, userID int64) (string, error)
	Installation(ctx context.Context, id int64) (chat.Installation, error)
	TokenByHash(ctx context.Context, hash []byte) (chat.Token, error)
	Token(ctx context.Context, id int64) (chat.Token, error)
	Tokens(ctx context.Context, f chat.TokenFilter) ([]chat.Token, error)
	HookCheck(ctx context.Context, tokenID int64) (chat.HookCheck, error)
	CreateToken(ctx context.Context, t chat.Token) (chat.Token, error)
	DeleteToken(ctx context.Context, id int64) error
	AddTokenUses(ctx context.Context, uses []chat.TokenUse) error
	CreateSession(ctx context.Context, s chat.Session) error
	SessionByHash(ctx context.Context, hash []byte) (chat.Session, error)
	DeleteSession(ctx context.Context, hash []byte) error
	MoveSession(ctx context.Context, from, to []byte) error
	TouchSession(ctx context.Context, hash []byte, at time.Time) error
}

// Tokens issues tokens and sessions and recognises them again. Recognised ones are kept in memory, so that the hot
// path asks the database nothing.
type Tokens struct {
	store    Store
	now      func() time.Time
	known    *cache.Cache[[sha256.Size]byte, known]
	sessions *cache.Cache[[sha256.Size]byte, known] // apart, so that a cookie is never good as a token
	ended    func(userID int64)
	heard    func(installationID int64)
	level    hipchat.Level
	audit    *chat.Auditor
	uses     *writebehind.Buffer[int64, chat.TokenUse] // by token id: no more than there are good tokens
}

// known is what a token stands for. The principal is shared by requests and never changed.
type known struct {
	principal *chat.Principal
	token     chat.Token
	expires   time.Time // zero: never
}

// NewTokens makes a Tokens. now may be nil.
func NewTokens(store Store, now func() time.Time) *Tokens {
	if now == nil {
		now = time.Now
	}
	return &Tokens{
		store: store, now: now,
		ended:    func(int64) {},
		heard:    func(int64) {},
		known:    cache.New[[sha256.Size]byte, known](100_000),
		sessions: cache.New[[sha256.Size]byte, known](100_000),
		uses: writebehind.New(writebehind.Config[int64, chat.TokenUse]{
			What: "when tokens were last used", Join: chat.TokenUse.Join, Order: cmp.Compare[int64], Write: store.AddTokenUses,
		}),
	}
}

// Run writes down when tokens were last used, until ctx ends.
func (ts *Tokens) Run(ctx context.Context, log *slog.Logger) { ts.uses.Run(ctx, log) }

// List answers tokens in order of id, with when each was last used: here up to this moment, at other nodes up to a minute
// ago.
func (ts *Tokens) List(ctx context.Context, f chat.TokenFilter) ([]chat.Token, error) {
	_ = ts.uses.Flush(ctx) // a database that can only be read still has the list; Run tells of it
	return ts.store.Tokens(ctx, f)
}

// Share has all nodes forget what one of them has to. Call it before serving.
func (ts *Tokens) Share(s cache.Sharing) {
	ts.known.Share(s, "tokens")
	ts.sessions.Share(s, "sessions")
}

// Lifetimes of what is issued. spec: auth, 4.
const (
	UserLife     = 8 * time.Hour
	YearLife     = 365 * 24 * time.Hour // personal, room and refresh tokens
	SessionLife  = 30 * 24 * time.Hour
	maxTokenText = 200
)

// Issue makes a token of t's kind and answers its text, which is not kept. API v1's have 30 hexadecimal digits,
// all others 40 letters and digits. spec: rest-v1, 2.1; auth, 2.
func (ts *Tokens) Issue(ctx context.Context, t chat.Token) (text string, issued chat.Token, err error) {
	text = RandomText(40)
	if t.Kind.V1() {
		b := make([]byte, 15)
		_, _ = rand.Read(b) // never fails, see crypto/rand
		text = hex.EncodeToString(b)
	}
	sum := sha256.Sum256([]byte(text))
	t.Hash, t.Created = sum[:], ts.now().UTC()
	create := func(ctx context.Context) (err error) {
		issued, err = ts.store.CreateToken(ctx, t)
		return err
	}
	if lasting(t.Kind) {
		err = ts.audit.Change(ctx, PrincipalFrom(ctx), auditToken(ctx, chat.AuditTokenMade, t), create)
	} else {
		err = create(ctx)
	}
	if err != nil {
		return "", chat.Token{}, fmt.Errorf("issue token: %w", err)
	}
	if t.Kind == chat.TokenAddon {
		ts.heard(t.InstallationID)
	}
	return text, issued, nil
}

// V2 recognises a token of API v2.
func (ts *Tokens) V2(ctx context.Context, text string) (*chat.Principal, error) {
	k, err := ts.recognise(ctx, text)
	if err != nil {
		return nil, err
	}
	if k.token.Kind.V1() {
		return nil, ErrV1Token
	}
	return k.principal, nil
}

// V1 recognises a token of API v1.
func (ts *Tokens) V1(ctx context.Context, text string) (*chat.Principal, error) {
	k, err := ts.recognise(ctx, text)
	if err != nil {
		return nil, err
	}
	if !k.token.Kind.V1() {
		return nil, ErrV2Token
	}
	return k.principal, nil
}

// Lookup answers the stored form of a token that is still good, a refresh token too, and who it stands for.
func (ts *Tokens) Lookup(ctx context.Context, text string) (chat.Token, *chat.Principal, error) {
	k, err := ts.find(ctx, text)
	return k.token, k.principal, err
}

// OnEnd sets what is called when credentials of a person have ended: who is still connected with one must be sent
// away, see Good. Call it before serving.
func (ts *Tokens) OnEnd(f func(userID int64)) { ts.ended = f }

// OnHeard sets what is called when an add-on gets a token or uses one; it must ask nobody. Call it before serving.
func (ts *Tokens) OnHeard(f func(installationID int64)) { ts.heard = f }

// AtLevel sets the release of HipChat Server that nobody is shown more than. Call it before serving.
func (ts *Tokens) AtLevel(l hipchat.Level) { ts.level = l }

// Good tells whether the credential that made the principal still stands. An error says that it is not known.
func (ts *Tokens) Good(ctx context.Context, p *chat.Principal) (bool, error) {
	kept, load := ts.known, ts.loadToken
	if p.Kind == "" {
		kept, load = ts.sessions, ts.loadSession
	}
	k, err := kept.Get(ctx, p.Credential, load)
	var refused *chat.Error
	switch {
	case errors.Is(err, chat.ErrNotFound), errors.As(err, &refused):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("look up credential: %w", err)
	}
	return k.expires.IsZero() || ts.now().Before(k.expires), nil
}

// Revoke makes a token worthless at once, and with it those of the same grant.
func (ts *Tokens) Revoke(ctx context.Context, t chat.Token) error {
	err := ts.audit.Change(ctx, PrincipalFrom(ctx), auditToken(ctx, chat.AuditTokenRevoked, t), func(ctx context.Context) error {
		return ts.store.DeleteToken(ctx, t.ID)
	})
	ts.known.Clear()
	if t.UserID != 0 {
		ts.ended(t.UserID)
	}
	return err
}

// Forget drops everything kept in memory. Call it after users, installations or rooms that tokens stand for changed.
func (ts *Tokens) Forget() {
	ts.known.Clear()
	ts.sessions.Clear()
}

// Ended has everything forget what a person was signed in with, after some of it was ended in the database.
func (ts *Tokens) Ended(userID int64) {
	ts.Forget()
	ts.ended(userID)
}

// recognise finds a token that opens an API for people and integrations.
func (ts *Tokens) recognise(ctx context.Context, text string) (known, error) {
	k, err := ts.find(ctx, text)
	if err != nil {
		return known{}, err
	}
	if k.token.Kind == chat.TokenRefresh || k.token.Kind == chat.TokenProvisioning {
		return known{}, ErrInvalidToken
	}
	ts.used(k.token)
	return k, nil
}

func (ts *Tokens) find(ctx context.Context, text string) (known, error) {
	if text == "" {
		return known{}, ErrNoToken
	}
	if len(text) > maxTokenText {
		return known{}, ErrInvalidToken
	}
	sum := sha256.Sum256([]byte(text))
	k, err := ts.known.Get(ctx, sum, ts.loadToken)
	if errors.Is(err, chat.ErrNotFound) {
		return known{}, ErrInvalidToken
	}
	if err != nil {
		return known{}, fmt.Errorf("look up token: %w", err)
	}
	if !k.expires.IsZero() && ts.now().After(k.expires) {
		return known{}, ErrInvalidToken
	}
	return k, nil
}

// used notes that a token was used, and that its add-on was heard.
func (ts *Tokens) used(t chat.Token) {
	ts.uses.Note(t.ID, chat.TokenUse{TokenID: t.ID, Last: ts.now().UTC()})
	if t.InstallationID != 0 {
		ts.heard(t.InstallationID)
	}
}

func (ts *Tokens) loadToken(ctx context.Context, hash [sha256.Size]byte) (known, error) {
	t, err := ts.store.TokenByHash(ctx, hash[:])
	if err != nil {
		return known{}, err
	}
	p, err := ts.principal(ctx, t)
	if err != nil {
		return known{}, err
	}
	p.Credential, p.Expires = hash, t.Expires
	return known{principal: p, token: t, expires: t.Expires}, nil
}

// Principal is who calls with a token.
func (ts *Tokens) Principal(ctx context.Context, t chat.Token) (*chat.Principal, error) {
	return ts.principal(ctx, t)
}

func (ts *Tokens) principal(ctx context.Context, t chat.Token) (*chat.Principal, error) {
	p := &chat.Principal{Kind: t.Kind, TokenID: t.ID, RoomID: t.RoomID, Name: t.Name, Scopes: t.Scopes, Level: ts.level}
	switch t.Kind {
	case chat.TokenV1Admin, chat.TokenV1Notification:
		p.Class, p.Name = chat.ClassV1, ""
	case chat.TokenProvisioning:
		p.Class = chat.ClassProvisioner
	case chat.TokenRoom:
		p.Class = chat.ClassRoomClient
		return p, ts.checked(ctx, p)
	case chat.TokenAddon:
		return p, ts.asAddon(ctx, p, t)
	default:
		u, err := ts.store.User(ctx, t.UserID)
		if err != nil {
			return nil, err
		}
		if u.Deleted {
			return nil, chat.ErrNotFound
		}
		p.Class, p.User, p.Name = chat.ClassUser, &u, u.Name
		return p, ts.throughAddon(ctx, p, t)
	}
	return p, nil
}

// checked notes what calls with a room's token must prove. The secret is read when it is needed: it may change its seal.
func (ts *Tokens) checked(ctx context.Context, p *chat.Principal) error {
	c, err := ts.store.HookCheck(ctx, p.TokenID)
	if c.Scheme != "" || len(c.Networks) > 0 || c.RefuseBursts {
		c.SealedSecret = nil
		p.Check = &c
	}
	return err
}

// throughAddon notes which add-on a person lets act for them.
func (ts *Tokens) throughAddon(ctx context.Context, p *chat.Principal, t chat.Token) error {
	if t.InstallationID == 0 {
		return nil
	}
	in, err := ts.store.Installation(ctx, t.InstallationID)
	if err == nil && in.Disabled {
		return chat.Disabled(in.Name)
	}
	p.OAuthID, p.Level = in.OAuthID, hipchat.Older(ts.level, in.Level)
	return err
}

func (ts *Tokens) asAddon(ctx context.Context, p *chat.Principal, t chat.Token) error {
	in, err := ts.store.Installation(ctx, t.InstallationID)
	if err != nil {
		return err
	}
	if in.Disabled {
		return chat.Disabled(in.Name)
	}
	p.Class = chat.ClassGroupClient
	if in.RoomID != 0 {
		p.Class = chat.ClassRoomClient
	}
	p.InstallationID, p.OAuthID, p.AddonKey, p.RoomID, p.Name = in.ID, in.OAuthID, in.Key, in.RoomID, in.FromName
	p.Level = hipchat.Older(ts.level, in.Level)
	return nil
}

// Speaking is who a token stands for, by its id, also when it has expired: for what it was used for before.
func (ts *Tokens) Speaking(ctx context.Context, tokenID int64) (*chat.Principal, error) {
	t, err := ts.store.Token(ctx, tokenID)
	if err != nil {
		return nil, err
	}
	return ts.principal(ctx, t)
}

// Redeem recognises a refresh token, which is good for nothing else.
func (ts *Tokens) Redeem(ctx context.Context, text string) (chat.Token, error) {
	k, err := ts.find(ctx, text)
	if err == nil && k.token.Kind != chat.TokenRefresh || errors.Is(err, ErrNoToken) {
		err = ErrInvalidToken
	}
	return k.token, err
}

// Provisioning recognises an identity provider's token, which is good for SCIM and nothing else.
func (ts *Tokens) Provisioning(ctx context.Context, text string) (chat.Token, *chat.Principal, error) {
	k, err := ts.find(ctx, text)
	if err == nil && k.token.Kind != chat.TokenProvisioning {
		err = ErrInvalidToken
	}
	if err != nil {
		return chat.Token{}, nil, err
	}
	ts.used(k.token)
	return k.token, k.principal, nil
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// RandomText answers n random letters and digits.
func RandomText(n int) string {
	b := make([]byte, n)
	size := big.NewInt(int64(len(letters)))
	for i := range b {
		k, _ := rand.Int(rand.Reader, size) // the reader never fails, see crypto/rand
		b[i] = letters[k.Int64()]
	}
	return string(b)
}
