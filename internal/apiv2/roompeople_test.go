package apiv2_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// feed is a person's live feed.
type feed struct {
	t    *testing.T
	conn *websocket.Conn
}

// frame is what the tests look at in frames.
type frame struct {
	Type, Kind, Message, Reason, Show string
	Conversation, Room, From          int64
	Left                              []int64
	UserID                            int64 `json:"user_id"`
	Online                            bool
}

// connect opens a person's live feed and returns when they are online.
func connect(t *testing.T, s *stoatest.Server, token string) *feed {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), s.URL+"/api/ws", &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + token}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	f := &feed{t, conn}
	f.until(func(f frame) bool { return f.Type == "hello" })
	return f
}

// until reads frames up to the one that is wanted.
func (f *feed) until(wanted func(frame) bool) frame {
	f.t.Helper()
	for {
		_, b, err := f.conn.Read(f.t.Context())
		if err != nil {
			f.t.Fatalf("the feed ended: %v", err)
		}
		var got frame
		if err := json.Unmarshal(b, &got); err != nil {
			f.t.Fatalf("%s: %v", b, err)
		}
		if wanted(got) {
			return got
		}
	}
}

// end reads to the end and answers the close code.
func (f *feed) end() int {
	for {
		if _, _, err := f.conn.Read(f.t.Context()); err != nil {
			return int(websocket.CloseStatus(err))
		}
	}
}

func (f *feed) watch(conversation int64) {
	f.t.Helper()
	message := fmt.Sprintf(`{"type":"watch","conversation":%d,"after":0}`, conversation)
	if err := f.conn.Write(f.t.Context(), websocket.MessageText, []byte(message)); err != nil {
		f.t.Fatal(err)
	}
	f.until(func(f frame) bool { return f.Type == "watching" && f.Conversation == conversation })
}

// names are the items of a list answer, with their roles.
func names(t *testing.T, a stoatest.Answer) []string {
	t.Helper()
	if a.Status != http.StatusOK {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	var list hipchat.List[hipchat.Member]
	a.JSON(t, &list)
	all := []string{}
	for _, m := range list.Items {
		all = append(all, m.Name+" "+strings.Join(m.RoomRoles, "+"))
	}
	return all
}

func wantNames(t *testing.T, what string, a stoatest.Answer, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, names(t, a)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// spec: client-quirks, B7
func TestMembersAreAddedWithAnyBodyThatClientsSend(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := stoatest.Start(t, stoatest.WithDatabase(url))
		s.PrivateRoom("Cellar")
		s.User("Ada", "ada@example.test")
		_, bob := s.User("Bob", "bob@example.test")
		member := "room_member"
		for _, c := range []struct{ contentType, body, role string }{
			{"", "", member}, {"application/x-www-form-urlencoded", "", member}, {"application/json", "{}", member},
			{"", "null", member}, {"application/json", " null\n", member}, {"application/json", `{"room_roles":null}`, member},
			{"application/json", `{"room_roles":["room_admin"]}`, "room_admin"},
			{"application/json", `{"room_roles":["room_member","room_admin"]}`, "room_admin"},
			{"application/json", `{"roles":["room_admin"]}`, "room_admin"},
			{"application/json; charset=UTF-8", `{"room_roles":["room_member"],"x":1}`, member},
		} {
			h := http.Header{"Authorization": {"Bearer " + s.Token}}
			if c.contentType != "" {
				h.Set("Content-Type", c.contentType)
			}
			if a := s.Send("PUT", "/v2/room/cellar/member/@ada", h, []byte(c.body)); a.Status != 204 || a.Body != "" {
				t.Errorf("%s %q: %d %s", c.contentType, c.body, a.Status, a.Body)
			}
			wantNames(t, c.body, s.Call(s.Token, "GET", "/v2/room/Cellar/member", nil), "Administrator room_admin", "Ada "+c.role)
		}
		for _, c := range []struct {
			token, path, body string
			status            int
			field             string
		}{
			{s.Token, "Cellar/member/@ada", `{"room_roles":["king"]}`, 400, "room_roles"},
			{s.Token, "Cellar/member/@ada", `{"roles":["king"]}`, 400, "roles"},
			{s.Token, "Cellar/member/@ada", `{"room_roles":"room_admin"}`, 400, "room_roles"},
			{s.Token, "Cellar/member/@ada", `{"room_roles":`, 400, ""},
			{s.Token, "Cellar/member/@nobody", `{}`, 404, ""},
			{s.Token, "Nowhere/member/@ada", `{}`, 404, ""},
			{bob, "Cellar/member/@ada", `{}`, 404, ""}, // it does not exist for him
		} {
			if a := s.Call(c.token, "PUT", "/v2/room/"+c.path, c.body); a.Status != c.status || a.Error(t).Field != c.field {
				t.Errorf("%s %s: %d %s", c.path, c.body, a.Status, a.Body)
			}
		}
		s.Call(s.Token, "PUT", "/v2/room/Cellar/member/@bob", nil)
		if a := s.Call(bob, "PUT", "/v2/room/Cellar/member/@ada", nil); a.Status != 403 {
			t.Errorf("by a plain member: %d %s", a.Status, a.Body)
		}
	})
}

