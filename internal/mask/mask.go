// Package mask takes secrets out of what is written down about requests: by the names they go by, by their shapes,
// and, once found, wherever they stand again, as in an answer that repeats what it was sent.
package mask

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Gone stands where a secret stood.
const Gone = "[masked]"

// Mask remembers the secrets that it has met, and takes them out of everything that it sees afterwards. It is for
// one request and its answer, in that order, and for one goroutine.
type Mask struct{ known []string }

// New makes a Mask that knows these secrets already.
func New(secrets ...string) *Mask {
	m := &Mask{}
	for _, s := range secrets {
		m.remember(s)
	}
	return m
}

const (
	// shortest is how long a secret must be to be looked for elsewhere: shorter ones stand in words by chance.
	shortest = 6
	// mostKnown bounds them: each costs a look at every text, and whoever calls may send thousands.
	mostKnown = 100
)

func (m *Mask) remember(secret string) {
	if len(secret) < shortest || secret == Gone || len(m.known) >= mostKnown || slices.Contains(m.known, secret) {
		return
	}
	m.known = append(m.known, secret)
	if escaped := url.QueryEscape(secret); escaped != secret {
		m.known = append(m.known, escaped)
	}
}

const secretNames = `pass(?:word|wd|phrase)?|secret|token|authori[sz]ation|x-auth|x-acpt|api[_-]?key|access[_-]?key|private[_-]?key|` +
	`signature|signed_request|session|cookie|credential|jwt|assertion|installable_url|invitation_url`

// patterns are what secrets are found by.
type patterns struct {
	secretName *regexp.Regexp
	inJSON     *regexp.Regexp // as members of JSON, also where a text was cut off: "name": "value
	inString   *regexp.Regexp // the same inside of a string of JSON: \"name\": \"value
	inXML      *regexp.Regexp // as an element of XML
	inPart     *regexp.Regexp // as a part of a multipart body
	inPair     *regexp.Regexp // as name=value in a query, a form or a line of text

	// By what stands before it, and by its shape: a JWT, a Standard Webhooks secret.
	afterScheme, shapes *regexp.Regexp
}

// compiled are made when the first text calls for them, and not before the server serves.
var compiled = sync.OnceValue(func() patterns {
	return patterns{
		secretName:  regexp.MustCompile(`(?i)` + secretNames),
		inJSON:      regexp.MustCompile(`(?i)("[^"\\]*(?:` + secretNames + `)[^"\\]*"\s*:\s*)"((?:[^"\\]|\\.)*)(?:"|$)`),
		inString:    regexp.MustCompile(`(?i)(\\"[^"\\]*(?:` + secretNames + `)[^"\\]*\\"\s*:\s*)\\"([^"\\]*)(?:\\"|\\?$)`),
		inXML:       regexp.MustCompile(`(?i)(<[^<>/\s]*(?:` + secretNames + `)[^<>]*>)([^<]*)`),
		inPart:      regexp.MustCompile(`(?i)(name="?[^"\r\n]*(?:` + secretNames + `)[^"\r\n]*"?[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n)([^\r\n]*)`),
		inPair:      regexp.MustCompile(`(?i)([\w.%-]*(?:` + secretNames + `)[\w.%-]*=)([^&\s"'<>\\]+)`),
		afterScheme: regexp.MustCompile(`(?i)\b((?:bearer|basic|jwt)\s+)([A-Za-z0-9._~+/=-]{6,})`),
		shapes:      regexp.MustCompile(`\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?|\bwhsec_[A-Za-z0-9+/=_-]+`),
	}
})

// stems are parts of which at least one stands, in lower case, in everything that the patterns find. Looking for them
// first costs a hundredth of looking for the patterns, and most texts have none.
var stems = []string{"pass", "secret", "token", "auth", "x-acpt", "key", "signature", "signed_request", "session", "cookie", "credential",
	"jwt", "assertion", "installable_url", "invitation_url", "bearer", "basic", "eyj", "whsec_"}

func suspect(s string) bool { return suspectLower(strings.ToLower(s)) }

func suspectLower(s string) bool {
	for _, stem := range stems {
		if strings.Contains(s, stem) {
			return true
		}
	}
	return false
}

// isSecret tells whether something of that name is one.
func isSecret(name string) bool { return suspect(name) && compiled().secretName.MatchString(name) }

// Text takes the secrets out of a body.
func (m *Mask) Text(s string) string {
	low := strings.ToLower(s)
	if !suspectLower(low) {
		return m.bare(s)
	}
	p := compiled()
	if namesSecret(low) {
		s = m.replace(p.inJSON, s, func(name, _ string) string { return name + `"` + Gone + `"` })
	}
	if strings.Contains(low, `\"`) {
		s = m.replace(p.inString, s, func(name, _ string) string { return name + `\"` + Gone + `\"` })
	}
	for _, c := range []struct {
		pattern *regexp.Regexp
		sign    string // that stands, in lower case, in all that it finds
	}{{p.inXML, "<"}, {p.inPart, "name="}, {p.inPair, "="}} {
		if strings.Contains(low, c.sign) {
			s = m.replace(c.pattern, s, func(name, _ string) string { return name + Gone })
		}
	}
	if strings.Contains(low, "bearer") || strings.Contains(low, "basic") || strings.Contains(low, "jwt") {
		s = m.replace(p.afterScheme, s, func(name, _ string) string { return name + Gone })
	}
	return m.bare(s)
}

