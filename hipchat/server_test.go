package hipchat_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"iter"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// world is a real server with the clients of a person, of an add-on and of API v1, and with what the steps make on it.
type world struct {
	*stoatest.Server
	admin, addon *hipchat.Client
	v1           *hipchat.V1Client
	room         hipchat.ID // a public room
	closed       hipchat.ID // a private one
	ada          hipchat.ID
	message      string // the id of one in room
	addonURL     string
	picture      []byte
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Server: stoatest.Start(t), room: "a/b #1", closed: "Dry Dock", ada: "@AdaBrook"}
	w.admin = w.Client(w.Token)
	w.Room(string(w.room))
	w.PrivateRoom(string(w.closed))
	w.User("Ada Brook", "ada@example.test")
	everything := func(d *hipchat.Descriptor, _ string) {
		d.Capabilities.Consumer.Scopes = nil
		for _, s := range hipchat.Scopes() {
			if s.ID != hipchat.ScopeImportData {
				d.Capabilities.Consumer.Scopes = append(d.Capabilities.Consumer.Scopes, s.ID)
			}
		}
	}
	addon := w.Addon("", everything, redirecting)
	installed := addon.Client
	w.addonURL = addon.URL
	doc, err := hipchat.Discover(t.Context(), installed.CapabilitiesURL)
	if err != nil {
		t.Fatal(err)
	}
	if w.addon, err = doc.Client(hipchat.WithClientCredentials(installed.OAuthID, installed.OAuthSecret)); err != nil {
		t.Fatal(err)
	}
	if w.v1, err = hipchat.NewV1Client(w.URL, hipchat.WithToken(w.V1Token("admin"))); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	w.picture = b.Bytes()
	return w
}

// redirecting answers for the add-on's links.
func redirecting(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, `{"location":"https://addon.example.test/here"}`)
}

// expect is an error when what was answered is not what was meant.
func expect[T comparable](err error, got, want T) error {
	if err == nil && got != want {
		err = fmt.Errorf("got %v, want %v", got, want)
	}
	return err
}

// all collects what a walk answers.
func all[T any](walk iter.Seq2[T, error]) (items []T, err error) {
	for item, err := range walk {
		if err != nil {
			return items, err
		}
		items = append(items, item)
	}
	return items, nil
}

func count[T any](list hipchat.List[T], err error) (int, error) { return len(list.Items), err }

// step calls one or more methods, in the order in which they make sense.
type step struct {
	methods string // their names, for the count at the end
	do      func(ctx context.Context, w *world) error
}

// TestEveryMethodWorksOnARealServer calls all methods of both clients.
func TestEveryMethodWorksOnARealServer(t *testing.T) {
	w := newWorld(t)
	called := make(map[string]bool)
	for _, s := range steps() {
		for _, name := range strings.Fields(s.methods) {
			called[name] = true
		}
		t.Run(s.methods, func(t *testing.T) {
			if err := s.do(t.Context(), w); err != nil {
				t.Error(err)
			}
		})
	}
	for _, c := range []any{w.admin, w.v1} {
		for m := range reflect.TypeOf(c).Methods() {
			if !called[m.Name] && m.Name != "Limits" {
				t.Errorf("no step calls %s", m.Name)
			}
		}
	}
	if l := w.admin.Limits(); l.Rate.Limit == 0 || l.Flood.Limit == 0 {
		t.Errorf("the limits are %+v", l)
	}
}

func steps() []step {
	var list []step
	for _, more := range [][]step{aboutServer(), aboutRooms(), aboutPeople(), aboutMessages(), aboutPictures(), aboutAddons(), aboutExtensions(), aboutV1(), aboutEnds()} {
		list = append(list, more...)
	}
	return list
}

