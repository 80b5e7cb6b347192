package auth_test

import (
	"context"
	"errors"
	"regexp"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestTokensAreRecognisedUntilTheyEnd(t *testing.T) {
	ctx := context.Background()
	db := storetest.Open(t, storetest.SQLite(t))
	now := time.Now()
	tokens := auth.NewTokens(db, func() time.Time { return now })
	u, err := db.CreateUser(ctx, chat.User{Name: "Ada", MentionName: "ada", Email: "ada@example.test", Timezone: "UTC", Created: now}, "hash")
	if err != nil {
		t.Fatal(err)
	}
	issue := func(tok chat.Token) (string, chat.Token) {
		t.Helper()
		text, stored, err := tokens.Issue(ctx, tok)
		if err != nil {
			t.Fatal(err)
		}
		return text, stored
	}
	v1, _ := issue(chat.Token{Kind: chat.TokenV1Admin, Name: "v1"})
	v2, stored := issue(chat.Token{Kind: chat.TokenPersonal, UserID: u.ID, Name: "Ada", Scopes: []string{"view_room"}, Expires: now.Add(time.Hour)})
	refresh, _ := issue(chat.Token{Kind: chat.TokenRefresh, UserID: u.ID, Name: "Ada"})
	cookie, _, err := tokens.Session(ctx, chat.Session{UserID: u.ID})
	if err != nil {
		t.Fatal(err)
	}

	if !regexp.MustCompile(`^[0-9a-f]{30}$`).MatchString(v1) || !regexp.MustCompile(`^[A-Za-z0-9]{40}$`).MatchString(v2) {
		t.Errorf("tokens of the wrong shape: %d and %d characters", len(v1), len(v2))
	}
	for _, tt := range []struct {
		name string
		ask  func(context.Context, string) (*chat.Principal, error)
		text string
		want error
	}{
		{"v2 on v2", tokens.V2, v2, nil},
		{"v1 on v1", tokens.V1, v1, nil},
		{"v1 on v2", tokens.V2, v1, auth.ErrV1Token},
		{"v2 on v1", tokens.V1, v2, auth.ErrV2Token},
		{"none", tokens.V2, "", auth.ErrNoToken},
		{"unknown", tokens.V2, "nobody's", auth.ErrInvalidToken},
		{"a refresh token", tokens.V2, refresh, auth.ErrInvalidToken},
		{"a cookie", tokens.Cookie, cookie, nil},
		{"a cookie as a token", tokens.V2, cookie, auth.ErrInvalidToken},
		{"a token as a cookie", tokens.Cookie, v2, auth.ErrInvalidToken},
	} {
		if _, err := tt.ask(ctx, tt.text); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
	if p, _ := tokens.V2(ctx, v2); p.User == nil || p.User.ID != u.ID || !p.Has("view_room") || p.Has("admin_room") {
		t.Errorf("got %+v", p)
	}

	if err := tokens.Revoke(ctx, stored); err != nil {
		t.Fatal(err)
	}
	if _, err := tokens.V2(ctx, v2); !errors.Is(err, auth.ErrInvalidToken) {
		t.Errorf("a revoked token: %v", err)
	}
	expiring, _ := issue(chat.Token{Kind: chat.TokenPersonal, UserID: u.ID, Expires: now.Add(time.Hour)})
	if _, err := tokens.V2(ctx, expiring); err != nil {
		t.Fatal(err)
	}
	now = now.Add(2 * time.Hour)
	if _, err := tokens.V2(ctx, expiring); !errors.Is(err, auth.ErrInvalidToken) {
		t.Errorf("a token past its end: %v", err)
	}
	p, err := tokens.Cookie(ctx, cookie)
	if err != nil {
		t.Fatal(err)
	}
	told := int64(0)
	tokens.OnEnd(func(userID int64) { told = userID })
	if err := tokens.SignOut(ctx, p); err != nil {
		t.Fatal(err)
	}
	if good, err := tokens.Good(ctx, p); told != u.ID || good || err != nil {
		t.Errorf("told of user %d, good: %v, %v", told, good, err)
	}
	over, stop := context.WithCancel(ctx)
	stop()
	if good, err := tokens.Good(over, p); good || err == nil {
		t.Errorf("without the database it is good: %v, %v", good, err)
	}
	if _, err := tokens.Cookie(ctx, cookie); !errors.Is(err, auth.ErrInvalidToken) {
		t.Errorf("a session that ended: %v", err)
	}
}

func TestWrongPasswordsReadAllTheSameAndAreCounted(t *testing.T) {
	ctx := context.Background()
	db := storetest.Open(t, storetest.SQLite(t))
	passwords := auth.NewPasswords(db, auth.Cheap, nil)
	if _, err := passwords.Hash(ctx, "short"); err == nil {
		t.Error("a password of five characters was accepted")
	}
	hash, err := passwords.Hash(ctx, "long enough")
	if err != nil {
		t.Fatal(err)
	}
	u := chat.User{Name: "Ada", MentionName: "ada", Email: "ada@example.test", Timezone: "UTC", Created: time.Now()}
	if _, err := db.CreateUser(ctx, u, hash); err != nil {
		t.Fatal(err)
	}
	if got, err := passwords.Check(ctx, "ADA@example.test", "long enough"); err != nil || got.Name != "Ada" {
		t.Fatalf("got %v, %v", got, err)
	}
	_, wrong := passwords.Check(ctx, "ada@example.test", "not it")
	_, nobody := passwords.Check(ctx, "bob@example.test", "not it")
	if wrong == nil || nobody == nil || wrong.Error() != nobody.Error() {
		t.Errorf("%v differs from %v", wrong, nobody)
	}
	var last *chat.Error
	for range 10 {
		_, err := passwords.Check(ctx, "ada@example.test", "not it")
		if !errors.As(err, &last) {
			t.Fatal(err)
		}
	}
	if last.Code != chat.TooMany {
		t.Errorf("after ten wrong tries: %v", last)
	}
}

func TestATryThatWasNeverLookedAtDoesNotCount(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t))
	passwords := auth.NewPasswords(db, auth.Cheap, nil)
	hungUp, cancel := context.WithCancel(context.Background())
	cancel()
	for range 20 {
		if _, err := passwords.Check(hungUp, "ada@example.test", "whatever"); !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
	}
	var refused *chat.Error
	if _, err := passwords.Check(context.Background(), "ada@example.test", "whatever"); !errors.As(err, &refused) || refused.Code != chat.Unauthenticated {
		t.Errorf("got %v", err)
	}
}

// fullDisk takes no note of uses.
type fullDisk struct{ *store.Store }

func (fullDisk) AddTokenUses(context.Context, []chat.TokenUse) error { return chat.ErrAway }

func TestTokensAreListedWhileNothingCanBeWritten(t *testing.T) {
	ctx := t.Context()
	tokens := auth.NewTokens(fullDisk{storetest.Open(t, storetest.SQLite(t))}, time.Now)
	text, _, err := tokens.Issue(ctx, chat.Token{Kind: chat.TokenV1Admin, Name: "v1"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tokens.V1(ctx, text); err != nil { // a use to be noted
		t.Fatal(err)
	}
	if list, err := tokens.List(ctx, chat.TokenFilter{}); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}
