package faults_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
)

// inside is a server on the inside network that nobody may reach.
func inside(t *testing.T, address string) *httptest.Server {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s arrived for %s", r.Method, r.URL.Path, r.Host)
	}))
	_ = s.Listener.Close()
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func portOf(url string) string { return url[strings.LastIndexByte(url, ':')+1:] }

// roomOwner is somebody who administers the room Bob's and nothing else.
func roomOwner(t *testing.T, s *stoatest.Server) (token string) {
	t.Helper()
	_, token = s.User("Bob Stone", "bob@example.test")
	if _, err := as(t, s, token).CreateRoom(t.Context(), "Bob's", "", "public"); err != nil {
		t.Fatal(err)
	}
	return token
}

// TestNothingThatARoomsOwnerNamesLeadsInside has somebody who administers a room name an inside address in all the ways
// in which it can be written, wherever the server takes an address.
func TestNothingThatARoomsOwnerNamesLeadsInside(t *testing.T) {
	t.Parallel()
	inner := inside(t, "127.0.0.1:0")
	outer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, inner.URL+"/redirected", http.StatusFound)
	}))
	t.Cleanup(outer.Close)
	s := stoatest.Start(t, func(c *app.Config) { c.Allow = strings.TrimPrefix(outer.URL, "http://") })
	token := roomOwner(t, s)
	var urls []string
	for _, host := range []string{
		"127.0.0.1", "127.1", "2130706433", "0177.0.0.1", "017700000001", "0x7f000001", "0x7f.0.0.1", "127.0.0.1.", "localhost", "LOCALHOST", "localhost.",
		"[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::1]", "0.0.0.0", "0", "[::]",
		"127.0.0.1%2f@127.0.0.1", "①②⑦.⓪.⓪.①", called("inside.example", "127.0.0.1"), called("private.example", "10.1.2.3"),
	} {
		urls = append(urls, "http://"+host+":"+portOf(inner.URL)+"/hook")
	}
	urls = append(urls, s.URL+"/hook", outer.URL+"/hook", "http://169.254.169.254/latest/meta-data", "http://[fd00:ec2::254]/", "file:///etc/passwd", "gopher://127.0.0.1/")
	hooks := 0
	for _, u := range urls {
		preview := s.Call(token, "POST", "/api/installations/preview", map[string]any{"url": u, "room": roomID(t, s)})
		if preview.Status != 400 {
			t.Errorf("an add-on at %s: %d %s", u, preview.Status, preview.Body)
		}
		if u != outer.URL+"/hook" { // a delivery does not follow redirects
			hook := s.Call(token, "POST", "/v2/room/Bob's/webhook", map[string]any{"url": u, "event": "room_message"})
			switch hook.Status {
			case 201:
				hooks++
			case 400:
			default:
				t.Errorf("a webhook to %s: %d %s", u, hook.Status, hook.Body)
			}
		}
	}
	if hooks == 0 {
		t.Error("no webhook was registered: nothing was tested")
	}
	say(t, s, token, "hello")
	for _, d := range tried(t, s, hooks, "hello") {
		if d.Status != nil {
			t.Errorf("webhook %d got an answer: %d", d.WebhookID, *d.Status)
		}
	}
	for _, u := range urls {
		link := s.Call(token, "POST", "/v2/room/Bob's/share/link", map[string]any{"link": u, "message": "look"})
		if link.Status != 204 && link.Status != 200 && link.Status != 400 {
			t.Errorf("a link to %s: %d %s", u, link.Status, link.Body)
		}
	}
}

// TestNameThatMovesInsideBetweenTwoDeliveriesIsRefused gives a webhook's host another address after its first delivery.
func TestNameThatMovesInsideBetweenTwoDeliveriesIsRefused(t *testing.T) {
	t.Parallel()
	arrived := make(chan string, 10)
	outer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close") // so that the next delivery asks for the name again
		arrived <- r.Host
	}))
	t.Cleanup(outer.Close)
	inside(t, "127.0.0.2:"+portOf(outer.URL))
	s := stoatest.Start(t, func(c *app.Config) { c.Allow = strings.TrimPrefix(outer.URL, "http://") })
	token := roomOwner(t, s)
	at := "http://" + called("moves.example", "127.0.0.1", "127.0.0.2") + ":" + portOf(outer.URL)
	if hook := s.Call(token, "POST", "/v2/room/Bob's/webhook", map[string]any{"url": at, "event": "room_message"}); hook.Status != 201 {
		t.Fatalf("%d %s", hook.Status, hook.Body)
	}
	say(t, s, token, "first")
	select {
	case <-arrived:
	case <-time.After(20 * time.Second):
		t.Fatal("the first delivery did not arrive")
	}
	say(t, s, token, "second")
	if d := tried(t, s, 1, "second")[0]; d.Status != nil || !strings.Contains(d.Error, "127.0.0.2") {
		t.Errorf("%+v", d)
	}
}

func say(t *testing.T, s *stoatest.Server, token, text string) {
	t.Helper()
	if a := s.Call(token, "POST", "/v2/room/Bob's/message", map[string]any{"message": text}); a.Status != 201 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
}

func roomID(t *testing.T, s *stoatest.Server) json.Number {
	t.Helper()
	room, err := s.Remote.Room(t.Context(), "Bob's")
	if err != nil {
		t.Fatal(err)
	}
	return json.Number(fmt.Sprint(room.ID))
}

// tried waits until each of so many deliveries with the text has been tried, and answers them.
func tried(t *testing.T, s *stoatest.Server, many int, text string) (list []remote.Delivery) {
	t.Helper()
	for late := time.After(30 * time.Second); ; {
		page, err := s.Remote.Deliveries(t.Context(), url.Values{"text": {`"` + text + `"`}, "limit": {"100"}})
		if err != nil {
			t.Fatal(err)
		}
		list = list[:0]
		for _, d := range page.Items {
			if d.Error != "" || d.Status != nil {
				list = append(list, d)
			}
		}
		if len(list) == many {
			return list
		}
		select {
		case <-late:
			t.Fatalf("%d of %d deliveries have been tried: %+v", len(list), many, page.Items)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
