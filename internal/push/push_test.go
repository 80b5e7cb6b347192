package push_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestAPushReachesWhoIsGoneAndIsReadByTheirBrowserAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		w := start(t, func(c *app.Config) { c.Database = url })
		grace := w.person("Grace Hopper", "grace@example.test")
		room := w.room("Ops", grace)
		b := w.subscribe(grace)
		w.say(room, "Tea is ready")
		got := w.next()
		want := shown{Title: w.admin + " in Ops", Body: "Tea is ready", Tag: fmt.Sprintf("conversation-%d", room.Conversation), URL: fmt.Sprintf("/chat/room/%d", room.ID)}
		if diff := cmp.Diff(want, b.open(t, got)); diff != "" {
			t.Error(diff)
		}
		head := []string{got.header.Get("Content-Encoding"), got.header.Get("TTL"), got.header.Get("Urgency"), got.header.Get("Topic")}
		if diff := cmp.Diff([]string{"aes128gcm", "86400", "normal", fmt.Sprintf("c%d", room.Conversation)}, head); diff != "" {
			t.Error(diff)
		}
		if strings.Contains(string(got.body), "Tea") {
			t.Error("the push service can read it")
		}
		w.checkVAPID(got)
	})
}

// checkVAPID checks what the push service knows the server by. spec: RFC 8292
func (w *world) checkVAPID(got received) {
	w.t.Helper()
	token, key, ok := strings.Cut(strings.TrimPrefix(got.header.Get("Authorization"), "vapid t="), ", k=")
	if !ok || key != w.key() {
		w.t.Fatalf("Authorization: %s", got.header.Get("Authorization"))
	}
	claims := jwt.MapClaims{}
	_, err := jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return publicKey(w.t, key), nil },
		jwt.WithValidMethods([]string{"ES256"}), jwt.WithAudience(w.service.URL), jwt.WithExpirationRequired())
	if err != nil {
		w.t.Errorf("the server's word about itself: %v", err)
	}
	if sub, _ := claims.GetSubject(); !strings.HasPrefix(sub, "mailto:") {
		w.t.Errorf("subject %q", sub)
	}
}

func TestAPushComesWhenItIsWantedAndElseNot(t *testing.T) {
	w := start(t)
	grace := w.person("Grace Hopper", "grace@example.test")
	room, other := w.room("Ops", grace), w.room("Design")
	w.s.Call(w.s.Token, "POST", "/api/rooms", `{"name":"Board","privacy":"private"}`)
	board := w.find("Board")
	b := w.subscribe(grace)
	settled := w.settling()
	level := func(l string) {
		w.must(grace, "PUT", fmt.Sprintf("/api/me/levels/%d", room.Conversation), fmt.Sprintf(`{"level":%q}`, l))
	}
	direct := func() place {
		var c struct{ ID int64 }
		w.s.Call(w.s.Token, "POST", fmt.Sprintf("/api/users/%d/conversation", grace.id), nil).JSON(t, &c)
		return place{Conversation: c.ID}
	}
	for _, step := range []struct {
		name   string
		before func()
		in     place
		body   string
		pushed bool
	}{
		{"in a loud room", nil, room, "everything", true},
		{"in a quiet room", func() { level("quiet") }, room, "not this", false},
		{"to all, in a quiet room", nil, room, "@all not this", false},
		{"to her, in a quiet room", nil, room, "@GraceHopper this", true},
		{"to all, in a normal room", func() { level("normal") }, room, "@all this", true},
		{"to those who are here, and she is not", nil, room, "@here not this", false},
		{"to her, in a room that she is not in", nil, other, "@GraceHopper come here", true},
		{"to her, in a room that she may not see", nil, board, "@GraceHopper must not know", false},
		{"to her alone", nil, direct(), "between us", true},
		{"while she is not to be disturbed", func() { w.must(grace, "PUT", "/api/me/presence", `{"show":"dnd"}`) }, direct(), "not now", false},
		{"while she wants to be told all the same", func() { w.must(grace, "PATCH", "/api/me/preferences", `{"notifyWhenDND":true}`) }, direct(), "even now", true},
	} {
		if step.before != nil {
			step.before()
		}
		w.say(step.in, step.body)
		if !step.pushed {
			settled(step.name)
			continue
		}
		if got := b.open(t, w.next()); got.Body != step.body {
			t.Errorf("%s: %q was pushed instead of %q", step.name, got.Body, step.body)
		}
	}
}

