package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/bench"
	"github.com/stoachat/stoa/internal/freeport"
	"github.com/stoachat/stoa/internal/stoatest"
)

// TestEveryScenarioIsMeasuredOnARealServer runs each for a moment, beside the floor in a process of its own.
func TestEveryScenarioIsMeasuredOnARealServer(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	c := small("", startFloor(t))
	c.Poster = startFloor(t)
	cleanUp, err := c.Against(t.Context(), s.URL, s.Token)
	if err != nil {
		t.Fatal(err)
	}
	defer cleanUp()
	var progress bytes.Buffer
	r, err := bench.Run(t.Context(), c, &progress)
	if err != nil {
		t.Fatalf("%v\n%s", err, progress.String())
	}
	for i, n := range r.Notify {
		if n.Connections != []int{1, 3}[i] || n.Floor.Requests == 0 || n.Ratio != n.Stoa.PerSecond/n.Floor.PerSecond {
			t.Errorf("notify %d: %+v, floor %+v", i, n.Stoa, n.Floor)
		}
		ordered(t, "notify", n.Stoa.Times)
	}
	if f := r.Fanout; f.Stoa.Posts == 0 || f.Ratio != f.Stoa.PerSecond/f.Floor.PerSecond || f.Floor.FrameBytes != f.Stoa.FrameBytes || f.Stoa.FrameBytes < 200 {
		t.Errorf("fanout: %+v, floor %+v", f, f.Floor)
	}
	for name, screens := range map[string]bench.Screens{"steady": r.Steady.Stoa, "its floor": *r.Steady.Floor, "chat": r.Chat.Stoa} {
		if screens.Posts != 10 || screens.PerSecond < 499 || screens.PerSecond > 501 { // 50 a second for 0.2 s to 10 sockets
			t.Errorf("%s: %d posts, %v deliveries/s", name, screens.Posts, screens.PerSecond)
		}
		ordered(t, name, screens.First)
		ordered(t, name, screens.Last)
	}
	if s := r.Reconnect; s.Sockets != 10 || s.Stoa.Seconds <= 0 || s.Ratio != s.Floor.Seconds/s.Stoa.Seconds {
		t.Errorf("reconnect: %+v", s)
	}
	for name, posts := range map[string]bench.Times{"before": r.Reconnect.Quiet, "beside": r.Reconnect.Stoa.Posts, "beside the floor": r.Reconnect.Floor.Posts} {
		ordered(t, "posts "+name+" a reconnect", posts)
	}
	if w := r.Webhooks; w.Receivers != 3 || w.Hanging != 2 || w.Ratio != w.Beside.PerSecond / *w.Floor || w.Alone.PerSecond == 0 {
		t.Errorf("webhooks: %+v", w)
	}
	if h := r.History; h.Old.Messages != 200 || h.Young.Messages != 20 || h.Old.Rate.Requests == 0 || h.Ratio != h.Old.Rate.P50/h.Young.Rate.P50 {
		t.Errorf("history: %+v", h)
	}
	if f := r.Search; f.Messages != 200 || len(f.Queries) != 7 || f.Queries[0].Rate.Requests == 0 {
		t.Errorf("search: %+v", f)
	}
	if i := r.Idle; i == nil && !strings.Contains(progress.String(), "idle is left out") || i != nil && i.Sockets != 10 {
		t.Errorf("idle: %+v\n%s", i, progress.String())
	}
	if r.Soak != nil {
		t.Error("a soak was part of all")
	}
	soaking := c
	soaking.Scenario, soaking.Duration = bench.Soak, 2*time.Second // a look at the process alone may take a third of one
	soaked, err := bench.Run(t.Context(), soaking, &progress)
	if err != nil {
		t.Fatalf("%v\n%s", err, progress.String())
	}
	r.Soak = soaked.Soak
	if k := r.Soak; len(k.Samples) < 2 || k.Samples[0].RSSKB == 0 || k.Samples[0].Descriptors == 0 || k.Samples[len(k.Samples)-1].Messages == 0 || len(k.Verdicts) != 13 {
		t.Errorf("soak: %+v", k)
	}
	severalNodes(t, c, s.URL)
	if r.Ratio != r.Notify[1].Ratio {
		t.Errorf("the headline is %v, want that of the most connections", r.Ratio)
	}
	if rooms, err := s.Remote.Rooms(t.Context()); err != nil || len(rooms) != 1 {
		t.Errorf("%d rooms are left, %v", len(rooms), err)
	}
	checkOutput(t, r)
}