func TestAPublicRoomTakesMembersButRemovesNone(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.User("Ada", "ada@example.test")
	wantNames(t, "list", s.Call(s.Token, "GET", "/v2/room/Ops/member", nil), []string{}...)
	if a := s.Call(s.Token, "PUT", "/v2/room/Ops/member/@ada", nil); a.Status != 204 {
		t.Errorf("PUT: %d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "DELETE", "/v2/room/Ops/member/@ada", nil); a.Status != 400 || !strings.Contains(a.Error(t).Message, "is public") {
		t.Errorf("DELETE: %d %s", a.Status, a.Body)
	}
}

func TestWhoIsRemovedFromAPrivateRoomIsPutOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := stoatest.Start(t, stoatest.WithDatabase(url))
		room := s.PrivateRoom("Cellar")
		bob, token := s.User("Bob", "bob@example.test")
		s.Call(s.Token, "PUT", "/v2/room/Cellar/member/@bob", nil)
		if a := s.Call(token, "POST", fmt.Sprintf("/api/rooms/%d/join", room.ID), nil); a.Status != 200 {
			t.Fatalf("join: %d %s", a.Status, a.Body)
		}
		his, hers := connect(t, s, token), connect(t, s, s.Token)
		his.watch(room.Conversation)
		hers.watch(room.Conversation)
		if a := s.Call(s.Token, "DELETE", "/v2/room/Cellar/member/bob@example.test", nil); a.Status != 204 {
			t.Fatalf("remove: %d %s", a.Status, a.Body)
		}
		hers.until(func(f frame) bool { return f.Type == "participants" && len(f.Left) == 1 && f.Left[0] == bob.ID })
		his.until(func(f frame) bool { return f.Type == "error" && f.Conversation == room.Conversation })
		if a := s.Call(token, "GET", "/v2/room/Cellar", nil); a.Status != 404 {
			t.Errorf("he still sees it: %d", a.Status)
		}
		var page struct {
			Items []struct {
				Kind   string
				UserID int64 `json:"user_id"`
			}
		}
		s.Call(s.Token, "GET", fmt.Sprintf("/api/conversations/%d/events", room.Conversation), nil).JSON(t, &page)
		if last := page.Items[len(page.Items)-1]; last.Kind != "exit" || last.UserID != bob.ID {
			t.Errorf("the log ends with %+v", last)
		}
		if a := s.Call(s.Token, "DELETE", "/v2/room/Cellar/member/@bob", nil); a.Status != 404 {
			t.Errorf("again: %d %s", a.Status, a.Body)
		}
		if a := s.Call(s.Token, "DELETE", "/v2/room/Cellar/member/1", nil); a.Status != 400 {
			t.Errorf("the owner: %d %s", a.Status, a.Body)
		}
	})
}

