package bench

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"
)

//go:embed report.html
var page string

// HTML writes the report as one page that needs nothing else: tables, and plots of how long people wait.
func (r Report) HTML(w io.Writer, when time.Time) error {
	t, err := template.New("report").Parse(page)
	if err != nil {
		return err
	}
	return t.Execute(w, struct {
		When    string
		Machine *Machine
		Parts   []part
	}{when.UTC().Format("2 January 2006, 15:04 MST"), r.Machine, r.parts()})
}

// part is a scenario on the page.
type part struct {
	Title, About string
	Columns      []string
	Rows         []partRow
	Plot         template.HTML
}

type partRow struct {
	Who, Class string
	Cells      []string
}

// about says what the figures of a scenario are.
var about = map[string]string{
	"start":     "From the command to the first good answer, on a database that exists, and the memory a second later: what is private, and pages of the program, which the system can drop at any time. The floor is another command of the same program, which opens nothing but a listener.",
	"idle":      "What one more open socket costs in the server's resident memory.",
	"notify":    "Notifications posted in a closed loop; an answer means that it is on the disk. The floor decodes the same JSON and answers.",
	"fanout":    "Notifications that every socket hears. The floor writes the same bytes and keeps nothing.",
	"steady":    "Notifications on a schedule that does not wait for answers, from when each was due to its arrival at a socket.",
	"chat":      "People type and send on a schedule, from when each message was due to its arrival at a socket.",
	"reconnect": "All sockets are lost at once and come back in the same moment; each is live when it has read what it missed. Posts are what somebody posts meanwhile into another room, from when it was due to its answer. The floor only opens sockets.",
	"webhooks":  "Deliveries to receivers, each committed before it is sent.",
	"history":   "The same pages of an old room and of a young one, a hundred messages each.",
	"search":    "Searches, one after the other.",
	"world":     "A server that has been used for years beside one with a hundredth of everything. Of reads the fastest.",
	"soak":      "Half of full load for long: posts that many sockets hear, sockets that come and go, webhooks, changes, searches and pages of history. The resident set (RSS) is Go's heap and stacks, pages of files as the program's are, what SQLite's allocator holds, and the rest: Go's own tables, threads.",
	"verdicts":  "Whether anything grows that should not: the slope after the first quarter, the median of those between any two samples.",
}

func (r Report) parts() (all []part) {
	plots := r.plots()
	for _, t := range r.tables() {
		kind, _, _ := strings.Cut(t.name, ",")
		p := part{Title: strings.ToUpper(t.name[:1]) + t.name[1:], About: about[kind], Columns: t.columns, Plot: plots[kind].svg()}
		if kind == Soak {
			p.Plot = r.Soak.courses()
		}
		for _, row := range t.rows {
			p.Rows = append(p.Rows, partRow{Who: row[0], Class: classOf(row[0]), Cells: row[1:]})
		}
		all = append(all, p)
	}
	return all
}

// classOf is the colour that figures of one side have everywhere.
func classOf(who string) string {
	switch {
	case strings.HasPrefix(who, "stoa"), who == "old":
		return "stoa"
	case strings.HasPrefix(who, "floor"), who == "young":
		return "floor"
	case who == "other":
		return "other"
	}
	return ""
}

// plots are the curves that there are, by scenario.
func (r Report) plots() map[string]plot {
	all := map[string]plot{}
	if n := len(r.Notify); n > 0 {
		last := r.Notify[n-1]
		p := plot{}.with(fmt.Sprintf("stoa, %d connections", last.Connections), "stoa", last.Stoa.Curve)
		if last.Floor != nil {
			p = p.with("floor", "floor", last.Floor.Curve)
		}
		if last.Peer != nil {
			p = p.with("other", "other", last.Peer.Curve)
		}
		all["notify"] = p
	}
	if s := r.Steady; s != nil {
		all["steady"] = screensPlot(s.Stoa, s.Floor, s.Peer)
	}
	if c := r.Chat; c != nil {
		all["chat"] = screensPlot(c.Stoa, c.Floor, nil)
	}
	if s := r.Reconnect; s != nil {
		p := plot{}.with("stoa", "stoa", s.Stoa.Times.Curve)
		if s.Floor != nil {
			p = p.with("floor", "floor", s.Floor.Times.Curve)
		}
		all["reconnect"] = p
	}
	if h := r.History; h != nil {
		all["history"] = plot{}.with(fmt.Sprintf("%d messages", h.Old.Messages), "stoa", h.Old.Rate.Curve).
			with(fmt.Sprintf("%d messages", h.Young.Messages), "floor", h.Young.Rate.Curve)
	}
	return all
}

func screensPlot(stoa Screens, floor, peer *Screens) plot {
	p := plot{}.with("stoa", "stoa", stoa.First.Curve)
	if floor != nil {
		p = p.with("floor", "floor", floor.First.Curve)
	}
	if peer != nil {
		p = p.with("other", "other", peer.First.Curve)
	}
	return p
}
