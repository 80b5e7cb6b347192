package signin

import (
	"context"
	"errors"
	"testing"
)

func TestWhoWaitsForAnotherSyncGivesUpWithItsContext(t *testing.T) {
	s := New(Config{})
	s.syncing <- struct{}{} // a directory takes its time
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := s.sync(ctx, Directory{Key: "slow"}, false, 0)
		ended <- err
	}()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	if _, there := s.LastSync("slow"); there {
		t.Error("a sync is noted that did not happen")
	}
}
