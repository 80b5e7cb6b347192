package app_test

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/nats-io/nats-server/v2/server"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// nats starts a server of NATS that joins others, and tells its clients of none.
func nats(t *testing.T, others ...*server.Server) *server.Server {
	t.Helper()
	return stoatest.NATS(t, func(o *server.Options) {
		o.Cluster = server.ClusterOpts{Name: "test", Host: "127.0.0.1", Port: -1, NoAdvertise: true}
		for _, s := range others {
			o.Routes = append(o.Routes, &url.URL{Scheme: "nats-route", Host: s.ClusterAddr().String()})
		}
	})
}

// lively starts a node that speaks often.
func lively(t *testing.T, database, data string, bus *server.Server) *stoatest.Server {
	return stoatest.Start(t, func(c *app.Config) {
		c.Database, c.Data, c.Bus = database, data, bus.ClientURL()
		c.NodeBeat, c.BusBeat = 100*time.Millisecond, 100*time.Millisecond
	})
}

// rostered is a node as another one lists it.
type rostered struct {
	Self   bool
	Keeper bool
	State  string
	Why    string
	Seen   time.Time
}

// system is what a node says of itself and, if it knows one, of another.
func system(t *testing.T, s *stoatest.Server) (bus string, self, other rostered, warnings string) {
	t.Helper()
	var v struct {
		Bus      string
		Nodes    []rostered
		Warnings []struct{ Text string }
	}
	s.Call(s.Token, "GET", "/api/admin/system", nil).JSON(t, &v)
	for _, n := range v.Nodes {
		if n.Self {
			self = n
		} else {
			other = n
		}
	}
	for _, w := range v.Warnings {
		warnings += w.Text + "\n"
	}
	return v.Bus, self, other, warnings
}

// staysReady asks a node while the other one speaks in the database many times.
func staysReady(t *testing.T, s *stoatest.Server) {
	t.Helper()
	_, _, other, _ := system(t, s)
	last, spoken := other.Seen, 0
	eventually(t, "the other speaks", func() bool {
		if a := s.Call("", "GET", "/readyz", nil); a.Status != http.StatusOK {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if _, _, other, _ := system(t, s); other.Seen.After(last) {
			last = other.Seen
			spoken++
		}
		return spoken > 10
	})
}

func notReady(t *testing.T, s *stoatest.Server, why string) {
	t.Helper()
	eventually(t, "/readyz says: "+why, func() bool {
		a := s.Call("", "GET", "/readyz", nil)
		return a.Status == http.StatusServiceUnavailable && strings.Contains(a.Body, why)
	})
	eventually(t, "the page says: "+why, func() bool { // it has what the last beat said
		_, self, _, warnings := system(t, s)
		return strings.Contains(self.Why, why) && strings.Contains(warnings, why)
	})
}

// ended reads until the socket is closed with a code.
func (s *socket) ended(with websocket.StatusCode) {
	s.t.Helper()
	for {
		if _, err := s.next(); err != nil {
			if got := websocket.CloseStatus(err); got != with {
				s.t.Fatalf("the socket ended with %v, want %d", err, with)
			}
			return
		}
	}
}

func TestOfTwoNodesTheOneThatStillReachesNATSGoesOn(t *testing.T) {
	t.Parallel()
	database, data, near := storetest.PostgreSQL(t), t.TempDir(), nats(t)
	one := lively(t, database, data, near)
	two := lively(t, database, data, nats(t, near))
	eventually(t, "two hears one", func() bool {
		bus, _, other, _ := system(t, two)
		return strings.Contains(bus, "other nodes: ") && other.Keeper && other.State == "ready"
	})
	room, ci := one.Room("Ops"), one.RoomToken("Ops", "CI")
	there := live(t, one, one.Token, room.Conversation)
	near.Shutdown()
	notReady(t, one, "the bus does not answer")
	there.ended(1012)
	back := live(t, one, one.Token, room.Conversation) // no balancer has sent it elsewhere
	if a := two.Call(ci, "POST", "/v2/room/Ops/notification", map[string]string{"message": "said elsewhere", "message_format": "text"}); a.Status != http.StatusNoContent {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	back.event("said elsewhere")
	eventually(t, "two hears one no more", func() bool {
		bus, _, other, _ := system(t, two)
		return strings.Contains(bus, "no other node is heard") && other.State == "not_ready"
	})
	staysReady(t, two)
}

func TestOfTwoNodesThatDoNotHearEachOtherTheKeeperGoesOn(t *testing.T) {
	t.Parallel()
	database, data := storetest.PostgreSQL(t), t.TempDir()
	one := lively(t, database, data, nats(t))
	two := lively(t, database, data, nats(t)) // it was given another bus
	notReady(t, two, "half of the nodes are not heard, among them the keeper, ")
	eventually(t, "one knows of two", func() bool {
		_, self, other, _ := system(t, one)
		return self.Keeper && other.State == "not_ready"
	})
	staysReady(t, one)
	if _, _, _, warnings := system(t, one); !strings.Contains(warnings, "1 other node is not ready.") {
		t.Errorf("one warns of %s", warnings)
	}
}

func TestANodeThatKeepsFilesForItselfWarnsOfIt(t *testing.T) {
	url, authority := bucket(t)
	for _, tt := range []struct {
		name       string
		bus, files bool // there is one; they are in a store for all
		warns      bool
	}{
		{"a node with files of its own", true, false, true},
		{"a node with a store for all", true, true, false},
		{"a server without others", false, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var lines written
			s := stoatest.Start(t, func(c *app.Config) {
				c.Database, c.Data, c.Log = storetest.PostgreSQL(t), t.TempDir(), slog.New(slog.NewTextHandler(&lines, nil))
				if tt.bus {
					c.Bus = nats(t).ClientURL()
				}
				if tt.files {
					c.Files, c.TrustCA = url, authority
				}
			})
			if got := strings.Contains(lines.String(), "give all nodes the same --files"); got != tt.warns {
				t.Errorf("it warns at its start: %t", got)
			}
			if _, _, _, warnings := system(t, s); strings.Contains(warnings, "files are kept in the data directory") != tt.warns {
				t.Errorf("the page has %s", warnings)
			}
		})
	}
}
