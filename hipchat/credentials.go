package hipchat

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// TokenSource answers the token to present. It is asked before every call, from several goroutines at once, so it keeps
// what it has.
type TokenSource interface {
	Token(ctx context.Context) (string, error)
}

// Forgetter is a TokenSource that can do better after the server refused a token: it is told once, and then asked again.
type Forgetter interface {
	TokenSource
	Forget(token string)
}

type fixedToken string

func (t fixedToken) Token(context.Context) (string, error) { return string(t), nil }

// Credentials are the id and the secret of an OAuth client, of an add-on's installation for example.
type Credentials struct {
	ID     string
	Secret string
}

// clientTokens gets tokens for an installation: one at a time, kept until shortly before its end.
type clientTokens struct {
	client *Client
	who    Credentials
	scope  string
	turn   chan struct{} // held by whoever uses what follows; a channel, because waiting for it ends with a context
	token  string
	until  time.Time
}

func newClientTokens(c *Client, who Credentials, scopes []string) *clientTokens {
	return &clientTokens{client: c, who: who, scope: strings.Join(scopes, " "), turn: make(chan struct{}, 1)}
}

// Token answers the token in hand or gets a new one; who comes meanwhile waits for that one.
func (t *clientTokens) Token(ctx context.Context) (string, error) {
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if t.token != "" && time.Now().Before(t.until) {
		return t.token, nil
	}
	res, err := t.client.GenerateToken(ctx, t.who, TokenRequest{GrantType: GrantClientCredentials, Scope: t.scope})
	if err != nil {
		return "", err
	}
	t.token, t.until = res.AccessToken, time.Now().Add(usable(res.ExpiresIn))
	return t.token, nil
}

// Forget drops a token that the server refused, unless there is another one already.
func (t *clientTokens) Forget(token string) {
	t.turn <- struct{}{}
	defer func() { <-t.turn }()
	if t.token == token {
		t.token = ""
	}
}

// usable is for how long a token is presented: not in its last minute, nor in the second half of a very short life.
func usable(seconds int64) time.Duration {
	life := time.Duration(min(max(seconds, 0), maxSeconds)) * time.Second
	return max(life-time.Minute, life/2)
}

// forgotten tells whether the source was told to drop a token that the server does not know (any more), so that the
// call is worth one more try.
func (c *caller) forgotten(res *http.Response, token string, try int) bool {
	source, ok := c.tokens.(Forgetter)
	if !ok || token == "" || try > 1 || res == nil || res.StatusCode != http.StatusUnauthorized {
		return false
	}
	source.Forget(token)
	return true
}
