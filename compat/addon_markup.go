package compat

import (
	"context"
	"encoding/json"
	"mime"
	"regexp"
	"slices"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// likeThis is what people are called and say in the case that is about it. Shown as HTML it must be escaped.
const likeThis = "<s>like this</s>"

// checkMarkup looks for what people wrote in what the add-on says and shows as HTML.
func checkMarkup(ctx context.Context, v *visit) ([]Finding, error) {
	if !slices.ContainsFunc(v.stimuli, func(s stimulus) bool { return s.event != "" }) {
		return nil, skip("it answers no webhook")
	}
	t, err := v.installAt(ctx, func(s *shape) { s.marked = true })
	if err != nil {
		return nil, err
	}
	defer t.leave(ctx)
	for _, s := range v.stimuli { // webhooks come first: pages show what was told by them
		mark := t.p.wire.mark()
		if _, err := t.provoke(ctx, s); err != nil {
			return nil, err
		}
		for _, x := range t.p.wire.since(mark, at(sideAPI, sideWebhook, sidePage)) {
			if shown, ok := x.unescaped(); ok {
				return []Finding{found("markup-unescaped", s.name, x.line(), "as HTML: "+shown)}, nil
			}
		}
	}
	return nil, nil
}

// unescaped gives what the add-on says or shows as HTML in the exchange, where people's markup stands in it as it was written.
func (x exchange) unescaped() (string, bool) {
	said := x.answer
	if x.side == sideAPI {
		said = x.body
	}
	var v any
	if json.Unmarshal(said, &v) == nil {
		return markedIn(v)
	}
	kind, _, _ := mime.ParseMediaType(x.answerHeader.Get("Content-Type"))
	if x.side == sidePage && kind == "text/html" {
		return around(string(said))
	}
	return "", false
}

// htmlMembers are the members of notifications, cards and glances that may be HTML. spec: rest-v2, 3.1; connect, 7
var htmlMembers = map[string]bool{"message": true, "html": true, "value": true}

// markedIn looks for HTML with the markup in a JSON value.
func markedIn(v any) (string, bool) {
	switch v := v.(type) {
	case map[string]any:
		text := v["message_format"] == "text" || v["format"] == "text" || v["type"] == "text"
		for name, member := range v {
			if s, ok := member.(string); ok && htmlMembers[name] && !text {
				if shown, found := around(s); found {
					return shown, true
				}
			}
			if shown, found := markedIn(member); found {
				return shown, true
			}
		}
	case []any:
		for _, item := range v {
			if shown, found := markedIn(item); found {
				return shown, true
			}
		}
	}
	return "", false
}

// around quotes the markup with a few words on either side.
func around(html string) (string, bool) {
	const beside = 60
	i := strings.Index(html, likeThis)
	if i < 0 {
		return "", false
	}
	from, to := max(0, i-beside), min(len(html), i+len(likeThis)+beside)
	return strings.ToValidUTF8(html[from:to], ""), true
}

// marked puts markup into what an event says that people wrote: their names, a topic, a message where patterns let it through.
func (p *place) marked(body []byte) []byte {
	return changed(body, func(event map[string]any) {
		item, ok := event["item"].(map[string]any)
		if !ok {
			return
		}
		markNames(item)
		markText(item, "topic", func(string) bool { return true })
		if message, ok := item["message"].(map[string]any); ok && event["event"] == hipchat.EventRoomMessage {
			markText(message, "message", p.subject.hears)
		}
	})
}

// markNames marks the names of all people in a JSON value.
func markNames(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, person := v["mention_name"]; person {
			markText(v, "name", func(string) bool { return true })
		}
		for _, member := range v {
			markNames(member)
		}
	case []any:
		for _, item := range v {
			markNames(item)
		}
	}
}

func markText(in map[string]any, name string, may func(string) bool) {
	if s, ok := in[name].(string); ok && may(s+" "+likeThis) {
		in[name] = s + " " + likeThis
	}
}

// hears tells whether a webhook for messages would be told the text.
func (s *subject) hears(text string) bool {
	for _, w := range s.d.Capabilities.Webhooks {
		if re, err := regexp.Compile(w.Pattern); w.Event == hipchat.EventRoomMessage && err == nil && re.MatchString(text) {
			return true
		}
	}
	return false
}
