package inbound_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/inbound"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// crowd is a room of a real database, with a token whose bursts are counted.
type crowd struct {
	db     *store.Store
	chat   *chat.Service
	tokens *auth.Tokens
	clock  *stoatest.Clock
	key    chat.BurstKey
	log    *slog.Logger
}

func newCrowd(t *testing.T, database string) *crowd {
	t.Helper()
	c := &crowd{db: storetest.Open(t, database), clock: stoatest.NewClock(), log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	c.chat = chat.New(chat.Config{Store: c.db, Now: c.clock.Now, Log: c.log})
	c.tokens = auth.NewTokens(c.db, c.clock.Now)
	owner, err := c.chat.CreateOwner(t.Context(), "", chat.User{Name: "Olga Owner", Email: "olga@example.test"}, "")
	if err != nil {
		t.Fatal(err)
	}
	room, err := c.chat.CreateRoom(t.Context(), auth.PersonPrincipal(owner), chat.Room{Name: "Ops"})
	if err != nil {
		t.Fatal(err)
	}
	_, token, err := c.tokens.Issue(t.Context(), chat.Token{Kind: chat.TokenRoom, UserID: owner.ID, RoomID: room.ID, Name: "CI"})
	if err != nil {
		t.Fatal(err)
	}
	c.key = chat.BurstKey{TokenID: token.ID, ConversationID: room.ConversationID, Kind: "alertmanager"}
	return c
}

// node counts and tells over a store, which may be one that fails.
func (c *crowd) node(t *testing.T, s inbound.BurstStore) *inbound.Bursts {
	t.Helper()
	b := inbound.NewBursts(inbound.BurstConfig{Store: s, Chat: c.chat, Tokens: c.tokens, Now: c.clock.Now, Log: c.log})
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { b.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
	return b
}

// said are the numbers that the room's messages tell.
func (c *crowd) said(t *testing.T) (numbers []int) {
	t.Helper()
	all, err := c.db.EventsAfter(t.Context(), c.key.ConversationID, 0, 500)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.Kind == chat.KindNotification && !e.Deleted {
			numbers = append(numbers, more(t, e.Body))
		}
	}
	return numbers
}

var sayingMore = regexp.MustCompile(`^<b>(\d+) more`)

func more(t *testing.T, body string) int {
	t.Helper()
	m := sayingMore.FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no message about a burst: %s", body)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// until has the nodes tell, as time passes, until the room says so.
func (c *crowd) until(t *testing.T, want []int, nodes ...*inbound.Bursts) {
	t.Helper()
	for range 100 {
		if fmt.Sprint(c.said(t)) == fmt.Sprint(want) {
			return
		}
		c.clock.Advance(2 * time.Second)
		for _, n := range nodes {
			n.Tell(t.Context())
		}
	}
	t.Fatalf("the room says %v, not %v", c.said(t), want)
}

func TestOnAllNodesABurstIsOneMessageThatCountsEveryCall(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		c := newCrowd(t, database)
		nodes := []*inbound.Bursts{c.node(t, c.db), c.node(t, c.db)}
		var calls sync.WaitGroup
		for i := range 120 {
			calls.Go(func() {
				if err := nodes[i%2].Count(t.Context(), c.key, fmt.Sprintf("alert %d", i%7)); err != nil {
					t.Error(err)
				}
				if i%10 == 0 {
					nodes[i%2].Tell(t.Context())
				}
			})
		}
		calls.Wait()
		c.until(t, []int{120}, nodes...)
		c.clock.Advance(2 * time.Minute) // the burst is over: what comes now is another one
		nodes[0].Tell(t.Context())
		for range 3 {
			if err := nodes[1].Count(t.Context(), c.key, "later"); err != nil {
				t.Fatal(err)
			}
		}
		c.until(t, []int{120, 3}, nodes...)
	})
}

// dying is a store whose node is killed: after the count, after the message is posted, or never.
type dying struct {
	inbound.BurstStore
	claim, tell bool
}

var errKilled = errors.New("killed")

func (d dying) ClaimBursts(ctx context.Context, now, until, quiet, old time.Time) ([]chat.Burst, error) {
	all, err := d.BurstStore.ClaimBursts(ctx, now, until, quiet, old)
	if d.claim {
		return nil, errors.Join(err, errKilled)
	}
	return all, err
}

func (d dying) TellBurst(ctx context.Context, b chat.Burst, next time.Time) error {
	if d.tell {
		return errKilled
	}
	return d.BurstStore.TellBurst(ctx, b, next)
}

func TestWhatWasAnsweredIsToldAfterTheNodeWasKilled(t *testing.T) {
	t.Parallel()
	for name, killed := range map[string]dying{"after the claim": {claim: true}, "after the message": {tell: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, database string) {
				c, killed := newCrowd(t, database), killed
				killed.BurstStore = c.db
				first := c.node(t, killed)
				for range 5 {
					if err := first.Count(t.Context(), c.key, "x"); err != nil {
						t.Fatal(err)
					}
				}
				first.Tell(t.Context())
				second := c.node(t, c.db)
				c.until(t, []int{5}, second)
				if err := second.Count(t.Context(), c.key, "y"); err != nil {
					t.Fatal(err)
				}
				c.until(t, []int{6}, second)
			})
		})
	}
}