func aboutServer() []step {
	return []step{
		{"HealthCheck", func(ctx context.Context, w *world) error { return w.admin.HealthCheck(ctx) }},
		{"GetCapabilities", func(ctx context.Context, w *world) error {
			doc, err := w.admin.GetCapabilities(ctx)
			return expect(err, doc.Links.API, w.URL+"/v2")
		}},
		{"GetAddonCapabilitiesSchema", func(ctx context.Context, w *world) error {
			schema, err := w.admin.GetAddonCapabilitiesSchema(ctx, "v4")
			return expect(err, len(schema) > 0, true)
		}},
		{"GetAllEmoticons Emoticons GetEmoticon", func(ctx context.Context, w *world) error {
			n, err := count(w.admin.GetAllEmoticons(ctx, hipchat.EmoticonsQuery{Page: hipchat.Page{MaxResults: 3}, Type: hipchat.EmoticonGlobal}))
			if err := expect(err, n, 3); err != nil {
				return err
			}
			emoticons, err := all(w.admin.Emoticons(ctx, hipchat.EmoticonsQuery{Page: hipchat.Page{MaxResults: 50}}))
			if err != nil || len(emoticons) == 0 {
				return fmt.Errorf("%d emoticons: %w", len(emoticons), err)
			}
			e, err := w.admin.GetEmoticon(ctx, hipchat.ID(emoticons[0].Shortcut))
			return expect(err, e.ID, emoticons[0].ID)
		}},
		{"ViewGroup GroupStatistics", func(ctx context.Context, w *world) error {
			g, err := w.admin.ViewGroup(ctx, 1, "owner")
			if err := expect(err, g.Owner.Full != nil, true); err != nil {
				return err
			}
			s, err := w.admin.GroupStatistics(ctx, g.ID)
			return expect(err, s.Users, 2)
		}},
	}
}

