package compat

import (
	"strings"
)

// The shapes of HipChat's tokens: 40 letters and digits (v2, and secrets of add-ons), 30 hexadecimal digits (v1).
// spec: auth, 2; rest-v1, 2.1
const tokenShape = `([A-Za-z0-9]{40}|[0-9a-f]{30})`

var tokenPlaces = []*pattern{
	newPattern(`(?i)[\w.-]*(?:token|secret|api_?key|apikey)[\w.-]*["']?\]?\s*(?::=|=>|=|:)\s*["']?` + caseful(tokenShape) + `\b`),
	newPattern(`(?i)\b(?:auth_token|token)=` + caseful(tokenShape) + `\b`),
	newPattern(`(?i)\bbearer\s+` + caseful(tokenShape) + `\b`),
	newPattern(`(?i)hip_?chat[\w.:]*\s*\(\s*["']` + caseful(tokenShape) + `["']`), // new Hipchatter("…")
	newPattern(`(?i)(?:--token|-t)[ =]["']?` + caseful(tokenShape) + `\b`),
	newPattern(`(?i)\b(?:putenv|setenv|define|set)\(\s*["']\w*token\w*["']\s*,\s*["']` + caseful(tokenShape) + `["']`),
}

// caseful takes a shape out of the blindness for case of what stands around it.
func caseful(shape string) string { return `(?-i:` + shape + `)` }

// literalTokens is where tokens stand in the file.
func (f *file) literalTokens() [][2]int {
	var list [][2]int
	for _, place := range tokenPlaces {
		for _, at := range place.FindAllStringSubmatchIndex(f.code, maxFindings) {
			if isToken(f.code[at[2]:at[3]]) {
				list = append(list, [2]int{at[2], at[3]})
			}
		}
	}
	return list
}

// isToken tells a token from what somebody typed in its place: that repeats itself or counts.
func isToken(s string) bool {
	different := map[rune]bool{}
	runs := 0
	for i, c := range s {
		different[c] = true
		if i > 0 && (s[i] == s[i-1] || s[i] == s[i-1]+1 || s[i]+1 == s[i-1]) {
			runs++
		}
	}
	least := 9
	if len(s) == 40 {
		least = 14
		if strings.Trim(s, "0123456789abcdef") == "" {
			least = 9
		}
	}
	return len(different) >= least && runs < len(s)/3 && !typed.MatchString(s) && strings.ContainsAny(s, "0123456789")
}

var typed = newPattern(`(?i)example|token|secret|placeholder|changeme|dummy|your|xxxx|1234|abcd|dead|beef`)

// tokens finds tokens, also in tests and examples, which are shared as well. Those make some up, so there only the
// shape counts that nothing but a token has.
func (t *tree) tokens() []Finding {
	var list []Finding
	for _, f := range t.files {
		for _, at := range f.literalTokens() {
			if !f.aside || unmistakable(f.code[at[0]:at[1]]) {
				list = append(list, f.at(tokenInCode, at[0]))
			}
		}
	}
	return once(list)
}

// unmistakable tells a token of API v2 from a digest in hexadecimal digits.
func unmistakable(s string) bool {
	return len(s) == 40 && strings.ToLower(s) != s && strings.ToUpper(s) != s
}
