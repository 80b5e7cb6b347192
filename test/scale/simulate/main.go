// Command simulate says what a load asks of clusters of Stoa, from measured costs: see docs/scale.md.
//
//	go run ./test/scale/simulate -costs test/scale/costs.json
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/stoachat/stoa/test/scale/model"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "simulate:", err)
		os.Exit(1)
	}
}

func run() error {
	p := model.Million()
	file := flag.String("costs", "test/scale/costs.json", "what pieces of work cost, as make scale measures it")
	seed := flag.Uint64("seed", 1, "of all that is left to chance")
	asJSON := flag.Bool("json", false, "print JSON")
	flag.IntVar(&p.People, "people", p.People, "everybody who has an account")
	flag.IntVar(&p.Nodes, "nodes", p.Nodes, "of all clusters together")
	flag.IntVar(&p.Largest, "largest", p.Largest, "people of the largest group")
	flag.IntVar(&p.Hot, "hot", p.Hot, "people of the hot room, which is in the largest group")
	flag.Float64Var(&p.HotRate, "hot-rate", p.HotRate, "posts a second in it")
	flag.Float64Var(&p.Online, "online", p.Online, "share of people with a socket at the busiest hour")
	flag.Float64Var(&p.Lost, "lost", p.Lost, "share of the nodes that are lost with a region")
	flag.Float64Var(&p.Cores, "cores", p.Cores, "of each node")
	flag.Parse()
	costs, err := read(*file)
	if err != nil {
		return err
	}
	w, err := model.Simulate(p, costs, *seed)
	if err != nil {
		return err
	}
	if *asJSON {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		return e.Encode(w)
	}
	return text(w)
}

func read(file string) (c model.Costs, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(b, &c)
}

func text(w model.World) error {
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	line := func(what, format string, args ...any) { fmt.Fprintf(t, what+"\t"+format+"\n", args...) }
	line("people, clusters, nodes", "%d, %d, %d", w.Plan.People, w.Clusters, w.Nodes)
	line("sockets", "%d", w.Sockets)
	line("posts", "%.0f/s", w.Posts)
	line("frames to sockets", "%.0f/s", w.Frames)
	line("rings between nodes", "%.0f/s, %.1f MB/s", w.Rings, w.BusBytes/1e6)
	line("cores of all nodes", "%.0f of %.0f", w.NodeCores, float64(w.Nodes)*w.Plan.Cores)
	line("node with most to do", "%.0f %% of its cores", 100*w.Fullest)
	line("node with most sockets", "%.0f MB", w.NodeMB)
	l := w.Largest
	line("", "")
	line("largest cluster", "%d people, %d sockets, %d nodes", l.People, l.Sockets, l.Nodes)
	line("posts, frames, rings", "%.0f/s, %.0f/s, %.0f/s", l.Posts, l.Frames, l.Rings)
	line("an event goes to", "%.1f other nodes", l.RingsPerEvent)
	line("cores of a node, of the database", "%.2f, %.2f", l.NodeCores, l.DatabaseCores)
	h := w.Hot
	line("", "")
	line("hot room", "%d people, %d online, %.1f posts/s", h.People, h.Online, w.Plan.HotRate)
	line("one event in it", "%.2f ms of each node, %.1f kB on the bus", h.Node, h.Bus)
	line("most posts", "%.0f/s, when the nodes are full", h.Highest)
	line("", "")
	for _, s := range []struct {
		what string
		model.Storm
	}{{"all sockets of it come back", w.Whole}, {"a region of it is lost", w.Region}} {
		line(s.what, "%d sockets to %d nodes", s.Sockets, s.Nodes)
		line("  half, 99 of 100, all are live", "%.1f s, %.1f s, %.1f s", s.Half, s.Most, s.All)
		line("  tries of each, database", "%.2f, %.1f cores at the worst", s.Tries, s.Database)
	}
	return t.Flush()
}
