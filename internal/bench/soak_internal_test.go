package bench

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// twentyMinutes makes a series as a server's would be, and changes it.
func twentyMinutes(change func(i int, s *Sample)) []Sample {
	random := rand.New(rand.NewPCG(1, 2))
	all := make([]Sample, 120)
	for i := range all {
		n := float64(i)
		all[i] = Sample{
			Seconds: 10 * n, Messages: int64(1000 * i), P99: 10 * random.ExpFloat64(),
			RSSKB: 120_000 + random.IntN(9000) + 20_000*min(i, 15)/15, // it fills its caches at first
			GoKB:  60_000 + random.IntN(9000), ProgramKB: 30_000, SQLiteKB: 8000 + 5000*min(i, 15)/15, RestKB: 4000 + random.IntN(900),
			Pieces: 9000 + random.IntN(900), Connections: 7, PagesKB: 4000 + 3000*min(i, 15)/15, PagesEndKB: 12_000,
			HeapKB: 60_000 + 400*(i%17), Goroutines: 700 + random.IntN(60), Descriptors: 560 + random.IntN(40),
			DatabaseKB: 5000 + 640*i, WALKB: min(32_000, 2500*i), Queued: random.IntN(40),
		}
		if change != nil {
			change(i, &all[i])
		}
	}
	return all
}

func TestWhatLeaksIsFoundAndWhatIsSteadyIsNot(t *testing.T) {
	for name, c := range map[string]struct {
		change func(i int, s *Sample)
		grows  string // the figure that is found; empty: none
		says   string
	}{
		"a steady server":          {nil, "", ""},
		"one that lost its caches": {func(i int, s *Sample) { s.RSSKB -= 30_000 * (i / 60) }, "", ""},
		"a peak that passes":       {func(i int, s *Sample) { s.Goroutines += 5000 * (i / 50 % 2) * (51 / (i + 1)) }, "", ""},
		"a megabyte a minute":      {func(i int, s *Sample) { s.GoKB += 1024 * i / 6 }, "Go KB", "grows"},
		"caches that fill slowly": {func(i int, s *Sample) {
			s.PagesKB, s.SQLiteKB, s.RSSKB = s.PagesKB+40*i, s.SQLiteKB+100*i, s.RSSKB+100*i
		}, "", ""},
		"caches without an end":            {func(i int, s *Sample) { s.PagesKB += 80 * i }, "SQLite pages KB", "grew by"},
		"an allocator that keeps too much": {func(i int, s *Sample) { s.SQLiteKB += 300 * i }, "SQLite KB", "grew by"},
		"pieces that are never given back": {func(i int, s *Sample) { s.Pieces += 20 * i }, "SQLite pieces", "grows"},
		"two connections that open late":   {func(i int, s *Sample) { s.Connections, s.Pieces = 7+i/60*2, s.Pieces+i/60*2500 }, "", ""},
		"tables of nobody":                 {func(i int, s *Sample) { s.RestKB += 40 * i }, "rest KB", "grows"},
		"an allocator that does not count": {func(i int, s *Sample) { s.SQLiteKB, s.Pieces, s.RestKB = 0, 0, s.RestKB+100*i }, "", ""},
		"one that keeps too much":          {func(i int, s *Sample) { s.SQLiteKB, s.Pieces, s.RestKB = 0, 0, s.RestKB+300*i }, "rest KB", "grew by"},
		"a database that is elsewhere":     {func(i int, s *Sample) { s.SQLiteKB, s.Pieces, s.PagesKB, s.PagesEndKB = 0, 0, 0, 0 }, "", ""},
		"and tables that grow beside":      {func(i int, s *Sample) { s.SQLiteKB, s.PagesEndKB, s.RestKB = 0, 0, s.RestKB+40*i }, "rest KB", "grows"},
		"nobody knows whose memory it is":  {func(i int, s *Sample) { s.RSSKB, s.GoKB = s.RSSKB+1024*i/6, 0 }, "RSS KB", "grows"},
		"what is held, under the teeth":    {func(i int, s *Sample) { s.HeapKB += 1024 * i / 6 }, "heap KB", "grows"},
		"a goroutine for each who came":    {func(i int, s *Sample) { s.Goroutines += i }, "goroutines", "grows"},
		"a descriptor now and then":        {func(i int, s *Sample) { s.Descriptors += i }, "descriptors", "grows"},
		"a queue that is never worked off": {func(i int, s *Sample) { s.Queued += 3 * i }, "queued", "grows"},
		"SQLite's log never begins anew":   {func(i int, s *Sample) { s.WALKB = 2500 * i }, "WAL KB", "grows"},
		"rows that nobody said":            {func(i int, s *Sample) { s.DatabaseKB += 6 * i * i }, "database KB", "grows faster than what is said"},
	} {
		judged := c.grows == ""
		for _, v := range judge(twentyMinutes(c.change)) {
			found := !v.Good
			judged = judged || v.Figure == c.grows
			if found != (v.Figure == c.grows) || found && !strings.HasPrefix(v.Says, c.says) {
				t.Errorf("%s: %+v", name, v)
			}
			if v.Figure == "database KB" && c.grows != v.Figure && v.Says != "grows by 655 bytes a message" {
				t.Errorf("%s: the database %s", name, v.Says)
			}
		}
		if !judged {
			t.Errorf("%s: nobody judges %s", name, c.grows)
		}
	}
}

func TestLargeFiguresAreReadable(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 9.876: "9.88", 417.2: "417", 97_556: "97,556", 1_234_567: "1,234,567"} {
		if got := grouped(v); got != want {
			t.Errorf("%v is shown as %s, want %s", v, got, want)
		}
	}
}

func TestFiguresAreReadWithTheirLabels(t *testing.T) {
	got, err := readFigures(strings.NewReader("# HELP a b\n# TYPE a gauge\na 3\nb{state=\"pending\"} 1.5e+06\nb{state=\"a b\"} 2\nno number\n\n"))
	if err != nil || len(got) != 3 || got["a"] != 3 || got[`b{state="pending"}`] != 1.5e6 || got[`b{state="a b"}`] != 2 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestResidentMemoryIsToldApartByItsMappings(t *testing.T) {
	const smaps = `00400000-01c00000 r-xp 00000000 fd:00 1234 /usr/local/bin/stoa
Size:              24576 kB
Rss:               20000 kB
241388000000-241388c00000 rw-p 00000000 00:00 0
Rss:               30000 kB
VmFlags: rd wr mr
7f0000000000-7f0000100000 rw-p 00000000 00:00 0
Rss:                 900 kB
7f0000100000-7f0000110000 rw-p 00000000 00:00 0                          [anon: Go: gc bits]
Rss:                  40 kB
7f0000200000-7f0000210000 rw-s 00000000 fd:00 99 /data/stoa.db-shm
Rss:                  64 kB
7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0 [stack]
Rss:                  12 kB
`
	got, err := readParts(strings.NewReader(smaps))
	if want := (parts{Go: 30_040, Program: 20_064, Other: 912}); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}
