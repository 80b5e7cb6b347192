package compat_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/compat"
)

// wrongSender is a good sender with one mistake in it.
type wrongSender struct {
	name     string
	good     string // the script that it is made of
	old, new string
	args     []string // usual when nil
	tls      bool
	slow     bool     // it takes all of its time, of which it gets little
	cases    []string // that are tried; a few when nil
	hosts    bool     // it is caught in the trap of hosts alone
	want     []string
}

var usual = []string{"{base_url}", "{token}", "{room}"}

func senders() []wrongSender {
	full, all := []string{"{full_url}"}, []string{}
	return []wrongSender{
		{name: "a good one", good: "good.sh", cases: all},
		{name: "a good one over https", good: "good.sh", tls: true, cases: []string{"odd-address", "untrusted"}},
		{name: "a good one in Node", good: "good.mjs", cases: []string{"odd-address", "refused", "slow-down"}},
		{name: "a good one with a complete URL", good: "good-full.sh", args: full},
		{name: "a good one with a complete URL of API v1", good: "good-full.sh", args: []string{"{full_url_v1}"}, want: []string{"v1-only"}},

		{name: "the cloud's host", good: "good.sh", old: "base=${1%/}", new: "base=https://api.hipchat.com", want: []string{"fixed-host"}},
		{name: "the cloud's host behind a variable", good: "good.sh", old: "base=${1%/}", new: "base=${HIPCHAT_BASE:-https://api.hipchat.com}", want: []string{"fixed-host"}},
		{name: "the cloud's host, past proxies", good: "good.mjs", old: "fetch(address,", new: "fetch(address.replace(/^.*\\/v2/, 'https://api.hipchat.com/v2'),", hosts: true, want: []string{"fixed-host"}},
		{name: "the cloud when it is refused", good: "good.sh", old: "\"$base/v2/room/$room/notification\"", new: "\"$base/v2/room/$room/notification\" || curl -s https://www.hipchat.com/", cases: []string{"odd-address", "refused"}, want: []string{"fixed-host"}},
		{name: "https always", good: "good.sh", old: "base=${1%/}", new: "base=https://${1#*://}; base=${base%/}", want: []string{"wrong-scheme"}},
		{name: "the host alone", good: "good.sh", old: "base=${1%/}", new: "base=$(printf %s \"$1\" | cut -d/ -f1-3)", want: []string{"drops-prefix"}},
		{name: "a path that replaces the base's", good: "good.mjs", old: "`${base.replace(/\\/+$/, \"\")}/v2/room/${encodeURIComponent(room)}/notification`", new: "new URL(`/v2/room/${encodeURIComponent(room)}/notification`, base)", want: []string{"drops-prefix"}},
		{name: "a slash too many", good: "good.sh", old: "${1%/}", new: "$1", cases: []string{"odd-address", "trailing-slash"}, want: []string{"doubles-slash"}},
		{name: "the port forgotten", good: "good.sh", old: "base=${1%/}", new: "base=$(printf %s \"$1\" | sed 's/:[0-9]*//2')", want: []string{"nothing-arrives"}},
		{name: "nothing at all", good: "good.sh", old: "curl ", new: ": ", want: []string{"nothing-arrives"}},
		{name: "another room", good: "good.sh", old: "$room", new: "Lobby", want: []string{"wrong-room"}},
		{name: "no token", good: "good.sh", old: "Bearer $2", new: "Bearer TOKEN", want: []string{"wrong-token"}},
		{name: "a colour that is none", good: "good.sh", old: `"green"`, new: `"blue"`, want: []string{"refused-body"}},
		{name: "an empty message", good: "good.sh", old: "Build 512 passed", new: "", want: []string{"refused-body"}},
		{name: "a blank in the address", good: "good.sh", old: "s/ /%20/g", new: "", cases: []string{"odd-address", "room-name"}, want: []string{"raw-room-name"}},
		{name: "no look at the status", good: "good.sh", old: "--fail ", new: "", want: []string{"ignores-status"}},
		{name: "no way round a corner", good: "good.sh", old: "--location ", new: "", cases: []string{"odd-address", "refused", "redirected"}, want: []string{"ignores-redirect"}},
		{name: "no patience", good: "good.mjs", old: "Math.max(wait, 0), 5000", new: "0", cases: []string{"odd-address", "slow-down"}, want: []string{"hurries-after-429"}},
		{name: "no end of trying", good: "good.mjs", old: "if (!answer.ok) {", new: "while (answer.status >= 500) answer = await post();\nif (!answer.ok) {", cases: []string{"odd-address", "failing"}, want: []string{"repeats-forever"}},
		{name: "no end of running", good: "good.sh", old: "/notification\"", new: "/notification\"; code=$?; sleep 1000; exit $code", slow: true, want: []string{"does-not-end"}},
		{name: "something left behind", good: "good.sh", old: "base=", new: "sleep 1000 &\nbase="},
		{name: "no time limit", good: "good.sh", old: "--max-time 5 ", new: "", slow: true, cases: []string{"odd-address", "silent"}, want: []string{"no-time-limit"}},
		{name: "204 is not 200", good: "good.sh", old: "/notification\"", new: "/notification\" --write-out '%{http_code}' | grep -q 200", want: []string{"fails-though-taken"}},
		{name: "the token in what is printed", good: "good.sh", old: "room=", new: "echo \"sending with $2\"\nroom=", want: []string{"tells-token"}},
		{name: "the token in an error alone", good: "good.sh", old: "/notification\"", new: "/notification\" || { echo \"not sent with $2\"; exit 1; }", want: []string{"tells-token"}},
		{name: "any certificate", good: "good.sh", old: "--fail", new: "--fail --insecure", tls: true, cases: []string{"odd-address", "refused", "untrusted"}, want: []string{"trusts-any-certificate"}},
		{name: "plain http always", good: "good.sh", old: "base=${1%/}", new: "base=http://${1#*://}; base=${base%/}", tls: true, want: []string{"wrong-scheme"}},
	}
}