// paused is a store whose node stands still when it has claimed a burst, until it is let go.
type paused struct {
	inbound.BurstStore
	claimed chan<- int64
	resume  <-chan struct{}
}

func (p paused) ClaimBursts(ctx context.Context, now, until, quiet, old time.Time) ([]chat.Burst, error) {
	all, err := p.BurstStore.ClaimBursts(ctx, now, until, quiet, old)
	if len(all) > 0 {
		p.claimed <- all[0].Counted
		<-p.resume
	}
	return all, err
}

func TestANodeThatWasPausedPutsNoOlderNumberInThePlaceOfANewerOne(t *testing.T) {
	t.Parallel()
	for _, after := range []struct {
		name string
		wait time.Duration // until the burst is counted on
		want []int
	}{{"in the same burst", time.Second, []int{4}}, {"when the burst is over", 2 * time.Minute, []int{3, 1}}} {
		t.Run(after.name, func(t *testing.T) {
			t.Parallel()
			c := newCrowd(t, storetest.SQLite(t))
			claimed, resume := make(chan int64, 1), make(chan struct{})
			slow := inbound.NewBursts(inbound.BurstConfig{Store: paused{c.db, claimed, resume}, Chat: c.chat, Tokens: c.tokens, Now: c.clock.Now, Log: c.log})
			quick := c.node(t, c.db)
			count := func() {
				t.Helper()
				if err := c.db.CountBursts(t.Context(), []chat.Surplus{{BurstKey: c.key, Lines: []chat.BurstLine{{HTML: "x", Times: 1}}}}, c.clock.Now()); err != nil {
					t.Fatal(err)
				}
			}
			count()
			var running sync.WaitGroup
			running.Go(func() { slow.Tell(t.Context()) })
			if n := <-claimed; n != 1 {
				t.Fatalf("the slow node claimed %d", n)
			}
			count()
			count()
			c.until(t, []int{3}, quick)
			c.clock.Advance(after.wait)
			quick.Tell(t.Context())
			count()
			c.until(t, after.want, quick)
			close(resume)
			running.Wait()
			c.until(t, after.want, quick)
		})
	}
}

