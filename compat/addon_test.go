package compat_test

import (
	"flag"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stoachat/stoa/compat"
)

// whole tries every wrong add-on in every case, which takes minutes. Without it each is tried in its own case and in those
// that it needs.
var whole = flag.Bool("whole", false, "try each wrong add-on in all cases")

const quick = 30 * time.Millisecond

func check(t *testing.T, s *tides, only ...string) *compat.Report {
	t.Helper()
	r, err := compat.Addon{URL: s.url + "/descriptor", Quiet: quick, Only: only}.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func findings(r *compat.Report) []string {
	rules := []string{}
	for _, c := range r.Cases {
		for _, f := range c.Findings {
			rules = append(rules, f.Rule)
		}
	}
	return rules
}

func TestCorrectAddonIsClean(t *testing.T) {
	t.Parallel()
	r := check(t, startTides(t))
	for _, c := range r.Cases {
		if c.Outcome != compat.Passed {
			t.Errorf("%s: %s %s", c.Name, c.Outcome, c.Reason)
		}
	}
	if len(findings(r)) > 0 {
		if err := r.WriteText(os.Stderr); err != nil {
			t.Fatal(err)
		}
	}
}

// wrong are add-ons that are wrong in one way, and what must be said of them.
var wrong = []struct{ fault, inCase, rule string }{
	{"no key", "descriptor", "descriptor-invalid"},
	{"self elsewhere", "descriptor", "descriptor-elsewhere"},
	{"no callback", "descriptor", "no-callback"},
	{"vendor host in the descriptor", "descriptor", "vendor-host"},
	{"fixed host", "install", "document-unread"},
	{"guesses the document", "install", "address-built"},
	{"builds addresses", "install", "address-built"},
	{"asks for no token", "install", "token-unasked"},
	{"refuses everybody", "install", "install-refused"},
	{"unsigned webhook", "descriptor", "webhook-unsigned"},
	{"remembers addresses", "moved", "stale-addresses"},
	{"needs roomId", "global", "global-refused"},
	{"breaks on webhooks", "use", "webhook-fails"},
	{"no page", "use", "page-fails"},
	{"odd glance", "use", "glance-malformed"},
	{"closed glance", "use", "glance-closed"},
	{"sends nonsense", "use", "call-refused"},
	{"vendor's script", "use", "vendor-host"},
	{"builds the consent page", "use", "authorize-elsewhere"},
	{"needs the slash", "no-slash", "slash-needed"},
	{"needs subdomain", "old-document", "optional-field-needed"},
	{"needs groupId", "guide-payload", "payload-field-needed"},
	{"strict", "unknown-fields", "unknown-field-breaks"},
	{"needs glances", "level-1.3", "old-server-breaks"},
	{"refuses old servers", "level-1.3", "old-server-refused"},
	{"asks for all scopes", "level-1.3", "missing-scope-asked"},
	{"trusts any self", "wrong-self", "self-unchecked"},
	{"ignores the token", "wrong-secret", "secret-unchecked"},
	{"installs when it is down", "token-down", "installs-without-token"},
	{"installs anything", "install-blocked", "installs-unreachable"},
	{"waits for ever", "inbound-blocked", "server-lost"},
	{"one at a time", "slow", "waits-for-server"},
	{"never repeats", "flaky", "no-retry"},
	{"dies of errors", "flaky", "addon-gone"},
	{"hammers", "limited", "hammers"},
	{"never renews", "expired-token", "token-not-renewed"},
	{"never reads again", "moved", "move-unnoticed"},
	{"room by name", "renamed", "room-by-name"},
	{"takes unsigned", "forged", "accepts-unsigned"},
	{"never verifies", "forged", "accepts-bad-signature"},
	{"takes none", "forged", "accepts-alg-none"},
	{"takes expired", "forged", "accepts-expired"},
	{"never refuses", "forged", "forged-unanswered"},
	{"trusts the body", "foreign", "foreign-jwt-acts"},
	{"no leeway", "clock", "no-leeway"},
	{"shares addresses", "second-server", "urls-shared"},
	{"shares tokens", "second-server", "tokens-shared"},
	{"once per room", "reinstall", "reinstall-fails"},
	{"tokens by room", "reinstall", "dead-token-used"},
	{"keeps dead tokens", "outbound-blocked", "dead-token-used"},
	{"no uninstall", "uninstall", "uninstall-fails"},
	{"crashes on unknown", "uninstall", "uninstall-twice-fails"},
	{"forgets nothing", "uninstall", "outlives-uninstall"},
	{"believes any removal", "forged-uninstall", "uninstall-believed"},
}

func TestEachWrongAddonIsCaughtByExactlyItsFinding(t *testing.T) {
	t.Parallel()
	reports := checkAll(t)
	for i, w := range wrong {
		t.Run(w.fault, func(t *testing.T) {
			for _, c := range reports[i].Cases {
				for _, f := range c.Findings {
					if !slices.Contains(compat.AddonRules(c.Name), f.Rule) {
						t.Errorf("the case %s does not say that it reports %s", c.Name, f.Rule)
					}
					if c.Name != w.inCase || f.Rule != w.rule {
						t.Errorf("%s: %s at %s: %q", c.Name, f.Rule, f.Where, f.Seen)
					}
				}
			}
			if got := findings(reports[i]); len(got) != 1 {
				t.Errorf("%d findings, want %s", len(got), w.rule)
			}
		})
	}
}

// checkAll checks the wrong ones beside each other: nearly all of the time is waiting.
func checkAll(t *testing.T) []*compat.Report {
	reports := make([]*compat.Report, len(wrong))
	places := make(chan struct{}, 16)
	var all sync.WaitGroup
	for i, w := range wrong {
		s := startTides(t, w.fault)
		all.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			only := []string{"descriptor", "install", "use", w.inCase}
			if *whole {
				only = nil
			}
			var err error
			reports[i], err = compat.Addon{URL: s.url + "/descriptor", Quiet: quick, Only: only}.Check(t.Context())
			if err != nil {
				t.Errorf("%s: %v", w.fault, err)
			}
		})
	}
	all.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return reports
}

func TestEveryRuleAboutAddonsHasACaseAndAWrongAddon(t *testing.T) {
	caught := map[string]bool{}
	for _, w := range wrong {
		caught[w.rule] = true
	}
	for _, name := range compat.AddonCases() {
		for _, rule := range compat.AddonRules(name) {
			if _, ok := compat.RuleByName(rule); !ok {
				t.Errorf("%s names the rule %s, which there is not", name, rule)
			}
			if !caught[rule] {
				t.Errorf("no wrong add-on shows that %s is found", rule)
			}
		}
	}
}
