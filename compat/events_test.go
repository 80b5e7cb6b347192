package compat_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/compat"
	"github.com/stoachat/stoa/hipchat"
)

// heard notes that an event came, of whatever type.
func heard[T any](note func(string), event string) addon.Handler[T] {
	return func(context.Context, *addon.Installation, T) (*addon.Answer, error) {
		note(event)
		return nil, nil
	}
}

func TestEveryEventThatAnAddonListensToIsCaused(t *testing.T) {
	for _, tt := range []struct {
		name       string
		onlyGroups bool
		out        []string // that no add-on in a room hears, or survives
	}{
		{"in a room", false, []string{hipchat.EventRoomCreated, hipchat.EventRoomDeleted}},
		{"in the whole group", true, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			came := map[string]bool{}
			note := func(event string) {
				mu.Lock()
				defer mu.Unlock()
				came[event] = true
			}
			var handler http.Handler
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
			t.Cleanup(server.Close)
			a, err := addon.New(addon.Options{
				Key: "test.all", Name: "All", Description: "Hears all", BaseURL: server.URL, OnlyGroups: tt.onlyGroups,
				Scopes: []string{hipchat.ScopeSendNotification}, Log: slog.New(slog.DiscardHandler),
			},
				addon.OnRoomMessage("", heard[addon.RoomMessage](note, hipchat.EventRoomMessage)),
				addon.OnRoomNotification("", heard[addon.RoomNotification](note, hipchat.EventRoomNotification)),
				addon.OnRoomTopicChange(heard[addon.RoomTopicChange](note, hipchat.EventRoomTopicChange)),
				addon.OnRoomFileUpload(heard[addon.RoomFileUpload](note, hipchat.EventRoomFileUpload)),
				addon.OnRoomEnter(heard[addon.RoomEnter](note, hipchat.EventRoomEnter)),
				addon.OnRoomExit(heard[addon.RoomExit](note, hipchat.EventRoomExit)),
				addon.OnRoomArchived(heard[addon.RoomArchived](note, hipchat.EventRoomArchived)),
				addon.OnRoomUnarchived(heard[addon.RoomUnarchived](note, hipchat.EventRoomUnarchived)),
				addon.OnRoomCreated(heard[addon.RoomCreated](note, hipchat.EventRoomCreated)),
				addon.OnRoomDeleted(heard[addon.RoomDeleted](note, hipchat.EventRoomDeleted)),
			)
			if err != nil {
				t.Fatal(err)
			}
			handler = a
			report, err := compat.Addon{URL: a.DescriptorURL(), Only: []string{"descriptor", "install", "use"}, Quiet: quick}.Check(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			isClean(t, report)
			want := map[string]bool{}
			for _, event := range hipchat.WebhookEvents() {
				if !slices.Contains(tt.out, event) {
					want[event] = true
				}
			}
			mu.Lock()
			defer mu.Unlock()
			if diff := cmp.Diff(want, came); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, event := range tt.out {
				if !slices.ContainsFunc(report.Notes, func(n string) bool { return strings.Contains(n, event) }) {
					t.Errorf("nobody is told that %s is left out: %q", event, report.Notes)
				}
			}
		})
	}
}
