package store_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestTheIndexOfHistoryHoldsWhatHistoryShows(t *testing.T) {
	for _, kind := range []chat.Kind{
		chat.KindMessage, chat.KindNotification, chat.KindTopic, chat.KindGuestAccess, chat.KindEnter, chat.KindExit,
	} {
		if indexed := strings.Contains(store.InHistory, "'"+string(kind)+"'"); indexed != kind.Shown() {
			t.Errorf("%s is shown: %v, and in the index: %v", kind, kind.Shown(), indexed)
		}
	}
}

// Every page is read along the index, from a place found in it: nothing is sorted and nothing is scanned.
func TestHistoryIsReadAlongItsIndex(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	for name, q := range historyQueries(1, 1000) {
		plan, err := s.ExplainHistory(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan, "USING INDEX event_history (conversation_id=? AND at") && !strings.Contains(plan, "USING COVERING INDEX event_history (conversation_id=?") &&
			!strings.Contains(plan, "USING INDEX event_history (conversation_id=?)") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s: %s", name, plan)
		}
	}
}

func TestEventsAreFoundByTheirIDsHoweverLongTheLog(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	plan, err := s.ExplainByIDs(t.Context(), 1, []string{"a", "b", "c"})
	if err != nil || !strings.Contains(plan, "USING INDEX event_id (id=?)") {
		t.Errorf("plan: %s, %v", plan, err)
	}
}
