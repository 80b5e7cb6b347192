package api_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// share sends a file as the page does.
func share(s *stoatest.Server, token string, conversation int64) stoatest.Answer {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, _ := w.CreateFormFile("file", "a.txt") // memory takes everything
	_, _ = part.Write([]byte("hello"))
	_ = w.Close()
	h := http.Header{"Authorization": {"Bearer " + token}, "Content-Type": {w.FormDataContentType()}}
	return s.Send("POST", fmt.Sprintf("/api/conversations/%d/files", conversation), h, form.Bytes())
}

func TestEachPreferenceOfTheGroupIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		_, bob := s.User("Bob", "bob@example.test")
		var room struct{ ID, Conversation int64 }
		s.Call(bob, "POST", "/api/rooms", `{"name":"Bob's"}`).JSON(t, &room)
		say := func(token, words string) stoatest.Answer {
			return s.Call(token, "POST", fmt.Sprintf("/api/conversations/%d/events", room.Conversation), fmt.Sprintf(`{"body":%q}`, words))
		}
		path := fmt.Sprint("/api/rooms/", room.ID)
		for _, tt := range []struct {
			name, open, shut string
			try              func(token string) stoatest.Answer
		}{
			{"rooms are made", `{"create_rooms":"everybody"}`, `{"create_rooms":"administrators"}`, func(token string) stoatest.Answer {
				return s.Call(token, "POST", "/api/rooms", `{"name":"`+fresh()+`"}`)
			}},
			{"people are invited", `{"invite_people":"everybody"}`, `{"invite_people":"administrators"}`, func(token string) stoatest.Answer {
				return s.Call(token, "POST", "/api/users/invite", `{"name":"Eve","email":"`+fresh()+`@example.test"}`)
			}},
			{"emoticons are added", `{"add_emoticons":"everybody"}`, `{"add_emoticons":"administrators"}`, func(token string) stoatest.Answer {
				return s.Call(token, "POST", "/api/emoticons", `{"shortcut":"`+fresh()+`","image":"`+picture+`"}`)
			}},
			{"files are shared", `{"share_files":"everybody"}`, `{"share_files":"nobody"}`, func(token string) stoatest.Answer {
				return share(s, token, room.Conversation)
			}},
			{"tokens of a room are made", `{"manage_integrations":"everybody"}`, `{"manage_integrations":"administrators"}`, func(token string) stoatest.Answer {
				return s.Call(token, "POST", path+"/tokens", `{"name":"CI"}`)
			}},
			{"webhooks are registered by API v2", `{"manage_integrations":"everybody"}`, `{"manage_integrations":"administrators"}`, func(token string) stoatest.Answer {
				return s.Call(token, "POST", fmt.Sprintf("/v2/room/%d/webhook", room.ID), `{"url":"https://ci.example.test","event":"room_message"}`)
			}},
			{"a room is opened for guests", `{"guest_access":"everybody"}`, `{"guest_access":"nobody"}`, func(token string) stoatest.Answer {
				return s.Call(token, "POST", "/api/rooms", `{"name":"`+fresh()+`","guest_access":true}`)
			}},
			{"people chat in private", `{"direct_chats":"everybody"}`, `{"direct_chats":"nobody"}`, func(token string) stoatest.Answer {
				return s.Call(token, "POST", "/v2/user/1/message", `{"message":"psst"}`)
			}},
			{"profiles are changed", `{"edit_profiles":"everybody"}`, `{"edit_profiles":"administrators"}`, func(token string) stoatest.Answer {
				return s.Call(token, "PATCH", "/api/me", `{"title":"`+fresh()+`"}`)
			}},
		} {
			t.Run(tt.name, func(t *testing.T) {
				set(t, s, tt.open)
				if a := tt.try(bob); a.Status >= 300 {
					t.Errorf("by everybody: %d %s", a.Status, a.Body)
				}
				set(t, s, tt.shut)
				if a := tt.try(bob); a.Status != 403 || !strings.Contains(a.Body, "Ask Administrator") {
					t.Errorf("by a plain user: %d %s", a.Status, a.Body)
				}
				if strings.Contains(tt.shut, "administrators") && tt.name != "tokens of a room are made" {
					if a := tt.try(s.Token); a.Status >= 300 {
						t.Errorf("by an administrator: %d %s", a.Status, a.Body)
					}
				}
				set(t, s, tt.open)
			})
		}
		t.Run("everybody is mentioned", func(t *testing.T) {
			for setting, want := range map[string]bool{"everybody": true, "administrators": false, "nobody": false} {
				set(t, s, `{"mention_all":"`+setting+`"}`)
				if a := say(bob, "hello @all"); a.Status != 201 || strings.Contains(a.Body, `"mention_all":true`) != want {
					t.Errorf("%s: %d %s", setting, a.Status, a.Body)
				}
			}
			set(t, s, `{"mention_all":"administrators"}`)
			if a := say(s.Token, "hello @here"); !strings.Contains(a.Body, `"mention_here":true`) {
				t.Errorf("by an administrator: %s", a.Body)
			}
		})
		t.Run("messages are deleted", func(t *testing.T) {
			set(t, s, `{"delete_messages":"nobody"}`)
			_, eve := s.User("Eve", "eve2@example.test")
			if a := s.Call(eve, "POST", path+"/join", ""); a.Status >= 300 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			var said struct{ ID string }
			say(eve, "oops").JSON(t, &said)
			one := fmt.Sprintf("/api/conversations/%d/events/%s", room.Conversation, said.ID)
			if a := s.Call(eve, "DELETE", one, nil); a.Status != 403 {
				t.Errorf("by who said it: %d %s", a.Status, a.Body)
			}
			if a := s.Call(bob, "DELETE", one, nil); a.Status != 200 {
				t.Errorf("by the room's owner: %d %s", a.Status, a.Body)
			}
		})
		t.Run("addresses are the group's", func(t *testing.T) {
			set(t, s, `{"email_domain":"@Corp.Example"}`)
			if a := s.Call(s.Token, "POST", "/api/admin/users", `{"name":"X","email":"x@example.test"}`); a.Status != 400 || a.Error(t).Field != "email" {
				t.Errorf("another domain: %d %s", a.Status, a.Body)
			}
			if a := s.Call(s.Token, "POST", "/api/admin/users", `{"name":"X","email":"x@CORP.example"}`); a.Status != 201 {
				t.Errorf("the domain: %d %s", a.Status, a.Body)
			}
		})
	})
}

