package app_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/stoachat/stoa/internal/once"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// keyed are the headers of a write that is to be done once.
func keyed(key, token, contentType string) http.Header {
	h := http.Header{"Idempotency-Key": {key}, "Content-Type": {contentType}}
	if token != "" {
		h.Set("Authorization", "Bearer "+token)
	}
	return h
}

func TestAWriteWithAKeyIsDoneOnceOnEverySurface(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	ops := s.Room("Ops")
	token, v1 := s.RoomToken("Ops", "CI"), s.V1Token("admin")
	const form, object = "application/x-www-form-urlencoded", "application/json"
	for _, c := range []struct {
		name, method, path, token, kind, body, other string
		status                                       int
	}{
		{"v1 with the token in the form", "POST", "/v1/rooms/message?format=json", "", form, "room_id=Ops&from=CI&message=v1&auth_token=" + v1, "room_id=Ops&from=CI&message=no&auth_token=" + v1, 200},
		{"v1 with the token in the query", "POST", "/v1/rooms/create?auth_token=" + v1, "", form, "name=New&owner_user_id=1", "name=Newer&owner_user_id=1", 200},
		{"v2's notification", "POST", "/v2/room/Ops/notification", token, object, `{"message":"v2"}`, `{"message":"no"}`, 204},
		{"v2's new room, with its Location", "POST", "/v2/room", s.Token, object, `{"name":"Made"}`, `{"name":"Not made"}`, 201},
		{"the page's new token, which is told again", "POST", fmt.Sprintf("/api/rooms/%d/tokens", ops.ID), s.Token, object, `{"name":"Robot"}`, `{"name":"No"}`, 201},
		{"a hook", "POST", "/hook/" + token, "", object, `{"text":"hook"}`, `{"text":"no"}`, 200},
		{"the change of a room", "PATCH", fmt.Sprintf("/api/rooms/%d", ops.ID), s.Token, object, `{"topic":"quiet"}`, `{"topic":"no"}`, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := keyed("key of "+c.name, c.token, c.kind)
			first := s.Send(c.method, c.path, h, []byte(c.body))
			if first.Status != c.status || first.Header.Get("Idempotency-Replayed") != "" {
				t.Fatalf("%d %s", first.Status, first.Body)
			}
			again := s.Send(c.method, c.path, h, []byte(c.body))
			if again.Status != c.status || again.Body != first.Body || again.Header.Get("Idempotency-Replayed") != "true" {
				t.Errorf("again: %d %s %v", again.Status, again.Body, again.Header)
			}
			for _, name := range []string{"Content-Type", "Location", "Stoa-Message-Id"} {
				if first.Header.Get(name) != again.Header.Get(name) {
					t.Errorf("%s: %q, then %q", name, first.Header.Get(name), again.Header.Get(name))
				}
			}
			other := s.Send(c.method, c.path, h, []byte(c.other))
			if other.Status != 409 || !strings.Contains(other.Error(t).Message, "another request") {
				t.Errorf("another request: %d %s", other.Status, other.Body)
			}
		})
	}
	if n := strings.Count(s.Call(s.Token, "GET", "/v2/room/Ops/history", nil).Body, `"type":"notification"`); n != 3 {
		t.Errorf("%d notifications were said, not 3", n)
	}
	xml := s.Send("POST", "/v1/rooms/create?format=xml&auth_token="+v1, keyed("key of v1 with the token in the query", "", form), []byte("name=X"))
	if xml.Status != 409 || !strings.Contains(xml.Body, "<error>") {
		t.Errorf("in XML: %d %s", xml.Status, xml.Body)
	}
}

