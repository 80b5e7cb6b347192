package importer_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"

	"github.com/stoachat/stoa/internal/importer/archive/archivetest"
)

// served is a server on the imported sample, whose owner is the administrator of stoatest.
func served(t *testing.T, database string) *stoatest.Server {
	t.Helper()
	files, data := sample(t), t.TempDir()
	files["users.json"] = strings.Replace(files["users.json"], "ada@example.test", stoatest.AdminEmail, 1)
	imported(t, database, data, archivetest.Directory(t, files))
	return stoatest.Start(t, stoatest.WithDatabase(database), func(c *app.Config) { c.Data = data })
}

func TestIntegrationsFindAnImportedGroupUnderItsOldIDs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		s, ctx := served(t, database), t.Context()
		c := s.Client(s.Token)
		room, err := c.GetRoom(ctx, hipchat.IDOf(boiler))
		if err != nil || room.Name != "Boiler Room" || room.Owner.ID != ada || room.Privacy != "private" || room.XMPPJID[:14] != "1_boiler_room@" {
			t.Errorf("%+v, %v", room, err)
		}
		var ids []string
		for m, err := range c.RoomMessages(ctx, hipchat.IDOf(boiler), hipchat.HistoryQuery{}) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, m.ID[len(m.ID)-1:])
			if m.ID == "70000000-0000-4000-8000-000000000002" {
				if got := m.Date; got != "2018-08-08T14:23:54.626267+00:00" {
					t.Errorf("said at %s", got)
				}
				file := s.Call("", http.MethodGet, strings.TrimPrefix(m.File.URL, s.URL), nil)
				thumb := s.Call("", http.MethodGet, strings.TrimPrefix(m.File.ThumbURL, s.URL), nil)
				if file.Status != 200 || file.Body != picture(t, 700) || thumb.Status != 200 {
					t.Errorf("the file: %d, its thumbnail: %d", file.Status, thumb.Status)
				}
			}
		}
		if slices.Sort(ids); strings.Join(ids, "") != "12345689" {
			t.Errorf("history has the messages %v", ids)
		}
		stats, err := c.GetRoomStatistics(ctx, hipchat.IDOf(boiler))
		if err != nil || stats.MessagesSent != 6 || stats.LastActive == nil || *stats.LastActive != "2018-08-08T14:30:00+00:00" {
			t.Errorf("%+v, %v", stats, err)
		}
		inside, err := c.GetAllParticipants(ctx, hipchat.IDOf(boiler), hipchat.ParticipantsQuery{Offline: true})
		if err != nil || len(inside.Items) != 2 {
			t.Errorf("%+v, %v", inside, err)
		}
		direct, err := c.ViewPrivatechatHistory(ctx, hipchat.IDOf(bo), hipchat.HistoryQuery{})
		if err != nil || len(direct.Items) != 2 || direct.Items[0].ID != "50000000-0000-4000-8000-000000000001" || direct.Items[1].File.Size != 4 {
			t.Errorf("%+v, %v", direct, err)
		}
		if u, err := c.ViewUser(ctx, hipchat.IDOf(ada)); err != nil || u.MentionName != "AdaBrook" || u.PhotoURL == nil {
			t.Errorf("%+v, %v", u, err)
		} else if photo := s.Call("", http.MethodGet, strings.TrimPrefix(*u.PhotoURL, s.URL), nil); photo.Status != 200 {
			t.Errorf("%s: %d", *u.PhotoURL, photo.Status)
		}
		if e, err := c.GetEmoticon(ctx, "steam"); err != nil || s.Call("", http.MethodGet, strings.TrimPrefix(e.URL, s.URL), nil).Body != picture(t, 30) {
			t.Errorf("%+v, %v", e, err)
		}
		v1 := s.Call("", http.MethodGet, "/v1/rooms/history?room_id=77&date=2018-08-08&auth_token="+s.V1Token("admin"), nil)
		if v1.Status != 200 || !strings.Contains(v1.Body, `"user_id":777`) || !strings.Contains(v1.Body, "2018-08-08T14:26:00+0000") {
			t.Errorf("%d %s", v1.Status, v1.Body)
		}
		token := s.RoomToken("77", "Deploy Bot")
		if err := s.Client(token).SendRoomNotification(ctx, hipchat.IDOf(boiler), hipchat.NotificationRequest{Message: "and on it goes"}); err != nil {
			t.Error(err)
		}
		if stats, err := c.GetRoomStatistics(ctx, hipchat.IDOf(boiler)); err != nil || stats.MessagesSent != 7 {
			t.Errorf("%+v, %v", stats, err)
		}
	})
}

func TestThePageFindsAnImportedGroupReadAndSearchable(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		s, ctx := served(t, database), t.Context()
		var list struct {
			Items []struct {
				ID     int64
				Unread int
				Room   *struct{ ID int64 }
			}
		}
		s.Call(s.Token, http.MethodGet, "/api/conversations", nil).JSON(t, &list)
		rooms := 0
		for _, c := range list.Items {
			if c.Room != nil {
				rooms++
			}
			if c.Unread != 0 {
				t.Errorf("%+v", c)
			}
		}
		if rooms == 0 {
			t.Errorf("Ada is in no room: %+v", list)
		}
		until(t, func() bool {
			behind, err := s.Remote.SearchBehind(ctx)
			return err == nil && behind == 0
		})
		if found := s.Call(s.Token, http.MethodGet, "/api/search?q=gauge", nil); !strings.Contains(found.Body, "70000000-0000-4000-8000-000000000002") {
			t.Errorf("%d %s", found.Status, found.Body)
		}
		if reset := s.Call(s.Token, http.MethodPost, "/api/admin/users/502/password", map[string]any{}); reset.Status/100 != 2 || !strings.Contains(reset.Body, `"url"`) {
			t.Errorf("Bo has no way in: %d %s", reset.Status, reset.Body)
		}
		if hooks := s.Call(s.Token, http.MethodGet, "/v2/room/77/webhook", nil); !strings.Contains(hooks.Body, `"items":[]`) {
			t.Errorf("%s", hooks.Body)
		}
	})
}

// until waits for a condition.
func until(t *testing.T, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !is(); {
		if time.Now().After(deadline) {
			t.Fatal("it never was so")
		}
	}
}
