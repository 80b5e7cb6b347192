package webhook

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/stoachat/stoa/internal/chat"
)

const tokenLife = time.Hour

// sign makes the token of a delivery. Receivers refuse tokens that are a quarter of an hour old, so it is made at
// the moment of sending. Both sub and prn are the acting user's id, "0" when an integration acted: one framework
// fails without sub, another reads an integer there, others read prn only.
// spec: connect, 4.1 Token and 5.4 Authentication of deliveries; client-quirks, O13
func sign(oauthID, secret string, d chat.Delivery, now time.Time) (string, error) {
	actor := strconv.FormatInt(d.ActorID, 10)
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"iss":     oauthID,
		"sub":     actor,
		"prn":     actor,
		"iat":     now.Unix(),
		"exp":     now.Add(tokenLife).Unix(),
		"jti":     rand.Text()[:20],
		"context": map[string]any{"room_id": d.RoomID},
	})
	signed, err := token.SignedString([]byte(secret))
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return signed, nil
}

// withSignedRequest adds the token to a URL's query and leaves the rest as it stands, byte for byte.
// spec: connect, 4.2 Where it travels
func withSignedRequest(url, token string) string {
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