// severalNodes has the same server stand for another node.
func severalNodes(t *testing.T, c bench.Config, url string) {
	t.Helper()
	c.Others, c.Rooms, c.Scenario = []bench.Node{{URL: url, PID: os.Getpid()}}, 3, bench.Notify
	r, err := bench.Run(t.Context(), c, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Notify[1]; n.Nodes != 2 || n.Rooms != 3 || n.Stoa.Requests == 0 || n.Ratio != n.Stoa.PerSecond/n.Floor.PerSecond {
		t.Errorf("notify on two nodes: %+v", n)
	}
	c.Scenario = bench.Steady
	if r, err = bench.Run(t.Context(), c, io.Discard); err != nil {
		t.Fatal(err)
	}
	if s := r.Steady; s.Across == nil || s.Across.Posts != 10 || s.AcrossRatio != s.Across.First.P50/s.Stoa.First.P50 {
		t.Errorf("steady across two nodes: %+v", s)
	}
	var text strings.Builder
	if err := r.Text(&text); err != nil || !strings.Contains(text.String(), "across nodes") || !strings.Contains(text.String(), "p50 ratio") {
		t.Errorf("%v: %s", err, text.String())
	}
}

func ordered(t *testing.T, name string, times bench.Times) {
	t.Helper()
	if times.P50 <= 0 || times.P90 < times.P50 || times.P99 < times.P90 || times.P999 < times.P99 || len(times.Curve) == 0 {
		t.Errorf("%s: %+v", name, times)
	}
}

// checkOutput looks for the figures in all that is written: scripts rely on the names in the JSON.
func checkOutput(t *testing.T, r bench.Report) {
	r.Start = &bench.StartResult{Stoa: bench.Started{MS: 41, CPU: 30, RSSKB: 29_000, PrivateKB: 9000, ProgramKB: 20_000}}
	r.Idle = &bench.IdleResult{Sockets: 10, BeforeKB: 1000, AfterKB: 1050, KBPerSocket: 5}
	r.Machine = bench.ThisMachine()
	encoded, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(encoded, &all); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		"ratio", "machine.cores", "start.stoa.ms", "idle.kb_per_socket", "notify.0.stoa.p99_ms", "notify.0.floor.per_second", "fanout.floor.frame_bytes",
		"steady.stoa.screen.p99_ms", "steady.p99_ratio", "chat.floor.last_screen.p50_ms", "reconnect.stoa.times.p50_ms", "reconnect.stoa.posts.p99_ms", "reconnect.quiet.p99_ms", "webhooks.beside.per_second",
		"history.old.rate.p50_ms", "search.queries.5.kind", "soak.samples.0.rss_kb", "soak.verdicts.0.says",
	} {
		if at(all, path) == nil {
			t.Errorf("the JSON has no %s: %s", path, encoded)
		}
	}
	var text, page strings.Builder
	if err := r.Text(&text); err != nil {
		t.Fatal(err)
	}
	if err := r.HTML(&page, time.Now()); err != nil {
		t.Fatal(err)
	}
	for _, name := range bench.Scenarios() {
		if !strings.Contains(text.String(), name) || !strings.Contains(strings.ToLower(page.String()), "<h2>"+name) {
			t.Errorf("%s is missing in the text or on the page:\n%s", name, text.String())
		}
	}
	if strings.Count(page.String(), "<svg") != 19 || strings.Contains(page.String(), "NaN") || strings.Contains(page.String(), "http") {
		t.Errorf("the page has %d plots, or asks for more than itself", strings.Count(page.String(), "<svg"))
	}
}

