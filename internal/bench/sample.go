package bench

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Sample is how a server is at a moment of a soak.
type Sample struct {
	Seconds     float64 `json:"seconds"`                // since the load began
	Messages    int64   `json:"messages"`               // said until then
	P99         float64 `json:"p99_ms"`                 // of the posts since the sample before, from when each was due
	RSSKB       int     `json:"rss_kb"`                 // of it:
	GoKB        int     `json:"go_kb,omitempty"`        // Go's heap and stacks
	ProgramKB   int     `json:"program_kb,omitempty"`   // pages of files, the program's own above all
	SQLiteKB    int     `json:"sqlite_kb,omitempty"`    // what SQLite's allocator holds
	RestKB      int     `json:"rest_kb,omitempty"`      // all else: Go's own tables, threads; and SQLite's where it is not told
	Pieces      int     `json:"pieces,omitempty"`       // that SQLite's allocator has given out
	Connections int     `json:"connections,omitempty"`  // to the database that are open
	PagesKB     int     `json:"pages_kb,omitempty"`     // what SQLite's pages have taken at most
	PagesEndKB  int     `json:"pages_end_kb,omitempty"` // and may take
	HeapKB      int     `json:"heap_kb,omitempty"`      // at which the next collection begins: it follows what is held
	Goroutines  int     `json:"goroutines,omitempty"`   //
	Descriptors int     `json:"descriptors"`            //
	DatabaseKB  int     `json:"database_kb,omitempty"`  //
	WALKB       int     `json:"wal_kb,omitempty"`       // SQLite's log beside it
	Queued      int     `json:"queued"`                 // events, deliveries, calls, pushes, mail and sockets that wait for their turn
	Sockets     int     `json:"sockets"`                // that are open
	Collections int     `json:"collections,omitempty"`  // of garbage, since the start
}

// queues are the figures of everything that waits for its turn.
func queues() []string {
	return []string{
		`stoa_deliveries{state="pending"}`, "stoa_append_queue_length", "stoa_search_backlog_events", "stoa_calls_waiting", "stoa_push_queue_length",
		"stoa_mail_notices", "stoa_sockets_pending",
	}
}

// sample looks at the server's process, its figures if it shows them, and its files.
func (c Config) sample(ctx context.Context) (s Sample, err error) {
	if s.RSSKB, err = residentKB(c.PID, "VmRSS"); err != nil {
		return s, err
	}
	if p, err := partsOf(c.PID); err == nil { // another account's process does not show its mappings
		s.GoKB, s.ProgramKB, s.RestKB = p.Go, p.Program, p.Other
	}
	open, err := os.ReadDir("/proc/" + strconv.Itoa(c.PID) + "/fd")
	if err != nil {
		return s, fmt.Errorf("descriptors: %w", err)
	}
	s.Descriptors = len(open)
	if wal, err := os.Stat(filepath.Join(c.Data, "stoa.db-wal")); c.Data != "" && err == nil {
		s.WALKB = int(wal.Size() >> 10)
	}
	if c.Debug == "" {
		return s, nil
	}
	figures, err := figuresOf(ctx, c.Debug)
	if err != nil {
		return s, err
	}
	s.HeapKB = int(figures["go_memstats_next_gc_bytes"]) >> 10
	s.Goroutines = int(figures["go_goroutines"])
	s.Collections = int(figures["go_gc_duration_seconds_count"])
	s.PagesKB = int(figures["stoa_database_cache_peak_bytes"]) >> 10
	s.PagesEndKB = int(figures["stoa_database_cache_limit_bytes"]) >> 10
	s.Pieces = int(figures["stoa_database_memory_pieces"])
	for name, v := range figures {
		if strings.HasPrefix(name, "stoa_database_connections_open{") {
			s.Connections += int(v)
		}
	}
	if held := int(figures["stoa_database_memory_bytes"]) >> 10; s.RestKB > 0 {
		s.SQLiteKB, s.RestKB = held, s.RestKB-held
	}
	s.DatabaseKB = int(figures["stoa_database_size_bytes"]) >> 10
	for _, q := range queues() {
		s.Queued += int(figures[q])
	}
	return s, nil
}

// figuresLimit bounds one reading of figures.
const figuresLimit = 10 * time.Second

// figuresOf reads what the server's private listener shows, by name with labels.
func figuresOf(ctx context.Context, base string) (map[string]float64, error) {
	ctx, cancel := context.WithTimeout(ctx, figuresLimit)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/metrics", nil)
	if err != nil {
		return nil, fmt.Errorf("figures: %w", err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("figures: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("figures: the server answered %s", res.Status)
	}
	return readFigures(io.LimitReader(res.Body, maxAnswer))
}

// readFigures reads Prometheus' text format as far as it is needed.
func readFigures(from io.Reader) (map[string]float64, error) {
	all := map[string]float64{}
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		line := lines.Text()
		at := strings.LastIndexByte(line, ' ')
		if at < 0 || line[0] == '#' {
			continue
		}
		if v, err := strconv.ParseFloat(line[at+1:], 64); err == nil {
			all[line[:at]] = v
		}
	}
	return all, lines.Err()
}

// spread picks so many of the samples, the first and the last among them.
func spread(all []Sample, n int) []Sample {
	if len(all) <= n {
		return all
	}
	picked := make([]Sample, n)
	for i := range picked {
		picked[i] = all[i*(len(all)-1)/(n-1)]
	}
	return slices.Clip(picked)
}
