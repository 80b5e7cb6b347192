package hipchat

import (
	"slices"
	"time"
)

// Level names a release of HipChat Server by what an integration could use on it. The zero value is LevelLatest.
type Level string

// The levels, oldest first.
const (
	Level13     Level = "1.3"
	Level20     Level = "2.0"
	Level22     Level = "2.2"
	LevelLatest Level = "latest"
)

// Levels lists the levels, oldest first.
func Levels() []Level { return []Level{Level13, Level20, Level22, LevelLatest} }

// ParseLevel reads a level; empty is LevelLatest.
func ParseLevel(field, text string) (Level, *Violation) {
	if text == "" {
		return LevelLatest, nil
	}
	if l := Level(text); slices.Contains(Levels(), l) {
		return l, nil
	}
	var names []string
	for _, l := range Levels() {
		names = append(names, string(l))
	}
	return "", NotIn(field, text, names)
}

func (l Level) rank() int {
	if l == "" {
		l = LevelLatest
	}
	return slices.Index(Levels(), l)
}

// Older answers the older one of two levels.
func Older(a, b Level) Level {
	if b.rank() < a.rank() {
		return b
	}
	return a
}

// Feature is something that not every release had.
type Feature string

// The features.
const (
	FeatureConnect        Feature = "connect"         // modules, and everything about them
	FeatureConnectVersion Feature = "connect-version" // apiVersion and its counterpart
	FeatureCards          Feature = "cards"
	FeatureKeyedWebhooks  Feature = "keyed-webhooks"
	FeatureWebhookOptions Feature = "webhook-options" // pattern, authentication
	FeatureUnsignedPages  Feature = "unsigned-pages"
	FeatureNewScopes      Feature = "new-scopes"
	FeatureRoomAvatars    Feature = "room-avatars"
	FeatureLongTokens     Feature = "long-tokens"
)

// Support says since when a feature is there, and what an integration meets on a server without it.
type Support struct {
	Feature Feature
	Since   Level
	What    string
	Before  string
	passed  []string // members of a descriptor that are passed over before, as dotted paths; * is every element
}

// Supports is the one table that decides what a level can do. The vendor's own has not survived: this is made of dated
// documents and of what clients recorded. spec: product, 13.4; connect, 1.
func Supports() []Support {
	return []Support{
		{FeatureConnect, Level20, "glances, web panels, dialogs, actions, external pages, integration links, the schema of descriptors",
			"the methods answer 404; in a descriptor the modules are passed over",
			[]string{"capabilities.glance", "capabilities.webPanel", "capabilities.dialog", "capabilities.action", "capabilities.externalPage", "capabilities.adminPage"}},
		{FeatureConnectVersion, Level20, "`apiVersion` in descriptors; `connect_server_api_version` and `links.subdomain` in the capabilities",
			"`apiVersion` is passed over, the two members are absent", []string{"apiVersion"}},
		{FeatureCards, Level20, "`card` in notifications", "400 that names the field `card`", nil},
		{FeatureKeyedWebhooks, Level20, "webhooks by `PUT /v2/…/extension/webhook/{key}`", "404",
			[]string{"capabilities.webhook.*.key"}},
		{FeatureWebhookOptions, Level20, "`pattern` and `authentication` of webhooks", "passed over: every message is sent, and none is signed",
			[]string{"capabilities.webhook.*.pattern", "capabilities.webhook.*.authentication"}},
		{FeatureUnsignedPages, Level20, "`authentication: none` of the configuration page", "passed over: the page is opened with `signed_request`",
			[]string{"capabilities.configurable.authentication"}},
		{FeatureNewScopes, Level20, "the scopes `import_data`, `view_messages` and `view_room`",
			"not among `availableScopes`; a descriptor that asks for one is refused", nil},
		{FeatureRoomAvatars, Level22, "avatars of rooms and the group", "the methods answer 404", nil},
		{FeatureLongTokens, Level22, "add-ons' tokens for 8 hours", "for 1 hour; trust `expires_in`", nil},
	}
}

// Has tells whether a server of that level has the feature. The empty feature is there at every level.
func (l Level) Has(f Feature) bool {
	if f == "" || l.rank() == LevelLatest.rank() {
		return true // the hot path: nearly every caller, and nearly every method
	}
	for _, s := range Supports() {
		if s.Feature == f {
			return l.rank() >= s.Since.rank()
		}
	}
	return true
}

// Scopes are the scopes that a server of that level knows.
func (l Level) Scopes() []Scope {
	all := Scopes()
	if l.Has(FeatureNewScopes) {
		return all
	}
	return slices.DeleteFunc(all, func(s Scope) bool {
		return s.ID == ScopeImportData || s.ID == ScopeViewMessages || s.ID == ScopeViewRoom
	})
}

// TokenLife is how long the token of an add-on lives. spec: product, 13.4; auth, 4.
func (l Level) TokenLife() time.Duration {
	if l.Has(FeatureLongTokens) {
		return 8 * time.Hour
	}
	return time.Hour
}