// at follows names and places, with points between them, into decoded JSON.
func at(v any, path string) any {
	for step := range strings.SplitSeq(path, ".") {
		switch w := v.(type) {
		case map[string]any:
			v = w[step]
		case []any:
			var i int
			if _, err := fmt.Sscan(step, &i); err != nil || i >= len(w) {
				return nil
			}
			v = w[i]
		default:
			return nil
		}
	}
	return v
}

// TestAnotherServerIsMeasuredBeside has one that streams what it is posted, in a language of its own.
func TestAnotherServerIsMeasuredBeside(t *testing.T) {
	t.Parallel()
	_, server := newRoom(t)
	other := &streaming{listeners: map[chan string]context.Context{}}
	peer := httptest.NewServer(other)
	t.Cleanup(peer.Close)
	c := small(server, "")
	c.Scenario = bench.Steady
	c.Peer = bench.Peer{Hook: peer.URL + "/hook?x=1", Body: `<say>{{text}}</say>`, Headers: []string{"X-Key: k"}, Feed: peer.URL + "/feed"}
	r, err := bench.Run(t.Context(), c, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if p := r.Steady.Peer; p == nil || p.Posts != r.Steady.Stoa.Posts || p.PerSecond != r.Steady.Stoa.PerSecond {
		t.Errorf("%+v", r.Steady)
	}
	c.Scenario = bench.Notify
	if r, err = bench.Run(t.Context(), c, io.Discard); err != nil || r.Notify[0].Peer == nil || r.Notify[0].Peer.Requests == 0 {
		t.Errorf("%+v, %v", r.Notify, err)
	}
}

type streaming struct {
	mu        sync.Mutex
	listeners map[chan string]context.Context // which ends with who listens
}

func (s *streaming) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Key") != "k" {
		http.Error(w, "no", http.StatusForbidden)
		return
	}
	if r.Method == http.MethodPost {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		for l, ctx := range s.listeners {
			select {
			case l <- string(body):
			case <-ctx.Done():
				delete(s.listeners, l)
			}
		}
		fmt.Fprintln(w, "told")
		return
	}
	own := make(chan string, 10_000)
	s.mu.Lock()
	s.listeners[own] = r.Context()
	s.mu.Unlock()
	w.WriteHeader(http.StatusOK)
	_ = http.NewResponseController(w).Flush()
	for {
		select {
		case text := <-own:
			fmt.Fprint(w, text)
			_ = http.NewResponseController(w).Flush()
		case <-r.Context().Done():
			return
		}
	}
}

// TestStartIsTimedToTheFirstGoodAnswer starts the test program, which is the floor then.
func TestStartIsTimedToTheFirstGoodAnswer(t *testing.T) {
	t.Parallel()
	free, err := freeport.Address()
	if err != nil {
		t.Fatal(err)
	}
	c := small("", "")
	c.Scenario, c.Starts, c.Ready, c.Command = bench.Start, 1, "http://"+free, []string{os.Args[0]}
	c.Environment = []string{"STOA_TEST_FLOOR=" + free}
	r, err := bench.Run(t.Context(), c, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Start.Stoa; s.MS <= 0 || s.PrivateKB == 0 || s.ProgramKB == 0 || s.RSSKB < s.PrivateKB || s.RSSKB < s.ProgramKB {
		t.Errorf("%+v", s)
	}
	c.Command = []string{os.Args[0] + " is not there"}
	if _, err := bench.Run(t.Context(), c, io.Discard); err == nil || !strings.Contains(err.Error(), "start: start") {
		t.Errorf("got %v", err)
	}
}