func TestParticipantsAreWhoIsThereAndMembersWhoAreNot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := stoatest.Start(t, stoatest.WithDatabase(url))
		s.PrivateRoom("Cellar")
		s.User("Ada", "ada@example.test")
		s.User("Bob", "bob@example.test")
		for _, who := range []string{"@ada", "@bob"} {
			s.Call(s.Token, "PUT", "/v2/room/Cellar/member/"+who, nil)
		}
		const path = "/v2/room/Cellar/participant"
		wantNames(t, "nobody connected", s.Call(s.Token, "GET", path, nil), []string{}...)
		connect(t, s, s.Token)
		wantNames(t, "one here", s.Call(s.Token, "GET", path, nil), "Administrator room_admin")
		all := []string{"Administrator room_admin", "Ada room_member", "Bob room_member"}
		wantNames(t, "offline too", s.Call(s.Token, "GET", path+"?include_offline=True", nil), all...)
		a := s.Call(s.Token, "GET", path+"?include-offline=true&max-results=1&start-index=1", nil)
		wantNames(t, "a page", a, "Ada room_member")
		var list hipchat.List[hipchat.Participant]
		a.JSON(t, &list)
		if list.Links.Self != s.URL+path || !strings.Contains(list.Links.Next, "include-offline=true") || list.Links.Prev == "" {
			t.Errorf("links: %+v", list.Links)
		}
		s.Call(s.Token, "GET", path+"?include-offline=true&expand=items", nil).JSON(t, &list)
		if here, ada := list.Items[0], list.Items[1]; !here.IsPresentInRoom || here.Presence == nil || !here.IsGroupAdmin || here.Email == nil ||
			ada.IsPresentInRoom || ada.Presence != nil || ada.Group.ID != 1 || ada.XMPPJID == "" {
			t.Errorf("in full: %+v", list.Items)
		}
		var few struct{ Items []map[string]any }
		s.Call(s.Token, "GET", path+"?include-offline=true&fields=name,%20is_present_in_room,nonsense", nil).JSON(t, &few)
		want := map[string]any{"id": 1.0, "name": "Administrator", "is_present_in_room": true}
		if diff := cmp.Diff(want, few.Items[0]); diff != "" {
			t.Errorf("fields (-want +got):\n%s", diff)
		}
		if a := s.Call(s.Token, "GET", path+"?fields="+strings.Repeat("x,", 60), nil); a.Status != 400 || a.Error(t).Field != "fields" {
			t.Errorf("too many fields: %d %s", a.Status, a.Body)
		}
	})
}

// spec: auth, 13
func TestExpansionShowsNoMoreThanTheCallerCouldAskFor(t *testing.T) {
	s := stoatest.Start(t)
	s.PrivateRoom("Cellar")
	connect(t, s, s.Token)
	few := s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, hipchat.ScopeViewRoom)
	for _, path := range []string{
		"/v2/room/Cellar?expand=owner,participants", "/v2/room?expand=items.owner,items.participants",
		"/v2/room/Cellar/member?expand=items", "/v2/room/Cellar/participant?expand=items",
	} {
		if a := s.Call(s.Token, "GET", path, nil); !strings.Contains(a.Body, `"email":"admin@example.test"`) {
			t.Errorf("%s, who may view users: %d %s", path, a.Status, a.Body)
		}
		if a := s.Call(few, "GET", path, nil); a.Status != 200 || strings.Contains(a.Body, "admin@example.test") {
			t.Errorf("%s, who may not: %d %s", path, a.Status, a.Body)
		}
	}
}

