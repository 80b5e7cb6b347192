package addon_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
)

const (
	thousand      = "STOA_THOUSAND"       // run the measurement
	thousandAddon = "STOA_THOUSAND_ADDON" // be its add-on
	servers       = 50
	roomsOfEach   = 20
	atOnce        = 32
)

// figures are what the add-on's process says of itself.
type figures struct {
	Heap     uint64 // bytes, after a collection
	Resident string // as the kernel says it
	Took     time.Duration
	Failed   int
	Waits    []time.Duration // from a message's date to its handler, sorted
}

// TestAThousandInstallationsOnFiftyServers measures one add-on process that is installed in a thousand rooms of fifty servers, which
// run in this process: its memory, how long it takes to get a thousand tokens, and how long events take. docs/performance.md
// has the figures. It runs when it is asked for: make thousand.
func TestAThousandInstallationsOnFiftyServers(t *testing.T) {
	switch {
	case os.Getenv(thousandAddon) != "":
		beTheAddon(t)
		return
	case os.Getenv(thousand) == "":
		t.Skip("a measurement of a minute; see make thousand")
	}
	base := startAddon(t)
	empty := ask(t, base+"/figures")
	all := make([]*stoatest.Server, servers)
	rooms := make([]map[int64]remote.Room, servers)
	each(servers, func(i int) {
		all[i], rooms[i] = stoatest.Start(t), make(map[int64]remote.Room)
		for n := range roomsOfEach {
			r := all[i].Room(fmt.Sprintf("Room %d", n))
			rooms[i][r.ID] = r
		}
	})
	began := time.Now()
	each(servers, func(i int) {
		for _, r := range rooms[i] {
			install(t, all[i], base+"/descriptor.json", r.Name)
		}
	})
	t.Logf("installed %d times in %s", servers*roomsOfEach, time.Since(began).Round(time.Millisecond))
	full := ask(t, base+"/figures")
	t.Logf("memory: %d KiB of heap and %s before, %d KiB and %s after; %d bytes of heap for each installation",
		empty.Heap>>10, empty.Resident, full.Heap>>10, full.Resident, (int64(full.Heap)-int64(empty.Heap))/(servers*roomsOfEach))
	for _, round := range []string{"with a token to be had for each", "with tokens in hand"} {
		f := ask(t, base+"/notify")
		t.Logf("a notification to each room %s: %s, %d failed", round, f.Took.Round(time.Millisecond), f.Failed)
	}
	full = ask(t, base+"/figures")
	t.Logf("memory with tokens and connections: %d KiB of heap, %s", full.Heap>>10, full.Resident)
	for range 2 { // connections and caches are made in the first
		began = time.Now()
		each(servers, func(i int) {
			for id := range rooms[i] {
				say(t, all[i], all[i].Token, idOf(id), "/tide")
			}
		})
		t.Logf("said %d commands in %s", servers*roomsOfEach, time.Since(began).Round(time.Millisecond))
		w := ask(t, base+"/waits").Waits
		if len(w) != servers*roomsOfEach {
			t.Fatalf("heard %d", len(w))
		}
		t.Logf("webhooks: median %s, p95 %s, p99 %s, longest %s", w[len(w)/2], w[len(w)*95/100], w[len(w)*99/100], w[len(w)-1])
	}
}

func install(t *testing.T, s *stoatest.Server, descriptor, room string) {
	preview, err := s.Remote.PreviewAddon(t.Context(), descriptor, room)
	if err == nil {
		_, err = s.Remote.InstallAddon(t.Context(), preview, room)
	}
	if err != nil {
		t.Error(err)
	}
}

// each does n things, some at the same time.
func each(n int, do func(int)) {
	var wg sync.WaitGroup
	free := make(chan struct{}, 8)
	for i := range n {
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free }()
			do(i)
		})
	}
	wg.Wait()
}

// startAddon starts this program again, as the add-on, and answers its address. It ends with its standard input.
func startAddon(t *testing.T) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.timeout=10m")
	cmd.Env = append(os.Environ(), thousandAddon+"=yes")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		_ = cmd.Wait() // the context of the test has ended it
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

func ask(t *testing.T, address string) (f figures) {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&f); err != nil {
		t.Fatal(err)
	}
	return f
}

// beTheAddon serves an add-on that keeps its installations in SQLite, until standard input ends.
func beTheAddon(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	store, err := addon.OpenSQL(t.Context(), sqlite(t), []byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	waits := make(chan time.Duration, servers*roomsOfEach)
	a, err := addon.New(addon.Options{
		Key: "test.thousand", Name: "Thousand", Description: "Is everywhere", BaseURL: "http://" + l.Addr().String(),
		Scopes: []string{hipchat.ScopeSendNotification}, Store: store,
	}, addon.OnRoomMessage(`^/tide$`, func(_ context.Context, _ *addon.Installation, e addon.RoomMessage) (*addon.Answer, error) {
		said, err := e.Message.Time()
		waits <- time.Since(said)
		return nil, err
	}))
	if err != nil {
		t.Fatal(err)
	}
	answer := func(pattern string, f func(context.Context) figures) {
		a.Handle(pattern, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _ = json.NewEncoder(w).Encode(f(r.Context())) }))
	}
	answer("GET /figures", func(context.Context) figures { return memory() })
	answer("GET /notify", func(ctx context.Context) figures { return notifyAll(ctx, a) })
	answer("GET /waits", func(context.Context) (f figures) {
		for len(f.Waits) < servers*roomsOfEach {
			f.Waits = append(f.Waits, <-waits)
		}
		slices.Sort(f.Waits)
		return f
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	fmt.Println("http://" + l.Addr().String())
	if err := a.Serve(ctx, l); err != nil {
		t.Error(err)
	}
}

func memory() figures {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	f := figures{Heap: m.HeapAlloc, Resident: "unknown"}
	text, _ := os.ReadFile("/proc/self/status") // not there on every system
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			f.Resident = strings.TrimSpace(rest)
		}
	}
	return f
}

// notifyAll posts to the room of each installation.
func notifyAll(ctx context.Context, a *addon.Addon) (f figures) {
	began := time.Now()
	var wg sync.WaitGroup
	free := make(chan struct{}, atOnce)
	errs := make(chan error, servers*roomsOfEach)
	for in, err := range a.Installations(ctx) {
		if err != nil {
			errs <- err
			break
		}
		free <- struct{}{}
		wg.Go(func() {
			errs <- in.Notify(ctx, hipchat.IDOf(in.RoomID()), hipchat.NotificationRequest{Message: "High water"})
			<-free
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			f.Failed++
			fmt.Fprintln(os.Stderr, errors.Unwrap(err))
		}
	}
	f.Took = time.Since(began)
	return f
}
