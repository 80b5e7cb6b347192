package chat_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// house is a service over a real database with an owner, a person and a room.
type house struct {
	*chat.Service
	store      *store.Store
	owner, bob *chat.Principal
	room       chat.Room
}

func newHouse(t *testing.T) *house {
	t.Helper()
	ctx := context.Background()
	h := &house{store: storetest.Open(t, storetest.SQLite(t))}
	h.Service = chat.New(chat.Config{Store: h.store})
	owner, err := h.CreateOwner(ctx, "", chat.User{Name: "Ada Brook", Email: "ada@example.test"}, "hash")
	if err != nil {
		t.Fatal(err)
	}
	h.owner = auth.PersonPrincipal(owner)
	bob, err := h.CreateUser(ctx, h.owner, chat.User{Name: "Bob", Email: "bob@example.test"}, "hash")
	if err != nil {
		t.Fatal(err)
	}
	h.bob = auth.PersonPrincipal(bob)
	if h.room, err = h.CreateRoom(ctx, h.owner, chat.Room{Name: "Ops"}); err != nil {
		t.Fatal(err)
	}
	return h
}

// code is the code of an error that is the caller's fault, 0 for none.
func code(t *testing.T, err error) chat.Code {
	t.Helper()
	var e *chat.Error
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("an internal error: %v", err)
	}
	if e == nil {
		return 0
	}
	return e.Code
}

func TestDraftsAreChecked(t *testing.T) {
	h := newHouse(t)
	room := &chat.Principal{Class: chat.ClassRoomClient, Kind: chat.TokenRoom, RoomID: h.room.ID, Name: "CI"}
	tests := []struct {
		name  string
		draft chat.Draft
		field string // empty: accepted
	}{
		{"the least", chat.Draft{Body: "x"}, ""},
		{"nothing", chat.Draft{}, "message"},
		{"the longest", chat.Draft{Body: strings.Repeat("é", 10_000)}, ""},
		{"too long", chat.Draft{Body: strings.Repeat("x", 10_001)}, "message"},
		{"an unknown colour", chat.Draft{Body: "x", Color: "Red"}, "color"},
		{"grey", chat.Draft{Body: "x", Color: "grey"}, ""},
		{"an unknown format", chat.Draft{Body: "x", Format: "markdown"}, "message_format"},
		{"a label too long", chat.Draft{Body: "x", From: strings.Repeat("x", 65)}, "from"},
		{"a bad card", chat.Draft{Body: "x", Card: json.RawMessage(`{"style":"x"}`)}, "card.style"},
		{"a NUL", chat.Draft{Body: "a\x00b"}, "message"},
		{"an attachment to nothing", chat.Draft{Body: "x", AttachTo: "no-such-id"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.draft.Kind = chat.KindNotification
			e, err := h.Post(context.Background(), room, chat.ToRoom("Ops"), tt.draft)
			var bad *chat.Error
			switch {
			case errors.As(err, &bad) && bad.Violation != nil:
				if bad.Violation.Field != tt.field {
					t.Errorf("refused for %s, want %q: %v", bad.Violation.Field, tt.field, err)
				}
			case err != nil:
				t.Fatal(err)
			case tt.field != "":
				t.Errorf("accepted, want a violation of %s", tt.field)
			case e.AttachTo != "" || e.Color == "grey" || e.Format != chat.FormatHTML:
				t.Errorf("got %+v", e)
			}
		})
	}
}

