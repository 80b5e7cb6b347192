package view

import "github.com/stoachat/stoa/hipchat"

// Capabilities is the document that add-ons learn every URL from. It is the same for all callers.
// spec: connect, 1; rest-v2, 4.1.
func (v *View) Capabilities() hipchat.CapabilitiesDocument {
	scopes := make(map[string]hipchat.Scope)
	for _, s := range v.level.Scopes() {
		scopes[s.ID] = s
	}
	doc := hipchat.CapabilitiesDocument{
		Capabilities: hipchat.ServerCapabilities{
			HipchatAPIProvider: hipchat.HipchatAPIProvider{AvailableScopes: scopes, URL: v.URL("/v2/")},
			OAuth2Provider: hipchat.OAuth2Provider{
				AuthorizationURL: v.URL("/users/authorize"), TokenURL: v.URL("/v2/oauth/token"),
			},
		},
		ConnectServerAPIVersion: hipchat.ServerAPIVersion,
		Description:             "Group chat and IM built for teams",
		Key:                     "hipchat",
		Links: hipchat.CapabilitiesLinks{
			API: v.URL("/v2"), Homepage: v.base, Self: v.CapabilitiesURL(), Subdomain: v.base,
		},
		// Some add-on frameworks refuse any other name. spec: connect, 1.
		Name:   "HipChat",
		Vendor: hipchat.Vendor{Name: "Stoa", URL: v.base},
	}
	if !v.level.Has(hipchat.FeatureConnectVersion) {
		doc.ConnectServerAPIVersion, doc.Links.Subdomain = 0, ""
	}
	return doc
}

// CapabilitiesURL is the document's own address, equal byte for byte to what add-ons are given at installation.
// spec: client-quirks, O5.
func (v *View) CapabilitiesURL() string { return v.URL("/v2/capabilities") }
