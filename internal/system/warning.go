package system

import (
	"fmt"
	"net"
	"net/url"
	"time"
)

// Warning is something that whoever runs the server ought to look at.
type Warning struct {
	Grave  bool   `json:"grave"` // something is or soon will be lost
	Text   string `json:"text"`
	Remedy string `json:"remedy"`
}

const (
	littleSpace = 1 << 30
	fewPercent  = 5
	longOwed    = time.Hour
	farBehind   = 10_000
	slowAnswer  = time.Second
)

// warningsOf judges a report, the gravest first.
func warningsOf(r Report, data string) []Warning {
	all := []Warning{}
	for _, w := range []struct {
		so bool
		Warning
	}{
		{data == "" && r.Database.Kind == "SQLite", Warning{true, "Everything is kept in memory, and is gone when the server stops.", "Start it with --data and a directory."}},
		{r.Disk != nil && r.Disk.short(), Warning{true, "The disk of the data directory is nearly full.", "Free space, or move the data directory. A full disk stops all writing."}},
		{r.Unlinked != "", Warning{true, "This node is cut off: " + r.Unlinked + ".", "Look at the NATS servers, or at the way between the nodes. People of other nodes seem to be gone, and what they write comes late, until the bus is back."}},
		{r.unready() > 0, Warning{false, counted(r.unready(), "other node is", "other nodes are") + " not ready.", "The list of nodes says why; a balancer sends nobody there until then."}},
		{r.Apart, Warning{false, "There are several nodes, and files are kept in the data directory: unless it is one directory for all, each shows only its own.", "Start all nodes with the same --files."}},
		{len(r.Database.Waiting) > 0, Warning{false, waitingFor(r), "Nothing is missing until then: the version that brought them works without. Bring every server to the new version."}},
		{r.Answered > slowAnswer, Warning{true, "The database took " + r.Answered.Round(time.Millisecond).String() + " to answer.", "Look at its load and its disk."}},
		{isPlain(r.Base), Warning{true, "The public address begins with http: passwords and tokens travel readable by anybody on the way.", "Serve https, with --tls-listen or a proxy in front, and set --base-url to the https address."}},
		{isLocal(r.Base), Warning{false, "The public address " + r.Base + " can only be reached from this machine, and every link begins with it.", "Set --base-url to the address that people and integrations use."}},
		{!r.Queues.Oldest.IsZero() && r.Now.Sub(r.Queues.Oldest) > longOwed, Warning{false, "A delivery has been waiting since " + r.Queues.Oldest.Format("2006-01-02 15:04") + " UTC.", "The delivery log says which receiver does not take it, and what it answers."}},
		{r.Queues.Paused > 0, Warning{false, counted(r.Queues.Paused, "webhook is", "webhooks are") + " paused: what is owed is kept and not sent.", "Resume what is paused in the delivery log, when its receiver is well."}},
		{r.Behind > farBehind, Warning{false, fmt.Sprintf("The search has not read %d messages yet.", r.Behind), "It catches up by itself as long as the server is not busy all the time."}},
		{r.Dropped > 0, Warning{false, counted(r.Dropped, "call was", "calls were") + " not kept in the log of calls since the start: they came faster than they could be written down.", "Nothing else is affected. A faster disk keeps more."}},
		{!r.Mail, Warning{false, "No mail server is set: invitations are links to hand over, and nobody is told by mail of what they missed.", "Set one under Mail."}},
	} {
		if w.so {
			all = append(all, w.Warning)
		}
	}
	return all
}

// unready is how many other nodes are there and do not work.
func (r Report) unready() (count int64) {
	for _, n := range r.Nodes {
		if !n.Self && !n.Gone && n.Against != "" {
			count++
		}
	}
	return count
}

func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// isPlain tells whether an address is not encrypted on its way from other machines.
func isPlain(base string) bool {
	u, err := url.Parse(base)
	return err == nil && u.Scheme == "http" && !isLocal(base)
}

func isLocal(base string) bool {
	u, err := url.Parse(base)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
