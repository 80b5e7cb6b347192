package webhook_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	gocmp "github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/store/storetest"
)

// TestDeliveriesAreSignedAsAddonsVerifyThem reads the token with a library, as an add-on does, from both places.
// spec: connect, 4.1, 5.4; client-quirks, O12, O13.
func TestDeliveriesAreSignedAsAddonsVerifyThem(t *testing.T) {
	s := newStage(t, storetest.SQLite(t))
	s.authentication = "jwt"
	s.must(t, s.Token, "PUT", "/v2/user/2", `{"name":"Ada Brook","mention_name":"AdaBrook","email":"ada@example.test","timezone":"Europe/Oslo"}`)
	s.step(t, "install room_message room_notification room_topic_change room_archived room_created")
	room := func(id int) map[string]any { return map[string]any{"room_id": float64(id), "user_tz": "UTC"} }
	oslo := map[string]any{"room_id": 1.0, "user_tz": "Europe/Oslo"}
	ids := map[any]bool{}
	for _, c := range []struct {
		step, actor string
		context     map[string]any
	}{
		{`ada POST /v2/room/1/message {"message":"x"}`, "2", oslo},
		{`ada POST /v2/room/1/notification {"message":"x"}`, "0", room(1)}, // what a person's token posts is an integration's
		{`room POST /v2/room/1/notification {"message":"x"}`, "0", room(1)},
		{`admin PUT /v2/room/1/topic {"topic":"x"}`, "1", room(1)},
		{`addon PUT /v2/room/1/topic {"topic":"y"}`, "0", room(1)},
		{`admin POST /v2/room {"name":"Slipway"}`, "1", room(2)},
		{`addon PUT /v2/room/1 {"name":"Dry Dock","topic":"y","privacy":"public","is_archived":true,"is_guest_accessible":false,"owner":{"id":1}}`, "0", room(1)},
	} {
		s.step(t, c.step)
		got := s.next(t)
		header, ok := strings.CutPrefix(got.authorization, "JWT ")
		uri, err := url.Parse(got.uri)
		if !ok || err != nil {
			t.Fatalf("%s: called %s with Authorization %q", c.step, got.uri, got.authorization)
		}
		for _, token := range []string{header, uri.Query().Get("signed_request")} {
			claims := s.claims(t, token)
			id, _ := claims["jti"].(string)
			if len(id) != 20 {
				t.Errorf("%s: jti %q", c.step, id)
			}
			ids[id] = true
			delete(claims, "jti")
			noon := float64(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC).Unix())
			want := jwt.MapClaims{"iss": s.client.OAuthID, "sub": c.actor, "prn": c.actor, "iat": noon, "exp": noon + 3600, "context": c.context}
			if diff := gocmp.Diff(want, claims); diff != "" {
				t.Errorf("%s: claims (-want +got):\n%s", c.step, diff)
			}
		}
	}
	if len(ids) != 7 {
		t.Errorf("%d different tokens, want one for each delivery", len(ids))
	}
}

func (s *stage) claims(t *testing.T, token string) jwt.MapClaims {
	t.Helper()
	claims := jwt.MapClaims{}
	noon := jwt.WithTimeFunc(func() time.Time { return time.Date(2026, 11, 22, 12, 0, 1, 0, time.UTC) })
	_, err := jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return []byte(s.client.OAuthSecret), nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuedAt(), jwt.WithExpirationRequired(), noon)
	if err != nil {
		t.Fatal(fmt.Errorf("the token %q: %w", token, err))
	}
	return claims
}
