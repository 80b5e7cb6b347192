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
		part := func(name, rest, content string) string {
			return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"" + rest + "\r\n\r\n" + content + "\r\n"
		}
		return s.Send("POST", fmt.Sprintf("/api/conversations/%d/files", list.Items[0].ID), http.Header{
			"Authorization": {"Bearer " + s.Token}, "Content-Type": {"multipart/form-data; boundary=b"},
		}, []byte(part("message", "", message)+part("client_id", "", clientID)+part("file", `; filename="a.txt"`, "hello")+"--b--\r\n"))
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
