package compat_test

import (
	"flag"
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

func findings(r *compat.Report) []string {
	rules := []string{}
	for _, c := range r.Cases {
		for _, f := range c.Findings {
			rules = append(rules, f.Rule)
		}
	}
	return rules
}

// isClean fails unless every case was tried and passed.
func isClean(t *testing.T, r *compat.Report) {
	t.Helper()
	for _, c := range r.Cases {
		if c.Outcome != compat.Passed {
			t.Errorf("%s: %s %s %v", c.Name, c.Outcome, c.Reason, c.Findings)
		}
	}
}

// wrong are add-ons that are wrong in one way, and what must be said of them.
var wrong = []struct{ fault, inCase, rule string }{
	{"no key", "descriptor", "descriptor-invalid"},
	{"self elsewhere", "descriptor", "descriptor-elsewhere"},
	{"a capability in the plural", "descriptor", "descriptor-passed-over"},
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
	{"shows no token", "use", "call-refused"},
	{"makes a webhook without the scope", "use", "scope-unasked"},
	{"vendor's script", "use", "vendor-host"},
	{"builds the consent page", "use", "authorize-elsewhere"},
	{"needs the slash", "no-slash", "slash-needed"},
	{"needs subdomain", "old-document", "optional-field-needed"},
	{"needs groupId", "guide-payload", "payload-field-needed"},
	{"strict", "unknown-fields", "unknown-field-breaks"},
	{"says names as HTML", "markup", "markup-unescaped"},
	{"shows names as HTML", "markup", "markup-unescaped"},
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
	{"never waits", "flaky", "no-retry"},
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

func TestCorrectAddonsAreCleanAndEachWrongOneIsCaughtByExactlyItsFinding(t *testing.T) {
	t.Parallel()
	addons := []compat.Addon{{URL: startTides(t).url + "/descriptor"}, {URL: startFramework(t)}, {URL: startTides(t, "sends text").url + "/descriptor", Only: []string{"markup"}}}
	for _, w := range wrong {
		a := compat.Addon{URL: startTides(t, w.fault).url + "/descriptor", Only: []string{"descriptor", "install", "use", w.inCase}}
		if *whole {
			a.Only = nil
		}
		addons = append(addons, a)
	}
	reports := checkAll(t, addons)
	t.Run("a correct one", func(t *testing.T) { isClean(t, reports[0]) })
	t.Run("one that is made with the framework", func(t *testing.T) { isClean(t, reports[1]) })
	t.Run("one that says names as text", func(t *testing.T) { isClean(t, reports[2]) })
	for i, w := range wrong {
		t.Run(w.fault, func(t *testing.T) { isCaught(t, reports[i+3], w.inCase, w.rule) })
	}
}

func TestACaseThatOthersNeedIsShownWhereItFails(t *testing.T) {
	t.Parallel()
	r, err := compat.Addon{URL: startTides(t, "breaks on webhooks").url + "/descriptor", Only: []string{"clock"}, Quiet: quick}.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]compat.Outcome{}
	for _, c := range r.Cases {
		shown[c.Name] = c.Outcome
	}
	if len(shown) != 2 || shown["use"] != compat.Failed || shown["clock"] != compat.Skipped {
		t.Errorf("%v", shown)
	}
}

// isCaught fails unless the rule in that case is all that was found.
func isCaught(t *testing.T, r *compat.Report, inCase, rule string) {
	for _, c := range r.Cases {
		for _, f := range c.Findings {
			if !slices.Contains(compat.AddonRules(c.Name), f.Rule) {
				t.Errorf("the case %s does not say that it reports %s", c.Name, f.Rule)
			}
			if c.Name != inCase || f.Rule != rule {
				t.Errorf("%s: %s at %s: %q", c.Name, f.Rule, f.Where, f.Seen)
			}
		}
	}
	if got := findings(r); len(got) != 1 {
		t.Errorf("%d findings, want %s", len(got), rule)
	}
}

// checkAll checks add-ons beside each other: nearly all of the time is waiting.
func checkAll(t *testing.T, addons []compat.Addon) []*compat.Report {
	reports := make([]*compat.Report, len(addons))
	places := make(chan struct{}, 16)
	var all sync.WaitGroup
	for i, a := range addons {
		places <- struct{}{} // in their order: the first take longest
		all.Go(func() {
			defer func() { <-places }()
			a.Quiet = quick
			var err error
			if reports[i], err = a.Check(t.Context()); err != nil {
				t.Errorf("%s: %v", a.URL, err)
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
