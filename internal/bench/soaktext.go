package bench

import "fmt"

// soakRows is how many samples are printed; the JSON and the plots have all.
const soakRows = 16

func (s SoakResult) table() table {
	name := fmt.Sprintf("soak, %.0f posts/s, %d sockets", s.Rate, s.Sockets)
	t := table{name: name, columns: []string{"messages", "p99 ms", "RSS KB", "Go KB", "program KB", "SQLite KB", "rest KB", "heap KB", "goroutines", "descriptors", "database KB", "WAL KB", "queued", "sockets"}}
	for _, a := range spread(s.Samples, soakRows) {
		t.row(fmt.Sprintf("%.0f s", a.Seconds), a.Messages, a.P99, a.RSSKB, a.GoKB, a.ProgramKB, a.SQLiteKB, a.RestKB, a.HeapKB, a.Goroutines, a.Descriptors, a.DatabaseKB, a.WALKB, a.Queued, a.Sockets)
	}
	return t
}

func (s SoakResult) verdictTable() table {
	t := table{name: "verdicts", columns: []string{"at first", "at last", "an hour", "verdict"}}
	for _, v := range s.Verdicts {
		t.row(v.Figure, v.First, v.Last, fmt.Sprintf("%+.0f", v.PerHour), v.Says)
	}
	return t
}
