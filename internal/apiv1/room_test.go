package apiv1_test

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
)

// present is a live feed on which everybody is connected.
type present struct{}

func (present) Online(int64) bool              { return true }
func (present) Show(int64) string              { return "chat" }
func (present) SendUser(int64, []byte)         {}
func (present) Mobile(int64) bool              { return false }
func (present) SetShow(int64, string)          {}
func (present) Reconnect(int64)                {}
func (present) SendConversation(int64, []byte) {}
func (present) SendAll([]byte)                 {}
func (present) Recheck(int64)                  {}

const opsRoom = `"room_id":1,"name":"Ops Room","topic":"","last_active":0,"created":1425460500,"owner_user_id":1,` +
	`"is_archived":false,"is_private":false,"guest_access_url":null,"xmpp_jid":"1_ops_room@conf.chat.example.org"`

func TestEveryRoomIsListedWithScalarsOnly(t *testing.T) {
	w := newWorld(t)
	w.get(t, "rooms/list").is(t, 200, `{"rooms":[{`+opsRoom+`}]}`)
	w.get(t, "rooms/create", "name", "Hidden", "privacy", "Private").is(t, 200)
	old, err := w.store.CreateRoom(t.Context(), chat.Room{Name: "Old", OwnerID: w.ada.ID, Archived: true}, nil)
	must(t, err)
	var list struct{ Rooms []map[string]any }
	w.get(t, "rooms/list").is(t, 200).decode(t, &list)
	if len(list.Rooms) != 3 {
		t.Fatalf("%d rooms", len(list.Rooms))
	}
	if private, archived := list.Rooms[1]["is_private"], list.Rooms[2]["is_archived"]; private != true || archived != true {
		t.Errorf("is_private is %v, is_archived of room %d is %v", private, old.ID, archived)
	}
	for _, room := range list.Rooms {
		for name, v := range room {
			switch v.(type) {
			case map[string]any, []any:
				t.Errorf("%s is no scalar: %v", name, v)
			}
		}
	}
}

func TestARoomIsShownWithMembersAndParticipants(t *testing.T) {
	w := newWorld(t)
	w.chat.Attach(present{})
	made := w.get(t, "rooms/create", "name", "Boiler Room", "privacy", "private", "owner_user_id", "ada@example.test", "topic", "Steam on")
	made.is(t, 200)
	w.get(t, "rooms/message", "room_id", "Boiler Room", "from", "Bot", "message", "m").is(t, 200)
	w.get(t, "rooms/show", "room_id", "Boiler Room").is(t, 200,
		`{"room":{"room_id":2,"name":"Boiler Room","topic":"Steam on","last_active":1425460500,"created":1425460500,"owner_user_id":2,`+
			`"is_archived":false,"is_private":true,"guest_access_url":null,"xmpp_jid":"1_boiler_room@conf.chat.example.org",`+
			`"member_user_ids":[2],"participants":[{"user_id":2,"name":"Ada Brook"}],"privacy":"private"}}`)
	w.get(t, "rooms/show", "room_id", "2", "format", "XML").is(t, 200, `<?xml version="1.0" encoding="utf-8"?>`+"\n"+
		`<room><room_id>2</room_id><name>Boiler Room</name><topic>Steam on</topic><last_active>1425460500</last_active>`+
		`<created>1425460500</created><owner_user_id>2</owner_user_id><is_archived>0</is_archived><is_private>1</is_private>`+
		`<guest_access_url/><xmpp_jid>1_boiler_room@conf.chat.example.org</xmpp_jid>`+
		`<member_user_ids><member_user_id>2</member_user_id></member_user_ids>`+
		`<participants><participant><user_id>2</user_id><name>Ada Brook</name></participant></participants>`+
		`<privacy>private</privacy></room>`)
	w.get(t, "rooms/show", "room_id", "Nowhere").is(t, 404, failure("404", "Not Found", "Room not found: Room 'Nowhere' not found"))
}

func TestAPublicRoomIsShownWithoutMembers(t *testing.T) {
	w := newWorld(t)
	var shown struct{ Room map[string]any }
	w.get(t, "rooms/show", "room_id", "1").is(t, 200).decode(t, &shown)
	if ids, _ := shown.Room["member_user_ids"].([]any); len(ids) != 0 || shown.Room["privacy"] != "public" {
		t.Errorf("shown as %v", shown.Room)
	}
}

