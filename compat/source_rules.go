package compat

// The rules of the form "source".
const (
	defaultHost    = "default-host"
	fixedEndpoint  = "fixed-endpoint"
	tokenInCode    = "token-in-code"
	jwtUnverified  = "jwt-unverified"
	jwtAlgNone     = "jwt-alg-none"
	fixedTokenPath = "fixed-token-path"
	fixedScheme    = "fixed-scheme"
)

func sourceRules() []Rule {
	return []Rule{
		{defaultHost, Advice, []string{"IG-01", "IG-04"}, "One server is called where nobody has named another",
			"Ask for the address and end with an error when it is missing: who forgets it sends their token to a stranger."},
		{fixedEndpoint, Broken, []string{"IG-01", "IG-04"}, "The address of one server stands in the source",
			"Take the base URL, or the whole URL, from whoever sets the integration up."},
		{tokenInCode, Broken, nil, "A token stands in the source",
			"Read it from the environment or from a file that is not shared, and revoke the one that stands here: history keeps it."},
		{jwtUnverified, Broken, nil, "A signed request is read without checking its signature",
			"Verify with the installation's oauthSecret and HS256 alone before anything in it is believed."},
		{jwtAlgNone, Broken, nil, "Signed requests may come without a signature (alg: none)",
			"Accept HS256 alone; the algorithm is the receiver's to choose and not the sender's."},
		{fixedScheme, Advice, []string{"IG-02", "IG-05"}, "It writes https:// itself and asks for a host instead of a base URL",
			"Ask for the whole base URL: servers stand at plain http, on other ports, and below a path as well."},
		{fixedTokenPath, Broken, []string{"IG-10", "IG-16"}, "The token endpoint's address is put together by hand",
			"Read capabilities.oauth2Provider.tokenUrl from the document at capabilitiesUrl and call it as it stands there."},
	}
}
