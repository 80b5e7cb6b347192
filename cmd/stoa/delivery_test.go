package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
)

// shell runs commands one after the other against one server.
type shell struct {
	t *testing.T
	s *stoatest.Server
}

// does runs a command that must succeed, and answers what it printed.
func (sh shell) does(args ...string) string {
	sh.t.Helper()
	exit, text := printed(sh.t, args...)
	if exit != 0 {
		sh.t.Fatalf("%v: exit %d: %s", args, exit, text)
	}
	return text
}

// prints runs a command and reads the JSON that it prints.
func (sh shell) prints(into any, args ...string) {
	sh.t.Helper()
	if text := sh.does(append(args, "--json")...); json.Unmarshal([]byte(text), into) != nil {
		sh.t.Fatalf("%v printed %q", args, text)
	}
}

// settled waits for so many deliveries in the state.
func (sh shell) settled(state string, many int) []remote.Delivery {
	sh.t.Helper()
	for late := time.After(20 * time.Second); ; {
		var page remote.Page[remote.Delivery]
		sh.prints(&page, "delivery", "list", "--state", state)
		if len(page.Items) == many {
			return page.Items
		}
		select {
		case <-late:
			sh.t.Fatalf("%d deliveries are %s, want %d", len(page.Items), state, many)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func newShell(t *testing.T) shell {
	t.Helper()
	s := stoatest.Start(t)
	t.Setenv("STOA_URL", s.URL)
	t.Setenv("STOA_TOKEN", s.Token)
	s.Room("Ops")
	return shell{t, s}
}

func TestDeliveriesAreLookedUpAndChangedFromTheCommandLine(t *testing.T) {
	sh := newShell(t)
	heard := make(chan string, 20)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { heard <- r.Header.Get("Webhook-Id") }))
	t.Cleanup(receiver.Close)
	hook, err := sh.s.Client(sh.s.Token).CreateWebhook(t.Context(), "Ops", hipchat.WebhookRequest{URL: receiver.URL, Event: hipchat.EventRoomNotification})
	if err != nil {
		t.Fatal(err)
	}
	post := func(text string) {
		sh.s.Call(sh.s.Token, "POST", "/v2/room/Ops/notification", map[string]string{"message": text, "message_format": "text"})
	}
	await := func(uid string) {
		t.Helper()
		select {
		case got := <-heard:
			if uid != "" && got != uid {
				t.Errorf("heard %s, want %s", got, uid)
			}
		case <-time.After(20 * time.Second):
			t.Fatal("nothing was sent")
		}
	}
	post("high water at nine")
	await("")
	d := sh.settled("done", 1)[0]
	id, of := strconv.FormatInt(d.ID, 10), strconv.FormatInt(hook.ID, 10)

	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"list", "--text", "high water", "--webhook", of, "--room", "Ops", "--status", "200", "--since", "1h"}, " done "},
		{[]string{"show", id}, "high water at nine"},
		{[]string{"show", id, "--curl"}, "curl -X POST -H 'Content-Type: application/json'"},
		{[]string{"webhooks", "--room", "Ops"}, " running"},
		{[]string{"secret", of}, "whsec_"},
		{[]string{"secret", of, "--rotate"}, "whsec_"},
	} {
		if text := sh.does(append([]string{"delivery"}, tt.args...)...); !strings.Contains(text, tt.want) {
			t.Errorf("%v: %q, want %q in it", tt.args, text, tt.want)
		}
	}
	if text := sh.does("delivery", "list", "--text", "low water"); strings.Contains(text, " done ") {
		t.Errorf("found %q", text)
	}

	sh.does("delivery", "redeliver", id)
	await(d.UID)
	sh.settled("done", 1)
	if text := sh.does("delivery", "replay", "--since", "1h", "--webhook", of); text != "1 delivery to be made once more\n" {
		t.Errorf("replayed: %q", text)
	}
	await(d.UID)

	sh.does("delivery", "pause", of)
	for _, text := range []string{"one", "two", "three"} {
		post(text)
	}
	held := sh.settled("held", 3)
	if text := sh.does("delivery", "skip", of); text != "1 delivery given up\n" {
		t.Errorf("skipped: %q", text)
	}
	if skipped := sh.settled("failed", 1)[0]; skipped.ID != held[2].ID || !strings.Contains(skipped.Error, "skipped by") {
		t.Errorf("skipped %+v", skipped)
	}
	sh.does("delivery", "resume", of)
	await(held[1].UID)
	await(held[0].UID)

	for _, tt := range []struct {
		args []string
		exit int
	}{
		{[]string{"show", "4711"}, exitFailure}, {[]string{"redeliver", "4711"}, exitFailure}, {[]string{"pause", "4711"}, exitFailure},
		{[]string{"replay"}, exitUsage}, {[]string{"replay", "--since", "yesterday"}, exitUsage}, {[]string{"list", "--state", "lost"}, exitUsage},
		{[]string{"list", "--addon", "none"}, exitFailure},
	} {
		if exit, text := printed(t, append([]string{"delivery"}, tt.args...)...); exit != tt.exit {
			t.Errorf("%v: exit %d, want %d: %s", tt.args, exit, tt.exit, text)
		}
	}
}

func TestCallsOfIntegrationsAreLookedUpFromTheCommandLine(t *testing.T) {
	sh := newShell(t)
	ci := sh.s.RoomToken("Ops", "CI")
	sh.s.Call(ci, "POST", "/v2/room/Ops/notification", `{"message":"all is well"}`)
	sh.s.Call(ci, "POST", "/v2/room/Ops/notification", `{"message":""}`)
	var refused remote.CallPage
	sh.prints(&refused, "call", "list", "--failed", "--room", "Ops", "--since", "1h")
	if len(refused.Items) != 1 || refused.Items[0].Status != 400 || refused.Items[0].Route != "/v2/room/{room}/notification" {
		t.Fatalf("%+v", refused)
	}
	if text := sh.does("call", "list", "--text", "all is well"); strings.Count(text, "POST") != 1 || !strings.Contains(text, " 204 ") {
		t.Errorf("list: %q", text)
	}
	text := sh.does("call", "show", strconv.FormatInt(refused.Items[0].ID, 10))
	for _, want := range []string{"POST /v2/room/Ops/notification", `{"message":""}`, "\n400 after ", "Authorization: Bearer [masked]"} {
		if !strings.Contains(text, want) {
			t.Errorf("show: %q, want %q in it", text, want)
		}
	}
	if strings.Contains(text, ci) {
		t.Error("the token is shown")
	}
	sh.s.Call("", "POST", "/v2/nothing%1b%5d0;here%0a", nil)
	sh.s.Call(ci, "POST", "/v2/room/Ops/notification", "be\x07ep\nagain")
	var odd remote.CallPage
	sh.prints(&odd, "call", "list", "--text", "ep\nagain")
	if len(odd.Items) != 1 {
		t.Fatalf("%+v", odd)
	}
	list, show := sh.does("call", "list", "--status", "404"), sh.does("call", "show", strconv.FormatInt(odd.Items[0].ID, 10))
	if strings.ContainsAny(list+show, "\x1b\x07") || strings.Count(list, "\n") != 2 || !strings.Contains(show, "ep\nagain") {
		t.Errorf("what a terminal obeys is printed: %q, %q", list, show)
	}
	if exit, _ := printed(t, "call", "show", "4711"); exit != exitFailure {
		t.Errorf("a call that is not there: exit %d", exit)
	}
}