func TestRoomStatisticsCountWhatWasSaid(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	const path = "/v2/room/Ops/statistics"
	var got hipchat.RoomStatistics
	s.Call(s.Token, "GET", path, nil).JSON(t, &got)
	want := hipchat.RoomStatistics{Links: hipchat.Links{Self: s.URL + "/v2/room/1/statistics"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("an empty room (-want +got):\n%s", diff)
	}
	s.Call(s.Token, "POST", "/v2/room/Ops/message", map[string]string{"message": "x"})
	s.Call(s.Token, "POST", "/v2/room/Ops/notification", map[string]string{"message": "x"})
	s.Call(s.Token, "PUT", "/v2/room/Ops/topic", map[string]string{"topic": "x"})
	s.Call(s.Token, "GET", path, nil).JSON(t, &got)
	if got.MessagesSent != 2 || got.LastActive == nil {
		t.Errorf("got %+v", got)
	}
	var room struct{ Statistics hipchat.RoomStatistics }
	s.Call(s.Token, "GET", "/v2/room/Ops?expand=statistics", nil).JSON(t, &room)
	if diff := cmp.Diff(got, room.Statistics); diff != "" {
		t.Errorf("expanded (-want +got):\n%s", diff)
	}
}

func TestAnInvitationReachesThePersonHereOrNot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := stoatest.Start(t, stoatest.WithDatabase(url))
		s.Room("Ops")
		s.PrivateRoom("Cellar")
		_, token := s.User("Bob", "bob@example.test")
		feed := connect(t, s, token)
		if a := s.Call(s.Token, "POST", "/v2/room/Ops/invite/@bob", `{"reason":"we need you"}`); a.Status != 204 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if f := feed.until(func(f frame) bool { return f.Type == "invite" }); f.Room != 1 || f.From != 1 || f.Reason != "we need you" {
			t.Errorf("frame %+v", f)
		}
		for _, body := range []any{nil, "{}", `{"reason":""}`, `{"reason":null}`, "null"} {
			if a := s.Call(s.Token, "POST", "/v2/room/Ops/invite/@bob", body); a.Status != 204 {
				t.Errorf("%v: %d %s", body, a.Status, a.Body)
			}
		}
		var list struct {
			Items []struct {
				ID, Unread int64
				User       *struct{ ID int64 }
			}
		}
		s.Call(token, "GET", "/api/conversations", nil).JSON(t, &list)
		if len(list.Items) != 1 || list.Items[0].Unread != 6 || list.Items[0].User.ID != 1 {
			t.Fatalf("conversations %+v", list.Items)
		}
		var page struct{ Items []struct{ Body string } }
		s.Call(token, "GET", fmt.Sprintf("/api/conversations/%d/events", list.Items[0].ID), nil).JSON(t, &page)
		if got := page.Items[0].Body; got != "we need you\nYou are invited to the room Ops: "+s.URL+"/chat/room/1" {
			t.Errorf("the message is %q", got)
		}
		for _, c := range []struct {
			path, body, field string
			status            int
		}{
			{"Ops/invite/@bob", `{"reason":"` + strings.Repeat("x", 251) + `"}`, "reason", 400},
			{"Ops/invite/@bob", `{"reason":1}`, "reason", 400},
			{"Ops/invite/@nobody", `{}`, "", 404},
			{"Ops/invite/1", `{}`, "", 400},
			{"Cellar/invite/@bob", `{}`, "", 400},
		} {
			if a := s.Call(s.Token, "POST", "/v2/room/"+c.path, c.body); a.Status != c.status || a.Error(t).Field != c.field {
				t.Errorf("%s %.30s: %d %s", c.path, c.body, a.Status, a.Body)
			}
		}
	})
}

