package app_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// eventually waits for what the server does in the background.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(15 * time.Second); !done(); {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal(what)
		}
	}
}

func TestATokenWithFewScopesDoesNotOpenStoasOwnAPI(t *testing.T) {
	s := stoatest.Start(t)
	few := s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, hipchat.ScopeSendNotification)
	for _, call := range [][2]string{{"POST", "/api/tokens"}, {"GET", "/api/rooms"}, {"GET", "/api/ws"}} {
		if a := s.Call(few, call[0], call[1], nil); a.Status != 403 {
			t.Errorf("%s %s: %d %s", call[0], call[1], a.Status, a.Body)
		}
	}
}

func TestAnEndedCredentialEndsItsSocketAndItsGrant(t *testing.T) {
	s := stoatest.Start(t)
	grant := s.Send("POST", "/v2/oauth/token", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		[]byte("grant_type=password&username="+stoatest.AdminEmail+"&password="+strings.ReplaceAll(stoatest.AdminPassword, " ", "+")))
	var token hipchat.TokenResponse
	grant.JSON(t, &token)
	dial := func(token string) *websocket.Conn {
		conn, _, err := websocket.Dial(t.Context(), s.URL+"/api/ws", &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + token}}})
		if err != nil {
			t.Fatal(err)
		}
		return conn
	}
	ended, other := dial(token.AccessToken), dial(s.Token)
	defer ended.CloseNow()
	defer other.CloseNow()
	if a := s.Call(token.AccessToken, "DELETE", "/v2/oauth/token/"+token.AccessToken, nil); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	var err error
	for err == nil {
		_, _, err = ended.Read(t.Context())
	}
	if websocket.CloseStatus(err) != 4001 {
		t.Errorf("the socket ended with %v", err)
	}
	if err := other.Write(t.Context(), websocket.MessageText, []byte(`{"type":"ping"}`)); err != nil {
		t.Errorf("another token's socket: %v", err)
	}
	a := s.Send("POST", "/v2/oauth/token", http.Header{}, []byte(`{"grant_type":"refresh_token","refresh_token":"`+token.RefreshToken+`"}`))
	if a.Status != 400 {
		t.Errorf("its refresh token still works: %d", a.Status)
	}
}

func TestWrongTriesAreCountedTogetherHoweverTheyAreSpelt(t *testing.T) {
	s := stoatest.Start(t)
	var last stoatest.Answer
	for i := range 11 {
		name := []string{"admin@example.test", "Admin@example.test", "ADMIN@EXAMPLE.TEST"}[i%3]
		last = s.Send("POST", "/api/session", http.Header{}, []byte(fmt.Sprintf(`{"email":%q,"password":"wrong one"}`, name)))
	}
	if last.Status != 429 {
		t.Errorf("the eleventh try: %d", last.Status)
	}
}

func TestARoomIsRenamedAndGivenATopicInOneCall(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Before")
	a := s.Call(s.Token, "PUT", "/v2/room/Before", `{"name":"After","topic":"new","privacy":"public","is_archived":false,"is_guest_accessible":false,"owner":{"id":1}}`)
	if a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	var room hipchat.Room
	s.Call(s.Token, "GET", "/v2/room/After", nil).JSON(t, &room)
	if room.Topic != "new" {
		t.Errorf("topic %q", room.Topic)
	}
}

func TestADeletedRoomsTokensAreWorthlessAtOnce(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "CI")
	if a := s.Call(token, "POST", "/v2/room/Ops/notification", `{"message":"x"}`); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "DELETE", "/v2/room/Ops", nil); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := s.Call(token, "POST", "/v2/room/Ops/notification?auth_test=true", nil); a.Status != 401 {
		t.Errorf("got %d %s", a.Status, a.Body)
	}
}

func TestTheDatabaseFileIsItsOwnersAlone(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	stoatest.Start(t, func(c *app.Config) { c.Data = dir })
	for _, name := range []string{"stoa.db", "stoa.db-wal", "secret.key"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

func TestOddInputIsNeverAnInternalError(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := stoatest.Start(t, stoatest.WithDatabase(url))
		s.Room("Ops")
		v1 := s.V1Token("admin")
		for _, odd := range []string{"a%00b", "%ff", "%C0%80", "%ED%A0%80", "99999999999999999999", "-1", strings.Repeat("x", 3000), "%2F", "%2E%2E", "%F0%9F%92%A9", "'", "%22", "%25"} {
			for _, path := range []string{
				"GET /v2/room/" + odd, "GET /v2/room/" + odd + "/history", "GET /v2/room/Ops/history/" + odd, "GET /v2/user/" + odd, "GET /v2/user/@" + odd,
				"GET /v2/room/Ops/webhook/" + odd, "GET /v2/oauth/token/" + odd, "GET /v2/room/Ops/history/latest?not-before=" + odd,
				"GET /v2/room/Ops/history?date=" + odd, "GET /v2/room/Ops/history?timezone=" + odd, "GET /v2/room?start-index=" + odd,
				"GET /v1/rooms/show?auth_token=" + v1 + "&room_id=" + odd, "GET /v1/rooms/history?auth_token=" + v1 + "&room_id=Ops&date=" + odd,
				"GET /v1/rooms/message?auth_token=" + v1 + "&room_id=Ops&from=x&message=" + odd, "GET /v1/users/show?auth_token=" + v1 + "&user_id=" + odd,
				"GET /v1/rooms/list?auth_token=" + odd, "GET /v2/room?auth_token=" + odd, "GET /api/rooms/" + odd, "GET /api/conversations/" + odd + "/events",
				"POST /v2/oauth/token?grant_type=password&username=" + odd + "&password=" + odd,
				"POST /v2/oauth/token?grant_type=client_credentials&client_id=" + odd + "&client_secret=" + odd,
				"POST /v2/oauth/token?grant_type=refresh_token&refresh_token=" + odd, "POST /v2/room/Ops/notification?message=" + odd + "&from=" + odd,
			} {
				method, target, _ := strings.Cut(path, " ")
				if a := s.Call(s.Token, method, target, nil); a.Status >= 500 || a.Status/100 == 3 {
					t.Errorf("%.120s: %d %s", path, a.Status, a.Body)
				}
			}
		}
	})
}
