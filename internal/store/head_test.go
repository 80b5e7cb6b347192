package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestHeadsAreThoseOfTheNewestEvents(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		full, empty := mustRoom(t, s, "Full", 0), mustRoom(t, s, "Empty", 0)
		mustAppend(t, s, said(full.ConversationID, 1, "one"))
		mustAppend(t, s, said(full.ConversationID, 1, "two"))
		ids := []int64{full.ConversationID, empty.ConversationID}
		for id := int64(1000); id < 3500; id++ {
			ids = append(ids, id) // more than are asked for at once
		}
		got, err := s.Heads(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[int64]int64{full.ConversationID: 2, empty.ConversationID: 0}, got); diff != "" {
			t.Error(diff)
		}
	})
}