func TestDelegateAdminVisibilityIsKeptAndCleared(t *testing.T) {
	s := stoatest.Start(t)
	s.Call(s.Token, "POST", "/v2/room", `{"name":"Cellar","privacy":"private","delegate_admin_visibility":true}`)
	visible := func() any {
		var room map[string]any
		s.Call(s.Token, "GET", "/v2/room/Cellar", nil).JSON(t, &room)
		return room["delegate_admin_visibility"]
	}
	if got := visible(); got != true {
		t.Errorf("after the creation: %v", got)
	}
	const update = `{"name":"Cellar","privacy":"private","is_archived":false,"is_guest_accessible":false,"topic":"","owner":{"id":1}`
	for member, want := range map[string]any{`,"delegate_admin_visibility":false}`: false, `,"delegate_admin_visibility":null}`: nil, `}`: nil} {
		if a := s.Call(s.Token, "PUT", "/v2/room/Cellar", update+member); a.Status != 204 {
			t.Errorf("%s: %d %s", member, a.Status, a.Body)
		}
		if got := visible(); got != want {
			t.Errorf("%s: %v", member, got)
		}
	}
	if a := s.Call(s.Token, "PUT", "/v2/room/Cellar", update+`,"delegate_admin_visibility":"perhaps"}`); a.Status != 400 {
		t.Errorf("neither: %d %s", a.Status, a.Body)
	}
}

func TestAutoJoinRoomsAreTheJoinedOnesThatTheCallerMaySee(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.PrivateRoom("Cellar")
	s.Room("Lobby")
	_, bob := s.User("Bob", "bob@example.test")
	read := func(token, query string) (names []string, list hipchat.List[hipchat.Room]) {
		a := s.Call(token, "GET", "/v2/user/@admin/preference/auto-join"+query, nil)
		if a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		a.JSON(t, &list)
		for _, r := range list.Items {
			names = append(names, r.Name)
		}
		return names, list
	}
	if got, _ := read(s.Token, ""); cmp.Diff([]string{"Ops", "Cellar", "Lobby"}, got) != "" {
		t.Errorf("one's own: %v", got)
	}
	if got, _ := read(bob, ""); cmp.Diff([]string{"Ops", "Lobby"}, got) != "" {
		t.Errorf("another's: %v", got)
	}
	got, list := read(s.Token, "?max-results=1&start-index=1&expand=items.owner")
	if cmp.Diff([]string{"Cellar"}, got) != "" || list.Links.Next == "" || list.Links.Prev == "" || list.Items[0].XMPPJID == "" {
		t.Errorf("a page: %v, %+v", got, list)
	}
	if owner := list.Items[0].Owner; owner.Full == nil || *owner.Full.Email != stoatest.AdminEmail {
		t.Errorf("owner: %v", list.Items[0].Owner)
	}
}

func TestTheGroupIsShownWithItsOwnerAndItsFigures(t *testing.T) {
	s := stoatest.Start(t)
	s.User("Ada", "ada@example.test")
	var g struct {
		hipchat.Group
		Statistics hipchat.GroupStatistics `json:"statistics"`
	}
	s.Call(s.Token, "GET", "/v2/group/1", nil).JSON(t, &g)
	if g.ID != 1 || g.Owner.Name != "Administrator" || g.Owner.Full != nil || g.Statistics.Users != 0 || g.Subdomain != "localhost" ||
		g.Statistics.Links.Self != s.URL+"/v2/group/1/statistics" || g.Plan.Type != "unknown" || g.Created == "" {
		t.Errorf("got %+v", g)
	}
	s.Call(s.Token, "GET", "/v2/group/1?expand=owner,statistics", nil).JSON(t, &g)
	if g.Owner.Full == nil || g.Statistics.Users != 2 {
		t.Errorf("expanded: %+v", g)
	}
	var figures hipchat.GroupStatistics
	s.Call(s.Token, "GET", "/v2/group/1/statistics", nil).JSON(t, &figures)
	if diff := cmp.Diff(g.Statistics, figures); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
	for _, path := range []string{"/v2/group/2", "/v2/group/x", "/v2/group/2/statistics", "/v2/group/1%20"} {
		if a := s.Call(s.Token, "GET", path, nil); a.Status != 404 {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
	}
}