// script writes the sender into a file.
func (w wrongSender) script(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "sender", w.good))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(b), w.old) < 1 {
		t.Fatalf("%s: %q does not stand in %s", w.name, w.old, w.good)
	}
	text := string(b)
	if w.old != "" {
		text = strings.Replace(text, w.old, w.new, 1)
	}
	path := filepath.Join(t.TempDir(), w.good)
	write(t, path, text)
	program := "sh"
	if strings.HasSuffix(w.good, ".mjs") {
		program = "node"
	}
	if w.args == nil {
		return append([]string{program, path}, usual...)
	}
	return append([]string{program, path}, w.args...)
}

func (w wrongSender) sender(t *testing.T) compat.Sender {
	s := compat.Sender{Command: w.script(t), TLS: w.tls, Timeout: 30 * time.Second}
	if w.slow {
		s.Timeout = 10 * time.Second
	}
	if s.Only = w.cases; s.Only == nil {
		s.Only = []string{"odd-address", "refused"}
	}
	return s
}

// checkSenders checks many at a time: most of it is waiting.
func checkSenders(t *testing.T, list []wrongSender) map[string]*compat.Report {
	t.Helper()
	stand, err := compat.OpenStand(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer stand.Close()
	var mu sync.Mutex
	reports := map[string]*compat.Report{}
	var all sync.WaitGroup
	places := make(chan struct{}, 6)
	for _, w := range list {
		s := w.sender(t)
		all.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			r, err := stand.Check(t.Context(), s)
			if err != nil {
				t.Errorf("%s: %v", w.name, err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			reports[w.name] = r
		})
	}
	all.Wait()
	return reports
}

// rulesIn are the rules that a report finds broken, each once.
func rulesIn(r *compat.Report) []string {
	set := map[string]bool{}
	for _, c := range r.Cases {
		for _, f := range c.Findings {
			set[f.Rule] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skip(err)
		}
	}
}

func TestEachWrongSenderIsCaughtByExactlyItsFinding(t *testing.T) {
	t.Parallel()
	needs(t, "sh", "curl", "node")
	list := senders()
	reports := checkSenders(t, list)
	for _, w := range list {
		t.Run(w.name, func(t *testing.T) {
			r := reports[w.name]
			if r == nil {
				t.Fatal("no report")
			}
			want := w.want
			if w.hosts && !slices.ContainsFunc(r.Notes, func(n string) bool { return strings.HasPrefix(n, "Trap: HipChat's names") }) {
				t.Skip("this machine allows no trap of hosts")
			}
			if diff := cmp.Diff(append([]string{}, want...), append([]string{}, rulesIn(r)...)); diff != "" {
				var b strings.Builder
				_ = r.WriteText(&b)
				t.Errorf("rules (-want +got):\n%s\n%s", diff, b.String())
			}
		})
	}
}

func TestEveryRuleAboutSendersHasAWrongSender(t *testing.T) {
	t.Parallel()
	caught := map[string]bool{}
	for _, w := range senders() {
		for _, rule := range w.want {
			caught[rule] = true
		}
	}
	for _, rule := range compat.SenderRules() {
		if !caught[rule] {
			t.Errorf("no sender breaks %s", rule)
		}
	}
}

func TestWhatCannotBeRunIsAnError(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]compat.Sender{
		"no command":      {},
		"no placeholder":  {Command: []string{"true"}},
		"no such program": {Command: []string{"./no-such-program", "{full_url}"}},
		"no such case":    {Command: []string{"true", "{full_url}"}, Only: []string{"nonsense"}},
	} {
		if r, err := s.Check(t.Context()); err == nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
}