// namesSecret tells whether a member of JSON in the text, in lower case, may be a secret by its name: what stands in quotes
// before a colon. "passed" in a sentence is none, and a sentence is what most bodies are suspected for.
func namesSecret(low string) bool {
	for colon := 0; ; colon++ {
		next := strings.IndexByte(low[colon:], ':')
		if next < 0 {
			return false
		}
		colon += next
		before := strings.TrimRight(low[:colon], "\t\n\f\r ")
		if name, quoted := strings.CutSuffix(before, `"`); quoted && suspectLower(name[strings.LastIndexByte(name, '"')+1:]) {
			return true
		}
	}
}

// replace remembers the second group of each match and puts in its place what show answers.
func (m *Mask) replace(pattern *regexp.Regexp, s string, show func(name, value string) string) string {
	found := pattern.FindAllStringSubmatchIndex(s, -1)
	if found == nil {
		return s
	}
	var b strings.Builder
	end := 0
	for _, at := range found {
		name, value := s[at[2]:at[3]], s[at[4]:at[5]]
		b.WriteString(s[end:at[0]])
		if value == "" || value == Gone || pattern == compiled().afterScheme && isWord(value) {
			b.WriteString(s[at[0]:at[1]])
		} else {
			m.remember(value)
			b.WriteString(show(name, value))
		}
		end = at[1]
	}
	b.WriteString(s[end:])
	return b.String()
}

// words are what libraries say of a token, behind its scheme: "jwt expired", "Bearer authentication failed". They are the cause of
// what went wrong, and no secrets.
var words = []string{"active", "algorithm", "audience", "authentication", "authorization", "before", "claims", "credentials", "expired",
	"header", "invalid", "issuer", "malformed", "missing", "payload", "provided", "required", "signature", "subject", "string", "token", "tokens", "validation", "verification"}

func isWord(value string) bool {
	return slices.Contains(words, strings.ToLower(strings.TrimRight(value, ".")))
}

// bare takes out what has the shape of a secret or is known to be one.
func (m *Mask) bare(s string) string {
	if strings.Contains(s, "eyJ") || strings.Contains(s, "whsec_") {
		s = compiled().shapes.ReplaceAllString(s, Gone)
	}
	for _, secret := range m.known {
		s = withoutBeginning(strings.ReplaceAll(s, secret, Gone), secret)
	}
	return s
}

// withoutBeginning takes out the beginning of a secret in which a text ends that was cut off.
func withoutBeginning(s, secret string) string {
	tail := max(0, len(s)-len(secret))
	at := strings.Index(s[tail:], secret[:shortest])
	if at < 0 || !strings.HasPrefix(secret, s[tail+at:]) {
		return s
	}
	return s[:tail+at] + Gone
}

// Query takes the secrets out of a query or a form, which otherwise stays as it is, byte for byte.
func (m *Mask) Query(raw string) string {
	pairs := strings.Split(raw, "&")
	for i, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		if decoded, err := url.QueryUnescape(name); err == nil && (isSecret(decoded) || decoded == "code") && value != "" {
			m.remember(value)
			if plain, err := url.QueryUnescape(value); err == nil {
				m.remember(plain)
			}
			pairs[i] = name + "=" + Gone
		}
	}
	return m.bare(strings.Join(pairs, "&"))
}

// URL takes the secrets out of an address: what stands in its query, and a user's password.
func (m *Mask) URL(s string) string {
	before, query, has := strings.Cut(s, "?")
	if u, err := url.Parse(before); err == nil && u.User != nil {
		u.User = url.User(Gone)
		before = u.String()
	}
	if has {
		query = "?" + m.Query(query)
	}
	return m.bare(before) + query
}

const (
	maxHeaders = 40
	maxValues  = 3 // of one header
	maxValue   = 300
)

// Header answers a bounded copy of the headers without secrets.
func (m *Mask) Header(h http.Header) http.Header {
	var secret []string
	for name, values := range h { // first, so that they are known wherever else they stand
		if isSecret(name) {
			secret = append(secret, name)
			for _, v := range values {
				m.rememberHeader(v)
			}
		}
	}
	shown := make(http.Header, min(len(h), maxHeaders))
	for name, values := range h {
		if len(shown) == maxHeaders {
			break
		}
		for _, v := range values[:min(len(values), maxValues)] {
			shown.Add(Cut(name, maxValue), Cut(m.headerValue(name, Cut(v, 2*maxValue), slices.Contains(secret, name)), maxValue))
		}
	}
	return shown
}

// rememberHeader takes a credential apart: what follows the scheme, and the password of a basic one.
func (m *Mask) rememberHeader(v string) {
	m.remember(v)
	_, credential, ok := strings.Cut(v, " ")
	if !ok {
		return
	}
	credential = strings.TrimSpace(credential)
	m.remember(credential)
	if plain, err := base64.StdEncoding.DecodeString(credential); err == nil {
		if _, password, ok := strings.Cut(string(plain), ":"); ok {
			m.remember(password)
		}
	}
}

func (m *Mask) headerValue(name, v string, secret bool) string {
	if !secret {
		return m.Text(v)
	}
	if scheme, _, ok := strings.Cut(v, " "); ok && strings.HasSuffix(strings.ToLower(name), "authorization") {
		return scheme + " " + Gone
	}
	return Gone
}

// Cut bounds a text in bytes and leaves it valid UTF-8 that databases take: without NUL.
func Cut(s string, limit int) string {
	if len(s) > limit {
		s = s[:limit]
	}
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")
}
