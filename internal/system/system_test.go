package system

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// now is when all of this happens.
var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// fine is a report of a server of which there is nothing to say.
func fine() Report {
	return Report{
		Base: "https://chat.example.org", Now: now, Mail: true, Disk: &Disk{Free: 50 << 30, Total: 100 << 30},
		Database: chat.DatabaseFacts{Kind: "SQLite"}, Queues: chat.QueueFacts{Pending: 3, Oldest: now.Add(-time.Minute)},
	}
}

func TestWhatOughtToBeChangedIsSaid(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Report)
		data   string
		want   string // the beginning of the one warning; empty: there is none
	}{
		{"all is well", func(*Report) {}, "/var/lib/stoa", ""},
		{"a database in memory", func(*Report) {}, "", "Everything is kept in memory"},
		{"PostgreSQL without a data directory", func(r *Report) { r.Database.Kind = "PostgreSQL" }, "", ""},
		{"less than a gigabyte", func(r *Report) { r.Disk = &Disk{Free: 900 << 20, Total: 10 << 30} }, "/d", "The disk"},
		{"a large disk that is nearly full", func(r *Report) { r.Disk = &Disk{Free: 40 << 30, Total: 1000 << 30} }, "/d", "The disk"},
		{"an unknown disk", func(r *Report) { r.Disk = nil }, "/d", ""},
		{"a bus that does not answer", func(r *Report) { r.Unlinked = "no bus" }, "/d", "This node is cut off: no bus."},
		{"another node that is not ready, among others", func(r *Report) {
			r.Nodes = []Node{{Self: true, Node: chat.Node{Against: "x"}}, {Node: chat.Node{Against: "x"}}, {}, {Unheard: true}, {Gone: true, Node: chat.Node{Against: "x"}}}
		}, "/d", "1 other node is not ready."},
		{"nodes that keep files apart", func(r *Report) { r.Apart = true }, "/d", "There are several nodes, and files are kept in the data directory"},
		{"a new schema that an old node holds up", func(r *Report) {
			r.Database.Schema, r.Database.Waiting = 72, []int64{71}
			r.Nodes = []Node{{Node: chat.Node{Name: "b", Address: "h:1", Version: "2", Schema: 72}}, {Node: chat.Node{Name: "a", Address: "h:2", Version: "1", Schema: 70}}, {Node: chat.Node{Name: "c", Schema: 70}, Gone: true}}
		}, "/d", "1 migration of the database waits until an older version has stopped: a at h:2 (Stoa 1)."},
		{"a backup that holds it up", func(r *Report) { r.Database.Waiting = []int64{71, 72} }, "/d", "2 migrations of the database wait until nobody reads"},
		{"a slow database", func(r *Report) { r.Answered = 3 * time.Second }, "/d", "The database took 3s"},
		{"an address without encryption", func(r *Report) { r.Base = "http://chat.example.org" }, "/d", "The public address begins with http"},
		{"this machine's address", func(r *Report) { r.Base = "http://127.0.0.1:8080" }, "/d", "The public address http://127.0.0.1:8080 can only"},
		{"a receiver that is down", func(r *Report) { r.Queues.Oldest = now.Add(-2 * time.Hour) }, "/d", "A delivery has been waiting since 2026-11-22 10:00"},
		{"a paused webhook", func(r *Report) { r.Queues.Paused = 1 }, "/d", "1 webhook is paused"},
		{"two of them", func(r *Report) { r.Queues.Paused = 2 }, "/d", "2 webhooks are paused"},
		{"a search far behind", func(r *Report) { r.Behind = 20_000 }, "/d", "The search has not read 20000"},
		{"lost calls", func(r *Report) { r.Dropped = 5 }, "/d", "5 calls were not kept"},
		{"no mail", func(r *Report) { r.Mail = false }, "/d", "No mail server"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := fine()
			c.change(&r)
			got := warningsOf(r, c.data)
			switch {
			case c.want == "" && len(got) > 0:
				t.Errorf("%+v", got)
			case c.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0].Text, c.want) || got[0].Remedy == ""):
				t.Errorf("%+v, want %q", got, c.want)
			}
		})
	}
}

func inspector(s Store, data string) *Inspector {
	return New(Config{
		Store: s, Version: "1.2.3", Base: "https://chat.example.org", Data: data, Storage: "a directory", Bus: func() (string, error) { return "in this process", nil },
		Nodes:  func() []Node { return nil },
		Behind: func() int64 { return 7 }, Dropped: func() int64 { return 0 }, Sockets: func() int { return 2 },
		Mail: func(context.Context) (bool, error) { return true, nil }, Now: func() time.Time { return now },
	})
}

func TestReportHasWhatTheDatabaseAndTheDiskSay(t *testing.T) {
	dir := t.TempDir()
	r, err := inspector(storetest.Open(t, storetest.SQLite(t)), dir).Look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.Database.Kind != "SQLite" || r.Version != "1.2.3" || r.Sockets != 2 || r.Behind != 7 || r.Memory == 0 || !r.Started.Equal(now) {
		t.Errorf("%+v", r)
	}
	if d := DiskOf(dir); (d == nil) != (r.Disk == nil) || d != nil && d.Total != r.Disk.Total {
		t.Errorf("disk %+v, want %+v", r.Disk, d)
	}
}

// broken is a database that does not answer.
type broken struct{ Store }

var errDown = errors.New("it is down")

func (broken) DatabaseFacts(context.Context) (chat.DatabaseFacts, error) {
	return chat.DatabaseFacts{}, errDown
}

func TestDatabaseThatDoesNotAnswerIsAnError(t *testing.T) {
	if _, err := inspector(broken{}, "").Look(t.Context()); !errors.Is(err, errDown) {
		t.Error(err)
	}
}

func TestANodeIsInOneState(t *testing.T) {
	for want, n := range map[string]Node{
		"ready":     {},
		"not_ready": {Node: chat.Node{Against: "the server stops"}, Unheard: true},
		"unheard":   {Unheard: true},
		"gone":      {Node: chat.Node{Against: "the server stops"}, Gone: true},
	} {
		if got := n.State(); got != want {
			t.Errorf("%+v is %s, want %s", n, got, want)
		}
	}
}
