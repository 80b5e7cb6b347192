package addontest_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/addon/addontest"
	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/hipchat/hipchattest"
)

// newTides is an add-on as its author's own main would make it.
func newTides(baseURL string) (*addon.Addon, error) {
	return addon.New(addon.Options{
		Key: "test.tides", Name: "Tides", Description: "Knows the tides", BaseURL: baseURL,
		Scopes: []string{hipchat.ScopeSendNotification},
	},
		addon.OnRoomMessage(`^/tide (\w+)`, func(_ context.Context, _ *addon.Installation, said addon.RoomMessage) (*addon.Answer, error) {
			return addon.Text("High water in " + said.Match[1] + " at 12:40"), nil
		}),
		addon.OnRoomTopicChange(func(ctx context.Context, in *addon.Installation, e addon.RoomTopicChange) (*addon.Answer, error) {
			return nil, in.Post(ctx, hipchat.IDOf(e.Room.ID), *addon.Text("New topic: " + e.Topic))
		}),
		addon.Glance{Key: "tide", Name: "Tide", Icon: hipchat.Icon{URL: "/tide.png"}, Target: "tides",
			Content: func(context.Context, *addon.Caller) (hipchat.GlanceContent, error) {
				return addon.Label("<b>12:40</b>"), nil
			}},
		addon.Panel{Key: "tides", Name: "Tides", Page: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "for user %d in room %d", addon.CallerOf(r.Context()).UserID, addon.CallerOf(r.Context()).RoomID)
		})},
	)
}

// What an author's own test looks like. docs/addon-framework.md shows it.
func TestTidesAnswers(t *testing.T) {
	t.Parallel()
	chat := hipchattest.Start(t)
	tides := addontest.Serve(t, newTides)
	in := addontest.Install(t, chat, tides, chat.Room)

	chat.Say("/tide Oslo")
	chat.Await("High water in Oslo at 12:40")

	if status, body := addontest.Open(t, chat, in, hipchat.KindGlance, "tide"); status != http.StatusOK || !strings.Contains(body, "12:40") {
		t.Errorf("the glance: %d %s", status, body)
	}
	if status, body := addontest.Open(t, chat, in, hipchat.KindWebPanel, "tides"); status != http.StatusOK || !strings.Contains(body, fmt.Sprintf("in room %d", chat.RoomID)) {
		t.Errorf("the panel: %d %s", status, body)
	}

	chat.API(hipchattest.Unavailable) // what is posted waits for the server
	chat.Happen(hipchat.EventRoomTopicChange, "Spring tide")
	chat.API(hipchattest.Fine)
	chat.ExpireTokens()
	chat.Await("New topic: Spring tide")
}

// An add-on is installed on a server of an old release, where it asks for no more than that has, and comes off again.
func TestAnAddonIsTestedOnAnOldServer(t *testing.T) {
	t.Parallel()
	chat := hipchattest.StartAt(t, hipchat.Level13)
	gone := make(chan string, 1)
	tides := addontest.Serve(t, func(baseURL string) (*addon.Addon, error) {
		return addon.New(addon.Options{
			Key: "test.tides", Name: "Tides", Description: "Knows the tides", BaseURL: baseURL,
			Scopes:      []string{hipchat.ScopeSendNotification, hipchat.ScopeViewRoom},
			Uninstalled: func(_ context.Context, rec addon.Record) { gone <- rec.OAuthID },
		})
	})
	in := addontest.Install(t, chat, tides, "")
	if in.May(hipchat.ScopeViewRoom) || in.RoomID() != 0 {
		t.Errorf("the scopes are %v, in room %d", in.Record().Scopes, in.RoomID())
	}
	chat.Uninstall(in.ID())
	select {
	case id := <-gone:
		if id != in.ID() {
			t.Errorf("%s was removed, not %s", id, in.ID())
		}
	case <-t.Context().Done():
	}
}

// The documentation shows what stands here.
func TestTheDocumentationShowsThisTest(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/addon-framework.md")
	if err != nil {
		t.Fatal(err)
	}
	here, err := os.ReadFile("addontest_test.go")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile("(?s)```go addon/addontest/addontest_test.go\n(.*?)```").FindSubmatch(page)
	if shown == nil || !strings.Contains(string(here), string(shown[1])) {
		t.Errorf("docs/addon-framework.md shows %s", shown)
	}
}
