package addon_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// spec: product, 13.4
func TestAnAddonWorksAtEveryLevel(t *testing.T) {
	for _, level := range hipchat.Levels() {
		t.Run(string(level), func(t *testing.T) {
			t.Parallel()
			s := stoatest.Start(t, atLevel(level))
			s.Room("Ops")
			for _, c := range []struct {
				name string
				test func(*testing.T, *stoatest.Server, hipchat.Level)
			}{
				{"it is installed in a room, used and removed", func(t *testing.T, s *stoatest.Server, l hipchat.Level) { comesAndGoes(t, s, l, "Ops") }},
				{"it is installed for the group, used and removed", func(t *testing.T, s *stoatest.Server, l hipchat.Level) { comesAndGoes(t, s, l, "") }},
				{"Supports tells what the document shows", supports},
				{"a command is heard and answered", answers},
				{"a glance is updated for everybody", updates},
			} {
				t.Run(c.name, func(t *testing.T) { c.test(t, s, level) })
			}
		})
	}
}

// spec: connect, 3.4, 3.6
func comesAndGoes(t *testing.T, s *stoatest.Server, level hipchat.Level, room string) {
	gone := make(chan addon.Record, 1)
	a := serve(t, func(o *addon.Options) {
		o.Uninstalled = func(_ context.Context, r addon.Record) { gone <- r }
	})
	in, there := installed(t, s, a, room)
	if (in.RoomID() != 0) != (room != "") || in.Record().GroupName == "" {
		t.Errorf("%+v", in.Record())
	}
	notify(t, in, "Ops", "high water in "+room)
	if got := last(t, s, "Ops"); got.Message != "high water in "+room || got.From.Name != "Tides" {
		t.Errorf("%+v", got)
	}
	if _, err := s.Remote.RemoveAddon(t.Context(), there.ID); err != nil {
		t.Fatal(err)
	}
	if r := await(t, gone, "the removal"); r.OAuthID != in.ID() {
		t.Errorf("%s has gone instead of %s", r.OAuthID, in.ID())
	}
	if _, err := a.Installation(t.Context(), in.ID()); !errors.Is(err, addon.ErrNotInstalled) {
		t.Errorf("removed, and %v", err)
	}
}

func supports(t *testing.T, s *stoatest.Server, level hipchat.Level) {
	in, _ := installed(t, s, serve(t, func(o *addon.Options) { o.Key = "test.supports" }), "Ops")
	for _, f := range hipchat.Supports() {
		if f.Feature == hipchat.FeatureLongTokens || f.Feature == hipchat.FeatureRoomAvatars {
			continue // no document shows these
		}
		if got := in.Supports(f.Feature); got != level.Has(f.Feature) {
			t.Errorf("%s: %v", f.Feature, got)
		}
	}
}

// spec: connect, 5.2 to 5.5
func answers(t *testing.T, s *stoatest.Server, level hipchat.Level) {
	heard := make(chan addon.RoomMessage, 10)
	a := serve(t, func(o *addon.Options) { o.Key, o.AllowUnsigned = "test.answers", true },
		addon.OnRoomMessage(`^/tide(?:\s+(\w+))?`, func(_ context.Context, _ *addon.Installation, e addon.RoomMessage) (*addon.Answer, error) {
			heard <- e
			card, err := hipchat.Card{Style: "application", ID: "tide", Title: "High water"}.JSON()
			answer := addon.Text("high water in " + e.Match[1])
			answer.Card = card
			return answer, err
		}))
	installed(t, s, a, "Ops")
	posted := watch(t, s, "Ops")
	say(t, s, s.Token, "Ops", "no command") // which a server of level 1.3 sends all the same
	say(t, s, s.Token, "Ops", "/tide Bergen")
	e := await(t, heard, "the command")
	if e.Message.Message != "/tide Bergen" || e.Room.Name != "Ops" || e.Signed != level.Has(hipchat.FeatureWebhookOptions) {
		t.Errorf("%+v", e)
	}
	if code, _ := send(t, "POST", a.url+"/webhook/room_message", nil, `{"event":"room_message","oauth_client_id":"nobody"}`); code != 401 {
		t.Errorf("an unsigned call of nobody's: %d", code)
	}
	got := posted("high water in Bergen")
	if (got.Card != "") != level.Has(hipchat.FeatureCards) {
		t.Errorf("card: %q", got.Card)
	}
}

// spec: connect, 7.2
func updates(t *testing.T, s *stoatest.Server, level hipchat.Level) {
	in, _ := installed(t, s, serve(t, func(o *addon.Options) { o.Key = "test.updates" }, everyPage()...), "Ops")
	err := in.UpdateGlance(t.Context(), "Ops", "tide", addon.Label("<b>ebb</b>"))
	if level.Has(hipchat.FeatureConnect) != (err == nil) || err != nil && !errors.Is(err, addon.ErrUnsupported) {
		t.Error(err)
	}
	if err := in.UpdateGlance(t.Context(), "Ops", "tide", addon.Label("")); err == nil {
		t.Error("an empty label was sent")
	}
}
