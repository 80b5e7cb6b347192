package compat

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/mask"
)

// side says which door a request went through: one of the server's, or one of the add-on's.
type side string

const (
	sideDocument  side = "capabilities document"
	sideToken     side = "token endpoint"
	sideAPI       side = "API"
	sideWeb       side = "web pages"
	sideInstall   side = "install callback"
	sideUninstall side = "uninstall callback"
	sideWebhook   side = "webhook"
	sidePage      side = "page"
)

// exchange is a request and its answer.
type exchange struct {
	side         side
	method, url  string // as whoever asked wrote it
	header       http.Header
	body         []byte
	status       int    // 0: there was no answer
	lost         string // why there was none
	answer       []byte
	answerHeader http.Header

	door   *door  // where it came in, at the server's
	client string // whose token it was, or who asked for one: an oauthId
	token  string // that was shown, or given
	stray  bool   // it went to an address that nothing names
}

// good tells whether it was answered with success.
func (x exchange) good() bool { return x.status >= 200 && x.status < 300 }

// line shows it without its secrets.
func (x exchange) line() string {
	answered := fmt.Sprintf("answered %d", x.status)
	if x.status == 0 {
		answered = "no answer" + x.lost
	}
	s := fmt.Sprintf("%s: %s %s, %s", x.side, x.method, mask.New().URL(x.url), answered)
	if text := strings.TrimSpace(string(x.answer)); x.status >= 400 && text != "" {
		s += " " + mask.Cut(strings.Join(strings.Fields(mask.New().Text(text)), " "), 200)
	}
	return s
}

func lines(exchanges []exchange) []string {
	const most = 6
	var all []string
	for _, x := range exchanges[:min(len(exchanges), most)] {
		all = append(all, x.line())
	}
	if more := len(exchanges) - most; more > 0 {
		all = append(all, fmt.Sprintf("and %d more", more))
	}
	return all
}

// wire is what went between a server and the add-on, in the order in which it ended.
type wire struct {
	mu   sync.Mutex
	list []exchange
	open int           // requests that have no answer yet
	news chan struct{} // closed at the next change
}

func newWire() *wire { return &wire{news: make(chan struct{})} }

func (w *wire) change(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
	close(w.news)
	w.news = make(chan struct{})
}

func (w *wire) begin() { w.change(func() { w.open++ }) }

func (w *wire) end(x exchange) { w.change(func() { w.open--; w.list = append(w.list, x) }) }

// mark is where what comes next will stand, for since.
func (w *wire) mark() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.list)
}

// since answers what ended since the mark and passes.
func (w *wire) since(mark int, pass func(exchange) bool) []exchange {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.list[mark:]), func(x exchange) bool { return !pass(x) })
}

func at(sides ...side) func(exchange) bool {
	return func(x exchange) bool { return slices.Contains(sides, x.side) }
}

func goodAt(s side) func(exchange) bool {
	return func(x exchange) bool { return x.side == s && x.good() }
}

// await waits for something that passes and answers it, or nothing when the time is over.
func (w *wire) await(ctx context.Context, mark int, limit time.Duration, pass func(exchange) bool) (exchange, bool) {
	over := time.NewTimer(limit)
	defer over.Stop()
	for {
		w.mu.Lock()
		news := w.news
		i := slices.IndexFunc(w.list[mark:], pass)
		if i >= 0 {
			x := w.list[mark+i]
			w.mu.Unlock()
			return x, true
		}
		w.mu.Unlock()
		select {
		case <-news:
		case <-over.C:
			return exchange{}, false
		case <-ctx.Done():
			return exchange{}, false
		}
	}
}

// settle waits until nothing has happened for a while: add-ons go on after they have answered.
func (w *wire) settle(ctx context.Context, quiet, limit time.Duration) {
	over := time.NewTimer(limit)
	defer over.Stop()
	for {
		w.mu.Lock()
		news, open := w.news, w.open
		w.mu.Unlock()
		still := time.NewTimer(quiet)
		select {
		case <-news:
		case <-still.C:
			if open == 0 {
				return
			}
		case <-over.C:
			still.Stop()
			return
		case <-ctx.Done():
			still.Stop()
			return
		}
		still.Stop()
	}
}
