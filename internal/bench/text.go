package bench

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Text writes the report for people.
func (r Report) Text(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, table := range r.tables() {
		fmt.Fprintf(t, "%s\t", table.name)
		for _, c := range table.columns {
			fmt.Fprintf(t, "%s\t", c)
		}
		fmt.Fprintln(t)
		for _, row := range table.rows {
			for _, cell := range row {
				fmt.Fprintf(t, "%s\t", cell)
			}
			fmt.Fprintln(t)
		}
	}
	return t.Flush()
}

// table is a scenario's figures; a row begins with whose they are.
type table struct {
	name    string
	columns []string
	rows    [][]string
}

func (t *table) row(cells ...any) {
	var row []string
	for _, c := range cells {
		row = append(row, shown(c))
	}
	for len(row) <= len(t.columns) {
		row = append(row, "")
	}
	t.rows = append(t.rows, row)
}

// quotient is a ratio, and 0 none.
type quotient float64

func shown(v any) string {
	switch v := v.(type) {
	case quotient:
		if v == 0 {
			return "-"
		}
		return fmt.Sprintf("%.2f", float64(v))
	case float64:
		switch {
		case v >= 100:
			return fmt.Sprintf("%.0f", v)
		case v >= 10:
			return fmt.Sprintf("%.1f", v)
		}
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprint(v)
}

// tables are the whole report.
func (r Report) tables() (all []table) {
	if r.Start != nil {
		all = append(all, r.Start.table())
	}
	if r.Idle != nil {
		t := table{name: "idle", columns: []string{"sockets", "KB/socket", "before KB", "after KB"}}
		t.row("stoa", r.Idle.Sockets, fmt.Sprintf("%.1f", r.Idle.KBPerSocket), r.Idle.BeforeKB, r.Idle.AfterKB)
		all = append(all, t)
	}
	if len(r.Notify) > 0 {
		all = append(all, notifyTable(r.Notify))
	}
	if r.Fanout != nil {
		all = append(all, r.Fanout.table())
	}
	if s := r.Steady; s != nil {
		all = append(all, s.table())
	}
	if c := r.Chat; c != nil {
		all = append(all, c.table())
	}
	if r.Reconnect != nil {
		all = append(all, r.Reconnect.table())
	}
	if r.Webhooks != nil {
		all = append(all, r.Webhooks.table())
	}
	if r.History != nil {
		all = append(all, r.History.table())
	}
	if r.Search != nil {
		all = append(all, r.Search.table())
	}
	if r.World != nil {
		all = append(all, r.World.table())
	}
	if r.Soak != nil {
		all = append(all, r.Soak.table(), r.Soak.verdictTable())
	}
	return all
}

func (s StartResult) table() table {
	t := table{name: "start", columns: []string{"ms", "cpu ms", "RSS KB", "private KB", "program KB", "ratio"}}
	t.row("stoa", s.Stoa.MS, s.Stoa.CPU, s.Stoa.RSSKB, s.Stoa.PrivateKB, s.Stoa.ProgramKB, quotient(s.Ratio))
	if s.Floor != nil {
		t.row("floor", s.Floor.MS, s.Floor.CPU, s.Floor.RSSKB, s.Floor.PrivateKB, s.Floor.ProgramKB)
	}
	return t
}

func notifyTable(all []NotifyResult) table {
	name := "notify"
	if n := all[0]; n.Nodes > 1 || n.Rooms > 1 {
		name = fmt.Sprintf("notify, nodes: %d, rooms: %d", n.Nodes, n.Rooms)
	}
	t := table{name: name, columns: []string{"connections", "req/s", "p50 ms", "p99 ms", "cpu µs", "ratio", "cpu ratio"}}
	for _, n := range all {
		t.row("stoa", n.Connections, n.Stoa.PerSecond, n.Stoa.P50, n.Stoa.P99, n.Stoa.CPU, quotient(n.Ratio), quotient(n.CPURatio))
		if n.Floor != nil {
			t.row("floor", n.Connections, n.Floor.PerSecond, n.Floor.P50, n.Floor.P99, n.Floor.CPU)
		}
		if n.Peer != nil {
			t.row("other", n.Connections, n.Peer.PerSecond, n.Peer.P50, n.Peer.P99, n.Peer.CPU)
		}
	}
	return t
}

func (f FanoutResult) table() table {
	t := table{name: "fanout", columns: []string{"sockets", "deliveries/s", "posts", "bytes", "cpu µs", "ratio", "cpu ratio"}}
	t.row("stoa", f.Sockets, f.Stoa.PerSecond, f.Stoa.Posts, f.Stoa.FrameBytes, f.Stoa.CPU, quotient(f.Ratio), quotient(f.CPURatio))
	if f.Floor != nil {
		t.row("floor", f.Sockets, f.Floor.PerSecond, f.Floor.Posts, f.Floor.FrameBytes, f.Floor.CPU)
	}
	return t
}

func (s SteadyResult) table() table {
	t := screensTable(fmt.Sprintf("steady, %d sockets", s.Sockets))
	if s.Across != nil {
		t.columns = append(t.columns, "p50 ratio")
	}
	t.screens("stoa", s.Rate, s.Stoa, quotient(s.P99Ratio))
	if s.Across != nil {
		t.screens("across nodes", s.Rate, *s.Across, "", quotient(s.AcrossRatio))
	}
	if s.Floor != nil {
		t.screens("floor", s.Rate, *s.Floor)
	}
	if s.Peer != nil {
		t.screens("other", s.Rate, *s.Peer)
	}
	return t
}

func (c ChatResult) table() table {
	t := screensTable(fmt.Sprintf("chat, %d people, %d sockets", c.People, c.Sockets))
	t.screens("stoa", c.Rate, c.Stoa, quotient(c.P99Ratio))
	if c.Floor != nil {
		t.screens("floor", c.Rate, *c.Floor)
	}
	return t
}

// screensTable has the times from when a post was due to any screen, and to the last.
func screensTable(name string) table {
	return table{name: name, columns: []string{"posts/s", "p50 ms", "p99 ms", "max ms", "last p50", "last p99", "cpu µs", "p99 ratio"}}
}

func (t *table) screens(who string, rate int, s Screens, ratios ...any) {
	t.row(append([]any{who, rate, s.First.P50, s.First.P99, s.First.Max, s.Last.P50, s.Last.P99, s.CPU}, ratios...)...)
}

func (s ReconnectResult) table() table {
	t := table{name: "reconnect", columns: []string{"sockets", "missed", "all live s", "p50 ms", "p99 ms", "cpu µs", "post p50", "post p99", "ratio"}}
	t.row("stoa, before", 0, "", "", "", "", "", s.Quiet.P50, s.Quiet.P99)
	t.row("stoa", s.Sockets, s.Missed, s.Stoa.Seconds, s.Stoa.Times.P50, s.Stoa.Times.P99, s.Stoa.CPU, s.Stoa.Posts.P50, s.Stoa.Posts.P99, quotient(s.Ratio))
	if s.Floor != nil {
		t.row("floor", s.Sockets, 0, s.Floor.Seconds, s.Floor.Times.P50, s.Floor.Times.P99, s.Floor.CPU, s.Floor.Posts.P50, s.Floor.Posts.P99)
	}
	return t
}

func (w WebhooksResult) table() table {
	t := table{name: "webhooks", columns: []string{"hanging", "deliveries/s", "p50 ms", "p99 ms", "ratio"}}
	t.row("stoa", fmt.Sprintf("0 of %d", w.Receivers), w.Alone.PerSecond, w.Alone.P50, w.Alone.P99)
	t.row("stoa", fmt.Sprintf("%d of %d", w.Hanging, w.Receivers+w.Hanging), w.Beside.PerSecond, w.Beside.P50, w.Beside.P99, quotient(w.Ratio))
	if w.Floor != nil {
		t.row("floor", fmt.Sprintf("0 of %d", w.Receivers), *w.Floor)
	}
	return t
}

func (h HistoryResult) table() table {
	t := table{name: "history", columns: []string{"messages", "pages/s", "p50 ms", "p99 ms", "cpu µs", "ratio"}}
	t.row("old", h.Old.Messages, h.Old.Rate.PerSecond, h.Old.Rate.P50, h.Old.Rate.P99, h.Old.Rate.CPU, quotient(h.Ratio))
	t.row("young", h.Young.Messages, h.Young.Rate.PerSecond, h.Young.Rate.P50, h.Young.Rate.P99, h.Young.Rate.CPU)
	return t
}

func (s SearchResult) table() table {
	t := table{name: fmt.Sprintf("search, %d messages", s.Messages), columns: []string{"per s", "p50 ms", "p99 ms", "cpu µs"}}
	for _, q := range s.Queries {
		t.row(q.Kind, q.Rate.PerSecond, q.Rate.P50, q.Rate.P99, q.Rate.CPU)
	}
	t.row("read into the index", fmt.Sprintf("%.1f s", s.Behind))
	return t
}

func (w WorldResult) table() table {
	t := table{name: fmt.Sprintf("world, %d messages", w.Size.Messages), columns: []string{"", "this", "a hundredth", "ratio"}}
	for _, f := range w.Figures {
		t.row(f.What, f.Unit, f.Big, f.Small, quotient(f.Ratio))
	}
	return t
}
