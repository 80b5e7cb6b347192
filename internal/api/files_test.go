package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

func TestAFileSentTwiceByThePageIsSharedOnce(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	var list struct{ Items []struct{ ID int64 } }
	s.Call(s.Token, "GET", "/api/conversations", nil).JSON(t, &list)
	send := func(clientID, message string) stoatest.Answer {
		return shareFile(s, list.Items[0].ID, clientID, message, "")
	}
	type event struct {
		ID   string
		Body string
		File *struct {
			Name, Key string
			Size      int64
		}
	}
	var first, again event
	for _, into := range []*event{&first, &again} {
		a := send("c1", "look")
		if a.Status != 201 {
			t.Fatalf("got %d %s", a.Status, a.Body)
		}
		a.JSON(t, into)
	}
	if first.Body != "look" || first.File == nil || first.File.Name != "a.txt" || first.File.Size != 5 {
		t.Errorf("got %+v", first)
	}
	if again.ID != first.ID || again.File.Key != first.File.Key {
		t.Errorf("the same file is %+v and %+v", *first.File, *again.File)
	}
	for _, tt := range []struct{ clientID, message, field string }{
		{strings.Repeat("x", 65), "", "client_id"},
		{"c2", strings.Repeat("x", 1001), "message"},
	} {
		if a := send(tt.clientID, tt.message); a.Status != 400 || a.Error(t).Field != tt.field {
			t.Errorf("%s: %d %s", tt.field, a.Status, a.Body)
		}
	}
}

func TestAFileIsSharedInAThread(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	var list struct{ Items []struct{ ID int64 } }
	s.Call(s.Token, "GET", "/api/conversations", nil).JSON(t, &list)
	id := list.Items[0].ID
	type event struct {
		ID, Thread, Body string
		ToRoom           bool `json:"to_room"`
		File             *struct{ Name string }
	}
	var first, reply event
	s.Call(s.Token, "POST", fmt.Sprintf("/api/conversations/%d/events", id), map[string]string{"body": "what happened?"}).JSON(t, &first)
	for _, toRoom := range []bool{false, true} {
		a := shareFile(s, id, fmt.Sprint("c", toRoom), "the log", first.ID, fmt.Sprint(toRoom))
		if a.JSON(t, &reply); a.Status != 201 || reply.Thread != first.ID || reply.ToRoom != toRoom || reply.File == nil || reply.Body != "the log" {
			t.Errorf("got %d %s", a.Status, a.Body)
		}
	}
	var thread struct{ Items []event }
	s.Call(s.Token, "GET", fmt.Sprintf("/api/conversations/%d/threads/%s", id, first.ID), nil).JSON(t, &thread)
	if len(thread.Items) != 2 || thread.Items[1].File == nil {
		t.Errorf("the thread has %+v", thread.Items)
	}
	if a := shareFile(s, id, "c4", "", "0191f4b2-0000-7000-8000-000000000000"); a.Status != 404 && a.Status != 400 {
		t.Errorf("in a thread that is not there: %d %s", a.Status, a.Body)
	}
}

// shareFile shares a file as the page does; thread is what it replies to, and whether the room gets it as well.
func shareFile(s *stoatest.Server, conversation int64, clientID, message string, thread ...string) stoatest.Answer {
	var b strings.Builder
	part := func(name, rest, content string) {
		fmt.Fprintf(&b, "--b\r\nContent-Disposition: form-data; name=%q%s\r\n\r\n%s\r\n", name, rest, content)
	}
	part("message", "", message)
	part("client_id", "", clientID)
	for i, name := range []string{"thread", "to_room"}[:len(thread)] {
		part(name, "", thread[i])
	}
	part("file", `; filename="a.txt"`, "hello")
	return s.Send("POST", fmt.Sprintf("/api/conversations/%d/files", conversation), http.Header{
		"Authorization": {"Bearer " + s.Token}, "Content-Type": {"multipart/form-data; boundary=b"},
	}, []byte(b.String()+"--b--\r\n"))
}
