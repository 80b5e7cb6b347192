package compat

import "regexp"

// What turns the check of certificates off, in many languages.
var trusting = []*regexp.Regexp{
	regexp.MustCompile(`\brejectUnauthorized["']?\s*[:=]\s*false\b`),
	regexp.MustCompile(`\bNODE_TLS_REJECT_UNAUTHORIZED["']?\]?\s*[:=]\s*["']?0`),
	regexp.MustCompile(`\bstrictSSL["']?\s*[:=]\s*false\b`),
	regexp.MustCompile(`\bInsecureSkipVerify\s*[:=]\s*true\b`),
	regexp.MustCompile(`\b_create_unverified_context\b|\bCERT_NONE\b|\bcheck_hostname\s*=\s*False\b|\bdisable_warnings\(`),
	regexp.MustCompile(`\bVERIFY_NONE\b|\bverify_ssl\s*(?:=>|:|=)\s*(?:false|False)\b|\bvalidate_certs\s*[:=]\s*(?:no|false)\b`),
	regexp.MustCompile(`\bCURLOPT_SSL_VERIFY(?:PEER|HOST)\s*(?:,|=>)\s*(?:false|FALSE|0)\b`),
	regexp.MustCompile(`["'](?:verify_peer|verify_peer_name|verify|sslverify)["']\s*=>\s*false\b`),
	regexp.MustCompile(`\bcurl\b(?:[^|;&\n]|\\\n)*?\s(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure)(?:\s|$)`),
	regexp.MustCompile(`\bwget\b(?:[^|;&\n]|\\\n)*?\s--no-check-certificate\b`),
	regexp.MustCompile(`\b(?:TrustAllStrategy|TrustSelfSignedStrategy|NoopHostnameVerifier|ALLOW_ALL_HOSTNAME_VERIFIER)\b`),
	regexp.MustCompile(`\bcheckServerTrusted\([^)]*\)\s*(?:throws\s+\w+\s*)?\{\s*\}`),
	regexp.MustCompile(`\bServerCertificate(?:Custom)?ValidationCallback\b[^;]*\btrue\b`),
}

// The same where Python and Ruby write it; with a JWT it means something else.
var verifyFalse = regexp.MustCompile(`\bverify\s*(?:=|:)\s*(?:False|false)\b`)

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
	aboutJWT = regexp.MustCompile(`(?i)jwt|decode`)
	algNone  = regexp.MustCompile(`(?i)\balgorithms?["']?\s*(?:=>|[:=])\s*[\[{(]?[^\])};\n]*["']none["']|\bUnsafeAllowNoneSignatureType\b|\bSigningMethodNone\b|\bAlgorithm\.none\(|\bparseUnsecuredClaims\(|\bparseClaimsJwt\(`)
	// What reads a signed request without its signature.
	unverified = []*regexp.Regexp{
		regexp.MustCompile(`\bjwt\.decode\(\s*[\w.\[\]'"$]+\s*(?:\)|,\s*(?:\{|null\b|undefined\b|''|""))`),
		regexp.MustCompile(`\bjwt\.decode\([^)\n]*,\s*true\s*\)`),
		regexp.MustCompile(`\b(?:jwt_decode|jwtDecode|decodeJwt)\(`),
		regexp.MustCompile(`(?i)\bjwt\.decode[^;\n]*\bverify\s*=\s*False`),
		regexp.MustCompile(`["']?verify_signature["']?\s*[:=]\s*False`),
		regexp.MustCompile(`\bget_unverified_claims\(`),
		regexp.MustCompile(`\bJWT\.decode[ (][^;\n]*,\s*nil\s*,\s*false`),
		regexp.MustCompile(`\bParseUnverified\(`),
		regexp.MustCompile(`\bJWT\.decode\(\s*\w+\s*\)`),
		regexp.MustCompile(`(?i)(?:jwt|signed_?request|token|assertion)\w*["')\]]*(?:\.split\(|,\s*)\s*["']\.["'](?:\s*\)|,\s*\d+\))?\)?\s*\[\s*1\s*\]`),
		regexp.MustCompile(`(?i)explode\(\s*["']\.["']\s*,\s*\$\w*(?:jwt|signed|token)\w*\s*\)\s*\[\s*1\s*\]`),
	}
	// What checks one. A file may read whose a request is before it checks it: it has to.
	verified = regexp.MustCompile(`(?i)\bjwt\.verify\b|\bjwtVerify\b|\bhmac\b|\bcreateHmac\b|\bhash_hmac\b|\bMac\.getInstance\b|\bHMAC256\b|\.verify\(|` +
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
