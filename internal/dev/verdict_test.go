package dev

import (
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
)

func TestADeliveryWhoseAnswerWasNotPostedIsNoGoodOne(t *testing.T) {
	for _, tt := range []struct {
		delivery chat.Delivery
		look     string
		says     string
	}{
		{chat.Delivery{State: chat.DeliveryDone, Attempts: 1, LastStatus: 200}, good, "It was taken."},
		{chat.Delivery{State: chat.DeliveryDone, Attempts: 1, LastStatus: 200, LastError: "the answer was not posted: its message must be a string, and is a number"}, bad, "must be a string"},
		{chat.Delivery{State: chat.DeliveryPending, Attempts: 1, LastStatus: 404, LastError: "the receiver answered 404"}, bad, "Nothing takes a POST"},
	} {
		got := onDelivery(tt.delivery)
		if got.Look != tt.look || !strings.Contains(got.Says, tt.says) {
			t.Errorf("got %+v, want %s, %s", got, tt.look, tt.says)
		}
	}
}