func aboutRooms() []step {
	return []step{
		{"CreateRoom GetRoom UpdateRoom DeleteRoom", func(ctx context.Context, w *world) error {
			made, err := w.admin.CreateRoom(ctx, hipchat.RoomCreateRequest{Name: "Brief", Topic: "t"})
			if err != nil {
				return err
			}
			room, err := w.admin.GetRoom(ctx, hipchat.IDOf(made.ID), "owner")
			if err := expect(err, room.Owner.Full != nil && *room.Owner.Full.Email == stoatest.AdminEmail, true); err != nil {
				return err
			}
			update := room.Update()
			*update.Name, *update.IsArchived = "Briefly", true
			if err := w.admin.UpdateRoom(ctx, "Brief", update); err != nil {
				return err
			}
			if room, err = w.admin.GetRoom(ctx, "Briefly"); err != nil || !room.IsArchived || room.Topic != "t" {
				return fmt.Errorf("%+v: %w", room, err)
			}
			if err := w.admin.DeleteRoom(ctx, "Briefly"); err != nil {
				return err
			}
			_, err = w.admin.GetRoom(ctx, "Briefly")
			return expect(nil, errors.Is(err, hipchat.ErrNotFound), true)
		}},
		{"GetAllRooms Rooms", func(ctx context.Context, w *world) error {
			list, err := w.admin.GetAllRooms(ctx, hipchat.RoomsQuery{Page: hipchat.Page{MaxResults: 1, Expand: []string{"items"}}})
			if err != nil || len(list.Items) != 1 || list.Items[0].XMPPJID == "" {
				return fmt.Errorf("%+v: %w", list, err)
			}
			rooms, err := all(w.admin.Rooms(ctx, hipchat.RoomsQuery{Page: hipchat.Page{MaxResults: 1}}))
			if err := expect(err, len(rooms), 2); err != nil {
				return err
			}
			rooms, err = all(w.admin.Rooms(ctx, hipchat.RoomsQuery{WithoutPrivate: true}))
			return expect(err, len(rooms), 1)
		}},
		{"SetTopic GetRoomStatistics", func(ctx context.Context, w *world) error {
			if err := w.admin.SetTopic(ctx, w.room, "change freeze"); err != nil {
				return err
			}
			_, err := w.admin.GetRoomStatistics(ctx, w.room)
			return err
		}},
		{"AddMember GetAllMembers Members RemoveMember", func(ctx context.Context, w *world) error {
			if err := w.admin.AddMember(ctx, w.closed, w.ada, hipchat.RoomRoleAdmin); err != nil {
				return err
			}
			n, err := count(w.admin.GetAllMembers(ctx, w.closed, hipchat.Page{Expand: []string{"items"}}))
			if err := expect(err, n, 2); err != nil {
				return err
			}
			members, err := all(w.admin.Members(ctx, w.closed, hipchat.Page{MaxResults: 1}))
			if err := expect(err, len(members), 2); err != nil {
				return err
			}
			if err := w.admin.RemoveMember(ctx, w.closed, w.ada); err != nil {
				return err
			}
			members, err = all(w.admin.Members(ctx, w.closed, hipchat.Page{}))
			return expect(err, len(members), 1)
		}},
		{"GetAllParticipants Participants", func(ctx context.Context, w *world) error {
			n, err := count(w.admin.GetAllParticipants(ctx, w.closed, hipchat.ParticipantsQuery{Offline: true}))
			if err := expect(err, n, 1); err != nil {
				return err
			}
			people, err := all(w.admin.Participants(ctx, w.closed, hipchat.ParticipantsQuery{Offline: true, Fields: []string{"is_present_in_room"}}))
			return expect(err, len(people), 1)
		}},
		{"InviteUser GetAutoJoinRooms AutoJoinRooms", func(ctx context.Context, w *world) error {
			if err := w.admin.InviteUser(ctx, w.room, w.ada, "come in"); err != nil {
				return err
			}
			if _, err := w.admin.GetAutoJoinRooms(ctx, hipchat.ID(stoatest.AdminEmail), hipchat.Page{}); err != nil {
				return err
			}
			_, err := all(w.admin.AutoJoinRooms(ctx, hipchat.ID(stoatest.AdminEmail), hipchat.Page{MaxResults: 1}))
			return err
		}},
		{"CreateWebhook GetWebhook GetAllWebhooks Webhooks DeleteWebhook", func(ctx context.Context, w *world) error {
			made, err := w.admin.CreateWebhook(ctx, w.room, hipchat.WebhookRequest{URL: "https://bot.example.test/", Event: hipchat.EventRoomMessage, Name: "n"})
			if err != nil {
				return err
			}
			hook, err := w.admin.GetWebhook(ctx, w.room, made.ID)
			if err := expect(err, hook.Name, "n"); err != nil {
				return err
			}
			n, err := count(w.admin.GetAllWebhooks(ctx, w.room, hipchat.Page{}))
			if err := expect(err, n, 1); err != nil {
				return err
			}
			hooks, err := all(w.admin.Webhooks(ctx, w.room, hipchat.Page{}))
			if err := expect(err, len(hooks), 1); err != nil {
				return err
			}
			return w.admin.DeleteWebhook(ctx, w.room, made.ID)
		}},
	}
}

func aboutPeople() []step {
	return []step{
		{"CreateUser ViewUser UpdateUser DeleteUser", func(ctx context.Context, w *world) error {
			made, err := w.admin.CreateUser(ctx, hipchat.UserCreateRequest{Name: "Bo Lind", Email: "bo@example.test"})
			if err := expect(err, made.Password != "" && made.Entity.Name == "Bo Lind", true); err != nil {
				return err
			}
			u, err := w.admin.ViewUser(ctx, "bo@example.test")
			if err := expect(err, u.ID, made.ID); err != nil {
				return err
			}
			update := u.Update()
			update.Title = "Plumber"
			if err := w.admin.UpdateUser(ctx, hipchat.IDOf(u.ID), update); err != nil {
				return err
			}
			u, err = w.admin.ViewUser(ctx, hipchat.ID("@"+u.MentionName))
			if err := expect(err, u.Title, "Plumber"); err != nil {
				return err
			}
			return w.admin.DeleteUser(ctx, hipchat.IDOf(u.ID))
		}},
		{"GetAllUsers Users", func(ctx context.Context, w *world) error {
			n, err := count(w.admin.GetAllUsers(ctx, hipchat.UsersQuery{Page: hipchat.Page{Expand: []string{"items"}}}))
			if err := expect(err, n, 2); err != nil {
				return err
			}
			users, err := all(w.admin.Users(ctx, hipchat.UsersQuery{Page: hipchat.Page{MaxResults: 1}, Deleted: true, Guests: true}))
			return expect(err, len(users), 3)
		}},
		{"InviteUserToGroup", func(ctx context.Context, w *world) error {
			made, err := w.admin.InviteUserToGroup(ctx, hipchat.GroupInviteRequest{Name: "Cy Vance", Email: "cy@example.test"})
			return expect(err, made.Name, "Cy Vance")
		}},
	}
}