// fresh is a name that is not taken.
func fresh() string { return "f" + strings.ToLower(rand.Text()) }

func set(t *testing.T, s *stoatest.Server, patch string) {
	t.Helper()
	if a := s.Call(s.Token, "PATCH", "/api/admin/preferences", patch); a.Status != 200 {
		t.Fatalf("%s: %d %s", patch, a.Status, a.Body)
	}
}

func TestGuestsAreOutWhenTheGroupTurnsThemOff(t *testing.T) {
	s := stoatest.Start(t)
	v := guestRoom(t, s, "Ops", "public")
	guest, _ := v.enter("Eve")
	if a := s.Send("GET", "/api/conversations", guest.Clone(), nil); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	set(t, s, `{"guest_access":"nobody"}`)
	if a := s.Send("GET", "/api/conversations", guest.Clone(), nil); a.Status != 401 {
		t.Errorf("the guest who was there: %d %s", a.Status, a.Body)
	}
	if _, a := v.enter("Mallory"); a.Status != 404 {
		t.Errorf("the link: %d %s", a.Status, a.Body)
	}
}

func TestTheGroupsPreferencesOutliveTheServerAndStandInTheAuditLog(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		set(t, s, `{"name":"Harbour","create_rooms":"administrators","room_days":90}`)
		set(t, s, `{"audit_days":0}`)
		holds(t, audit(t, s, url.Values{"kind": {"group"}}),
			"group.updated | Administrator user | group Stoa | name Stoa>Harbour",
			"group.updated | Administrator user | group  | create_rooms everybody>administrators, room_days for ever>90",
			"group.updated | Administrator user | group  | audit_days 365>for ever",
		)
		s.Stop()
		again := stoatest.Start(t, stoatest.WithDatabase(database))
		a := again.Call(again.Token, "GET", "/api/admin/preferences", nil)
		for _, want := range []string{`"name":"Harbour"`, `"create_rooms":"administrators"`, `"room_days":90`, `"audit_days":0`, `"direct_chats":"everybody"`} {
			if !strings.Contains(a.Body, want) {
				t.Errorf("no %s in %s", want, a.Body)
			}
		}
		for body, field := range map[string]string{
			`{"create_rooms":"me"}`: "create_rooms", `{"room_days":-1}`: "room_days", `{"email_domain":"a b"}`: "email_domain",
			`{"name":""}`: "name", `{"direct_days":"x"}`: "direct_days", `{"audit_days":99999999}`: "audit_days",
		} {
			if a := again.Call(again.Token, "PATCH", "/api/admin/preferences", body); a.Status != 400 || a.Error(t).Field != field {
				t.Errorf("%s: %d %s", body, a.Status, a.Body)
			}
		}
		for _, half := range []string{`{"name":"Other","room_days":-1}`, `{"name":"","room_days":7}`} {
			if a := again.Call(again.Token, "PATCH", "/api/admin/preferences", half); a.Status != 400 {
				t.Errorf("%s: %d %s", half, a.Status, a.Body)
			}
		}
		if b := again.Call(again.Token, "GET", "/api/admin/preferences", nil).Body; b != a.Body {
			t.Errorf("what was refused changed something: %s", b)
		}
		if a := again.Call(again.Token, "PATCH", "/api/admin/preferences", `{"no_such":1}`); a.Status != 400 {
			t.Errorf("an unknown one: %d %s", a.Status, a.Body)
		}
	})
}
