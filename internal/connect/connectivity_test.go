package connect

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/doctor"
)

func TestConnectivityFollowsFromNeedsAndEvidence(t *testing.T) {
	now := time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)
	before := func(d time.Duration) time.Time { return now.Add(-d) }
	called := []hipchat.Endpoint{{Host: "addon.test", Port: 443, TLS: true, For: []string{"descriptor", "webhook"}}}
	read := []hipchat.Endpoint{{Host: "addon.test", Port: 443, TLS: true, For: []string{"descriptor"}}}
	both, api, hooks, none := hipchat.Needs{Inbound: true, Outbound: called}, hipchat.Needs{Inbound: true, Outbound: read}, hipchat.Needs{Outbound: called}, hipchat.Needs{Outbound: read}
	for _, tt := range []struct {
		name     string
		needs    hipchat.Needs
		evidence chat.Evidence
		state    State
		reason   string
	}{
		{"both ways", both, chat.Evidence{Heard: before(5 * time.Minute), Tried: before(2 * time.Hour), Answered: before(2 * time.Hour), Purpose: "webhook"},
			Connected, "It called this server 5 minutes ago. It answered this server's call (webhook) 2 hours ago."},
		{"nothing known", both, chat.Evidence{},
			NotConnected, "It needs this server's API, and has never called it. This server has not called it yet."},
		{"it never calls", both, chat.Evidence{Tried: now, Answered: now, Purpose: "install"},
			Limited, "It needs this server's API, and has never called it. It answered this server's call (install) just now."},
		{"it does not answer any more", both, chat.Evidence{Heard: before(time.Hour), Tried: before(time.Minute), Answered: before(25 * time.Hour), Purpose: "webhook", Trouble: "tcp_refused"},
			Limited, "It called this server 1 hour ago. This server's last call (webhook) came to nothing 1 minute ago. It last answered 1 day ago. Nothing listens at addon.test:443."},
		{"neither way", both, chat.Evidence{Tried: before(time.Minute), Purpose: "webhook", Trouble: "dns_no_such_host"},
			NotConnected, "It needs this server's API, and has never called it. This server's last call (webhook) came to nothing 1 minute ago. No such host: DNS does not know addon.test."},
		{"a day before it counts as silent", api, chat.Evidence{Heard: before(29 * 24 * time.Hour)},
			Connected, "It called this server 29 days ago. This server does not call it."},
		{"silent for a month", api, chat.Evidence{Heard: before(30 * 24 * time.Hour)},
			NotConnected, "It last called this server 30 days ago. This server does not call it."},
		{"only the API, and its descriptor is gone", api, chat.Evidence{Heard: now, Tried: now, Purpose: "descriptor", Trouble: "tcp_refused"},
			Connected, "It called this server just now. This server's last call (descriptor) came to nothing just now. Nothing listens at addon.test:443."},
		{"only webhooks", hooks, chat.Evidence{Tried: now, Answered: now, Purpose: "webhook"},
			Connected, "It does not call this server. It answered this server's call (webhook) just now."},
		{"only webhooks, and they fail", hooks, chat.Evidence{Tried: now, Purpose: "webhook", Trouble: "callback_slow"},
			NotConnected, "It does not call this server. This server's last call (webhook) came to nothing just now. No answer from addon.test:443 within 10s, although it was reached."},
		{"a purpose without an address of its own", hooks, chat.Evidence{Tried: now, Purpose: "link", Trouble: "proxy_refused"},
			NotConnected, "It does not call this server. This server's last call (link) came to nothing just now. The proxy does not connect to addon.test:443."},
		{"no needs", none, chat.Evidence{}, Connected, "It does not call this server. This server does not call it."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Judge(tt.needs, tt.evidence, "https://chat.test", 20*time.Second, now)
			if got.State != tt.state {
				t.Errorf("%s", got.State)
			}
			if (got.In.Code != doctor.OK) != (got.In.Remedy != "") || (got.Out.Code != doctor.OK) != (got.Out.Remedy != "") {
				t.Errorf("remedies %q and %q", got.In.Remedy, got.Out.Remedy)
			}
			if diff := cmp.Diff(tt.reason, got.Reason()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
