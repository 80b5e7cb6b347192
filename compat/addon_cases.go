package compat

import (
	"context"

	"github.com/stoachat/stoa/hipchat"
)

// addonCases are all that is tried with an add-on, in order: what ends the one or other add-on's process comes last.
func addonCases() []addonCase {
	return []addonCase{
		trying("descriptor", "The descriptor is one that any server takes",
			checkDescriptor, needs{}, "descriptor-invalid", "descriptor-elsewhere", "descriptor-passed-over", "no-callback", "vendor-host", "webhook-unsigned"),
		trying("install", "It installs where nothing is at a usual address",
			checkInstall, needs{"descriptor"}, "install-refused", "document-unread", "token-unasked", "address-built"),
		trying("use", "It answers webhooks, glances and pages",
			checkUse, needs{"install"}, "webhook-fails", "page-fails", "glance-malformed", "glance-closed", "call-refused", "scope-unasked", "address-built", "authorize-elsewhere", "vendor-host"),
		trying("no-slash", "The API's address has no slash at its end",
			checkNoSlash, needs{"use"}, "slash-needed"),
		trying("old-document", "The document lacks its optional members",
			variant("optional-field-needed", func(s *shape) { s.bare = true }), needs{"use"}, "optional-field-needed"),
		trying("guide-payload", "The installation has the guide's three members only",
			variant("payload-field-needed", func(s *shape) { s.short = true }), needs{"use"}, "payload-field-needed"),
		trying("unknown-fields", "Payload, document and events have members that nobody knows",
			variant("unknown-field-breaks", func(s *shape) { s.extra = true }), needs{"use"}, "unknown-field-breaks"),
		trying("markup", "People's names and words have markup in them",
			checkMarkup, needs{"use"}, "markup-unescaped"),
		trying("level-2.2", "HipChat Server 2.2",
			onLevel(hipchat.Level22), needs{"use"}, "old-server-breaks", "old-server-refused", "missing-scope-asked"),
		trying("level-2.0", "HipChat Server 2.0",
			onLevel(hipchat.Level20), needs{"use"}, "old-server-breaks", "old-server-refused", "missing-scope-asked"),
		trying("global", "It is installed for the whole group",
			checkGlobal, needs{"use"}, "global-refused"),
		trying("wrong-self", "The document calls itself by another address",
			checkWrongSelf, needs{"install"}, "self-unchecked"),
		trying("wrong-secret", "The credentials give no token",
			checkWrongSecret, needs{"install"}, "secret-unchecked"),
		trying("token-down", "The token endpoint is down",
			checkTokenDown, needs{"wrong-secret"}, "installs-without-token"),
		trying("install-blocked", "The add-on cannot reach the server that installs it",
			checkInstallBlocked, needs{"install"}, "installs-unreachable"),
		trying("slow", "The server is slow",
			checkSlow, needs{"use"}, "waits-for-server"),
		trying("flaky", "The server answers 503 once, and then 429",
			checkFlaky, needs{"use"}, "no-retry"),
		trying("limited", "The server answers 429",
			checkLimited, needs{"use"}, "hammers"),
		trying("expired-token", "The token has ended before its time",
			checkExpired, needs{"use"}, "token-not-renewed"),
		trying("moved", "The API and the token endpoint move",
			checkMoved, needs{"use"}, "move-unnoticed", "stale-addresses"),
		trying("renamed", "The room is renamed",
			checkRenamed, needs{"use"}, "room-by-name"),
		trying("forged", "Requests that are not the server's",
			bySigned(checkForged), needs{"use"}, "accepts-unsigned", "accepts-bad-signature", "accepts-alg-none", "accepts-expired", "forged-unanswered"),
		trying("foreign", "Requests that another server signed",
			checkForeign, needs{"forged"}, "foreign-jwt-acts"),
		trying("clock", "The server's clock is half a minute ahead",
			bySigned(checkClock), needs{"use"}, "no-leeway"),
		trying("second-server", "It is installed on two servers and in two rooms",
			checkSecondServer, needs{"use"}, "urls-shared", "tokens-shared"),
		trying("reinstall", "It is installed once more in the same room",
			checkReinstall, needs{"use"}, "reinstall-fails", "dead-token-used"),
		trying("uninstall", "It is removed, and told so twice",
			checkUninstall, needs{"install"}, "uninstall-fails", "uninstall-twice-fails", "outlives-uninstall"),
		trying("outbound-blocked", "The server cannot reach the add-on, not even to say that it is removed",
			checkOutboundBlocked, needs{"expired-token", "reinstall", "uninstall"}, "dead-token-used", "reinstall-fails"),
		trying("forged-uninstall", "Somebody else says that it is removed",
			bySigned(checkForgedUninstall), needs{"uninstall"}, "uninstall-believed"),
		trying("level-1.3", "HipChat Server 1.3",
			onLevel(hipchat.Level13), needs{"old-document"}, "old-server-breaks", "old-server-refused", "missing-scope-asked"),
		trying("inbound-blocked", "The add-on cannot reach the server any more",
			checkInboundBlocked, needs{"use"}, "server-lost"),
	}
}

// needs are names of cases.
type needs []string

func trying(name, title string, run func(context.Context, *visit) ([]Finding, error), n needs, rules ...string) addonCase {
	return addonCase{trial[*visit]{Name: name, Title: title, Rules: rules, Run: run}, n}
}
