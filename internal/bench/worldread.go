package bench

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/stoachat/stoa/internal/world"
)

// signIns signs the first person in.
func (w *worldBench) signIns(ctx context.Context) error {
	const times = 5
	begin := time.Now()
	for range times {
		if _, err := signIn(ctx, w.base, WorldEmail, WorldPassword); err != nil {
			return err
		}
	}
	w.note("sign-in with a password", "ms", float64(time.Since(begin).Milliseconds())/times)
	return nil
}

// reads asks for what the page and integrations ask for.
func (w *worldBench) reads(ctx context.Context) error {
	biggest, middle := w.made.Biggest, w.made.Middle
	halfway := w.made.Began.Add(time.Since(w.made.Began) / 2).Unix()
	for _, read := range []struct{ what, path string }{
		{"the page: who am I, what is this", "/api/boot"},
		{"the page: my rooms and chats, with what is unread", "/api/conversations"},
		{"the page: everybody", "/api/users"},
		{"the page: rooms to join", "/api/rooms"},
		{"the page: newest lines of the biggest room", fmt.Sprintf("/api/conversations/%d/events?limit=50", biggest.Conversation)},
		{"the page: files of the biggest room", fmt.Sprintf("/api/conversations/%d/files", biggest.Conversation)},
		{"the page: a room's people and rights", fmt.Sprintf("/api/rooms/%d", biggest.Room)},
		{"administration: rooms", "/api/admin/rooms"},
		{"administration: people", "/api/admin/users"},
		{"administration: statistics", "/api/admin/statistics?range=month"},
		{"administration: system", "/api/admin/system"},
		{"history, newest 75 of the biggest room", fmt.Sprintf("/v2/room/%d/history/latest?max-results=75", biggest.Room)},
		{"history, newest 75 of a room of middling size", fmt.Sprintf("/v2/room/%d/history/latest?max-results=75", middle.Room)},
		{"history, 100 from two years ago in the biggest room", fmt.Sprintf("/v2/room/%d/history?max-results=100&date=%d", biggest.Room, halfway)},
		{"REST: a room with its statistics", fmt.Sprintf("/v2/room/%d/statistics", biggest.Room)},
		{"REST: 1,000 rooms", "/v2/room?max-results=1000"},
		{"REST: 1,000 people", "/v2/user?max-results=1000"},
	} {
		if err := w.again(ctx, read.what, read.path); err != nil {
			return fmt.Errorf("%s: %w", read.path, err)
		}
	}
	return nil
}

// searches looks for words of many kinds, as one who may read much.
func (w *worldBench) searches(ctx context.Context) error {
	frequent, other, rare := world.Word(3), world.Word(40), world.Word(29_000)
	for _, search := range []struct{ what, query string }{
		{"search: a frequent word", frequent},
		{"search: a rare word", rare},
		{"search: two frequent words", frequent + " " + other},
		{"search: a phrase", `"` + frequent + " " + world.Word(0) + `"`},
		{"search: a frequent word in the biggest room", fmt.Sprintf(`%s in:%q`, frequent, w.made.Biggest.Name)},
		{"search: a rare word in a room of middling size", fmt.Sprintf(`%s in:%q`, rare, w.made.Middle.Name)},
		{"search: files", "has:file"},
		{"search: a beginning of three letters", "pro"},
	} {
		if err := w.again(ctx, search.what, "/api/search?q="+url.QueryEscape(search.query)); err != nil {
			return fmt.Errorf("%s: %w", search.query, err)
		}
	}
	return nil
}

// again reads the same again and again for a share of the time, and notes the fastest: on a busy machine the others say who
// else wanted it.
func (w *worldBench) again(ctx context.Context, what, path string) error {
	share := w.Duration / 4
	say(w.progress, share, "world: %s", what)
	rate, err := repeated(ctx, w.target, w.target.get(path, w.made.Busy), w.pid(), share)
	if err == nil {
		w.note(what, "ms", rate.Curve[0].MS)
	}
	return err
}
