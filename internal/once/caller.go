package once

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// credentials are all that a request brought, wherever a dialect looks for them.
type credentials struct {
	tokens []string
	cookie string
}

func credentialsOf(r *http.Request, body []byte, more func(*http.Request, []byte) string) (c credentials) {
	add := func(token string) {
		if token = strings.TrimSpace(token); token != "" {
			c.tokens = append(c.tokens, token)
		}
	}
	if scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
		add(token)
	}
	query, _ := url.ParseQuery(r.URL.RawQuery) // what can be read is enough
	add(query.Get("auth_token"))
	if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); media == "application/x-www-form-urlencoded" {
		form, _ := url.ParseQuery(string(body))
		add(form.Get("auth_token"))
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, "/hook/"); ok {
		token, _, _ := strings.Cut(rest, "/")
		add(token)
	}
	if more != nil {
		add(more(r, body))
	}
	if cookie, err := r.Cookie(auth.CookieName); err == nil {
		c.cookie = cookie.Value
	}
	return c
}

// caller is whom one of the credentials stands for, or nil: nothing is kept for somebody whom nobody knows.
func (d *Desk) caller(ctx context.Context, c credentials) *chat.Principal {
	for _, token := range c.tokens {
		if _, p, err := d.c.Tokens.Lookup(ctx, token); err == nil {
			return p
		}
	}
	if c.cookie != "" {
		if p, err := d.c.Tokens.Cookie(ctx, c.cookie); err == nil {
			return p
		}
	}
	return nil
}

// idOf names a caller's key. All credentials count, so that nobody is told what another's call was answered.
func idOf(c credentials, key string) string {
	return hash(fmt.Sprintf("%q %q %q", c.tokens, c.cookie, key))
}

// printOf tells a request from others.
func printOf(r *http.Request, body []byte) string {
	return hash(fmt.Sprintf("%q %q ", r.Method, r.URL.RequestURI()) + string(body))
}

// nameOf is what the same request is called when it is done again within the day, and no other.
func nameOf(o chat.Once) string {
	return hash(fmt.Sprint(o.ID, o.Print, o.Started.Unix()/int64(Kept/time.Second)))[:32]
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// keyOf reads the header: a text in quotes, as the IETF's draft has it, or bare, as most send it.
func keyOf(header []string) (string, bool) {
	if len(header) != 1 {
		return "", false
	}
	key := strings.TrimSpace(header[0])
	if inner, ok := strings.CutPrefix(key, `"`); ok {
		if key, ok = strings.CutSuffix(inner, `"`); !ok {
			return "", false
		}
	}
	if key == "" || len(key) > maxKey || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "", false
	}
	return key, true
}
