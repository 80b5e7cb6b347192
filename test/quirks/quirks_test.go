// Package quirks_test holds Stoa to what real HipChat clients send and to what they need back: one test for each
// numbered rule, named with its number, and the golden requests byte for byte. The rules were found by running the
// clients against a recording server.
//
// spec: client-quirks
package quirks_test

import (
	"slices"
	"testing"

	"github.com/stoachat/stoa/test/process"
)

// rule is one numbered rule of client behaviour.
type rule struct {
	id    string
	says  string
	check func(t *testing.T, w *world)
}

func TestServerKeepsTheRulesOfRealClients(t *testing.T) {
	tls, err := process.WriteCertificates(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, process.Config{TLS: tls})
	t.Run("rule", func(t *testing.T) {
		for _, r := range allRules() {
			t.Run(r.id, func(t *testing.T) {
				t.Parallel()
				t.Log(r.says)
				r.check(t, w)
			})
		}
	})
}

// allRules are the rules that have a test. TestEveryRuleHasATestThatBearsItsNumber counts them.
func allRules() []rule {
	return slices.Concat(
		transportRules(), credentialRules(), bodyRules(), notificationRules(), memberRules(), addressRules(),
		replyRules(), shapeRules(), v1Rules(), uploadRules(), tokenRules(), installRules(), webhookRules(),
	)
}
