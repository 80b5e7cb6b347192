package compat

import "slices"

// Rules are all that findings can be about, of all forms of the checker.
func Rules() []Rule {
	return slices.Concat(sharedRules(), sourceRules(), senderRules(), addonRules(), serverRules())
}

// RuleByName finds one of them.
func RuleByName(name string) (Rule, bool) {
	all := Rules()
	i := slices.IndexFunc(all, func(r Rule) bool { return r.Name == name })
	if i < 0 {
		return Rule{}, false
	}
	return all[i], true
}

// The rules that more than one form finds broken.
const (
	fixedHost  = "fixed-host"
	v1Only     = "v1-only"
	trustsAll  = "trusts-any-certificate"
	tellsToken = "tells-token"
)

func sharedRules() []Rule {
	return []Rule{
		{fixedHost, Broken, []string{"IG-01", "IG-04"}, "It calls HipChat's cloud, whatever server it is meant for",
			"Take the base URL and the token, or the whole URL, from whoever sets the integration up, and build every address from it."},
		{v1Only, Advice, []string{"IG-03"}, "It speaks API v1 alone, which is deprecated",
			"Post to /v2/room/{id_or_name}/notification with a room's notification token."},
		{trustsAll, Broken, nil, "It does not look at the server's certificate",
			"Leave the check of certificates on. For an authority of one's own, let its certificate be named (as with SSL_CERT_FILE, NODE_EXTRA_CA_CERTS or --cacert)."},
		{tellsToken, Broken, nil, "The token is shown to whoever reads along",
			"Keep tokens out of what is printed and logged: also out of addresses in messages of errors, because a complete URL has the token in it."},
	}
}
