package compat

import (
	"slices"
	"strings"
)

var (
	cloud = newPattern(`(?i)(?:[a-z0-9-]+\.)*hipchat\.com\b(/[\w./-]*)?`)
	// What the address of a method looks like, on whatever host: scheme, host, method.
	method = newPattern(`(?i)\bhttps?://([a-z0-9][a-z0-9.-]*\.[a-z0-9-]+)(?::\d+)?(?:/[\w.~-]+)*?/(?:v1/(?:rooms|users)/|v2/(?:room|user|oauth/token|capabilities|emoticon|addon)\b|users/authorize\b)`)
	// A host or address under a name that says that it is HipChat's.
	namedBase = newPattern(`(?i)\bhip_?chat\w*(?:url|host|server|base|endpoint|root)\w*["']?\s*(?::=|=>|=|:)\s*["'](?:https?://)?([a-z0-9][a-z0-9.-]*\.[a-z]{2,})(?::\d+)?(?:/[^"']*)?["']`)
	tokenPath = newPattern(`\boauth/token\b`)
	callsV1   = newPattern(`(?i)\bv1/(?:rooms|users)\b|\brooms/message\b|\bapi_?version["']?\W{1,5}v1\b`)
	callsV2   = newPattern(`(?i)\bv2\b|\bapiv2\b|/notification\b`)
	ownScheme = newPattern(`(?i)["'\x60]?\bhttps://(?:["']\s*\.?\+?\s*[$\w@]|%[sv]|\$\{?\w|#\{|\{[\w.]*\})[^\n]*`)
	aboutUs   = newPattern(`(?i)hip_?chat|/v[12]/`)
)

// addresses finds the hosts that stand in the code.
func (f *file) addresses() []Finding {
	var list []Finding
	for _, at := range cloud.FindAllStringSubmatchIndex(f.code, maxFindings) {
		if f.isCloud(at) {
			list = append(list, f.at(f.ruleOf(at[0], fixedHost), at[0]))
		}
	}
	for _, pattern := range []*pattern{method, namedBase} {
		for _, at := range pattern.FindAllStringSubmatchIndex(f.code, maxFindings) {
			if host := strings.ToLower(f.code[at[2]:at[3]]); !isPlaceholderHost(host) && !f.form.settings {
				list = append(list, f.at(f.ruleOf(at[2], fixedEndpoint), at[2]))
			}
		}
	}
	return once(list)
}

// ruleOf is the rule that an address breaks: advice where another one can be given.
func (f *file) ruleOf(offset int, fixed string) string {
	if f.form.settings || f.isDefault(offset) {
		return defaultHost
	}
	return fixed
}

// informative are the hosts and pages of the vendor that are there to be read.
var (
	informativeHosts = []string{"docs", "help", "support", "blog", "status", "developer", "uploads", "btf"}
	informativePages = []string{"docs", "help", "blog", "about", "download", "downloads", "pricing", "account", "admin", "sign_up", "tos", "protocol", "addons"}
)

// isCloud tells whether what was found is an address of HipChat's cloud that is called, and not a page to be read, a
// name of XML, a mail address or what describes a package.
func (f *file) isCloud(at []int) bool {
	if at[0] > 0 && strings.IndexByte("@.-_", f.code[at[0]-1]) >= 0 {
		return false
	}
	host := strings.ToLower(f.code[at[0]:at[1]])
	page := ""
	if at[2] >= 0 {
		host, page = strings.ToLower(f.code[at[0]:at[2]]), strings.ToLower(f.code[at[2]:at[3]])
	}
	labels := strings.Split(strings.TrimSuffix(host, "hipchat.com"), ".")
	if slices.ContainsFunc(labels, func(l string) bool { return slices.Contains(informativeHosts, l) }) {
		return false
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(page, "/"), "/")
	return !slices.Contains(informativePages, first) && !describes.MatchString(f.lineUpTo(at[0]))
}

// describes are the members of JSON and the like that nobody calls.
var describes = newPattern(`(?i)["']?\b(?:homepage|repository|bugs|documentation|license|website|vendor)["']?\s*[:=]`)

func (f *file) lineUpTo(offset int) string {
	return f.code[strings.LastIndexByte(f.code[:offset], '\n')+1 : offset]
}

// named tells whether the host of an address that goes on at the offset stands before it: another finding has it.
func (f *file) named(offset int) bool {
	line := f.lineUpTo(offset)
	return cloud.MatchString(line) || strings.Contains(line, "://") && method.MatchString(line+f.code[offset:min(len(f.code), offset+20)])
}

// isPlaceholderHost tells whether a host is one that stands for any other, or only ever means this machine.
func isPlaceholderHost(host string) bool {
	for _, part := range []string{"example", "your", "mycompany", "placeholder", "changeme"} {
		if strings.Contains(host, part) {
			return true
		}
	}
	for _, end := range []string{"hipchat.com", ".test", ".invalid", ".localhost", "hipch.at"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return strings.HasPrefix(host, "127.") || host == "0.0.0.0"
}

// schemes finds addresses that begin with https:// and go on with what was given.
func (f *file) schemes() []Finding {
	var list []Finding
	for _, at := range ownScheme.FindAllStringIndex(f.code, maxFindings) {
		if start := f.statement(at[0]); aboutUs.MatchString(f.code[start:at[1]]) {
			list = append(list, f.at(fixedScheme, at[0]))
		}
	}
	return once(list)
}
