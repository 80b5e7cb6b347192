package api_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

// ask reads a list with the person's token and more headers.
func ask(s *stoatest.Server, token, path string, headers ...string) stoatest.Answer {
	h := http.Header{"Authorization": {"Bearer " + token}}
	for i := 0; i < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	return s.Send("GET", path, h, nil)
}

func TestWhoHasAListAlreadyIsToldSo(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	for _, path := range []string{"/api/rooms", "/api/users", "/api/conversations", "/api/emoticons"} {
		first := ask(s, s.Token, path)
		tag := first.Header.Get("ETag")
		if first.Status != 200 || tag == "" || len(first.Body) == 0 {
			t.Fatalf("%s: %d, tag %q", path, first.Status, tag)
		}
		for _, having := range []string{tag, `"another", ` + tag} {
			if again := ask(s, s.Token, path, "If-None-Match", having); again.Status != 304 || len(again.Body) != 0 {
				t.Errorf("%s, having %s: %d %s", path, having, again.Status, again.Body)
			}
		}
	}
	for path, want := range map[string]string{"/api/emoticons": "private, no-cache", "/api/rooms": "no-store"} {
		if got := ask(s, s.Token, path).Header.Get("Cache-Control"); got != want {
			t.Errorf("%s: Cache-Control %q, want %q", path, got, want)
		}
	}
	tag := ask(s, s.Token, "/api/rooms").Header.Get("ETag")
	s.Room("Dev")
	if again := ask(s, s.Token, "/api/rooms", "If-None-Match", tag); again.Status != 200 || again.Header.Get("ETag") == tag {
		t.Errorf("with one more room: %d, tag %s", again.Status, again.Header.Get("ETag"))
	}
}

func TestALongListIsPackedForWhoTakesThat(t *testing.T) {
	s := stoatest.Start(t)
	if short := ask(s, s.Token, "/api/rooms", "Accept-Encoding", "gzip, br"); short.Header.Get("Content-Encoding") != "" {
		t.Error("a short list is packed")
	}
	for i := range 20 {
		s.Room(fmt.Sprint("Room ", i))
	}
	plain := ask(s, s.Token, "/api/rooms", "Accept-Encoding", "gzip;q=0")
	packed := ask(s, s.Token, "/api/rooms", "Accept-Encoding", "gzip, br")
	if plain.Header.Get("Content-Encoding") != "" || packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("Vary") != "Accept-Encoding" {
		t.Fatalf("packed: %v", packed.Header)
	}
	z, err := gzip.NewReader(strings.NewReader(packed.Body))
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(z)
	if err != nil || string(unpacked) != plain.Body || len(packed.Body)*2 > len(plain.Body) {
		t.Errorf("%d bytes of %d, %v", len(packed.Body), len(plain.Body), err)
	}
}

// rights is what a list of rooms says to somebody.
type rights struct{ Items []right }

type right struct {
	ID            int64
	Joined, Admin bool
}

func TestAListOfRoomsSaysWhatTheReaderMayInEach(t *testing.T) {
	s := stoatest.Start(t)
	bo, token := s.User("Bo", "bo@example.test")
	theirs, member, none := s.Room("Theirs"), s.Room("Member"), s.Room("None")
	asAdmin(t, s, "PUT", fmt.Sprintf("/api/rooms/%d/members/%d", theirs.ID, bo.ID), map[string]string{"role": "room_admin"}, nil)
	asAdmin(t, s, "PUT", fmt.Sprintf("/api/rooms/%d/members/%d", member.ID, bo.ID), map[string]string{"role": "room_member"}, nil)
	if a := s.Call(token, "POST", fmt.Sprintf("/api/rooms/%d/join", theirs.ID), nil); a.Status != 200 {
		t.Fatalf("join: %d %s", a.Status, a.Body)
	}
	var own struct{ ID int64 }
	s.Call(token, "POST", "/api/rooms", map[string]string{"name": "Own"}).JSON(t, &own)
	want := map[int64]right{
		theirs.ID: {theirs.ID, true, true}, member.ID: {member.ID, false, false}, none.ID: {none.ID, false, false}, own.ID: {own.ID, true, true},
	}
	var all rights
	s.Call(token, "GET", "/api/rooms", nil).JSON(t, &all)
	for _, r := range all.Items {
		if r != want[r.ID] {
			t.Errorf("%+v, want %+v", r, want[r.ID])
		}
		delete(want, r.ID)
		var one right
		s.Call(token, "GET", fmt.Sprint("/api/rooms/", r.ID), nil).JSON(t, &one)
		if one != r {
			t.Errorf("the list says %+v, the room %+v", r, one)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
	var conversations struct{ Items []struct{ Room *right } }
	s.Call(token, "GET", "/api/conversations", nil).JSON(t, &conversations)
	if len(conversations.Items) != 2 || !conversations.Items[0].Room.Admin || !conversations.Items[1].Room.Admin {
		t.Errorf("conversations: %+v", conversations.Items)
	}
}
