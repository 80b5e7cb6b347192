package compat

// What turns the check of certificates off, in many languages.
var trusting = []*pattern{
	newPattern(`\brejectUnauthorized["']?\s*[:=]\s*false\b`),
	newPattern(`\bNODE_TLS_REJECT_UNAUTHORIZED["']?\]?\s*[:=]\s*["']?0`),
	newPattern(`\bstrictSSL["']?\s*[:=]\s*false\b`),
	newPattern(`\bInsecureSkipVerify\s*[:=]\s*true\b`),
	newPattern(`\b_create_unverified_context\b|\bCERT_NONE\b|\bcheck_hostname\s*=\s*False\b|\bdisable_warnings\(`),
	newPattern(`\bVERIFY_NONE\b|\bverify_ssl\s*(?:=>|:|=)\s*(?:false|False)\b|\bvalidate_certs\s*[:=]\s*(?:no|false)\b`),
	newPattern(`\bCURLOPT_SSL_VERIFY(?:PEER|HOST)\s*(?:,|=>)\s*(?:false|FALSE|0)\b`),
	newPattern(`["'](?:verify_peer|verify_peer_name|verify|sslverify)["']\s*=>\s*false\b`),
	newPattern(`\bcurl\b(?:[^|;&\n]|\\\n)*?\s(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure)(?:\s|$)`),
	newPattern(`\bwget\b(?:[^|;&\n]|\\\n)*?\s--no-check-certificate\b`),
	newPattern(`\b(?:TrustAllStrategy|TrustSelfSignedStrategy|NoopHostnameVerifier|ALLOW_ALL_HOSTNAME_VERIFIER)\b`),
	newPattern(`\bcheckServerTrusted\([^)]*\)\s*(?:throws\s+\w+\s*)?\{\s*\}`),
	newPattern(`\bServerCertificate(?:Custom)?ValidationCallback\b[^;]*\btrue\b`),
}

// The same where Python and Ruby write it; with a JWT it means something else.
var verifyFalse = newPattern(`\bverify\s*(?:=|:)\s*(?:False|false)\b`)

func (f *file) certificates() []Finding {
	var list []Finding
	for _, pattern := range trusting {
		for _, at := range pattern.FindAllStringIndex(f.code, maxFindings) {
			list = append(list, f.at(trustsAll, at[0]))
		}
	}
	for _, at := range verifyFalse.FindAllStringIndex(f.code, maxFindings) {
		if !aboutJWT.MatchString(f.code[f.statement(at[0]):at[1]]) {
			list = append(list, f.at(trustsAll, at[0]))
		}
	}
	return once(list)
}

var (
	aboutJWT = newPattern(`(?i)jwt|decode`)
	algNone  = newPattern(`(?i)\balgorithms?["']?\s*(?:=>|[:=])\s*[\[{(]?[^\])};\n]*["']none["']|\bUnsafeAllowNoneSignatureType\b|\bSigningMethodNone\b|\bAlgorithm\.none\(|\bparseUnsecuredClaims\(|\bparseClaimsJwt\(`)
	// What reads a signed request without its signature.
	unverified = []*pattern{
		newPattern(`\bjwt\.decode\(\s*[\w.\[\]'"$]+\s*(?:\)|,\s*(?:\{|null\b|undefined\b|''|""))`),
		newPattern(`\bjwt\.decode\([^)\n]*,\s*true\s*\)`),
		newPattern(`\b(?:jwt_decode|jwtDecode|decodeJwt)\(`),
		newPattern(`(?i)\bjwt\.decode[^;\n]*\bverify\s*=\s*False`),
		newPattern(`["']?verify_signature["']?\s*[:=]\s*False`),
		newPattern(`\bget_unverified_claims\(`),
		newPattern(`\bJWT\.decode[ (][^;\n]*,\s*nil\s*,\s*false`),
		newPattern(`\bParseUnverified\(`),
		newPattern(`\bJWT\.decode\(\s*\w+\s*\)`),
		newPattern(`(?i)(?:jwt|signed_?request|token|assertion)\w*["')\]]*(?:\.split\(|,\s*)\s*["']\.["'](?:\s*\)|,\s*\d+\))?\)?\s*\[\s*1\s*\]`),
		newPattern(`(?i)explode\(\s*["']\.["']\s*,\s*\$\w*(?:jwt|signed|token)\w*\s*\)\s*\[\s*1\s*\]`),
	}
	// What checks one. A file may read whose a request is before it checks it: it has to.
	verified = newPattern(`(?i)\bjwt\.verify\b|\bjwtVerify\b|\bhmac\b|\bcreateHmac\b|\bhash_hmac\b|\bMac\.getInstance\b|\bHMAC256\b|\.verify\(|` +
		`\bjwt\.decode\(\s*[\w.\[\]'"$]+\s*,\s*[\w.]*(?:secret|key)\w*|\bJWT\.decode[ (][^;\n]*,\s*true\b|\bWithValidMethods\b|\bparseClaimsJws\b`)
)

// signatures finds signed requests that are believed without a look at their signature.
func (f *file) signatures() []Finding {
	var list []Finding
	for _, at := range algNone.FindAllStringIndex(f.code, maxFindings) {
		list = append(list, f.at(jwtAlgNone, at[0]))
	}
	if verified.MatchString(f.code) {
		return once(list)
	}
	for _, pattern := range unverified {
		for _, at := range pattern.FindAllStringIndex(f.code, maxFindings) {
			list = append(list, f.at(jwtUnverified, at[0]))
		}
	}
	return once(list)
}
