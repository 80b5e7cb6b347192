package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
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
	return w.rosters(ctx)
}

// rosters asks for the page's long lists as the page does: packed, and the next time only when something has changed.
func (w *worldBench) rosters(ctx context.Context) error {
	for _, path := range []string{"/api/conversations", "/api/users", "/api/rooms"} {
		packed := w.target.get(path, w.made.Busy, "Accept-Encoding: gzip")
		tag, size, err := w.look(ctx, packed)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		w.note("the page: "+path+", packed", "kB", float64(size)/1000)
		if err := w.repeat(ctx, "the page: "+path+", packed", packed); err != nil {
			return err
		}
		if err := w.repeat(ctx, "the page: "+path+", nothing new", w.target.get(path, w.made.Busy, "If-None-Match: "+tag)); err != nil {
			return err
		}
	}
	return nil
}

// look asks once, and answers the name and the size of what is answered.
func (w *worldBench) look(ctx context.Context, request []byte) (tag string, size int, err error) {
	c, err := newCaller(ctx, w.target, request)
	if err != nil {
		return "", 0, err
	}
	defer c.conn.Close()
	if _, err := c.conn.Write(request); err != nil {
		return "", 0, err
	}
	answer, err := http.ReadResponse(c.answers, nil)
	if err != nil {
		return "", 0, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	return answer.Header.Get("ETag"), len(body), err
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
		{"search: a frequent word by one person", fmt.Sprintf(`%s from:@%s`, frequent, w.made.Person)},
		{"search: a rare word by one person", fmt.Sprintf(`%s from:@%s`, rare, w.made.Person)},
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
	return w.repeat(ctx, what, w.target.get(path, w.made.Busy))
}

func (w *worldBench) repeat(ctx context.Context, what string, request []byte) error {
	share := w.Duration / 4
	say(w.progress, share, "world: %s", what)
	rate, err := repeated(ctx, w.target, request, w.pid(), share)
	if err == nil {
		w.note(what, "ms", rate.Curve[0].MS)
	}
	return err
}