func aboutMessages() []step {
	return []step{
		{"SendMessage SendRoomNotification ReplyToMessage GetRoomMessage", func(ctx context.Context, w *world) error {
			made, err := w.admin.SendMessage(ctx, w.room, "is main green?")
			if err != nil {
				return err
			}
			w.message = made.ID
			if err := w.addon.SendRoomNotification(ctx, w.room, hipchat.NotificationRequest{Message: "<b>main</b> is green", Color: "green", AttachTo: made.ID}); err != nil {
				return err
			}
			if err := w.admin.ReplyToMessage(ctx, w.room, made.ID, "it is"); err != nil {
				return err
			}
			m, err := w.admin.GetRoomMessage(ctx, w.room, made.ID, "message.from")
			return expect(err, m.From.Name, "Administrator")
		}},
		{"ViewRoomHistory ViewRecentRoomHistory RoomMessages", func(ctx context.Context, w *world) error {
			recent, err := w.admin.ViewRecentRoomHistory(ctx, w.room, hipchat.RecentQuery{NotBefore: w.message})
			if err := expect(err, len(recent.Items), 3); err != nil {
				return err
			}
			for range 5 {
				if _, err := w.admin.SendMessage(ctx, w.room, "more"); err != nil {
					return err
				}
			}
			page, err := w.admin.ViewRoomHistory(ctx, w.room, hipchat.HistoryQuery{Timezone: "Europe/Oslo"})
			if err != nil {
				return err
			}
			walked, err := all(w.admin.RoomMessages(ctx, w.room, hipchat.HistoryQuery{Page: hipchat.Page{MaxResults: 2}}))
			if err := expect(err, len(walked), len(page.Items)); err != nil {
				return err
			}
			for i, m := range walked {
				if other := page.Items[len(page.Items)-1-i]; m.ID != other.ID {
					return fmt.Errorf("message %d is %q, want %q", i, m.Message, other.Message)
				}
			}
			return nil
		}},
		{"PrivateMessageUser ViewPrivatechatHistory ViewRecentPrivatechatHistory PrivateMessages GetPrivatechatMessage", func(ctx context.Context, w *world) error {
			if err := w.admin.PrivateMessageUser(ctx, w.ada, hipchat.PrivateMessageRequest{Message: "psst"}); err != nil {
				return err
			}
			recent, err := w.admin.ViewRecentPrivatechatHistory(ctx, w.ada, hipchat.RecentQuery{MaxResults: 1})
			if err := expect(err, recent.Items[0].Message, "psst"); err != nil {
				return err
			}
			page, err := w.admin.ViewPrivatechatHistory(ctx, w.ada, hipchat.HistoryQuery{})
			if err != nil {
				return err
			}
			walked, err := all(w.admin.PrivateMessages(ctx, w.ada, hipchat.HistoryQuery{}))
			if err := expect(err, len(walked), len(page.Items)); err != nil {
				return err
			}
			m, err := w.admin.GetPrivatechatMessage(ctx, w.ada, recent.Items[0].ID)
			return expect(err, m.Message, "psst")
		}},
		{"ShareFileWithRoom ShareFileWithUser Download", func(ctx context.Context, w *world) error {
			file := hipchat.Upload{Name: "Zahlen ä.txt", Content: strings.NewReader("1 2 3"), Message: "the numbers"}
			if err := w.admin.ShareFileWithUser(ctx, w.ada, file); err != nil {
				return err
			}
			file.Content = io.MultiReader(strings.NewReader("1 2 3"))
			if err := w.admin.ShareFileWithRoom(ctx, w.room, file); err != nil {
				return err
			}
			recent, err := w.admin.ViewRecentRoomHistory(ctx, w.room, hipchat.RecentQuery{MaxResults: 1})
			if err != nil || len(recent.Items) != 1 || recent.Items[0].File == nil {
				return fmt.Errorf("%+v: %w", recent, err)
			}
			if f := recent.Items[0].File; f.Name != "Zahlen ä.txt" || f.Size != 5 {
				return fmt.Errorf("shared %+v", f)
			}
			b, err := w.download(ctx, recent.Items[0].File.URL)
			return expect(err, b, "1 2 3")
		}},
		{"ShareLinkWithRoom ShareLinkWithUser", func(ctx context.Context, w *world) error {
			in := hipchat.ShareLinkRequest{Link: "https://wiki.example.test/runbook", Message: "read this"}
			if err := w.admin.ShareLinkWithUser(ctx, w.ada, in); err != nil {
				return err
			}
			return w.admin.ShareLinkWithRoom(ctx, w.room, in)
		}},
	}
}

