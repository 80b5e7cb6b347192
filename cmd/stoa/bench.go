package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"github.com/stoachat/stoa/internal/bench"
)

type benchCmd struct {
	Scenario    string        `arg:"" optional:"" help:"start, idle, notify, fanout, steady, chat, reconnect, webhooks, history, search, soak or all, which leaves soak out; world makes up a server that has been used for years and measures it; floor runs what the others are compared with." enum:"start,idle,notify,fanout,steady,chat,reconnect,webhooks,history,search,soak,all,world,floor" default:"all"`
	Duration    time.Duration `help:"Of each measurement." default:"3s"`
	Connections []int         `help:"Connections for notify, one measurement for each." default:"1,16,64"`
	Sockets     int           `help:"Sockets that are open; each takes a descriptor here and one of the server's (ulimit -n)." default:"1000"`
	Rate        int           `help:"Posts a second for steady, chat, reconnect and soak, on a schedule that does not wait for answers; 0: 20, and for soak half of what the server can take."`
	People      int           `help:"People for chat." default:"10"`
	Messages    int           `help:"Messages in the old room of history, and in that of search. More than a million are written into the database as a restore writes, and not posted." default:"20000"`
	Receivers   int           `help:"Receivers for webhooks." default:"100"`
	Hanging     int           `help:"How many of them never answer." default:"10"`
	Database    string        `help:"Measure a throwaway server on this PostgreSQL database instead of SQLite." placeholder:"URL"`
	Nodes       int           `help:"Servers on that database, for notify, with the connections spread over them, and for steady, with the posts at one and the sockets at another." default:"1"`
	Rooms       int           `help:"Rooms for notify, into which connections post in turn." default:"1"`
	Against     string        `help:"Measure this running server, with its rate limits off, instead of a throwaway one." placeholder:"URL"`
	Token       string        `help:"For --against: a token of yours; for chat, history and search an administrator's." env:"STOA_TOKEN" placeholder:"TOKEN"`
	Listen      string        `help:"For floor: where to listen." default:"127.0.0.1:0"`
	JSON        bool          `name:"json" help:"Print JSON."`
	HTML        string        `name:"html" help:"Write a page with plots to this file as well." placeholder:"FILE"`

	Scale float64 `help:"For world: of 1,600 people, 2,600 rooms and 7.4 million messages." default:"1"`
	Data  string  `help:"For world: a directory in which it is made and stays, to be served as any other and measured again. Without, it is made in the temporary directory and removed." placeholder:"DIR"`
	Make  bool    `help:"For world: make it, and measure nothing."`

	PeerHook   string   `name:"peer-hook" help:"Measure another server beside, in notify and steady: where it takes posts." placeholder:"URL"`
	PeerBody   string   `name:"peer-body" help:"What is posted there; {{text}} stands for what is said." default:"{{text}}" placeholder:"TEMPLATE"`
	PeerHeader []string `name:"peer-header" sep:"none" help:"A header for it, like \"Authorization: Bearer …\". May be given more than once." placeholder:"HEADER"`
	PeerFeed   string   `name:"peer-feed" help:"Where it tells what was posted: ws:// for a WebSocket, http:// for an answer that does not end." placeholder:"URL"`
	PeerPID    int      `name:"peer-pid" help:"Its process, to tell what it takes of the processor." placeholder:"PID"`
}

// Help is shown below the flags.
func (c *benchCmd) Help() string {
	return "Example: stoa bench notify --duration 5s --html notify.html\n\nEvery figure is printed beside a floor that is measured in the same run: the least that could be done with the same building blocks. What counts is the ratio."
}