func TestADeletedMessageOfABurstIsPostedAnewWithTheNextCall(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, storetest.SQLite(t))
	node := c.node(t, c.db)
	count := func() {
		t.Helper()
		if err := node.Count(t.Context(), c.key, "x"); err != nil {
			t.Fatal(err)
		}
	}
	count()
	c.until(t, []int{1}, node)
	all, err := c.db.EventsAfter(t.Context(), c.key.ConversationID, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.tokens.Speaking(t.Context(), c.key.TokenID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.Kind == chat.KindNotification {
			if err := c.chat.Retract(t.Context(), p, c.key.ConversationID, e.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	count()
	c.until(t, []int{2}, node)
}

func TestLinesOfABurstAreBounded(t *testing.T) {
	var kept []chat.BurstLine
	for i := range 3 * chat.MaxBurstLines {
		kept = chat.Gather(kept, []chat.BurstLine{{HTML: strconv.Itoa(i), Times: 1}, {HTML: "same", Times: 1}})
	}
	if len(kept) != chat.MaxBurstLines || kept[1].HTML != "same" || kept[1].Times != 3*chat.MaxBurstLines {
		t.Errorf("%d lines, %+v", len(kept), kept[1])
	}
}

// limited is a server that takes two messages in a minute, and counts eighty more.
func limited(t *testing.T, options ...stoatest.Option) *stoatest.Server {
	t.Helper()
	return stoatest.Start(t, append(options, stoatest.WithLimits(), func(c *app.Config) { c.Flood = 2 })...)
}

// object are the headers of JSON.
func object() http.Header { return http.Header{"Content-Type": {"application/json"}} }

// eventually waits for what follows from an answer a moment later.
func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	late, look := time.After(30*time.Second), time.NewTicker(20*time.Millisecond)
	defer look.Stop()
	for !holds() {
		select {
		case <-look.C:
		case <-late:
			t.Fatal("it never came to that")
		}
	}
}

func TestWhatComesTooQuicklyIsCountedAndNothingIsLost(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		s := limited(t, stoatest.WithDatabase(database))
		room := talk(t, s, "Ops")
		token := s.RoomToken("Ops", "CI")
		var said, counted, refused int
		for i := range 90 {
			a := s.Send("POST", "/hook/"+token, object(), []byte(fmt.Sprintf(`{"text":"<https://ci.example.com/%d|build %d> failed"}`, i, i)))
			switch {
			case a.Status == 200 && a.Body == "ok" && a.Header.Get("Stoa-Outcome") == "counted":
				counted++
			case a.Status == 200 && a.Body == "ok":
				said++
			case a.Status == 429 && a.Header.Get("Retry-After") != "":
				refused++
			default:
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
		if said != 2 || counted != 80 || refused != 8 {
			t.Errorf("%d said, %d counted, %d refused", said, counted, refused)
		}
		eventually(t, func() bool {
			all := room.events(t)
			return len(all) == said+1 && more(t, all[said].Body) == counted && strings.Contains(all[said].Body, "build 2 failed")
		})
		if a := s.Send("POST", "/v2/room/Ops/notification?auth_token="+token, object(), []byte(`{"message":"m"}`)); a.Status != 429 {
			t.Errorf("API v2 keeps its limits: %d %s", a.Status, a.Body)
		}
	})
}

func TestASurplusCallIsHeardAsAnyOther(t *testing.T) {
	t.Parallel()
	s := limited(t)
	room := talk(t, s, "Ops")
	token, strict := s.RoomToken("Ops", "CI"), s.RoomToken("Ops", "Strict")
	checked(t, s, "Strict", `{"scheme":"","networks":[],"collapse_bursts":false}`)
	for range 2 {
		s.Send("POST", "/hook/"+token+"?key=disk&state=firing", nil, []byte("disk is full"))
		s.Send("POST", "/hook/"+strict, nil, []byte("x"))
	}
	for _, c := range []struct {
		name, path, body string
		status           int
		outcome, says    string
	}{
		{"news of what there is a message about edit it", "/hook/" + token + "?key=disk&state=resolved", "disk has room", 204, "updated", ""},
		{"of what there is none, it is counted", "/hook/" + token + "?key=cpu&state=firing", "cpu is busy", 204, "counted", ""},
		{"what cannot be said is refused", "/hook/" + token, `{"message":"m","color":"pink"}`, 400, "", "color"},
		{"so is a key that is none", "/hook/" + token + "?key=", "x", 400, "", "key"},
		{"where nothing shall be counted", "/hook/" + strict, "x", 429, "", "Rate Limit"},
	} {
		a := s.Send("POST", c.path, nil, []byte(c.body))
		if a.Status != c.status || a.Header.Get("Stoa-Outcome") != c.outcome || !strings.Contains(a.Body, c.says) {
			t.Errorf("%s: %d %q %s", c.name, a.Status, a.Header.Get("Stoa-Outcome"), a.Body)
		}
	}
	eventually(t, func() bool {
		for _, e := range room.events(t) {
			if strings.HasPrefix(e.Body, "<b>1 more</b>") && strings.Contains(e.Body, "cpu is busy") {
				return true
			}
		}
		return false
	})
}

// The address of a hook stands in many places. Who has it, but not the secret, uses up nothing but their own.
func TestStrangersUseUpTheirOwnWindowAlone(t *testing.T) {
	t.Parallel()
	s := limited(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "CI")
	checked(t, s, "CI", `{"scheme":"gitlab","secret":"a shared secret","networks":[]}`)
	signed := object()
	signed.Set("X-Gitlab-Token", "a shared secret")
	for i, want := range []int{401, 401, 401, 200, 200, 401, 429} {
		h := object()
		if want == 200 {
			h = signed
		}
		if a := s.Send("POST", "/hook/"+token, h, []byte(`{"text":"x"}`)); a.Status != want {
			t.Errorf("call %d: %d %s, want %d", i+1, a.Status, a.Body, want)
		}
	}
	for i, want := range []int{401, 401, 401, 401, 429} {
		if a := s.Send("POST", "/hook/nobody", object(), []byte(`{"text":"x"}`)); a.Status != want {
			t.Errorf("call %d without a token: %d %s", i+1, a.Status, a.Body)
		}
	}
}

// Behind a proxy all connections have one address. Where the proxy is trusted, callers do not share a window for it.
func TestBehindAProxyStrangersUseUpTheirOwnWindowAlone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, trusted string
		other         int // what another is answered when one has used up theirs
		network       int // what is answered to who is let in by the networks of a token
	}{
		{"the proxy is trusted", "127.0.0.0/8, ::1", 401, 200},
		{"it is not", "192.0.2.1", 429, 403},
	} {
		s := limited(t, func(cfg *app.Config) { cfg.TrustedProxies = c.trusted })
		s.Room("Ops")
		from := func(address, token string) int {
			h := object()
			h.Set("X-Forwarded-For", address)
			return s.Send("POST", "/hook/"+token, h, []byte(`{"text":"x"}`)).Status
		}
		for i, want := range []int{401, 401, 401, 401, 429} {
			if got := from("198.51.100.1, 203.0.113.9", "nobody"); got != want {
				t.Errorf("%s: call %d: %d, want %d", c.name, i+1, got, want)
			}
		}
		if got := from("203.0.113.10", "nobody"); got != c.other {
			t.Errorf("%s: another is answered %d, want %d", c.name, got, c.other)
		}
		token := s.RoomToken("Ops", "CI")
		checked(t, s, "CI", `{"scheme":"","networks":["203.0.113.0/24"]}`)
		if got := from("203.0.113.11", token); got != c.network {
			t.Errorf("%s: in the token's networks: %d, want %d", c.name, got, c.network)
		}
		if got := from("203.0.113.11, 198.51.100.1", token); got != 403 {
			t.Errorf("%s: who claims to be in the token's networks: %d", c.name, got)
		}
	}
}
