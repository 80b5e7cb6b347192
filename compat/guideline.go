package compat

import "slices"

// Guideline is one of the things that the "Integration Guidelines to Support Hipchat Server" ask for.
type Guideline struct {
	ID    string `json:"id"` // IG-01 to IG-23
	Title string `json:"title"`
	Text  string `json:"text"`
}

// Guidelines are all of them, in order.
// spec: connect, compatibility checklist
func Guidelines() []Guideline {
	return []Guideline{
		{"IG-01", "No fixed host of API v1", "The address of API v1 stands neither in the code nor in what is shipped: whoever sets the integration up gives it."},
		{"IG-02", "Base URL and token, or the whole URL (API v1)", "People can give the base URL and the token, or one complete URL: https://HOST/v1/rooms/message?format=json&auth_token=TOKEN."},
		{"IG-03", "API v2 rather than v1", "API v1 is deprecated; API v2 does all that it did."},
		{"IG-04", "No fixed host of API v2", "The address of API v2 stands neither in the code nor in what is shipped: whoever sets the integration up gives it."},
		{"IG-05", "Base URL and token, or the whole URL (API v2)", "People can give the base URL and the token, or one complete URL: https://HOST/v2/room/{id_or_name}/notification?auth_token=TOKEN."},
		{"IG-06", "The whole URL is the better way", "A complete URL is copied from the room's page and pasted: nobody has to put it together."},
		{"IG-07", "Copes when the server cannot call it", "Where no webhook and no callback arrives, the add-on works without, or says what it lacks."},
		{"IG-08", "Copes when it cannot call the server", "Where no call of the API gets through, the add-on waits, tries again, or says what it lacks."},
		{"IG-09", "Copes with older servers", "Members, scopes and endpoints that a server does not have are not needed, or their absence is said."},
		{"IG-10", "Driven by the capabilities document", "All that the add-on knows about a server comes from that server's capabilities document."},
		{"IG-11", "installable.callbackUrl", "The descriptor names the address that is called with an installation."},
		{"IG-12", "The callback takes an installation", "It accepts a POST with capabilitiesUrl, oauthId and oauthSecret."},
		{"IG-13", "Reads capabilitiesUrl", "On installation the add-on reads exactly the address that it was given."},
		{"IG-14", "The API's address from the document", "It is capabilities.hipchatApiProvider.url."},
		{"IG-15", "The consent page's address from the document", "It is capabilities.oauth2Provider.authorizationUrl."},
		{"IG-16", "The token endpoint's address from the document", "It is capabilities.oauth2Provider.tokenUrl."},
		{"IG-17", "The installation is checked", "The document's links.self must be the address that it was read from, and the credentials must give a token; otherwise the installation is refused."},
		{"IG-18", "No assumption about addresses", "The addresses may have nothing in common, and when one moves, reading the document again is enough."},
		{"IG-19", "Announced as compatible", "The directory's listing says that the add-on runs against servers of one's own."},
		{"IG-20", "Instructions for servers of one's own", "The instructions say how to set the integration up for any address."},
		{"IG-21", "Connectivity is described", "The instructions say what must be open in the network."},
		{"IG-22", "Calls to the server are described", "An integration that uses the API says that it must reach the server."},
		{"IG-23", "Calls from the server are described", "An integration with webhooks says which hosts and ports the server must reach."},
	}
}

// GuidelineByID finds one of them.
func GuidelineByID(id string) (Guideline, bool) {
	all := Guidelines()
	i := slices.IndexFunc(all, func(g Guideline) bool { return g.ID == id })
	if i < 0 {
		return Guideline{}, false
	}
	return all[i], true
}
