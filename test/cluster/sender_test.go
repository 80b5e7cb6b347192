package cluster_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/stoachat/stoa/test/cluster/history"
)

// sender says one thing after the other. A person's page names what it says and sends it again until it is acknowledged, as
// the page does, and edits some of it. An integration does not know what became of a call that was not answered, unless it
// gives its calls keys: then it asks again.
type sender struct {
	scene *scene
	room  *room
	name  string
	page  bool
	keys  bool // an integration that does
	said  int
}

// askAgain is how long an integration with keys repeats a call. What a killed node was doing is done again two minutes later, see
// docs/integrations.md, so it stops before.
const askAgain = 10 * time.Second

func (w *sender) run() {
	tick := time.NewTicker(w.scene.pace)
	defer tick.Stop()
	for {
		select {
		case <-w.scene.working.Done():
			return
		case <-tick.C:
		}
		w.said++
		body := fmt.Sprintf("%s said %d", w.name, w.said)
		if !w.page {
			w.notify(body)
			continue
		}
		if id := w.say(body); id != "" && w.said%4 == 0 {
			w.edit(id, body+", edited")
		}
	}
}

// notify posts a notification, once, or with a key until it is answered.
func (w *sender) notify(body string) {
	p := history.Post{Call: history.Call{Began: w.scene.now()}, Sender: w.name, Conversation: w.room.conversation, Body: body}
	path := fmt.Sprintf("/v2/room/%d/notification", w.room.id)
	in, key := fmt.Sprintf(`{"message":%q,"message_format":"text"}`, body), ""
	if w.keys {
		key = body
	}
	_, p.Outcome = w.try("POST", path, w.room.token, in, key)
	for w.keys && p.Outcome == history.Unknown && w.scene.now()-p.Began < askAgain && w.scene.wait() {
		_, p.Outcome = w.try("POST", path, w.room.token, in, key)
	}
	p.Ended = w.scene.now()
	w.scene.note(func(h *history.History) { h.Posts = append(h.Posts, p) })
}

// say posts a message until it is acknowledged, and answers its id.
func (w *sender) say(body string) string {
	p := history.Post{Call: history.Call{Began: w.scene.now()}, Sender: w.name, Conversation: w.room.conversation, Body: body}
	path := fmt.Sprintf("/api/conversations/%d/events", w.room.conversation)
	in := fmt.Sprintf(`{"body":%q,"client_id":%q}`, body, body)
	answer, outcome := w.try("POST", path, w.scene.token, in, "")
	for outcome == history.Unknown && w.scene.wait() {
		answer, outcome = w.try("POST", path, w.scene.token, in, "")
	}
	var made struct{ ID string }
	_ = json.Unmarshal(answer, &made) // without an answer there is no id
	p.ID, p.Ended, p.Outcome = made.ID, w.scene.now(), outcome
	w.scene.note(func(h *history.History) { h.Posts = append(h.Posts, p) })
	return made.ID
}

// edit changes a message, once.
func (w *sender) edit(id, body string) {
	e := history.Edit{Call: history.Call{Began: w.scene.now()}, ID: id, Body: body}
	_, e.Outcome = w.try("PATCH", fmt.Sprintf("/api/conversations/%d/events/%s", w.room.conversation, id), w.scene.token, fmt.Sprintf(`{"body":%q}`, body), "")
	e.Ended = w.scene.now()
	w.scene.note(func(h *history.History) { h.Edits = append(h.Edits, e) })
}

// try sends a request through the balancer. All that are sent are right, so whatever refuses one is noted.
func (w *sender) try(method, path, token, body, key string) ([]byte, history.Outcome) {
	status, answer, err := w.scene.callWith(context.Background(), method, w.scene.house.front.url+path, token, body, key)
	switch {
	case err == nil && key != "" && status == http.StatusConflict: // it is still being done, or whoever did it was killed
		w.scene.fail("409 with a key")
		return nil, history.Unknown
	case err != nil:
		w.scene.fail("no answer")
		return nil, history.Unknown
	case status/100 == 2:
		w.scene.acknowledged.Add(1)
		return answer, history.Acknowledged
	case status/100 == 4 && status != http.StatusRequestTimeout && status != http.StatusTooManyRequests:
		w.scene.fail(fmt.Sprintf("%d %.200s", status, answer))
		return nil, history.Refused
	}
	w.scene.fail(fmt.Sprint(status))
	return nil, history.Unknown
}

// wait lets a moment go by before the next try, and tells whether there is to be one: what was begun is brought to its end.
func (s *scene) wait() bool {
	select {
	case <-s.open.Done():
		return false
	case <-time.After(tryAgain):
		return true
	}
}

// readFrom asks one node again and again for the newest events, past the balancer.
func (s *scene) readFrom(node int) {
	tick := time.NewTicker(2 * s.pace)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-s.working.Done():
			return
		case <-tick.C:
			s.read(s.working, node, s.rooms[n%len(s.rooms)].conversation)
		}
	}
}

// read notes what a node answers. One that does not has shown nobody anything.
func (s *scene) read(ctx context.Context, node int, conversation int64) {
	r := history.Read{Node: fmt.Sprint("node ", node), Conversation: conversation, Began: s.now()}
	url := fmt.Sprintf("%s/api/conversations/%d/events?limit=50", s.house.nodes[node].URL, conversation)
	status, answer, err := s.call(ctx, "GET", url, s.token, "")
	var page struct{ Items []history.Event }
	if err != nil || status != http.StatusOK || json.Unmarshal(answer, &page) != nil {
		return
	}
	r.Events = page.Items
	s.note(func(h *history.History) { h.Reads = append(h.Reads, r) })
}
