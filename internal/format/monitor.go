package format

import (
	"slices"
	"strings"
)

// opsgenie is Opsgenie's outgoing webhook. spec: https://support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data/
func opsgenie() recogniser {
	return recogniser{name: "opsgenie",
		is: func(d *document) string {
			if claimed(d) || !d.at("alert").isObject() || !d.at("action").isText() {
				return ""
			}
			return d.all("action", "alert.alertId", "integrationName")
		},
		say: func(d *document) *Message {
			a, action := d.at("alert"), d.at("action").str()
			name := orElse(a.at("message").str(), "Alert "+orElse(a.at("tinyId").str(), a.at("alertId").str()))
			state := map[string]string{"Create": "open", "UnAcknowledge": "open", "Acknowledge": "acknowledged", "Close": "closed"}[action] // all else is a comment
			c := &card{id: "alert", title: name, text: a.at("description").str()}
			c.lozenge("State", state, map[string]string{"open": "lozenge-error", "acknowledged": "lozenge-current", "closed": "lozenge-success"}[state])
			c.fact("Priority", a.at("priority").str())
			c.fact("Entity", a.at("entity").str())
			c.fact("Source", a.at("source").str())
			c.fact("Tags", words(a.at("tags")))
			m := &Message{From: "Opsgenie", Color: opsgenieColor(state, a.at("priority").str()), State: state, Key: "alert " + a.at("alertId").str(), Card: c.make()}
			m.HTML = bold(orElse(a.at("username").str(), "Opsgenie")) + " " + esc(opsgenieDid(action)) + " " + bold(name)
			if note := a.at("note").str(); note != "" {
				m.HTML += "<br>" + lines(cut(note, 600))
			}
			if state == "" {
				m.Card = nil
			}
			return m
		},
	}
}

// opsgenieDid is an action in the middle of a sentence.
func opsgenieDid(action string) string {
	did := map[string]string{
		"Create": "opened", "Acknowledge": "acknowledged", "UnAcknowledge": "took back the acknowledgement of", "Close": "closed", "Delete": "deleted",
		"AddNote": "noted on", "Escalate": "escalated", "AssignOwnership": "assigned", "TakeOwnership": "took", "Snooze": "snoozed",
	}
	return orElse(did[action], action+":")
}

func opsgenieColor(state, priority string) string {
	switch state {
	case "closed":
		return "green"
	case "open":
		if priority > "P2" { // P3 to P5; without one nobody knows that it can wait
			return "yellow"
		}
		return "red"
	case "acknowledged":
		return "yellow"
	}
	return "gray"
}

// words is a list of texts in one.
func words(v value) string {
	var all []string
	for _, w := range v.list() {
		all = append(all, w.str())
	}
	return strings.Join(all, ", ")
}

// uptimeKuma is the Webhook notification of Uptime Kuma. What is about no monitor, as its test is, has null for it.
// spec: https://github.com/louislam/uptime-kuma/blob/master/server/notification-providers/webhook.js
func uptimeKuma() recogniser {
	return recogniser{name: "uptime-kuma",
		is: func(d *document) string {
			if claimed(d) || !d.at("msg").isText() || d.at("text").there() {
				return ""
			}
			for _, name := range []string{"heartbeat", "monitor"} {
				if v := d.at(name); v.there() && !v.isObject() || !slices.Contains(d.root.names(), name) {
					return ""
				}
			}
			return "members heartbeat, monitor, msg"
		},
		say: func(d *document) *Message {
			beat, monitor, said := d.at("heartbeat"), d.at("monitor"), d.at("msg").str()
			if !beat.there() || !monitor.there() {
				return &Message{From: "Uptime Kuma", Color: "gray", HTML: lines(said)}
			}
			state := map[string]string{"0": "down", "1": "up", "2": "pending", "3": "maintenance"}[beat.at("status").str()]
			name, why := orElse(monitor.at("name").str(), "A monitor"), beat.at("msg").str()
			c := &card{id: "monitor", title: name, url: strings.TrimSuffix(monitor.at("url").str(), "https://"), text: why} // which stands there for monitors without one
			c.lozenge("State", state, map[string]string{"down": "lozenge-error", "up": "lozenge-success", "pending": "lozenge-current"}[state])
			if ping := beat.at("ping").str(); ping != "" {
				c.fact("Response", ping+" ms")
			}
			c.fact("Host", monitor.at("hostname").str())
			c.fact("Kind", monitor.at("type").str())
			m := &Message{From: "Uptime Kuma", State: state, Card: c.make(), HTML: link(c.url, name) + ": " + bold(orElse(state, said))}
			m.Color = orElse(map[string]string{"down": "red", "up": "green", "pending": "yellow"}[state], "gray")
			if id := orElse(monitor.at("id").str(), beat.at("monitorID").str()); id != "" {
				m.Key = "monitor " + id
			}
			if why != "" {
				m.HTML += "<br>" + lines(cut(why, 600))
			}
			return m
		},
	}
}
