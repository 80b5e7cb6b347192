package format

import (
	"encoding/json"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// hipchatNotification is what HipChat's own v1 and v2 take. spec: rest-v2, 4.6 send_room_notification; rest-v1, 5.3.
func hipchatNotification() recogniser {
	return recogniser{name: "hipchat", is: isHipChat, say: sayHipChat}
}

// isHipChat wants a message, and nothing of those who call their text a message too. A message alone is HipChat's.
func isHipChat(d *document) string {
	if d.plainForm() {
		if d.form.Get("message") != "" && d.form.Get("text") == "" && !d.form.Has("title") && !d.form.Has("priority") {
			return "form field message"
		}
		return ""
	}
	if !d.at("message").isText() || claimed(d) {
		return ""
	}
	for _, other := range []string{"title", "priority", "topic", "text", "blocks", "attachments", "alerts", "ruleName", "specversion",
		"event_type", "webhookEvent", "event", "incident", "component"} {
		if d.at(other).there() {
			return ""
		}
	}
	return "member message"
}

func sayHipChat(d *document) *Message {
	var in hipchat.NotificationRequest
	switch {
	case d.raw == nil:
		in = hipchat.NotificationRequest{Message: d.form.Get("message"), MessageFormat: d.form.Get("message_format"),
			Color: d.form.Get("color"), From: d.form.Get("from")}
		in.Notify = hipchat.Flag(d.form.Get("notify") == "1" || strings.EqualFold(d.form.Get("notify"), "true"))
	case json.Unmarshal(d.raw, &in) != nil:
		return nil
	}
	if in.Message == "" {
		return nil
	}
	return &Message{exact: &in}
}

// claimed tells whether a header says which tool sent the body, whatever is in it.
func claimed(d *document) bool {
	for _, name := range []string{"X-Github-Event", "X-Gitlab-Event", "X-Gitea-Event", "X-Forgejo-Event", "X-Gogs-Event", "X-Event-Key",
		"Sentry-Hook-Resource", "Ce-Specversion", "X-Atlassian-Webhook-Identifier"} {
		if d.header.Get(name) != "" {
			return true
		}
	}
	return strings.HasPrefix(d.media, "application/cloudevents")
}
