package reference

import (
	"fmt"
	"strings"
)

// ConnectRow is a member of an add-on's descriptor with what became of it.
type ConnectRow struct {
	Member string // webPanel.url; top-level members stand by themselves
	Lacks  string // what is not there yet; empty: all of it is
	Unused bool   // it is checked, and that is all
	Tests  []string
}

// State is yes, partial or no.
func (r ConnectRow) State() string {
	switch {
	case r.Unused:
		return "no"
	case r.Lacks != "":
		return "partial"
	}
	return "yes"
}

// The tests that prove several rows.
const (
	checked  = "hipchat.TestDescriptorsAreCheckedAgainstTheSchema"
	modules  = "hipchat.TestModulesAreCheckedMemberByMember"
	flows    = "internal/connect.TestAPlainAddonGoesThroughEveryFlow"
	levels   = "internal/connect.TestAPlainAddonGoesThroughEveryFlowAtEveryLevel"
	places   = "internal/connect.TestAnAddonIsInstalledOnlyWhereItsDescriptorAllows"
	spoilt   = "internal/connect.TestNothingIsHalfDoneWhenACallbackGoesWrong"
	signed   = "internal/api.TestAnAddonsPagesAreOpenedAtSignedAddresses"
	called   = "internal/api.TestThePageMayCallWhatGlancesAskAndOnlyWhoIsSignedInLearnsWhere"
	said     = "internal/apiv2.TestGlancesShowWhatWasSaidToTheFewest"
	rights   = "internal/api.TestAddressesAreSignedOnlyForWhoSeesTheAddonThere"
	payloads = "internal/webhook.TestPayloadsAreTheDocumentedOnes"
	verified = "internal/webhook.TestDeliveriesAreSignedAsAddonsVerifyThem"
	kept     = "internal/apiv2.TestExtensionsAreMadeReadReplacedAndRemoved"
	consent  = "internal/oauth.TestAPersonLetsAnAddonActForThem"
	granted  = "internal/oauth.TestAnAddonGetsOnlyWhatItsDescriptorAsksFor"
)

// ConnectRows are all members that a descriptor may have. spec: connect, 2.2, 2.3.
func ConnectRows() []ConnectRow {
	of := func(capability, lacks string, tests []string, members ...string) (rows []ConnectRow) {
		for _, m := range members {
			rows = append(rows, ConnectRow{Member: capability + m, Lacks: lacks, Tests: tests})
		}
		return rows
	}
	var all []ConnectRow
	for _, rows := range [][]ConnectRow{
		of("", "", []string{checked, flows}, "key", "name", "description", "links", "vendor"),
		of("", "", []string{checked, levels}, "apiVersion"),
		of("installable.", "", []string{places}, "allowGlobal", "allowRoom"),
		of("installable.", "", []string{flows, levels, spoilt}, "callbackUrl", "updateCallbackUrl"),
		of("installable.", "", []string{flows, levels}, "installedUrl", "updatedUrl", "uninstalledUrl"),
		of("hipchatApiConsumer.", "", []string{granted}, "scopes"),
		of("hipchatApiConsumer.", "", []string{payloads}, "fromName"),
		{{Member: "hipchatApiConsumer.avatar", Lacks: "checked, not shown beside messages", Unused: true, Tests: []string{checked}}},
		of("oauth2Consumer.", "", []string{consent}, "redirectionUrls"),
		{
			{Member: "oauth2Provider.authorizationUrl", Lacks: "kept; no source says what it was for", Unused: true, Tests: []string{checked}},
			{Member: "oauth2Provider.tokenUrl", Lacks: "kept; no source says what it was for", Unused: true, Tests: []string{checked}},
		},
		of("configurable.", "", []string{signed, rights}, "url", "authentication", "allowAccessToRoomAdmins"),
		of("adminPage.", "", []string{signed, rights}, "url"),
		of("webhook.", "", []string{payloads, verified}, "url", "event", "pattern", "name", "key", "authentication"),
		of("glance.", "", []string{modules, kept, said}, "key"),
		of("glance.", "", []string{modules, kept}, "name", "icon", "weight", "conditions"),
		of("glance.", "", []string{modules, kept}, "target"),
		of("glance.", "", []string{signed, called}, "queryUrl"),
		of("webPanel.", "", []string{signed}, "url", "authentication"),
		of("webPanel.", "", []string{modules, kept}, "key", "name", "location", "icon", "weight", "conditions"),
		of("dialog.", "", []string{signed}, "url", "authentication"),
		of("dialog.", "", []string{modules, kept}, "key", "title", "options"),
		of("action.", "", []string{modules, kept}, "key", "name", "location", "target", "weight", "conditions"),
		of("externalPage.", "", []string{signed}, "url"),
		of("externalPage.", "", []string{modules, kept}, "key", "name"),
	} {
		all = append(all, rows...)
	}
	return all
}

func connectSection() string {
	var b strings.Builder
	b.WriteString("\n## Connect: members of descriptors\n\n| | member | tests |\n|---|---|---|\n")
	for _, r := range ConnectRows() {
		state := r.State()
		if r.Lacks != "" {
			state += ": " + r.Lacks
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s |\n", state, r.Member, "`"+strings.Join(r.Tests, "`, `")+"`")
	}
	return b.String()
}