func (c *benchCmd) Run(ctx context.Context) error {
	if c.Scenario == "floor" {
		return c.floor(ctx)
	}
	cfg := bench.Config{
		Scenario: c.Scenario, Duration: c.Duration, Connections: c.Connections, Sockets: c.Sockets, Rate: c.Rate, People: c.People, Messages: c.Messages,
		Receivers: c.Receivers, Hanging: c.Hanging, Nodes: c.Nodes, Rooms: c.Rooms,
		Peer: bench.Peer{Hook: c.PeerHook, Body: c.PeerBody, Headers: c.PeerHeader, Feed: c.PeerFeed, PID: c.PeerPID},
	}
	progress, done := barOn(os.Stderr)
	report, err := c.measured(ctx, cfg, progress)
	done()
	if err != nil {
		return err
	}
	report.Machine = bench.ThisMachine()
	if err := c.page(report); err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(report)
	} else {
		err = report.Text(os.Stdout)
	}
	if err == nil && report.Soak != nil && !report.Soak.Holds {
		return errGrows
	}
	return err
}

var errGrows = errors.New("something grows that should not")

// barOn draws bars on a terminal, and writes lines elsewhere.
func barOn(f *os.File) (progress io.Writer, done func()) {
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return f, func() {}
	}
	bar := bench.NewBar(f)
	return bar, bar.Close
}

// page writes the report's page, if one is wanted.
func (c *benchCmd) page(r bench.Report) (err error) {
	if c.HTML == "" {
		return nil
	}
	f, err := os.Create(c.HTML)
	if err != nil {
		return err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	return r.HTML(f, time.Now())
}

func (c *benchCmd) measured(ctx context.Context, cfg bench.Config, progress io.Writer) (bench.Report, error) {
	if c.Scenario != "world" && (!cfg.Old() || c.Against != "") {
		return c.measure(ctx, cfg, progress)
	}
	self, err := os.Executable()
	if err != nil {
		return bench.Report{}, err
	}
	made := bench.WorldConfig{Scale: c.Scale, Data: c.Data, Database: c.Database, Command: self, MakeOnly: c.Make, Duration: c.Duration}
	if c.Scenario == "world" {
		return c.worlds(ctx, made, progress)
	}
	history, err := bench.Histories(ctx, made, c.Messages, progress)
	return bench.Report{History: history}, err
}

// worlds measures a server that has been used for years beside a small one.
func (c *benchCmd) worlds(ctx context.Context, made bench.WorldConfig, progress io.Writer) (r bench.Report, err error) {
	if c.Make && c.Data == "" {
		return r, errors.New("--make needs a --data directory in which the world stays")
	}
	r.World, err = bench.Worlds(ctx, made, progress)
	if err == nil && c.Data != "" {
		fmt.Fprintf(progress, "stoa serve --data %s serves it; sign in as %s with the password %q\n", c.Data, bench.WorldEmail, bench.WorldPassword)
	}
	return r, err
}

func (c *benchCmd) measure(ctx context.Context, cfg bench.Config, progress io.Writer) (bench.Report, error) {
	self, err := os.Executable()
	if err != nil {
		return bench.Report{}, err
	}
	if c.Nodes > 1 && (c.Database == "" || c.Against != "") {
		return bench.Report{}, errors.New("several nodes need a PostgreSQL --database on which they are started")
	}
	if c.Against == "" {
		var args []string
		if c.Database != "" {
			args = []string{"--database", c.Database}
		}
		return bench.Local(ctx, cfg, self, progress, args...)
	}
	cleanUp, err := cfg.Against(ctx, c.Against, c.Token)
	if err != nil {
		return bench.Report{}, err
	}
	defer cleanUp()
	floor, err := bench.StartFloor(ctx, self, "bench", "floor")
	if err != nil {
		return bench.Report{}, err
	}
	defer floor.Stop()
	poster, err := bench.StartFloor(ctx, self, "bench", "floor")
	if err != nil {
		return bench.Report{}, err
	}
	defer poster.Stop()
	cfg.Floor, cfg.FloorPID, cfg.Poster = floor.URL, floor.PID, poster.URL
	return bench.Run(ctx, cfg, progress)
}

func (c *benchCmd) floor(ctx context.Context) error {
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	return bench.ServeFloor(ctx, l)
}