func (w *world) download(ctx context.Context, address string) (string, error) {
	f, err := w.admin.Download(ctx, address)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	return string(b), err
}

func aboutPictures() []step {
	pictured := func(ctx context.Context, w *world, update func() error, get func() (string, error), remove func() error) error {
		if err := update(); err != nil {
			return err
		}
		address, err := get()
		if err != nil {
			return err
		}
		b, err := w.download(ctx, address)
		if err := expect(err, strings.Contains(b[:min(len(b), 8)], "PNG"), true); err != nil {
			return err
		}
		return remove()
	}
	return []step{
		{"UpdateRoomAvatar GetRoomAvatar DeleteRoomAvatar", func(ctx context.Context, w *world) error {
			return pictured(ctx, w, func() error { return w.admin.UpdateRoomAvatar(ctx, w.room, w.picture) },
				func() (string, error) { return w.admin.GetRoomAvatar(ctx, w.room) },
				func() error { return w.admin.DeleteRoomAvatar(ctx, w.room) })
		}},
		{"UpdateGroupAvatar GetGroupAvatar DeleteGroupAvatar", func(ctx context.Context, w *world) error {
			return pictured(ctx, w, func() error { return w.admin.UpdateGroupAvatar(ctx, 1, w.picture) },
				func() (string, error) { return w.admin.GetGroupAvatar(ctx, 1) },
				func() error { return w.admin.DeleteGroupAvatar(ctx, 1) })
		}},
		{"UpdatePhoto GetPhoto DeletePhoto", func(ctx context.Context, w *world) error {
			return pictured(ctx, w, func() error { return w.admin.UpdatePhoto(ctx, w.ada, w.picture) },
				func() (string, error) { return w.admin.GetPhoto(ctx, w.ada, hipchat.PhotoBig) },
				func() error { return w.admin.DeletePhoto(ctx, w.ada) })
		}},
	}
}