func TestANotificationIsCleanedAndALabelStandsBesideTheName(t *testing.T) {
	h := newHouse(t)
	room := &chat.Principal{Class: chat.ClassRoomClient, Kind: chat.TokenRoom, RoomID: h.room.ID, Name: "CI"}
	e, err := h.Post(context.Background(), room, chat.ToRoom("ops"), chat.Draft{
		Kind: chat.KindNotification, From: "nightly", Color: "random",
		Body: `<b onclick="x()">ok</b><script>alert(1)</script>`,
		Card: json.RawMessage(`{"style":"application","id":"1","title":"<i>t</i>","activity":{"html":"<b>a</b><script>x</script>"}}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	if e.Body != "<b>ok</b>" || e.Sender != "CI · nightly" || e.Color == "random" || e.Color == "" {
		t.Errorf("got %q from %q in %q", e.Body, e.Sender, e.Color)
	}
	stored, err := h.Event(context.Background(), h.room, e.ID)
	if err != nil {
		t.Fatal(err)
	}
	var card struct {
		Title    string
		Activity struct{ HTML string }
	}
	if err := json.Unmarshal(stored.Card, &card); err != nil || card.Activity.HTML != "<b>a</b>" || card.Title != "<i>t</i>" {
		t.Errorf("got %s, %v", stored.Card, err)
	}
}

func TestMentionsAreFoundInTextOnly(t *testing.T) {
	h := newHouse(t)
	text, err := h.Post(context.Background(), h.owner, chat.ToRoom("Ops"), chat.Draft{Kind: chat.KindMessage, Body: "@bob, @nobody and @here: look"})
	if err != nil {
		t.Fatal(err)
	}
	if len(text.Mentions) != 1 || text.Mentions[0].Name != "Bob" || !text.MentionHere || text.MentionAll {
		t.Errorf("got %+v", text)
	}
	html, err := h.Post(context.Background(), h.owner, chat.ToRoom("Ops"), chat.Draft{Kind: chat.KindNotification, Body: "@bob"})
	if err != nil || html.Mentions != nil {
		t.Errorf("got %+v, %v", html.Mentions, err)
	}
}

func TestARoomIsFoundByAnyOfItsNames(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	odd, err := h.CreateRoom(ctx, h.owner, chat.Room{Name: "Büro/West 7"})
	if err != nil {
		t.Fatal(err)
	}
	digits, err := h.CreateRoom(ctx, h.owner, chat.Room{Name: "4711"})
	if err != nil {
		t.Fatal(err)
	}
	for ref, want := range map[string]int64{
		"Ops": h.room.ID, "oPS": h.room.ID, "1": h.room.ID, "1_ops@conf.chat.example.org": h.room.ID,
		"büro/west 7": odd.ID, "Büro/West+7": odd.ID, "4711": digits.ID,
	} {
		if r, err := h.Room(ctx, h.owner, ref); err != nil || r.ID != want {
			t.Errorf("%q: got room %d, %v, want %d", ref, r.ID, err, want)
		}
	}
	if _, err := h.Room(ctx, h.owner, "Nowhere"); err == nil || err.Error() != "Room not found: Room 'Nowhere' not found" {
		t.Errorf("got %v", err)
	}
	if r, err := h.FindRoomV1(ctx, h.owner, "B%C3%BCro%2FWest%207"); err != nil || r.ID != odd.ID {
		t.Errorf("encoded twice: got %d, %v", r.ID, err)
	}
}

func TestAPrivateRoomIsNotThereForOthers(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	secret, err := h.CreateRoom(ctx, h.owner, chat.Room{Name: "Secret", Private: true})
	if err != nil {
		t.Fatal(err)
	}
	asBob := func() chat.Code { _, err := h.Room(ctx, h.bob, "Secret"); return code(t, err) }
	if got := asBob(); got != chat.NotFound {
		t.Errorf("got code %d", got)
	}
	if err := h.CanRead(ctx, h.bob, secret.ConversationID); code(t, err) != chat.NotFound {
		t.Errorf("its log: %v", err)
	}
	if rooms, err := h.Rooms(ctx, h.bob, chat.RoomFilter{}); err != nil || len(rooms) != 1 {
		t.Errorf("the list: %d rooms, %v", len(rooms), err)
	}
	if err := h.store.AddMember(ctx, secret.ID, h.bob.User.ID, chat.RoleMember); err != nil {
		t.Fatal(err)
	}
	if got := asBob(); got != 0 {
		t.Errorf("as a member: code %d", got)
	}
	if err := h.SetTopic(ctx, h.bob, "Secret", "mine", ""); code(t, err) != chat.Forbidden {
		t.Errorf("a member changed the topic: %v", err)
	}
}

func TestWhoIsInARoomThatBecomesPrivateStays(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	carol, err := h.CreateUser(ctx, h.owner, chat.User{Name: "Carol", Email: "carol@example.test"}, "hash")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.JoinRoom(ctx, h.bob, "Ops"); err != nil {
		t.Fatal(err)
	}
	yes := true
	if _, err := h.UpdateRoom(ctx, h.owner, "Ops", chat.RoomPatch{Private: &yes}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Room(ctx, h.bob, "Ops"); err != nil {
		t.Errorf("who was inside: %v", err)
	}
	if _, err := h.Room(ctx, auth.PersonPrincipal(carol), "Ops"); code(t, err) != chat.NotFound {
		t.Errorf("who was not: %v", err)
	}
}

func TestARoomTokenReachesOnlyItsRoom(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	if _, err := h.CreateRoom(ctx, h.owner, chat.Room{Name: "Other"}); err != nil {
		t.Fatal(err)
	}
	p := &chat.Principal{Class: chat.ClassRoomClient, RoomID: h.room.ID, Name: "CI"}
	d := chat.Draft{Kind: chat.KindNotification, Body: "x"}
	if _, err := h.Post(ctx, p, chat.ToRoom("Ops"), d); err != nil {
		t.Error(err)
	}
	if _, err := h.Post(ctx, p, chat.ToRoom("Other"), d); code(t, err) != chat.Forbidden {
		t.Errorf("got %v", err)
	}
}

func TestAnArchivedRoomTakesNothing(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	yes := true
	if _, err := h.UpdateRoom(ctx, h.owner, "Ops", chat.RoomPatch{Archived: &yes}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Post(ctx, h.owner, chat.ToRoom("Ops"), chat.Draft{Kind: chat.KindMessage, Body: "x"}); code(t, err) != chat.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestAnAcceptedMessageSurvivesItsCallerHangingUp(t *testing.T) {
	h := newHouse(t)
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := h.Room(ctx, h.owner, "Ops"); err != nil { // into the cache: what follows reads nothing
		t.Fatal(err)
	}
	cancel()
	e, err := h.Post(ctx, h.owner, chat.ToRoom("Ops"), chat.Draft{Kind: chat.KindMessage, Body: "gone"})
	if err != nil || e.Seq == 0 {
		t.Errorf("got seq %d, %v", e.Seq, err)
	}
}

func TestARepeatedSendIsOneMessage(t *testing.T) {
	h := newHouse(t)
	first, err := h.Say(context.Background(), h.owner, h.room.ConversationID, "hello", "c-1")
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.Say(context.Background(), h.owner, h.room.ConversationID, "hello", "c-1")
	if err != nil || again.ID != first.ID || again.Seq != first.Seq {
		t.Errorf("got %s, %v, want %s", again.ID, err, first.ID)
	}
}

func TestATopicIsALineOfTheLog(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	topic := "change freeze"
	if _, err := h.UpdateRoom(ctx, h.owner, "Ops", chat.RoomPatch{Topic: &topic}); err != nil {
		t.Fatal(err)
	}
	events, err := h.Page(ctx, h.owner, h.room.ConversationID, false, 0, 10)
	if err != nil || len(events) != 1 || events[0].Kind != chat.KindTopic || events[0].Body != topic {
		t.Fatalf("got %+v, %v", events, err)
	}
	if now, err := h.RoomNow(ctx, h.owner, "Ops"); err != nil || now.Topic != topic {
		t.Errorf("got %q, %v", now.Topic, err)
	}
}

func TestComingAndGoingIsLoggedOnce(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	for range 2 {
		if _, err := h.JoinRoom(ctx, h.bob, "Ops"); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := h.LeaveRoom(ctx, h.bob, "Ops"); err != nil {
			t.Fatal(err)
		}
	}
	events, err := h.Page(ctx, h.owner, h.room.ConversationID, true, 0, 10)
	if err != nil || len(events) != 2 || events[0].Kind != chat.KindEnter || events[1].Kind != chat.KindExit {
		t.Errorf("got %+v, %v", events, err)
	}
}

func TestAccountsAreChecked(t *testing.T) {
	h := newHouse(t)
	tests := []struct {
		name string
		user chat.User
		want chat.Code
	}{
		{"good", chat.User{Name: "Cleo", Email: "cleo@example.test"}, 0},
		{"the same name gets another mention name", chat.User{Name: "Cleo", Email: "cleo2@example.test"}, 0},
		{"no name", chat.User{Email: "d@example.test"}, chat.Invalid},
		{"no e-mail address", chat.User{Name: "D", Email: "d"}, chat.Invalid},
		{"an address that is taken", chat.User{Name: "D", Email: "ADA@example.test"}, chat.Invalid},
		{"a mention name that is taken", chat.User{Name: "D", Email: "d@example.test", MentionName: "BOB"}, chat.Invalid},
		{"a mention name with a space", chat.User{Name: "D", Email: "d@example.test", MentionName: "a b"}, chat.Invalid},
		{"an unknown time zone", chat.User{Name: "D", Email: "d@example.test", Timezone: "Mars/Base"}, chat.Invalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := h.CreateUser(context.Background(), h.owner, tt.user, "hash")
			if got := code(t, err); got != tt.want {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := h.CreateUser(context.Background(), h.bob, chat.User{Name: "E", Email: "e@example.test"}, "hash"); code(t, err) != chat.Forbidden {
		t.Errorf("a plain user made an account: %v", err)
	}
}

func TestAFrameIsTheEventWithItsSeqAtTheEnd(t *testing.T) {
	e := chat.Event{ID: "1", ConversationID: 7, Time: time.Unix(0, 0).UTC(), Kind: chat.KindMessage, Sender: "Ada", Body: "hi", Format: chat.FormatText}
	frame, err := e.Frame()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Type  string
		Event chat.Event
	}
	if err := json.Unmarshal(chat.FinishFrame(frame, 12), &got); err != nil {
		t.Fatal(err)
	}
	e.Seq = 12
	if got.Type != "event" || got.Event.Seq != 12 || got.Event.Body != "hi" || got.Event.ID != e.ID {
		t.Errorf("got %+v", got)
	}
}

func TestOfManyPeopleTheSameMayReadAsOfEach(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	person := func(name string) chat.User {
		u, err := h.CreateUser(ctx, h.owner, chat.User{Name: name, Email: name + "@example.test"}, "hash")
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	member, stranger, gone := person("member"), person("stranger"), person("gone")
	board, err := h.CreateRoom(ctx, h.owner, chat.Room{Name: "Board", Private: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range []chat.User{member, gone} {
		if err := h.AddMember(ctx, h.owner, "Board", u.Email, chat.RoleMember); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.DeleteUser(ctx, h.owner, gone.Email); err != nil {
		t.Fatal(err)
	}
	direct, err := h.store.DirectChat(ctx, member.ID, stranger.ID)
	if err != nil {
		t.Fatal(err)
	}
	owner, nobody := h.owner.User.ID, int64(99_999)
	for name, c := range map[string]struct {
		conversation int64
		want         []int64
	}{
		"a public room":         {h.room.ConversationID, []int64{owner, member.ID, stranger.ID}},
		"a private room":        {board.ConversationID, []int64{owner, member.ID}},
		"a chat of two":         {direct, []int64{member.ID, stranger.ID}},
		"one that is not there": {99_999, nil},
	} {
		may, err := h.MayRead(ctx, c.conversation, []int64{owner, member.ID, stranger.ID, gone.ID, nobody})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, id := range []int64{owner, member.ID, stranger.ID, gone.ID, nobody} {
			if may[id] != slices.Contains(c.want, id) {
				t.Errorf("%s: %d may read: %v", name, id, may[id])
			}
		}
		for _, u := range []chat.User{*h.owner.User, member, stranger} {
			if err := h.CanRead(ctx, auth.PersonPrincipal(u), c.conversation); (err == nil) != may[u.ID] {
				t.Errorf("%s: alone, %s is told %v", name, u.Name, err)
			}
		}
	}
}
