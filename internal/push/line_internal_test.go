package push

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
)

func TestALineMovesOnWhenItsParcelHasArrivedAndHoldsUpNoOther(t *testing.T) {
	l := newLines(3)
	add := func(subscription int64, text string) bool {
		return l.add(parcel{to: chat.PushSubscription{ID: subscription}, payload: []byte(text)})
	}
	var sent []string
	take := func() int64 {
		select {
		case subscription := <-l.next:
			sent = append(sent, string(l.take(subscription).payload))
			return subscription
		default:
			sent = append(sent, "")
			return 0
		}
	}
	room := []bool{add(1, "a"), add(1, "b"), add(2, "c"), add(2, "too many")}
	first := take()
	take()
	take() // nothing: b waits for a
	room = append(room, add(3, "d"), add(1, "e"), add(1, "too many"))
	l.done(first)
	take() // d was there before b was free to go
	l.done(take())
	take()
	if diff := cmp.Diff([]string{"a", "c", "", "d", "b", "e"}, sent); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]bool{true, true, true, false, true, true, false}, room); diff != "" {
		t.Error(diff)
	}
	for _, subscription := range []int64{1, 2, 3} {
		l.done(subscription)
	}
	if n := l.len() + len(l.waiting) + len(l.next); n != 0 {
		t.Errorf("%d are left", n)
	}
}