func TestRoomsAreCreated(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		name   string
		params []string
		status int
		want   string // the owner's id or the message
	}{
		{"the group owner's when nobody is named", []string{"name", "A"}, 200, fmt.Sprint(w.owner.ID)},
		{"by id", []string{"name", "B", "owner_user_id", fmt.Sprint(w.ada.ID), "guest_access", "1"}, 200, fmt.Sprint(w.ada.ID)},
		{"by address", []string{"name", "C", "owner_user_id", "ADA@example.test"}, 200, fmt.Sprint(w.ada.ID)},
		{"no name", []string{"topic", "t"}, 400, "Missing parameter: name"},
		{"a blank name", []string{"name", "  "}, 400, "Missing parameter: name"},
		{"a long name", []string{"name", strings.Repeat("é", 51)}, 400, "Name must be between 1 and 50 characters."},
		{"an unknown privacy", []string{"name", "D", "privacy", "secret"}, 400, "Privacy must be one of: public, private."},
		{"a name that is taken", []string{"name", "ops room"}, 400, "Another room exists with that name."},
		{"an owner who is not there", []string{"name", "E", "owner_user_id", "99"}, 404, "User not found: User '99' not found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := w.get(t, "rooms/create", c.params...)
			if c.status != 200 {
				kind := map[int]string{400: "Bad Request", 404: "Not Found"}[c.status]
				a.is(t, c.status, failure(fmt.Sprint(c.status), kind, c.want))
				return
			}
			var made struct {
				Room struct {
					RoomID      int64 `json:"room_id"`
					OwnerUserID int64 `json:"owner_user_id"`
				}
			}
			a.is(t, 200).decode(t, &made)
			room, err := w.store.Room(t.Context(), made.Room.RoomID)
			must(t, err)
			if got := fmt.Sprint(room.OwnerID); got != c.want || made.Room.OwnerUserID != room.OwnerID {
				t.Errorf("the owner is %s, shown as %d, want %s", got, made.Room.OwnerUserID, c.want)
			}
			if room.GuestAccess != (c.name == "by id") {
				t.Errorf("guest access is %v", room.GuestAccess)
			}
		})
	}
}

func TestADeletedRoomIsGone(t *testing.T) {
	w := newWorld(t)
	w.send(t, "POST", "rooms/delete?room_id=Ops+Room&auth_token="+w.admin, "application/x-www-form-urlencoded", "").is(t, 200, `{"deleted":true}`)
	w.get(t, "rooms/delete", "room_id", "Ops Room").is(t, 404)
	w.get(t, "rooms/list").is(t, 200, `{"rooms":[]}`)
	w.get(t, "rooms/list", "format", "xml").is(t, 200, `<?xml version="1.0" encoding="utf-8"?>`+"\n<rooms/>")
}

// spec: rest-v1, 3.5
func TestAnswersComeInXMLWhenAskedFor(t *testing.T) {
	w := newWorld(t)
	const prologue = `<?xml version="1.0" encoding="utf-8"?>` + "\n"
	for _, c := range []struct {
		method string
		params []string
		status int
		want   string
	}{
		{"rooms/list", nil, 200, `<rooms><room><room_id>1</room_id><name>Ops Room</name><topic/><last_active>0</last_active>` +
			`<created>1425460500</created><owner_user_id>1</owner_user_id><is_archived>0</is_archived><is_private>0</is_private>` +
			`<guest_access_url/><xmpp_jid>1_ops_room@conf.chat.example.org</xmpp_jid></room></rooms>`},
		{"rooms/message", []string{"room_id", "1", "from", "A&B", "message", "hello"}, 200, `<status>sent</status>`},
		{"rooms/history", []string{"room_id", "1", "date", "recent"}, 200, `<messages><message><date>2015-03-04T09:15:00+0000</date>` +
			`<from><name>A&amp;B</name><user_id>api</user_id></from><message>hello</message></message></messages>`},
		{"rooms/list", []string{"auth_test", "true"}, 202, `<success><code>202</code><type>Accepted</type>` +
			`<message>This auth_token has access to use this method.</message></success>`},
		{"rooms/show", nil, 400, `<error><code>400</code><type>Bad Request</type><message>Missing parameter: room_id</message></error>`},
		{"rooms/show", []string{"auth_token", "dead"}, 401, `<error><code>401</code><type>Unauthorized</type><message>` + unauthorized + `</message></error>`},
		{"rooms/nothing", nil, 404, `<error><code>404</code><type>Not Found</type><message>No such method: rooms/nothing</message></error>`},
		{"rooms/delete", []string{"room_id", "1"}, 200, `<deleted>1</deleted>`},
	} {
		t.Run(c.method+" "+fmt.Sprint(c.status), func(t *testing.T) {
			a := w.get(t, c.method, append(c.params, "format", "xml")...).is(t, c.status, prologue+c.want)
			if got := a.header.Get("Content-Type"); got != "text/xml" {
				t.Errorf("Content-Type %q", got)
			}
		})
	}
}

// HipChat.net reads lists with a deserialiser. spec: rest-v1, 3.5
func TestXMLListsAreReadByADeserialiser(t *testing.T) {
	w := newWorld(t)
	type room struct {
		ID   int64  `xml:"room_id"`
		Name string `xml:"name"`
	}
	var list struct {
		XMLName xml.Name `xml:"rooms"`
		Rooms   []room   `xml:"room"`
	}
	must(t, xml.Unmarshal([]byte(w.get(t, "rooms/list", "format", "xml").is(t, 200).body), &list))
	if diff := cmp.Diff([]room{{1, "Ops Room"}}, list.Rooms); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