func aboutAddons() []step {
	update := hipchat.GlanceUpdate{Key: "build", Content: hipchat.GlanceContent{Label: hipchat.GlanceLabel{Type: "html", Value: "<b>3</b> red"}}}
	return []step{
		{"AddonUIUpdate RoomAddonUIUpdate UserInRoomAddonUIUpdate UserAddonUIUpdate", func(ctx context.Context, w *world) error {
			glance := hipchat.Glance{Key: "build", Name: hipchat.Text{Value: "Build"}, Icon: hipchat.Icon{URL: "https://a.test/i", URL2x: "https://a.test/j"}}
			if _, err := w.addon.CreateGlobalGlance(ctx, glance); err != nil {
				return err
			}
			return errors.Join(
				w.addon.AddonUIUpdate(ctx, update), w.addon.RoomAddonUIUpdate(ctx, w.room, update),
				w.addon.UserInRoomAddonUIUpdate(ctx, w.room, w.ada, update), w.addon.UserAddonUIUpdate(ctx, w.ada, update),
			)
		}},
		{"CreateIntegrationLink InvokeIntegrationLink DeleteIntegrationLink", func(ctx context.Context, w *world) error {
			link, err := w.addon.CreateIntegrationLink(ctx, hipchat.IntegrationLinkRequest{Target: w.addonURL + "/link", TTL: new(int64(60))})
			if err != nil {
				return err
			}
			address, err := w.admin.InvokeIntegrationLink(ctx, link.Token)
			if err := expect(err, address, "https://addon.example.test/here"); err != nil {
				return err
			}
			return w.addon.DeleteIntegrationLink(ctx, link.Token)
		}},
		{"GetIntegrationInstallableData", func(ctx context.Context, w *world) error {
			_, err := w.admin.GetIntegrationInstallableData(ctx, "test.addon", "used")
			return expect(nil, errors.Is(err, hipchat.ErrNotFound), true)
		}},
	}
}

// module calls the three methods of one kind in one place.
func module[M any](ctx context.Context, create func(context.Context, M) (hipchat.ExtensionCreated, error), get func(context.Context, string) (M, error), remove func(context.Context, string) error, m M) error {
	if _, err := create(ctx, m); err != nil {
		return err
	}
	got, err := get(ctx, "k")
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(got, m) {
		return fmt.Errorf("got %+v, want %+v", got, m)
	}
	return remove(ctx, "k")
}

// inRoom binds a method of a room to it.
func inRoom[A, R any](room hipchat.ID, f func(context.Context, hipchat.ID, A) (R, error)) func(context.Context, A) (R, error) {
	return func(ctx context.Context, a A) (R, error) { return f(ctx, room, a) }
}

func outOf(room hipchat.ID, f func(context.Context, hipchat.ID, string) error) func(context.Context, string) error {
	return func(ctx context.Context, key string) error { return f(ctx, room, key) }
}

