package connect_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// deliveries answers the states of what a room's webhooks were owed, the newest first.
func deliveries(t *testing.T, s *stoatest.Server) (states []string) {
	t.Helper()
	var list struct{ Items []struct{ State string } }
	s.Call(s.Token, "GET", "/api/deliveries", nil).JSON(t, &list)
	for _, d := range list.Items {
		states = append(states, d.State)
	}
	return states
}

// What an add-on was owed before it was disabled is sent when it is enabled, and not before.
func TestWhatADisabledAddonIsOwedWaits(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		s.Room("Ops")
		heard, answer := make(chan struct{}, 10), make(chan int, 10)
		addon := s.Addon("Ops", func(d *hipchat.Descriptor, base string) {
			d.Capabilities.Webhooks = hipchat.DescriptorWebhooks{{URL: base + "/heard", Event: "room_topic_change"}}
		}, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(<-answer)
			heard <- struct{}{}
		})
		topic := func(text string) {
			if a := s.Call(s.Token, "PUT", "/v2/room/Ops/topic", map[string]string{"topic": text}); a.Status != http.StatusNoContent {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
		disable := func(disabled bool) {
			if _, err := s.Remote.DisableAddon(t.Context(), addon.Installation.ID, disabled); err != nil {
				t.Fatal(err)
			}
		}
		topic("first")
		topic("second") // waits behind the first
		answer <- http.StatusServiceUnavailable
		await(t, heard, "the first attempt")
		disable(true)
		topic("unheard")
		if got, want := deliveries(t, s), []string{"held", "held"}; !slices.Equal(got, want) {
			t.Errorf("while disabled they are %v", got)
		}
		if a := s.Call(s.Token, "GET", "/api/deliveries/1/curl", nil); a.Status != http.StatusConflict || !strings.Contains(a.Body, "disabled") {
			t.Errorf("as a command: %d %s", a.Status, a.Body)
		}
		disable(false)
		topic("third")
		for range 3 {
			answer <- http.StatusNoContent
		}
		for _, want := range []string{"first", "first", "second", "third"} {
			var got struct{ Item struct{ Topic string } }
			call := await(t, addon.Calls, want)
			if err := json.Unmarshal([]byte(call.Body), &got); err != nil || got.Item.Topic != want {
				t.Errorf("heard %q, want %q: %v", got.Item.Topic, want, err)
			}
		}
	})
}

// spec: connect, 3.7
func TestAnUpdateKeepsWhatTheAddonMadeAndTheWebhooksThatStay(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	for _, f := range []flow{
		{name: "with the old client", callback: true, updateCallback: true, promise: latest()},
		{name: "with a new client", callback: true, promise: latest()},
	} {
		t.Run(f.name, func(t *testing.T) {
			p := newPlugin(t, s, f.installable)
			p.asksFor(hipchat.ScopeAdminRoom)
			client := f.installs(p, "Ops")
			token := p.grant(client, hipchat.ScopeAdminRoom).AccessToken
			for _, c := range []struct{ path, body string }{
				{"/v2/room/Ops/extension/webhook/made", `{"url":"` + p.base + `/made","event":"room_exit"}`},
				{"/v2/room/Ops/extension/externalPage/made", `{"key":"made","url":"` + p.base + `/made","name":{"value":"Made"}}`},
			} {
				if a := s.Call(token, "PUT", c.path, c.body); a.Status != http.StatusCreated {
					t.Fatalf("%s: %d %s", c.path, a.Status, a.Body)
				}
			}
			before := p.hooks()
			p.change(func(d *hipchat.Descriptor) {
				d.Name = "Renamed"
				d.Capabilities.Webhooks = append(d.Capabilities.Webhooks, hipchat.WebhookRequest{URL: p.base + "/more", Event: "room_enter"})
			})
			in, err := p.agree(f.address(p), "Ops")
			if err != nil {
				t.Fatal(err)
			}
			kept := f.updateCallback
			if kept {
				p.next("POST /updated")
			} else {
				old := client
				client = f.given(p, in, "/installed", "/page")
				p.next("DELETE /installed/" + old.OAuthID)
			}
			after := p.hooks()
			declared := before["room_message"]
			if declared.Secret == "" || after["room_message"] != declared {
				t.Errorf("the webhook that stays was %+v, is %+v", declared, after["room_message"])
			}
			if _, there := after["room_enter"]; !there {
				t.Errorf("the new webhook is not there: %+v", after)
			}
			if got := after["room_exit"]; kept && got != before["room_exit"] || !kept && got.ID != 0 {
				t.Errorf("the webhook that it made was %+v, is %+v", before["room_exit"], got)
			}
			if want := map[bool]int{true: 2, false: 1}[kept]; p.shown() != want {
				t.Errorf("%d modules are shown, want %d", p.shown(), want)
			}
			p.hears("after the update")
			f.leaves(p, "Ops", client)
		})
	}
}