func TestAnIdempotencyKeyBelongsToItsCallerForADay(t *testing.T) {
	t.Parallel()
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock))
	s.Room("Ops")
	token, other := s.RoomToken("Ops", "CI"), s.RoomToken("Ops", "Other")
	send := func(token, key, body string) (int, string) {
		a := s.Send("POST", "/hook/"+token, keyed(key, "", "application/json"), []byte(body))
		return a.Status, a.Header.Get("Idempotency-Replayed")
	}
	for _, c := range []struct {
		name, token, key, body string
		after                  time.Duration
		status                 int
		replayed               string
	}{
		{"what was refused is not kept", token, "k", `{"color":"pink","message":"m"}`, 0, 400, ""},
		{"so the key is still good", token, "k", `{"message":"m"}`, 0, 204, ""},
		{"in quotes it is the same", token, `"k"`, `{"message":"m"}`, 0, 204, "true"},
		{"another caller's key is another", other, "k", `{"message":"other"}`, 0, 204, ""},
		{"nobody's key is none", "nobody", "k", `{"message":"m"}`, 0, 401, ""},
		{"still known before the day is over", token, "k", `{"message":"m"}`, once.Kept - time.Minute, 204, "true"},
		{"forgotten after it", token, "k", `{"message":"m"}`, 2 * time.Minute, 204, ""},
		{"an empty key", token, "", "x", 0, 400, ""},
		{"a key without its second quote", token, `"k`, "x", 0, 400, ""},
		{"a key that is too long", token, strings.Repeat("k", 256), "x", 0, 400, ""},
		{"a body that is too long", token, "long", strings.Repeat("x", 8<<20+1), 0, 413, ""},
	} {
		clock.Advance(c.after)
		if status, replayed := send(c.token, c.key, c.body); status != c.status || replayed != c.replayed {
			t.Errorf("%s: %d, replayed %q", c.name, status, replayed)
		}
	}
}

func TestOneKeyAtTheSameMomentIsDoneOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		s.Room("Ops")
		token := s.RoomToken("Ops", "CI")
		var done sync.WaitGroup
		var first, replayed, told atomic.Int64
		for range 30 {
			done.Go(func() {
				a := s.Send("POST", "/hook/"+token, keyed("one", "", "text/plain"), []byte("once"))
				switch {
				case a.Status == 204 && a.Header.Get("Idempotency-Replayed") == "":
					first.Add(1)
				case a.Status == 204:
					replayed.Add(1)
				case a.Status == 409 && a.Header.Get("Retry-After") == "1":
					told.Add(1)
				default:
					t.Errorf("%d %s", a.Status, a.Body)
				}
			})
		}
		done.Wait()
		if first.Load() != 1 || first.Load()+replayed.Load()+told.Load() != 30 {
			t.Errorf("%d first, %d repeated, %d told to wait", first.Load(), replayed.Load(), told.Load())
		}
		if n := strings.Count(s.Call(s.Token, "GET", "/v2/room/Ops/history", nil).Body, `"type":"notification"`); n != 1 {
			t.Errorf("%d notifications were said", n)
		}
	})
}

// The token in a hook's address must not reach the log of calls by way of an answer that the hook did not make.
func TestARepeatedCallMasksItsToken(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "CI")
	for _, body := range []string{"a", "a", "b"} {
		s.Send("POST", "/hook/"+token, keyed("k", "", "text/plain"), []byte(body))
	}
	if got := s.Call(s.Token, "GET", "/api/calls", nil); strings.Contains(got.Body, token) || strings.Count(got.Body, "/hook/[masked]") != 3 {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}

// The database may die while it commits: then nobody knows whether the message was said, and no answer is kept.
func TestAMessageWhoseAnswerWasLostIsNotSaidTwice(t *testing.T) {
	t.Parallel()
	database := storetest.PostgreSQL(t)
	s := stoatest.Start(t, stoatest.WithDatabase(database))
	s.Room("Ops")
	token := s.RoomToken("Ops", "CI")
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	send := func(key, text string) {
		t.Helper()
		if got := s.Send("POST", "/v2/room/Ops/notification", keyed(key, token, "application/json"), []byte(`{"message":"`+text+`"}`)); got.Status != 204 {
			t.Fatalf("%d %s", got.Status, got.Body)
		}
		if _, err := conn.Exec(t.Context(), `DELETE FROM once`); err != nil {
			t.Fatal(err)
		}
	}
	send("a", "lost")
	send("a", "lost")
	send("a", "another request")
	send("b", "lost")
	history := s.Call(s.Token, "GET", "/v2/room/Ops/history", nil).Body
	if lost, all := strings.Count(history, `"message":"lost"`), strings.Count(history, `"type":"notification"`); lost != 2 || all != 3 {
		t.Errorf("%d of %d were said: %s", lost, all, history)
	}
}
