package app_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/freeport"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// figures reads the private listener.
func figures(t *testing.T, address string) string {
	t.Helper()
	res, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 {
		t.Fatal(res.Status, err)
	}
	return string(b)
}

// freeAddress is one that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	address, err := freeport.Address()
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// observedServer is a server with a private listener and an access log.
func observedServer(t *testing.T, url string) (s *stoatest.Server, debug, log string) {
	t.Helper()
	debug, log = freeAddress(t), filepath.Join(t.TempDir(), "access.log")
	s = stoatest.Start(t, stoatest.WithDatabase(url), func(c *app.Config) { c.Data, c.DebugListen, c.AccessLog = t.TempDir(), debug, log })
	return s, debug, log
}

func TestEveryQueueLatencyAndErrorHasAFigureThatIsNamedByTheRules(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, debug, _ := observedServer(t, url)
		s.Room("Ops")
		token := s.RoomToken("Ops", "CI")
		if a := s.Call(token, "POST", "/v2/room/Ops/notification", `{"message":"built"}`); a.Status != 204 {
			t.Fatal(a.Status, a.Body)
		}
		s.Call("wrong", "POST", "/v2/room/Ops/notification", `{"message":"built"}`)
		text := figures(t, debug)
		for _, want := range []string{
			`stoa_http_request_duration_seconds_count{method="POST",route="/v2/room/{room}/notification"}`, `stoa_http_requests_total{class="4xx",surface="v2"}`,
			"stoa_append_commit_duration_seconds_count", "stoa_fanout_duration_seconds_count", "stoa_append_queue_length 0", `stoa_deliveries{state="pending"} 0`,
			`stoa_deliveries_in_flight{kind="fresh"}`, "stoa_socket_pending_bytes", "stoa_search_backlog_events", "stoa_calls_dropped_total 0", "stoa_push_queue_length 0",
			"stoa_mail_notices 0", "stoa_bus_up 1", "stoa_ready 1", `stoa_database_connections_open{pool="read"}`, "stoa_backup_last_success_timestamp_seconds 0",
			"stoa_disk_free_bytes", "go_goroutines", "process_resident_memory_bytes", `stoa_build_info{version="`,
		} {
			if !strings.Contains(text, want) {
				t.Errorf("there is no %s", want)
			}
		}
		if there, sqlite := strings.Contains(text, "\nstoa_database_cache_limit_bytes 1"), strings.HasPrefix(url, "sqlite:"); there != sqlite {
			t.Errorf("of %s this process says that it keeps pages: %v", url, there)
		}
		problems, err := promlint.New(strings.NewReader(text)).Lint()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems {
			if strings.HasPrefix(p.Metric, "stoa_") {
				t.Errorf("%s: %s", p.Metric, p.Text)
			}
		}
		for _, path := range []string{"/metrics", "/debug/pprof/"} {
			if a := s.Call(s.Token, "GET", path, nil); a.Status != 404 {
				t.Errorf("the public listener answers %s with %d", path, a.Status)
			}
		}
	})
}

// names are what queries of Grafana's dashboards ask for.
var names = regexp.MustCompile(`\b(?:stoa|go|process)_[a-z0-9_]+`)

func TestTheDashboardAsksForFiguresThatThereAre(t *testing.T) {
	t.Parallel()
	_, debug, _ := observedServer(t, storetest.SQLite(t))
	there := figures(t, debug)
	b, err := os.ReadFile("../../deploy/grafana-dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(b, &board); err != nil {
		t.Fatal(err)
	}
	alerts, err := os.ReadFile("../../deploy/prometheus-rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	asked := names.FindAllString(string(alerts), -1)
	for _, panel := range board.Panels {
		for _, target := range panel.Targets {
			found := names.FindAllString(target.Expr, -1)
			if len(found) == 0 {
				t.Errorf("%s asks for nothing of ours: %s", panel.Title, target.Expr)
			}
			asked = append(asked, found...)
		}
	}
	for _, name := range asked {
		if !strings.Contains(there, "\n"+name+" ") && !strings.Contains(there, "\n"+name+"{") && !strings.Contains(there, "# TYPE "+name+" ") && !declared(name) {
			t.Errorf("there is no figure %s", name)
		}
	}
	if len(asked) < 20 {
		t.Errorf("only %d figures are asked for", len(asked))
	}
}

// declared are figures that are shown only once there is something to count.
func declared(name string) bool {
	return strings.HasPrefix(name, "stoa_delivery_attempts_total")
}

func TestTheAccessLogSaysWhoCalledWhatAndKeepsNoSecret(t *testing.T) {
	t.Parallel()
	s, _, log := observedServer(t, storetest.SQLite(t))
	s.Room("Ops")
	token := s.RoomToken("Ops", "CI")
	secrets := []string{token, "s3cr3t-in-an-agent", "guest-t0ken-of-a-guest"}
	s.Call(token, "POST", "/v2/room/Ops/notification", `{"message":"built"}`)
	s.Call("", "POST", "/v2/room/Ops/notification?auth_token="+token, `{"message":"built"}`)
	s.Call("", "POST", "/hook/"+token, `{"text":"built"}`)
	s.Call("", "POST", "/hook/"+token+"/more", `{"text":"built"}`)
	s.Call("", "GET", "/healthz", nil)
	s.Call("", "GET", "/readyz", nil)
	s.Call("", "GET", "/guest/guest-t0ken-of-a-guest", nil)
	s.Send("GET", "/nothing/"+token, http.Header{"User-Agent": {"curl token=s3cr3t-in-an-agent " + strings.Repeat("x", 5000)}, "X-Forwarded-For": {"192.0.2.7"}}, nil)
	s.Stop()
	b, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range secrets {
		if strings.Contains(string(b), secret) {
			t.Errorf("%s is in the log", secret)
		}
	}
	type line struct {
		Time, ID, Method, Path, Query, Caller, Peer, Forwarded, Agent string
		Status, Bytes                                                 int
		Ms                                                            float64
	}
	var posted, last line
	for lines := bufio.NewScanner(strings.NewReader(string(b))); lines.Scan(); {
		last = line{}
		if err := json.Unmarshal(lines.Bytes(), &last); err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		if last.Path == "/healthz" || last.Path == "/readyz" {
			t.Errorf("a probe that went well: %+v", last)
		}
		if posted.ID == "" && last.Path == "/v2/room/Ops/notification" {
			posted = last
		}
	}
	if posted.Method != "POST" || posted.Status != 204 || posted.Caller != "room" || posted.ID == "" || posted.Peer == "" || posted.Time == "" {
		t.Errorf("a notification: %+v", posted)
	}
	if last.Status != 404 || last.Forwarded != "192.0.2.7" || len(last.Agent) > 200 || last.Path != "/nothing/[masked]" {
		t.Errorf("a page that there is not: %+v", last)
	}
}
