package realtime_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/realtime"
)

func TestWhoIsHereAndWhoComesIsToldWhatTheServerCannotDo(t *testing.T) {
	t.Parallel()
	f := newFeed(t, realtime.Bounds{})
	here := f.open(1)
	f.hub.Tell(nil) // as it was
	f.hub.Tell([]string{"bus"})
	f.hub.Tell([]string{"bus"})
	comes := f.open(0)
	f.hub.Tell([]string{"bus", "database"})
	f.hub.Tell(nil)
	later := f.open(2)
	for name, tt := range map[string]struct {
		page *page
		want [][]string
	}{
		"who is here": {here, [][]string{{"bus"}, {"bus", "database"}, {}}}, "who comes": {comes, [][]string{{"bus"}, {"bus", "database"}, {}}}, "who comes later": {later, nil},
	} {
		tt.page.send(`{"type":"ping"}`)
		var told [][]string
		for got := tt.page.await(); got.Type != "pong"; got = tt.page.await() {
			told = append(told, got.Parts)
		}
		if diff := cmp.Diff(tt.want, told); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
