package format

import (
	"regexp"
	"strings"
	"sync"
)

// slackUnescape undoes the three escapes of Slack's texts.
var slackUnescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

var (
	slackAngle = lazy(`<([^<>\n]*)>`)
	slackFence = lazy("(?s)```\n?(.*?)\n?```")
	slackCode  = lazy("`([^`\n]+)`")
	slackBold  = lazy(`(^|[\s(\[{"'>_~])\*([^\s*](?:[^*\n]*[^\s*])?)\*($|[\s.,:;!?)\]}"'<_~])`)
	slackItal  = lazy(`(^|[\s(\[{"'>*~])_([^\s_](?:[^_\n]*[^\s_])?)_($|[\s.,:;!?)\]}"'<*~])`)
)

// lazy is a pattern that is compiled when it is first needed, and not before the server serves.
func lazy(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// mrkdwn translates Slack's markup to HTML. spec: https://api.slack.com/reference/surfaces/formatting
func mrkdwn(s string) string {
	var out strings.Builder
	s = strings.ReplaceAll(s, "\r\n", "\n")
	for {
		at := slackFence().FindStringSubmatchIndex(s)
		if at == nil {
			break
		}
		out.WriteString(spans(strings.TrimSuffix(s[:at[0]], "\n")))
		out.WriteString("<pre>" + esc(slackUnescape.Replace(s[at[2]:at[3]])) + "</pre>")
		s = strings.TrimPrefix(s[at[1]:], "\n")
	}
	out.WriteString(spans(s))
	return out.String()
}

// spans is mrkdwn without blocks of code. What is code or a link is put aside, so that no later rule sees into it.
func spans(s string) string {
	var aside []string
	keep := func(html string) string {
		aside = append(aside, html)
		return "\x00" + string(rune('\ue000'+len(aside)-1)) + "\x00"
	}
	s = strings.Map(func(r rune) rune { // what the marks of things put aside are made of
		if r == 0 {
			return -1
		}
		return r
	}, s)
	s = slackCode().ReplaceAllStringFunc(s, func(m string) string {
		return keep("<code>" + esc(slackUnescape.Replace(m[1:len(m)-1])) + "</code>")
	})
	s = slackAngle().ReplaceAllStringFunc(s, func(m string) string { return keep(angle(m[1 : len(m)-1])) })
	s = lines(slackUnescape.Replace(s))
	s = strings.ReplaceAll(s, "<br>", "\n")
	s = deepHead().ReplaceAllString(s, "<b>$1</b>") // Mattermost's
	s = slackBold().ReplaceAllString(s, "$1<b>$2</b>$3")
	s = slackItal().ReplaceAllString(s, "$1<i>$2</i>$3")
	s = strings.ReplaceAll(s, "\n", "<br>")
	for i := len(aside) - 1; i >= 0; i-- {
		s = strings.ReplaceAll(s, "\x00"+string(rune('\ue000'+i))+"\x00", aside[i])
	}
	return s
}

// angle is what stands in angle brackets: a link, a person, a room, a word for everybody, a date.
func angle(s string) string {
	target, label, labelled := strings.Cut(s, "|")
	label = slackUnescape.Replace(label)
	target = slackUnescape.Replace(target)
	switch {
	case target == "":
		return esc("<" + s + ">")
	case target[0] == '@', target[0] == '#':
		if labelled && label != "" {
			return esc(target[:1] + strings.TrimLeft(label, "@#"))
		}
		return esc(target)
	case strings.HasPrefix(target, "!date^"):
		return esc(orElse(label, target))
	case target[0] == '!':
		word, _, _ := strings.Cut(target[1:], "^")
		switch word {
		case "here", "channel":
			return "@here"
		case "everyone":
			return "@all"
		}
		return esc(orElse(label, "@"+word))
	case strings.HasPrefix(target, "mailto:"):
		return `<a href="` + esc(target) + `">` + esc(orElse(label, target[len("mailto:"):])) + `</a>`
	}
	return link(target, orElse(label, target))
}
