package webhook

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const tokenLife = time.Hour

// Sign makes the token of a request to an add-on, for the person who caused it with their time zone, "" for unknown, and
// the room where they did, 0 for none. Receivers refuse tokens that are a quarter of an hour old, so it is made at the
// moment of sending. Both sub and prn are the acting user's id, "0" when an integration acted: one framework fails
// without sub, another reads an integer there, others read prn only.
// spec: connect, 4.1 Token and 5.4 Authentication of deliveries; client-quirks, O13
func Sign(oauthID, secret string, actorID int64, zone string, roomID int64, now time.Time) (string, error) {
	actor := strconv.FormatInt(actorID, 10)
	where := map[string]any{}
	if roomID != 0 {
		where["room_id"] = roomID
	}
	if zone != "" {
		where["user_tz"] = zone
	}
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"iss":     oauthID,
		"sub":     actor,
		"prn":     actor,
		"iat":     now.Unix(),
		"exp":     now.Add(tokenLife).Unix(),
		"jti":     rand.Text()[:20],
		"context": where,
	})
	signed, err := token.SignedString([]byte(secret))
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return signed, nil
}

// WithSignedRequest adds the token to a URL's query and leaves the rest as it stands, byte for byte.
// spec: connect, 4.2 Where it travels
func WithSignedRequest(url, token string) string {
	url, fragment, _ := strings.Cut(url, "#")
	separator := "?"
	if strings.Contains(url, "?") {
		separator = "&"
		if strings.HasSuffix(url, "?") || strings.HasSuffix(url, "&") {
			separator = ""
		}
	}
	url += separator + "signed_request=" + token
	if fragment != "" {
		url += "#" + fragment
	}
	return url
}
