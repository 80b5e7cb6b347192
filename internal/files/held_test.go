package files_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestNoFileIsSweptUpWhileABackupIsMade(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		h, ctx := newHouse(t, url), t.Context()
		if _, err := h.Receive(ctx, h.owner, chat.ToConversation(h.room.ConversationID), "a.txt", strings.NewReader("a")); err != nil {
			t.Fatal(err)
		}
		h.later = time.Hour // its event never came
		dump, err := store.OpenDump(ctx, url, time.Now().Add(h.later))
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Sweep(ctx); err != nil || len(h.shelf.keys) != 1 {
			t.Errorf("during the backup: %v, %v", h.shelf.keys, err)
		}
		if err := dump.Finished(ctx, time.Now()); err != nil {
			t.Fatal(err)
		}
		if err := dump.Close(); err != nil {
			t.Fatal(err)
		}
		if err := h.Sweep(ctx); err != nil || len(h.shelf.keys) != 0 {
			t.Errorf("afterwards: %v, %v", h.shelf.keys, err)
		}
	})
}
