package slack

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/kyokomi/emoji/v2"
)

// unescape undoes the three escapes of Slack's texts.
var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// The marks of what people type. What is not code is cut at code first.
var (
	code = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile("(?s)```.*?```|`[^`\n]+`")
	})
	angle = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`<([^<>\n]+)>`) })
	bold  = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(^|[\s(\[{"'>_~])\*([^\s*](?:[^*\n]*[^\s*])?)\*`)
	})
	struck = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(^|[\s(\[{"'>_*])~([^\s~](?:[^~\n]*[^\s~])?)~`)
	})
	coded = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`:([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?`) })
)

// text is what somebody typed, in the markup that people type here, and whom it mentions.
// spec: https://docs.slack.dev/messaging/formatting-message-text
func (e *Export) text(s string) (typed string, mentions []int64) {
	var b strings.Builder
	rest := 0
	for _, at := range code().FindAllStringIndex(s, -1) {
		b.WriteString(e.prose(s[rest:at[0]], &mentions))
		b.WriteString(unescape.Replace(angle().ReplaceAllStringFunc(s[at[0]:at[1]], bare)))
		rest = at[1]
	}
	b.WriteString(e.prose(s[rest:], &mentions))
	return b.String(), mentions
}

// topic is what a channel is about, which has no markup here.
func (e *Export) topic(s string) string {
	s = coded().ReplaceAllStringFunc(s, emojiOf)
	s = angle().ReplaceAllStringFunc(s, func(m string) string {
		target, label, _ := strings.Cut(m[1:len(m)-1], "|")
		if label == "" || strings.ContainsAny(target[:1], "@#!") {
			return e.pointed(m[1:len(m)-1], new([]int64))
		}
		return label + " (" + strings.TrimPrefix(target, "mailto:") + ")"
	})
	return unescape.Replace(s)
}

func emojiOf(name string) string { return cmp.Or(pictured(strings.Trim(name, ":")), name) }

// prose is a text without code in it.
func (e *Export) prose(s string, mentions *[]int64) string {
	s = bold().ReplaceAllString(s, "$1**$2**")
	s = struck().ReplaceAllString(s, "$1~~$2~~")
	s = coded().ReplaceAllStringFunc(s, emojiOf)
	s = angle().ReplaceAllStringFunc(s, func(m string) string { return e.pointed(m[1:len(m)-1], mentions) })
	return unescape.Replace(s)
}

// pointed is what stands in angle brackets: a person, a channel, a word for everybody, a date or a link.
func (e *Export) pointed(s string, mentions *[]int64) string {
	target, label, _ := strings.Cut(s, "|")
	switch {
	case target == "":
		return "<" + s + ">"
	case target[0] == '@':
		p := e.known(target[1:], strings.TrimPrefix(label, "@"))
		if p == nil {
			return s
		}
		if p.ID != 0 && !slices.Contains(*mentions, p.ID) {
			*mentions = append(*mentions, p.ID)
		}
		return "@" + cmp.Or(p.MentionName, p.Name)
	case target[0] == '#':
		return "#" + cmp.Or(strings.TrimPrefix(label, "#"), e.channelName(target[1:]))
	case target[0] == '!':
		return everybody(target[1:], label)
	}
	address := strings.TrimPrefix(target, "mailto:")
	if label == "" || label == address || strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://") == label {
		return address
	}
	return "[" + strings.NewReplacer("[", "(", "]", ")").Replace(label) + "](" + target + ")"
}

// everybody is a word for many: here, channel, everyone, a group, a date.
func everybody(word, label string) string {
	word, _, _ = strings.Cut(word, "^")
	switch word {
	case "here":
		return "@here"
	case "channel", "everyone":
		return "@all"
	}
	return cmp.Or(label, "@"+word)
}

// bare is what stands in angle brackets in code: links alone, which people have not typed so.
func bare(m string) string {
	target, label, _ := strings.Cut(m[1:len(m)-1], "|")
	return cmp.Or(label, strings.TrimPrefix(target, "mailto:"))
}

func (e *Export) channelName(id string) string {
	for _, p := range e.places {
		if p.channel.ID == id && p.channel.Name != "" {
			return p.channel.Name
		}
	}
	return id
}

// pictured is the emoji of a name, with a tone where the name has one; empty: it is the workspace's own.
func pictured(name string) string {
	name, tone, toned := strings.Cut(name, "::skin-tone-")
	e := strings.TrimSpace(emoji.CodeMap()[":"+name+":"])
	if toned && e != "" && len(tone) == 1 && tone[0] >= '2' && tone[0] <= '6' {
		return e + string(rune(0x1f3fb+int(tone[0]-'2')))
	}
	return e
}
