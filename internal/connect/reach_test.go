package connect

import (
	"context"
	"errors"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/doctor"
	"github.com/stoachat/stoa/internal/outbound"
)

// keeper keeps evidence in memory, and fails when it is told to.
type keeper struct {
	fail error
	kept map[int64]chat.Evidence
}

func (k *keeper) AddEvidence(_ context.Context, found []chat.Evidence) error {
	if k.fail != nil {
		return k.fail
	}
	for _, e := range found {
		id := e.InstallationID
		e = k.kept[id].Join(e)
		e.InstallationID = id
		k.kept[id] = e
	}
	return nil
}

func (k *keeper) Evidence(context.Context) (map[int64]chat.Evidence, error) { return k.kept, nil }

func TestEvidenceThatCouldNotBeWrittenIsWrittenTheNextTime(t *testing.T) {
	now := time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)
	k := &keeper{fail: errors.New("the disk is full"), kept: map[int64]chat.Evidence{}}
	r := NewReach(k, func() time.Time { return now })
	first := now
	r.Heard(7)
	r.Made(outbound.Attempt{Party: 7, Purpose: "webhook", Status: 200})
	if _, err := r.All(t.Context()); err == nil {
		t.Fatal("no error")
	}
	k.fail, now = nil, now.Add(time.Minute)
	r.Made(outbound.Attempt{Party: 7, Purpose: "webhook", Err: syscall.ECONNREFUSED})
	got, err := r.All(t.Context())
	want := map[int64]chat.Evidence{7: {InstallationID: 7, Heard: first, Answered: first, Tried: now, Purpose: "webhook", Trouble: "tcp_refused"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestOnlyWhatIsInTheWayOfACallIsTrouble(t *testing.T) {
	for _, tt := range []struct {
		name string
		made outbound.Attempt
		want doctor.Code
	}{
		{"an answer", outbound.Attempt{Purpose: "webhook", Status: http.StatusNoContent}, doctor.OK},
		{"an answer that says no", outbound.Attempt{Purpose: "webhook", Status: http.StatusBadRequest}, doctor.OK},
		{"a fault of the add-on", outbound.Attempt{Purpose: "webhook", Status: http.StatusInternalServerError}, doctor.OK},
		{"a long answer", outbound.Attempt{Purpose: "webhook", Status: http.StatusOK, Err: outbound.ErrTooLarge}, doctor.OK},
		{"a refused signature", outbound.Attempt{Purpose: "webhook", Status: http.StatusUnauthorized}, doctor.SignatureRefused},
		{"a refusal of what is not signed", outbound.Attempt{Purpose: "install", Status: http.StatusForbidden}, doctor.OK},
		{"nothing behind the reverse proxy", outbound.Attempt{Purpose: "webhook", Status: http.StatusBadGateway}, doctor.GatewayDown},
		{"no connection", outbound.Attempt{Purpose: "webhook", Err: syscall.ECONNREFUSED}, doctor.TCPRefused},
		{"no answer in time", outbound.Attempt{Purpose: "webhook", Err: context.DeadlineExceeded, Way: outbound.Trace{Sent: time.Now()}}, doctor.CallbackSlow},
		{"no connection in time", outbound.Attempt{Purpose: "webhook", Err: context.DeadlineExceeded}, doctor.TCPTimeout},
	} {
		if got := trouble(tt.made); got != tt.want {
			t.Errorf("%s: %s", tt.name, got)
		}
	}
}
