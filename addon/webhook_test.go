package addon_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// await answers what comes next.
func await[T any](t *testing.T, ch <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(30 * time.Second):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

func say(t *testing.T, s *stoatest.Server, token, room, text string) {
	t.Helper()
	if _, err := s.Client(token).SendMessage(t.Context(), hipchat.ID(room), text); err != nil {
		t.Fatal(err)
	}
}

// watch hears what is posted to a room. What it answers waits for a notification with that text.
func watch(t *testing.T, s *stoatest.Server, room string) func(text string) hipchat.Message {
	t.Helper()
	watcher := s.Addon(room, func(d *hipchat.Descriptor, base string) {
		d.Key = "test.watcher"
		d.Capabilities.Consumer.Scopes = nil
		d.Capabilities.Webhooks = hipchat.DescriptorWebhooks{{URL: base + "/posted", Event: hipchat.EventRoomNotification}}
	}, nil)
	return func(text string) hipchat.Message {
		t.Helper()
		for {
			var e struct {
				Item struct{ Message hipchat.Message }
			}
			if err := json.Unmarshal([]byte(await(t, watcher.Calls, text).Body), &e); err != nil {
				t.Fatal(err)
			}
			if e.Item.Message.Message == text {
				return e.Item.Message
			}
		}
	}
}

// heard is what each event told, in short.
type heard struct{ Event, Room, Who, What string }

func hears[E any](into chan<- heard, tell func(E) heard) addon.Handler[E] {
	return func(_ context.Context, _ *addon.Installation, e E) (*addon.Answer, error) {
		into <- tell(e)
		return nil, nil
	}
}

// spec: connect, 5.2
func TestEachOfTheTenEventsIsHeard(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	dock := s.Room("Dry Dock")
	ada, token := s.User("Ada Brook", "ada@example.test")
	events := make(chan heard, 20)
	a := serve(t, func(o *addon.Options) { o.Scopes = append(o.Scopes, hipchat.ScopeManageRooms) },
		addon.OnRoomMessage("", hears(events, func(e addon.RoomMessage) heard {
			return heard{e.Event, e.Room.Name, e.Message.From.Name, e.Message.Message}
		})),
		addon.OnRoomNotification("", hears(events, func(e addon.RoomNotification) heard {
			return heard{e.Event, e.Room.Name, e.Message.From.Name, e.Message.Message}
		})),
		addon.OnRoomTopicChange(hears(events, func(e addon.RoomTopicChange) heard {
			return heard{e.Event, e.Room.Name, e.Sender.Name, e.Topic}
		})),
		addon.OnRoomFileUpload(hears(events, func(e addon.RoomFileUpload) heard {
			return heard{e.Event, e.Room.Name, e.Sender.Name, e.File.Name}
		})),
		addon.OnRoomEnter(hears(events, func(e addon.RoomEnter) heard { return heard{e.Event, e.Room.Name, e.Sender.Name, ""} })),
		addon.OnRoomExit(hears(events, func(e addon.RoomExit) heard { return heard{e.Event, e.Room.Name, e.Sender.Name, ""} })),
		addon.OnRoomCreated(hears(events, func(e addon.RoomCreated) heard { return heard{e.Event, e.Room.Name, e.Sender.Name, ""} })),
		addon.OnRoomArchived(hears(events, func(e addon.RoomArchived) heard { return heard{e.Event, e.Room.Name, e.Sender.Name, ""} })),
		addon.OnRoomUnarchived(hears(events, func(e addon.RoomUnarchived) heard { return heard{e.Event, e.Room.Name, e.Sender.Name, ""} })),
		addon.OnRoomDeleted(hears(events, func(e addon.RoomDeleted) heard { return heard{e.Event, e.Room.Name, e.Sender.Name, ""} })),
	)
	in, _ := installed(t, s, a, "")
	own, err := in.Client()
	if err != nil {
		t.Fatal(err)
	}
	as := s.Client(token)
	admin := s.Client(s.Token)
	path := fmt.Sprintf("/api/rooms/%d/", dock.ID)
	archive := func(archived bool) error {
		full, err := admin.GetRoom(t.Context(), "Dry Dock")
		if err != nil {
			return err
		}
		return admin.UpdateRoom(t.Context(), "Dry Dock", hipchat.RoomUpdateRequest{
			Name: &full.Name, Privacy: &full.Privacy, IsArchived: new(hipchat.Flag(archived)), IsGuestAccessible: new(hipchat.Flag),
			Topic: &full.Topic, Owner: &hipchat.RoomOwner{ID: hipchat.IDOf(full.Owner.ID)},
		})
	}
	for _, step := range []struct {
		do   func() error
		want []heard
	}{
		{func() error { return status(s.Call(token, "POST", path+"join", "{}")) }, []heard{{"room_enter", "Dry Dock", ada.Name, ""}}},
		{func() error { _, err := as.SendMessage(t.Context(), "Dry Dock", "hello"); return err }, []heard{{"room_message", "Dry Dock", ada.Name, "hello"}}},
		{func() error {
			return own.SendRoomNotification(t.Context(), "Dry Dock", hipchat.NotificationRequest{Message: "ebb"})
		}, []heard{{"room_notification", "Dry Dock", "Tides", "ebb"}}},
		{func() error { return admin.SetTopic(t.Context(), "Dry Dock", "Spring tides") }, []heard{{"room_topic_change", "Dry Dock", "Administrator", "Spring tides"}}},
		{func() error { return own.SetTopic(t.Context(), "Dry Dock", "Neap tides") }, []heard{{"room_topic_change", "Dry Dock", "Tides", "Neap tides"}}},
		{func() error {
			return as.ShareFileWithRoom(t.Context(), "Dry Dock", hipchat.Upload{Name: "table.txt", Content: strings.NewReader("tide"), Message: "see"})
		}, []heard{{"room_file_upload", "Dry Dock", ada.Name, "table.txt"}, {"room_message", "Dry Dock", ada.Name, "see"}}},
		{func() error { return status(s.Call(token, "POST", path+"leave", "{}")) }, []heard{{"room_exit", "Dry Dock", ada.Name, ""}}},
		{func() error { return archive(true) }, []heard{{"room_archived", "Dry Dock", "Administrator", ""}}},
		{func() error { return archive(false) }, []heard{{"room_unarchived", "Dry Dock", "Administrator", ""}}},
		{func() error {
			_, err := own.CreateRoom(t.Context(), hipchat.RoomCreateRequest{Name: "Slip", OwnerUserID: hipchat.IDOf(ada.ID)})
			return err
		}, []heard{{"room_created", "Slip", "Tides", ""}}},
		{func() error { return admin.DeleteRoom(t.Context(), "Slip") }, []heard{{"room_deleted", "Slip", "Administrator", ""}}},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%v: %v", step.want, err)
		}
		got := make(map[heard]bool)
		want := make(map[heard]bool)
		for _, h := range step.want {
			want[h] = true
			got[await(t, events, h.Event)] = true
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func status(a stoatest.Answer) error {
	if a.Status/100 != 2 {
		return fmt.Errorf("%d %s", a.Status, a.Body)
	}
	return nil
}

// spec: connect, 5.5, 5.6
func TestAnEventThatFailedComesAgainWithTheSameID(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	ids := make(chan string, 10)
	var failed atomic.Bool
	a := serve(t, nil, addon.OnRoomMessage("", func(_ context.Context, _ *addon.Installation, e addon.RoomMessage) (*addon.Answer, error) {
		ids <- e.ID
		if !failed.Swap(true) {
			return nil, errors.New("not now")
		}
		return addon.Text("now"), nil
	}))
	installed(t, s, a, "Ops")
	posted := watch(t, s, "Ops")
	say(t, s, s.Token, "Ops", "well?")
	if first, second := await(t, ids, "the first attempt"), await(t, ids, "the second"); first == "" || first != second {
		t.Errorf("%q, then %q", first, second)
	}
	posted("now")
}

func TestAHandlersTimeEndsBeforeTheServerGivesUp(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	left := make(chan time.Duration, 1)
	a := serve(t, nil, addon.OnRoomMessage("", func(ctx context.Context, _ *addon.Installation, _ addon.RoomMessage) (*addon.Answer, error) {
		end, bounded := ctx.Deadline()
		if !bounded {
			end = time.Now().Add(time.Hour)
		}
		left <- time.Until(end)
		return nil, nil
	}))
	installed(t, s, a, "Ops")
	say(t, s, s.Token, "Ops", "well?")
	if d := await(t, left, "the handler"); d > 10*time.Second {
		t.Errorf("it has %v", d)
	}
}

// forge makes a call of a webhook as its server would, but for what change does to it.
type forge struct {
	claims jwt.MapClaims
	method jwt.SigningMethod
	key    any
	body   string
	header func(token string) http.Header
}

// spec: connect, 4.1, 5.4
func TestACallIsBelievedOnlyWithTheSignatureOfItsInstallation(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	var calls atomic.Int64
	a := serve(t, func(o *addon.Options) { o.AllowUnsigned = true }, addon.OnRoomMessage("", func(context.Context, *addon.Installation, addon.RoomMessage) (*addon.Answer, error) {
		calls.Add(1)
		return nil, nil
	}))
	in, _ := installed(t, s, a, "Ops")
	other, _ := installed(t, s, a, idOf(s.Room("Other").ID))
	now := time.Now()
	at := func(d time.Duration) int64 { return now.Add(d).Unix() }
	var believed int64
	for i, c := range []struct {
		name   string
		change func(*forge)
		says   string // empty: it is believed
	}{
		{"as servers send it", func(*forge) {}, ""},
		{"in the other forms that servers use", func(f *forge) {
			f.header = func(token string) http.Header { return http.Header{"Authorization": {"JWT token=" + token}} }
		}, ""},
		{"with a person who speaks for themselves", func(f *forge) { f.claims["sub"], f.claims["prn"] = "7", "7" }, ""},
		{"by an old server, that says prn only", func(f *forge) { delete(f.claims, "sub") }, ""},
		{"a clock that is a bit ahead", func(f *forge) { f.claims["iat"] = at(40 * time.Second) }, ""},
		{"for this add-on", func(f *forge) { f.claims["aud"] = "test.tides" }, ""},
		{"no signature at all", func(f *forge) { f.header = func(string) http.Header { return nil } }, "not signed"},
		{"as bearer", func(f *forge) {
			f.header = func(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }
		}, "not signed"},
		{"alg none", func(f *forge) { f.method, f.key = jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType }, "not signed with HS256"},
		{"alg HS512", func(f *forge) { f.method = jwt.SigningMethodHS512 }, "not signed with HS256"},
		{"another secret", func(f *forge) { f.key = []byte("guessed") }, "not signed with HS256"},
		{"an empty secret", func(f *forge) { f.key = []byte{} }, "not signed with HS256"},
		{"another installation's secret", func(f *forge) { f.key = []byte(other.Record().OAuthSecret) }, "not signed with HS256"},
		{"another installation's signature", func(f *forge) {
			f.claims["iss"], f.key = other.ID(), []byte(other.Record().OAuthSecret)
		}, "another installation"},
		{"an unknown installation", func(f *forge) { f.claims["iss"] = "nobody" }, "of no installation"},
		{"no installation", func(f *forge) { delete(f.claims, "iss") }, "of no installation"},
		{"expired", func(f *forge) { f.claims["exp"] = at(-2 * time.Minute) }, "has expired"},
		{"without an end", func(f *forge) { delete(f.claims, "exp") }, "has no exp"},
		{"without a beginning", func(f *forge) { delete(f.claims, "iat") }, "has no iat"},
		{"twenty minutes old", func(f *forge) { f.claims["iat"] = at(-20 * time.Minute) }, "more than 15m0s ago"},
		{"of the future", func(f *forge) { f.claims["iat"] = at(10 * time.Minute) }, "of the future"},
		{"not valid yet", func(f *forge) { f.claims["nbf"] = at(10 * time.Minute) }, "of the future"},
		{"for another audience", func(f *forge) { f.claims["aud"] = "somebody.else" }, "another audience"},
		{"of another room", func(f *forge) { f.claims["context"] = map[string]any{"room_id": 4711} }, "another room"},
		{"in somebody else's name", func(f *forge) { f.claims["sub"] = "8" }, "another person"},
		{"no JWT", func(f *forge) {
			f.header = func(string) http.Header { return http.Header{"Authorization": {"JWT abc"}} }
		}, "not well-formed"},
		{"endless", func(f *forge) {
			f.header = func(string) http.Header { return http.Header{"Authorization": {"JWT " + strings.Repeat("a", 9000)}} }
		}, "more than 8192 bytes"},
	} {
		f := forge{
			claims: jwt.MapClaims{
				"iss": in.ID(), "sub": "0", "prn": "0", "iat": at(0), "exp": at(time.Hour), "jti": idOf(int64(i)),
				"context": map[string]any{"room_id": in.RoomID()},
			},
			method: jwt.SigningMethodHS256, key: []byte(in.Record().OAuthSecret),
			body:   fmt.Sprintf(`{"event":"room_message","oauth_client_id":%q,"webhook_id":1,"item":{"room":{"id":%d},"message":{"message":"x","from":{"id":7}}}}`, in.ID(), in.RoomID()),
			header: func(token string) http.Header { return http.Header{"Authorization": {"JWT " + token}} },
		}
		c.change(&f)
		token, err := jwt.NewWithClaims(f.method, f.claims).SignedString(f.key)
		if err != nil {
			t.Fatal(err)
		}
		code, text := send(t, "POST", a.url+"/webhook/room_message", f.header(token), f.body)
		if c.says == "" {
			if code != 204 {
				t.Errorf("%s: %d %s", c.name, code, text)
			}
			believed++
			code, text = send(t, "POST", a.url+"/webhook/room_message", f.header(token), f.body)
			c.says = "used before"
		}
		if code != 401 || !strings.Contains(text, c.says) {
			t.Errorf("%s: %d %s", c.name, code, text)
		}
	}
	if n := calls.Load(); n != believed {
		t.Errorf("called %d times", n)
	}
}

// spec: connect, 5.1
func TestAnEventThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	a := serve(t, nil, addon.OnRoomTopicChange(hears(make(chan heard, 9), func(addon.RoomTopicChange) heard { return heard{} })))
	in, _ := installed(t, s, a, "")
	for i, c := range []struct{ body, says string }{
		{`[]`, `"" is a JSON array`},
		{`{"event":"room_enter","item":{}}`, "event must be room_topic_change"},
		{`{"event":"room_topic_change"}`, "item is missing"},
		{`{"event":"room_topic_change","item":null}`, "item is missing"},
		{`{"event":"room_topic_change","item":{"topic":"x"}}`, "item.room is missing"},
		{`{"event":"room_topic_change","item":{"room":{"id":1}}}`, "item.topic is missing"},
		{`{"event":"room_topic_change","item":{"room":{"id":1},"topic":4}}`, `"topic" is a JSON number`},
	} {
		token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
			"iss": in.ID(), "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(), "jti": idOf(int64(i)),
		}).SignedString([]byte(in.Record().OAuthSecret))
		if err != nil {
			t.Fatal(err)
		}
		code, text := send(t, "POST", a.url+"/webhook/room_topic_change?signed_request="+token, nil, c.body)
		if code != 400 || !strings.Contains(text, c.says) {
			t.Errorf("%s: %d %s", c.body, code, text)
		}
	}
}
