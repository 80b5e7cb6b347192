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
		{chat.Delivery{State: chat.DeliveryPending, Attempts: 1, LastError: "no answer within 10s: answer first"}, bad, "There was no answer within 10s: answer first."},
		{chat.Delivery{WebhookID: 7, State: chat.DeliveryPending, Attempts: 1, LastStatus: 401, LastError: "the receiver answered 401"}, bad, "stoa delivery secret 7"},
		{chat.Delivery{InstallationID: 3, State: chat.DeliveryPending, Attempts: 1, LastStatus: 401, LastError: "the receiver answered 401: The JWT has expired"},
			bad, "did not believe the call: The JWT has expired. Check the JWT with the secret of the installation"},
		{chat.Delivery{State: chat.DeliveryPending, Attempts: 1, LastStatus: 500, LastError: "the receiver answered 500: no database."}, bad, "failed with 500: no database. It is tried again."},
	} {
		got := onDelivery(tt.delivery)
		if got.Look != tt.look || !strings.Contains(got.Says, tt.says) {
			t.Errorf("got %+v, want %s, %s", got, tt.look, tt.says)
		}
	}
}