func aboutExtensions() []step {
	name := hipchat.Text{Value: "N"}
	action := hipchat.Action{Key: "k", Name: name, Location: hipchat.LocationInputAction, Target: hipchat.Target{Key: "t"}}
	dialog := hipchat.Dialog{Key: "k", Title: name, URL: "https://a.test/d"}
	external := hipchat.ExternalPage{Key: "k", Name: &name, URL: "https://a.test/e"}
	glance := hipchat.Glance{Key: "k", Name: name, Icon: hipchat.Icon{URL: "https://a.test/i", URL2x: "https://a.test/j"}}
	panel := hipchat.WebPanel{Key: "k", Name: name, URL: "https://a.test/p", Location: hipchat.LocationSidebarRight}
	return []step{
		{"CreateGlobalAction GetGlobalAction DeleteGlobalAction", func(ctx context.Context, w *world) error {
			return module(ctx, w.addon.CreateGlobalAction, w.addon.GetGlobalAction, w.addon.DeleteGlobalAction, action)
		}},
		{"CreateGlobalDialog GetGlobalDialog DeleteGlobalDialog", func(ctx context.Context, w *world) error {
			return module(ctx, w.addon.CreateGlobalDialog, w.addon.GetGlobalDialog, w.addon.DeleteGlobalDialog, dialog)
		}},
		{"CreateGlobalExternalPage GetGlobalExternalPage DeleteGlobalExternalPage", func(ctx context.Context, w *world) error {
			return module(ctx, w.addon.CreateGlobalExternalPage, w.addon.GetGlobalExternalPage, w.addon.DeleteGlobalExternalPage, external)
		}},
		{"CreateGlobalGlance GetGlobalGlance DeleteGlobalGlance", func(ctx context.Context, w *world) error {
			return module(ctx, w.addon.CreateGlobalGlance, w.addon.GetGlobalGlance, w.addon.DeleteGlobalGlance, glance)
		}},
		{"CreateGlobalWebPanel GetGlobalWebPanel DeleteGlobalWebPanel", func(ctx context.Context, w *world) error {
			return module(ctx, w.addon.CreateGlobalWebPanel, w.addon.GetGlobalWebPanel, w.addon.DeleteGlobalWebPanel, panel)
		}},
		{"CreateGlobalWebhook GetGlobalWebhook DeleteGlobalWebhook", func(ctx context.Context, w *world) error {
			return keyedWebhook(ctx, w.addon.CreateGlobalWebhook, w.addon.GetGlobalWebhook, w.addon.DeleteGlobalWebhook)
		}},
		{"CreateRoomAction GetRoomAction DeleteRoomAction", func(ctx context.Context, w *world) error {
			return module(ctx, inRoom(w.room, w.addon.CreateRoomAction), inRoom(w.room, w.addon.GetRoomAction), outOf(w.room, w.addon.DeleteRoomAction), action)
		}},
		{"CreateRoomDialog GetRoomDialog DeleteRoomDialog", func(ctx context.Context, w *world) error {
			return module(ctx, inRoom(w.room, w.addon.CreateRoomDialog), inRoom(w.room, w.addon.GetRoomDialog), outOf(w.room, w.addon.DeleteRoomDialog), dialog)
		}},
		{"CreateRoomExternalPage GetRoomExternalPage DeleteRoomExternalPage", func(ctx context.Context, w *world) error {
			return module(ctx, inRoom(w.room, w.addon.CreateRoomExternalPage), inRoom(w.room, w.addon.GetRoomExternalPage), outOf(w.room, w.addon.DeleteRoomExternalPage), external)
		}},
		{"CreateRoomGlance GetRoomGlance DeleteRoomGlance", func(ctx context.Context, w *world) error {
			return module(ctx, inRoom(w.room, w.addon.CreateRoomGlance), inRoom(w.room, w.addon.GetRoomGlance), outOf(w.room, w.addon.DeleteRoomGlance), glance)
		}},
		{"CreateRoomWebPanel GetRoomWebPanel DeleteRoomWebPanel", func(ctx context.Context, w *world) error {
			return module(ctx, inRoom(w.room, w.addon.CreateRoomWebPanel), inRoom(w.room, w.addon.GetRoomWebPanel), outOf(w.room, w.addon.DeleteRoomWebPanel), panel)
		}},
		{"CreateRoomWebhook GetRoomWebhook DeleteRoomWebhook", func(ctx context.Context, w *world) error {
			return keyedWebhook(ctx, inRoom(w.room, w.addon.CreateRoomWebhook), inRoom(w.room, w.addon.GetRoomWebhook), outOf(w.room, w.addon.DeleteRoomWebhook))
		}},
	}
}

func keyedWebhook(ctx context.Context, create func(context.Context, hipchat.WebhookRequest) (hipchat.ExtensionCreated, error), get func(context.Context, string) (hipchat.Webhook, error), remove func(context.Context, string) error) error {
	if _, err := create(ctx, hipchat.WebhookRequest{Key: "k", URL: "https://a.test/w", Event: hipchat.EventRoomMessage}); err != nil {
		return err
	}
	hook, err := get(ctx, "k")
	if err := expect(err, hook.URL, "https://a.test/w"); err != nil {
		return err
	}
	return remove(ctx, "k")
}

