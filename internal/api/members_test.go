package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/stoatest"
)

func TestARoomsPeopleAreLookedAfter(t *testing.T) {
	s := stoatest.Start(t)
	grace, hers := s.User("Grace Hopper", "grace@example.test")
	room := s.PrivateRoom("Board")
	member := fmt.Sprintf("/api/rooms/%d/members/%d", room.ID, grace.ID)
	roles := func() (list []string) {
		var r struct{ Members []struct{ Name, Role string } }
		s.Call(s.Token, "GET", fmt.Sprintf("/api/rooms/%d", room.ID), nil).JSON(t, &r)
		for _, m := range r.Members {
			if m.Name == "Grace Hopper" {
				list = append(list, m.Role)
			}
		}
		return list
	}
	for _, step := range []struct {
		method, body string
		want         []string
	}{
		{"PUT", `{"role":"room_member"}`, []string{"room_member"}}, {"PUT", `{"role":"room_admin"}`, []string{"room_admin"}}, {"DELETE", "", nil},
	} {
		if a := s.Call(s.Token, step.method, member, step.body); a.Status != 204 {
			t.Fatalf("%s %s: %d %s", step.method, step.body, a.Status, a.Body)
		}
		if diff := cmp.Diff(step.want, roles()); diff != "" {
			t.Errorf("%s %s: %s", step.method, step.body, diff)
		}
	}
	if a := s.Call(s.Token, "PUT", member, `{"role":"king"}`); a.Status != 400 || a.Error(t).Field != "role" {
		t.Errorf("a bad role: %d %s", a.Status, a.Body)
	}
	if a := s.Call(hers, "PUT", member, `{"role":"room_admin"}`); a.Status != 404 {
		t.Errorf("by who does not see it: %d", a.Status)
	}
}

func TestAnInvitationWithAReasonReachesThePerson(t *testing.T) {
	s := stoatest.Start(t)
	grace, hers := s.User("Grace Hopper", "grace@example.test")
	room := s.Room("Ops")
	path := fmt.Sprintf("/api/rooms/%d/invite", room.ID)
	if a := s.Call(s.Token, "POST", path, fmt.Sprintf(`{"user":%d,"reason":"we need you"}`, grace.ID)); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	var list struct{ Items []struct{ ID int64 } }
	s.Call(hers, "GET", "/api/conversations", nil).JSON(t, &list)
	page := s.Call(hers, "GET", fmt.Sprintf("/api/conversations/%d/events", list.Items[0].ID), nil).Body
	if !strings.Contains(page, "we need you") || !strings.Contains(page, fmt.Sprintf("%s/chat/room/%d", s.URL, room.ID)) {
		t.Errorf("she reads %s", page)
	}
	if a := s.Call(s.Token, "POST", path, fmt.Sprintf(`{"user":%d,"reason":%q}`, grace.ID, strings.Repeat("x", 251))); a.Status != 400 || a.Error(t).Field != "reason" {
		t.Errorf("a long reason: %d %s", a.Status, a.Body)
	}
}

func TestARoomHasAPicture(t *testing.T) {
	s := stoatest.Start(t)
	room := s.Room("Ops")
	path := fmt.Sprintf("/api/rooms/%d/avatar", room.ID)
	png := "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
	var r struct{ Avatar string }
	s.Call(s.Token, "PUT", path, fmt.Sprintf(`{"avatar":%q}`, png)).JSON(t, &r)
	if a := s.Call("", "GET", r.Avatar, nil); r.Avatar == "" || a.Status != 200 {
		t.Errorf("the picture at %q: %d", r.Avatar, a.Status)
	}
	r.Avatar = ""
	s.Call(s.Token, "DELETE", path, nil).JSON(t, &r)
	if r.Avatar != "" {
		t.Errorf("it is still at %s", r.Avatar)
	}
}
