package format

import (
	"strconv"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// slackMessage is what Slack's incoming webhooks take, and Mattermost's and Rocket.Chat's, which are made after them.
// spec: https://api.slack.com/messaging/webhooks, https://api.slack.com/reference/surfaces/formatting
func slackMessage() recogniser {
	return recogniser{name: "slack", is: isSlack, say: saySlack}
}

func isSlack(d *document) string {
	if claimed(d) || d.at("specversion").there() || d.at("alerts").there() {
		return ""
	}
	switch {
	case d.at("text").isText() && !d.at("message").there():
		return "member text"
	case d.at("blocks").isList() && d.at("blocks").each(isBlock):
		return "member blocks"
	case d.at("attachments").isList() && d.at("attachments").each(value.isObject):
		return "member attachments"
	case d.raw == nil && d.form.Get("text") != "":
		return "form field text"
	}
	return ""
}

// each tells whether a list has items and all of them are such.
func (v value) each(is func(value) bool) bool {
	for _, item := range v.list() {
		if !is(item) {
			return false
		}
	}
	return len(v.list()) > 0
}

func isBlock(v value) bool { return v.at("type").isText() }

func saySlack(d *document) *Message {
	m := &Message{Color: "gray", Reply: Reply{Status: 200, ContentType: "text/plain; charset=utf-8", Body: "ok"}}
	if d.raw == nil {
		m.From, m.HTML = d.form.Get("username"), mrkdwn(d.form.Get("text"))
		return m
	}
	m.From = d.root.first("username", "alias")
	var parts []string
	if blocks := slackBlocks(d.at("blocks")); blocks != "" {
		parts = append(parts, blocks) // the text beside blocks is for where they are not drawn
	} else {
		parts = append(parts, slackText(d.at("text").str(), d.at("mrkdwn").str() != "false"))
	}
	for _, a := range d.at("attachments").list() {
		parts = append(parts, slackAttachment(a))
		if c := slackColor(a.at("color").str()); c != "" {
			m.Color = c
		}
	}
	m.HTML = paragraphs(parts...)
	return m
}

func slackText(s string, marked bool) string {
	if !marked {
		return lines(slackUnescape.Replace(s))
	}
	return mrkdwn(s)
}

// slackColor is the nearest of HipChat's colours to an attachment's.
func slackColor(c string) string {
	switch strings.ToLower(c) {
	case "":
		return ""
	case "good":
		return "green"
	case "warning":
		return "yellow"
	case "danger":
		return "red"
	}
	r, g, b, ok := rgb(c)
	switch {
	case !ok:
		return ""
	case r > 150 && g > 110 && b < 120:
		return "yellow"
	case r > g+40 && r > b+40:
		return "red"
	case g > r+20 && g >= b:
		return "green"
	case b > g+20 && r > g+20:
		return "purple"
	}
	return "gray"
}

// rgb reads #rrggbb or #rgb.
func rgb(c string) (r, g, b int, ok bool) {
	c = strings.TrimPrefix(c, "#")
	if len(c) == 3 {
		c = string([]byte{c[0], c[0], c[1], c[1], c[2], c[2]})
	}
	n, err := strconv.ParseUint(c, 16, 32)
	if len(c) != 6 || err != nil {
		return 0, 0, 0, false
	}
	return int(n >> 16), int(n >> 8 & 0xff), int(n & 0xff), true
}

// slackAttachment is the older way to say more. spec: https://api.slack.com/reference/messaging/attachments
func slackAttachment(a value) string {
	var parts []string
	add := func(html string) {
		if html != "" {
			parts = append(parts, html)
		}
	}
	add(slackText(a.at("pretext").str(), true))
	if name := a.at("author_name").str(); name != "" {
		add(link(a.at("author_link").str(), name))
	}
	if t := a.at("title").str(); t != "" {
		add("<b>" + link(a.at("title_link").str(), slackUnescape.Replace(t)) + "</b>")
	}
	blocks := slackBlocks(a.at("blocks"))
	add(blocks)
	add(slackText(a.at("text").str(), true))
	for _, f := range a.at("fields").list() {
		add(slackField(f.at("title").str(), f.at("value").str()))
	}
	for _, b := range a.at("actions").list() {
		add(button(b.at("url").str(), b.at("text").str()))
	}
	add(image(a.first("image_url", "thumb_url"), a.at("title").str()))
	add(mrkdwn(a.at("footer").str()))
	if len(parts) == 0 {
		add(mrkdwn(a.at("fallback").str()))
	}
	return strings.Join(parts, "<br>")
}

func slackField(name, text string) string {
	if name == "" {
		return mrkdwn(text)
	}
	return bold(slackUnescape.Replace(name)) + ": " + mrkdwn(text)
}

func button(url, text string) string {
	if text == "" || !hipchat.IsWebURL(url) {
		return ""
	}
	return "▸ " + link(url, text)
}

func image(url, alt string) string {
	if !hipchat.IsWebURL(url) {
		return ""
	}
	return `<img src="` + esc(url) + `" alt="` + esc(alt) + `">`
}

// slackBlocks draws the kinds of blocks that say something; others are left out.
// spec: https://api.slack.com/reference/block-kit/blocks
func slackBlocks(blocks value) string {
	var parts []string
	for _, b := range blocks.list() {
		if html := slackBlock(b); html != "" {
			parts = append(parts, html)
		}
	}
	return strings.Join(parts, "<br>")
}

func slackBlock(b value) string {
	switch b.at("type").str() {
	case "header":
		if t := b.at("text", "text").str(); t != "" {
			return bold(slackUnescape.Replace(t))
		}
	case "section":
		parts := []string{slackObject(b.at("text"))}
		for _, f := range b.at("fields").list() {
			parts = append(parts, slackObject(f))
		}
		return paragraphs(append(parts, slackElement(b.at("accessory")))...)
	case "context":
		return slackElements(b, " ")
	case "actions":
		return slackElements(b, " ")
	case "image":
		return paragraphs(slackObject(b.at("title")), image(b.at("image_url").str(), b.at("alt_text").str()))
	case "divider":
		return "———"
	case "markdown":
		return markdown(b.at("text").str())
	case "rich_text":
		return richText(b)
	}
	return ""
}

// slackObject is a text object, plain_text or mrkdwn.
func slackObject(t value) string {
	if t.isText() {
		return mrkdwn(t.str())
	}
	return slackText(t.at("text").str(), t.at("type").str() == "mrkdwn")
}

func slackElements(b value, between string) string {
	var parts []string
	for _, e := range b.at("elements").list() {
		if html := slackElement(e); html != "" {
			parts = append(parts, html)
		}
	}
	return strings.Join(parts, between)
}

func slackElement(e value) string {
	switch e.at("type").str() {
	case "mrkdwn", "plain_text":
		return slackObject(e)
	case "image":
		return image(e.at("image_url").str(), e.at("alt_text").str())
	case "button":
		return button(e.at("url").str(), e.at("text", "text").str())
	}
	return ""
}

// richText is what Slack's own box makes. Only its text is of interest here.
func richText(b value) string {
	var out strings.Builder
	for i, part := range b.at("elements").list() {
		if i > 0 {
			out.WriteString("<br>")
		}
		kind := part.at("type").str()
		if kind == "rich_text_list" {
			for j, item := range part.at("elements").list() {
				if j > 0 {
					out.WriteString("<br>")
				}
				out.WriteString("• " + richSpans(item))
			}
			continue
		}
		html := richSpans(part)
		if kind == "rich_text_preformatted" {
			html = "<pre>" + html + "</pre>"
		}
		out.WriteString(html)
	}
	return out.String()
}

func richSpans(part value) string {
	var out strings.Builder
	for _, e := range part.at("elements").list() {
		var html string
		switch e.at("type").str() {
		case "link":
			html = link(e.at("url").str(), orElse(e.at("text").str(), e.at("url").str()))
		case "emoji":
			html = esc(":" + e.at("name").str() + ":")
		case "user", "channel", "usergroup", "broadcast":
			html = esc("@" + e.first("user_id", "channel_id", "usergroup_id", "range"))
		default:
			html = lines(e.at("text").str())
		}
		for style, tag := range map[string]string{"bold": "b", "code": "code"} {
			if e.at("style", style).str() == "true" {
				html = "<" + tag + ">" + html + "</" + tag + ">"
			}
		}
		out.WriteString(html)
	}
	return out.String()
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
