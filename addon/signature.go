package addon

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/stoachat/stoa/hipchat"
)

// maxTokenAge is how old a signature may be that travels in an address, or with a webhook: both are made at the moment of
// use. spec: connect, 4.1.
const maxTokenAge = 15 * time.Minute

// maxToken bounds a signature, in bytes.
const maxToken = 8 << 10

// claims are what a server says with its signature. spec: connect, 4.1.
type claims struct {
	jwt.RegisteredClaims
	PRN     string `json:"prn"`
	Context struct {
		RoomID hipchat.ID `json:"room_id"`
		Zone   string     `json:"user_tz"`
	} `json:"context"`
}

// actor is the person who caused it, 0 when nobody did.
func (c *claims) actor() int64 { return whole(firstOf(c.Subject, c.PRN)) }

func (c *claims) room() int64 { return whole(string(c.Context.RoomID)) }

func whole(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64) // what is no number is nobody's
	return n
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// verified answers the installation that signed, and what it says. oldest bounds the age; 0: until it expires.
func (a *Addon) verified(ctx context.Context, token string, oldest time.Duration) (*Installation, *claims, error) {
	if len(token) > maxToken {
		return nil, nil, refuse(http.StatusUnauthorized, "The JWT has more than %d bytes", maxToken)
	}
	var in *Installation
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) {
		var err error
		if in, err = a.Installation(ctx, c.Issuer); err != nil {
			return nil, err
		}
		return []byte(in.Record().OAuthSecret), nil
	},
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Name}), jwt.WithExpirationRequired(), jwt.WithIssuedAt(),
		jwt.WithLeeway(a.opt.Leeway), jwt.WithTimeFunc(a.opt.Now),
	)
	if err != nil {
		return nil, nil, unverified(err)
	}
	switch {
	case c.IssuedAt == nil:
		return nil, nil, refuse(http.StatusUnauthorized, "The JWT has no iat")
	case oldest > 0 && a.opt.Now().Sub(c.IssuedAt.Time) > oldest+a.opt.Leeway:
		return nil, nil, refuse(http.StatusUnauthorized, "The JWT was issued more than %s ago", oldest)
	case len(c.Audience) > 0 && !slices.Contains(c.Audience, a.opt.Key) && !slices.Contains(c.Audience, a.opt.BaseURL):
		return nil, nil, refuse(http.StatusUnauthorized, "The JWT is for another audience")
	}
	return in, &c, nil
}

// unverified says what is wrong with a token, unless the store failed, which is nothing of the sender's.
func unverified(err error) error {
	why := "is not well-formed"
	switch {
	case errors.Is(err, ErrNotInstalled):
		why = "is of no installation that this add-on knows; one that keeps them in memory has to be installed again after a restart"
	case errors.Is(err, jwt.ErrTokenMalformed):
	case errors.Is(err, jwt.ErrTokenSignatureInvalid):
		why = "is not signed with HS256 and the installation's secret"
	case errors.Is(err, jwt.ErrTokenExpired):
		why = "has expired"
	case errors.Is(err, jwt.ErrTokenUsedBeforeIssued), errors.Is(err, jwt.ErrTokenNotValidYet):
		why = "is of the future; the clocks differ"
	case errors.Is(err, jwt.ErrTokenRequiredClaimMissing):
		why = "has no exp"
	case errors.Is(err, jwt.ErrTokenUnverifiable):
		return err
	}
	return refuse(http.StatusUnauthorized, "The JWT %s", why)
}

// tokenOf finds the signature in a request: in the query, in a form's field, or in a header, in the forms that servers and
// pages use. inAddress tells that it stood in the query. spec: connect, 4.2; client-quirks, O12.
func tokenOf(r *http.Request) (token string, inAddress bool) {
	if token = r.URL.Query().Get("signed_request"); token != "" {
		return token, true
	}
	if after, ok := strings.CutPrefix(r.Header.Get("Authorization"), "JWT "); ok {
		return strings.TrimPrefix(strings.TrimSpace(after), "token="), false
	}
	if token = r.Header.Get("X-Acpt"); token != "" {
		return token, false
	}
	return r.PostFormValue("signed_request"), false
}
