package apiv2_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// spec: rest-v2, 2.6: a deleted message stays, without what it said, unless the caller does not want it
func TestADeletedMessageIsNullInHistory(t *testing.T) {
	s := stoatest.Start(t)
	room := s.Room("Ops")
	var made struct{ ID string }
	s.Call(s.Token, "POST", "/v2/room/Ops/message", map[string]string{"message": "oops @admin"}).JSON(t, &made)
	s.Call(s.Token, "POST", "/v2/room/Ops/message", map[string]string{"message": "stays"})
	if a := s.Call(s.Token, "DELETE", fmt.Sprintf("/api/conversations/%d/events/%s", room.Conversation, made.ID), nil); a.Status != 200 {
		t.Fatalf("delete: %d %s", a.Status, a.Body)
	}
	for query, want := range map[string]int{"": 2, "?include_deleted=true": 2, "?include_deleted=0": 1, "/latest": 2, "/latest?include_deleted=false": 1} {
		var list hipchat.List[hipchat.Message]
		s.Call(s.Token, "GET", "/v2/room/Ops/history"+query, nil).JSON(t, &list)
		if len(list.Items) != want {
			t.Errorf("%s: %d messages", query, len(list.Items))
		}
		if first := list.Items[0]; want == 2 && (!first.Deleted || first.ID != made.ID || len(first.Mentions) != 0) {
			t.Errorf("%s: %+v", query, first)
		}
	}
	if a := s.Call(s.Token, "GET", "/v2/room/Ops/history/"+made.ID, nil); a.Status != 200 || !strings.Contains(string(a.Body), `"message":null`) {
		t.Errorf("by itself: %d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "GET", "/v2/room/Ops/history/"+made.ID+"?include_deleted=false", nil); a.Status != 404 {
		t.Errorf("by itself when it is not wanted: %d %s", a.Status, a.Body)
	}
	if a := s.Call(s.V1Token("admin"), "GET", "/v1/rooms/history?room_id=Ops&date=recent", nil); strings.Contains(string(a.Body), "oops") {
		t.Errorf("in API v1: %s", a.Body)
	}
}