func aboutV1() []step {
	return []step{
		{"RoomsCreate RoomsShow RoomsList RoomsDelete", func(ctx context.Context, w *world) error {
			made, err := w.v1.RoomsCreate(ctx, hipchat.RoomCreateV1{Name: "Boiler Room", Privacy: hipchat.PrivacyPrivate})
			if err := expect(err, made.IsPrivate, true); err != nil {
				return err
			}
			shown, err := w.v1.RoomsShow(ctx, "Boiler Room")
			if err := expect(err, shown.RoomID, made.RoomID); err != nil {
				return err
			}
			rooms, err := w.v1.RoomsList(ctx)
			if err := expect(err, len(rooms), 3); err != nil {
				return err
			}
			return w.v1.RoomsDelete(ctx, hipchat.IDOf(made.RoomID))
		}},
		{"RoomsMessage RoomsTopic RoomsHistory", func(ctx context.Context, w *world) error {
			if err := w.v1.RoomsMessage(ctx, hipchat.MessageSendV1{RoomID: w.room, From: "Cron", Message: "backup done", Notify: true}); err != nil {
				return err
			}
			if err := w.v1.RoomsTopic(ctx, hipchat.TopicV1{RoomID: w.room, Topic: ""}); err != nil {
				return err
			}
			messages, err := w.v1.RoomsHistory(ctx, hipchat.HistoryV1{RoomID: w.room})
			if err != nil {
				return err
			}
			for _, m := range messages {
				if m.From == (hipchat.FromV1{Name: "Cron", UserID: "api"}) && m.Message == "backup done" {
					return nil
				}
			}
			return fmt.Errorf("not in %+v", messages)
		}},
		{"UsersCreate UsersShow UsersUpdate UsersDelete UsersUndelete UsersList", func(ctx context.Context, w *world) error {
			made, password, err := w.v1.UsersCreate(ctx, hipchat.UserCreateV1{Email: "di@example.test", Name: "Di Marsh"})
			if err := expect(err, password != "", true); err != nil {
				return err
			}
			id, title := hipchat.IDOf(made.UserID), "Stoker"
			changed, err := w.v1.UsersUpdate(ctx, hipchat.UserUpdateV1{UserID: id, Title: &title})
			if err := expect(err, changed.Title, title); err != nil {
				return err
			}
			if err := errors.Join(w.v1.UsersDelete(ctx, id), w.v1.UsersUndelete(ctx, id)); err != nil {
				return err
			}
			shown, err := w.v1.UsersShow(ctx, "di@example.test")
			if err := expect(err, shown.UserID, made.UserID); err != nil {
				return err
			}
			_, err = w.v1.UsersList(ctx, true)
			return err
		}},
	}
}

func aboutEnds() []step {
	return []step{
		{"GenerateToken GetSession DeleteSession", func(ctx context.Context, w *world) error {
			made, err := w.admin.GenerateToken(ctx, hipchat.Credentials{}, hipchat.TokenRequest{
				GrantType: hipchat.GrantPassword, Username: stoatest.AdminEmail, Password: stoatest.AdminPassword, Scope: hipchat.ScopeViewGroup,
			})
			if err != nil {
				return err
			}
			s, err := w.admin.GetSession(ctx, made.AccessToken, "owner")
			if err := expect(err, s.OwnerType+" "+s.Owner.Name, "user Administrator"); err != nil {
				return err
			}
			if err := w.admin.DeleteSession(ctx, made.AccessToken); err != nil {
				return err
			}
			_, err = w.admin.GetSession(ctx, made.AccessToken)
			return expect(nil, errors.Is(err, hipchat.ErrNotFound), true)
		}},
	}
}

// spec: auth, 3
func TestATestedTokenChangesNothing(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	for token, kind := range map[string]error{s.RoomToken("Ops", "CI"): nil, "nobody's": hipchat.ErrUnauthorized} {
		c, err := hipchat.NewClient(s.URL, hipchat.WithToken(token), hipchat.WithAuthTest())
		if err != nil {
			t.Fatal(err)
		}
		err = c.SendRoomNotification(t.Context(), "Ops", hipchat.NotificationRequest{Message: "never said"})
		if !errors.Is(err, kind) {
			t.Errorf("%v", err)
		}
	}
	if n, err := count(s.Client(s.Token).ViewRecentRoomHistory(t.Context(), "Ops", hipchat.RecentQuery{})); n != 0 || err != nil {
		t.Errorf("%d messages, %v", n, err)
	}
}
