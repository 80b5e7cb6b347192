package scale_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// usage is what was kept busy: cores for a load, core seconds for a single thing.
type usage struct {
	posts    float64 // a second
	nodes    float64
	database float64
}

// add takes in what one of so many rounds kept busy.
func (u *usage) add(round usage, of float64) {
	u.posts += round.posts / of
	u.nodes += round.nodes / of
	u.database += round.database / of
}

// each is what one post of a load kept busy, in microseconds.
func (u usage) each() usage {
	return usage{posts: 1, nodes: u.nodes / u.posts * 1e6, database: u.database / u.posts * 1e6}
}

// load posts to the nodes in turn, at a rate that does not wait for answers, and tells what that keeps busy beyond what the
// same cluster does when nobody posts.
func (c *cluster) load(t *testing.T, rate float64) usage {
	t.Helper()
	idle := c.watch(t, lasting/2, func() {})
	var posted atomic.Int64
	heard := c.heard.Load()
	u := c.watch(t, lasting, func() { posted.Store(int64(c.post(t, rate, lasting))) })
	c.mu.Lock()
	want := posted.Load() * int64(len(c.open))
	c.mu.Unlock()
	eventually(t, "every socket has every event", func() bool { return c.heard.Load()-heard >= want })
	u.posts = float64(posted.Load()) / lasting.Seconds()
	u.nodes, u.database = u.nodes-idle.nodes, u.database-idle.database
	return u
}

func (c *cluster) post(t *testing.T, rate float64, during time.Duration) int {
	t.Helper()
	const body = `{"message":"Build 1234 of master passed in 3 min 12 s","message_format":"text","color":"green"}`
	every := time.NewTicker(time.Duration(float64(time.Second) / rate))
	defer every.Stop()
	end := time.After(during)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	defer client.CloseIdleConnections()
	var under sync.WaitGroup
	defer under.Wait()
	for n := 0; ; n++ {
		select {
		case <-end:
			return n
		case <-every.C:
		}
		url := c.nodes[n%len(c.nodes)].URL + "/v2/room/" + c.room + "/notification?auth_token=" + c.token
		under.Go(func() {
			res, err := client.Post(url, "application/json", strings.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
			if res.StatusCode != http.StatusNoContent {
				t.Errorf("a post: %s", res.Status)
			}
		})
	}
}

// comeBack has all sockets leave and enter again, so many times, and tells what one of them costs.
func (c *cluster) comeBack(t *testing.T, times int) usage {
	t.Helper()
	idle := c.watch(t, lasting/2, func() {})
	began := time.Now()
	u := c.watch(t, 0, func() {
		for range times {
			c.leave()
			c.gather(t, sockets)
		}
	})
	each := time.Since(began).Seconds() / float64(times*sockets)
	return usage{nodes: (u.nodes - idle.nodes) * each, database: (u.database - idle.database) * each}
}

// watch does something and tells how many cores were busy meanwhile, over the given time or for as long as it took.
func (c *cluster) watch(t *testing.T, atLeast time.Duration, do func()) usage {
	t.Helper()
	began := time.Now()
	nodes, database := c.spent(t)
	do()
	if left := atLeast - time.Since(began); left > 0 {
		<-time.After(left) // a load lasts its time: it is what is measured
	}
	took := time.Since(began).Seconds()
	nodesAfter, databaseAfter := c.spent(t)
	return usage{nodes: (nodesAfter - nodes) / took, database: (databaseAfter - database) / took}
}

func (c *cluster) spent(t *testing.T) (nodes, database float64) {
	t.Helper()
	for _, n := range c.nodes {
		nodes += processorTime(t, n.Pid())
	}
	return nodes, treeTime(t, c.database.Pid())
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	end := time.After(time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-end:
			t.Fatalf("not within a minute: %s", what)
		case <-tick.C:
		}
	}
}