func TestWhoLooksAtThePageGetsNoPushAndWhoIsAwayDoes(t *testing.T) {
	w := start(t)
	grace := w.person("Grace Hopper", "grace@example.test")
	linus := w.person("Linus Bauer", "linus@example.test")
	room := w.room("Ops", grace, linus)
	hers, his := w.subscribe(grace), w.subscribe(linus)
	feed := w.connect(grace)
	w.say(room, "she sees this")
	// His push comes when hers has been decided upon: she asked for them first.
	if got := his.open(t, w.next()); got.Body != "she sees this" {
		t.Errorf("pushed: %q", got.Body)
	}
	feed.show(t, w, grace.id, "away")
	w.say(room, "she is idle")
	for range 2 {
		if got := w.next(); got.path == hers.path {
			if m := hers.open(t, got); m.Body != "she is idle" {
				t.Errorf("pushed: %q", m.Body)
			}
			return
		}
	}
	t.Error("she was told nothing")
}

func TestOnlyWhoIsNamedIsWoken(t *testing.T) {
	w := start(t)
	grace := w.person("Grace Hopper", "grace@example.test")
	linus := w.person("Linus Bauer", "linus@example.test")
	room := w.room("Ops", grace, linus)
	hers, his := w.subscribe(grace), w.subscribe(linus)
	w.say(room, "@GraceHopper look")
	got := map[string]string{}
	for range 2 {
		push := w.next()
		got[push.path] = push.header.Get("Urgency")
	}
	if diff := cmp.Diff(map[string]string{hers.path: "high", his.path: "normal"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestPushesCanKeepTheWordsToThemselves(t *testing.T) {
	w := start(t, func(c *app.Config) { c.NoPushText = true })
	grace := w.person("Grace Hopper", "grace@example.test")
	room := w.room("Ops", grace)
	b := w.subscribe(grace)
	w.say(room, "a secret")
	got := b.open(t, w.next())
	if strings.Contains(got.Title+got.Body, "secret") || strings.Contains(got.Title+got.Body, "Ops") || got.Body == "" {
		t.Errorf("it says %q, %q", got.Title, got.Body)
	}
}

func TestANotificationIsPushedAsWords(t *testing.T) {
	w := start(t)
	grace := w.person("Grace Hopper", "grace@example.test")
	room := w.room("Ops", grace)
	b := w.subscribe(grace)
	token := w.s.RoomToken("Ops", "CI")
	for _, body := range []string{`{"message":"silent"}`, `{"message":"Build <b>#1841</b> failed","notify":true}`} {
		if a := w.s.Call(token, "POST", fmt.Sprintf("/v2/room/%d/notification", room.ID), body); a.Status != 204 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	if got := b.open(t, w.next()); got.Body != "Build #1841 failed" || got.Title != "CI in Ops" {
		t.Errorf("%+v", got)
	}
}

func TestABrowserThatIsGoneIsForgotten(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusGone} {
		url := storetest.SQLite(t)
		w := start(t, func(c *app.Config) { c.Database = url })
		grace := w.person("Grace Hopper", "grace@example.test")
		room := w.room("Ops", grace)
		w.subscribe(grace)
		w.answer(status)
		w.say(room, "one")
		w.next()
		forgotten(t, url)
		kept := w.subscribe(grace) // another browser, which is there
		w.say(room, "two")
		if got := kept.open(t, w.next()); got.Body != "two" {
			t.Errorf("after %d: %+v", status, got)
		}
	}
}

// forgotten waits until a database knows of no browser.
func forgotten(t *testing.T, url string) {
	t.Helper()
	db, err := sql.Open("sqlite", strings.TrimPrefix(url, "sqlite://"))
	must(t, err)
	defer db.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for range time.Tick(5 * time.Millisecond) {
		var n int
		must(t, db.QueryRowContext(ctx, `SELECT count(*) FROM push_subscription`).Scan(&n))
		if n == 0 {
			return
		}
	}
}

func TestAPushServiceThatIsBusyIsTriedAgain(t *testing.T) {
	w := start(t)
	grace := w.person("Grace Hopper", "grace@example.test")
	room := w.room("Ops", grace)
	b := w.subscribe(grace)
	w.answer(http.StatusServiceUnavailable)
	w.say(room, "in the end")
	w.next()
	if got := b.open(t, w.next()); got.Body != "in the end" {
		t.Errorf("%+v", got)
	}
}

func TestPushesEndWithTheSessionThatAskedForThem(t *testing.T) {
	w := start(t)
	grace := w.person("Grace Hopper", "grace@example.test")
	room := w.room("Ops", grace)
	first := w.subscribe(grace)
	again := w.signIn(grace)
	second := w.subscribe(again)
	w.must(grace, "DELETE", "/api/session", "")
	w.say(room, "one browser hears")
	got := w.next()
	if got.path != second.path || got.path == first.path {
		t.Errorf("the push went to %s", got.path)
	}
	w.must(again, "DELETE", "/api/me/push", fmt.Sprintf(`{"endpoint":%q}`, w.service.URL+second.path))
	third := w.subscribe(again)
	w.say(room, "and then another")
	if got := w.next(); got.path != third.path {
		t.Errorf("the push went to %s", got.path)
	}
}

func TestABadSubscriptionIsNamed(t *testing.T) {
	w := start(t)
	grace := w.person("Grace Hopper", "grace@example.test")
	good := newBrowser(t, "/p/1").subscription("https://push.example.test/p/1")
	for name, bad := range map[string]func(*subscription){
		"endpoint":    func(s *subscription) { s.Endpoint = "http://push.example.test/p" },
		"keys.p256dh": func(s *subscription) { s.Keys.P256dh = "AAAA" },
		"keys.auth":   func(s *subscription) { s.Keys.Auth = "AAAA" },
	} {
		s := good
		bad(&s)
		b, _ := json.Marshal(s)
		a := w.s.Send("POST", "/api/me/push", grace.cookie.Clone(), b)
		if a.Status != 400 || a.Error(t).Field != name {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	b, _ := json.Marshal(good)
	if a := w.s.Call(w.s.Token, "POST", "/api/me/push", string(b)); a.Status != 403 {
		t.Errorf("with a token: %d", a.Status)
	}
	if a := w.s.Send("POST", "/api/me/push", grace.cookie.Clone(), []byte(strings.Replace(string(b), "push.example.test", "user:pass@push.example.test", 1))); a.Status != 400 {
		t.Errorf("with a password in it: %d", a.Status)
	}
}

func TestTheServersKeyStaysTheSame(t *testing.T) {
	url := storetest.SQLite(t)
	data := t.TempDir()
	same := func(c *app.Config) { c.Database, c.Data = url, data }
	w := start(t, same)
	before := w.key()
	w.s.Stop()
	if after := start(t, same).key(); after != before || len(after) != 87 {
		t.Errorf("%q became %q", before, after)
	}
}

// A later push takes the place of an earlier one, so it must not arrive first.
func TestPushesToOneBrowserDoNotOvertakeEachOther(t *testing.T) {
	w := start(t)
	grace := w.person("Grace Hopper", "grace@example.test")
	room := w.room("Ops", grace)
	hers := w.subscribe(grace)
	settled := w.settling()
	goOn := w.hold(hers)
	w.say(room, "first")
	got := w.next()
	w.say(room, "second")
	settled("while the first is on its way")
	goOn()
	for i, want := range []string{"first", "second"} {
		if i > 0 {
			got = w.next()
		}
		if m := hers.open(t, got); m.Body != want {
			t.Errorf("%q was pushed instead of %q", m.Body, want)
		}
	}
}

func TestAReminderIsPushedToWhoHasNoPageOpen(t *testing.T) {
	clock := stoatest.NewClock()
	w := start(t, stoatest.WithClock(clock))
	grace := w.person("Grace Hopper", "grace@example.test")
	room := w.room("Ops", grace)
	b := w.subscribe(grace)
	id := w.say(room, "Tea is ready")
	w.next()
	w.must(grace, "PUT", fmt.Sprintf("/api/conversations/%d/events/%s/reminder", room.Conversation, id),
		fmt.Sprintf(`{"at":%q}`, clock.Now().Add(time.Hour).Format(time.RFC3339)))
	clock.Advance(2 * time.Hour)
	got := w.next()
	want := shown{Title: "Reminder: " + w.admin + " in Ops", Body: "Tea is ready", Tag: "reminder-" + id, URL: "/chat/saved"}
	if diff := cmp.Diff(want, b.open(t, got)); diff != "" {
		t.Error(diff)
	}
	if topic := got.header.Get("Topic"); len(topic) != 32 || got.header.Get("Urgency") != "high" {
		t.Errorf("topic %q, urgency %q", topic, got.header.Get("Urgency"))
	}
}
