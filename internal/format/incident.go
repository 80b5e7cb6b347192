package format

import "strings"

// sentry is Sentry's webhooks: those of its integrations, and of its older plugin.
// spec: https://docs.sentry.io/organization/integrations/integration-platform/webhooks/
func sentry() recogniser {
	return recogniser{name: "sentry",
		is: func(d *document) string {
			if why := d.has("Sentry-Hook-Resource"); why != "" {
				return why
			}
			if claimed(d) || !d.at("event").isObject() || !d.at("project").isText() {
				return ""
			}
			return d.all("project", "culprit", "event")
		},
		say: saySentry,
	}
}

func saySentry(d *document) *Message {
	i := d.at("data", "issue")
	e := d.at("data", "event")
	if !e.there() {
		e = d.at("data", "error")
	}
	if !i.there() && !e.there() {
		e = d.at("event")
	}
	at := func(names ...string) string {
		for _, name := range names {
			for _, v := range []value{i, e, d.root} {
				if s := v.first(name); s != "" {
					return s
				}
			}
		}
		return ""
	}
	action, name := d.at("action").str(), at("title", "message", "data.metric_alert.title", "data.description_title")
	if name == "" {
		return nil
	}
	url := at("web_url", "permalink", "url", "data.web_url")
	level := orElse(at("level"), "error")
	state := orElse(at("status"), orElse(action, "unresolved"))
	c := &card{id: "issue", title: name, url: url, text: at("culprit")}
	c.lozenge("State", state, map[string]string{"resolved": "lozenge-success", "unresolved": "lozenge-error"}[state])
	c.fact("Level", level)
	c.fact("Project", at("project_name", "project.name", "project.slug", "project_slug"))
	c.fact("Environment", at("environment"))
	m := &Message{From: "Sentry", State: state, Color: "red", Card: c.make(), HTML: bold(title(orElse(action, level))) + ": " + link(url, name)}
	if id := orElse(i.at("id").str(), at("issue_id", "groupID")); id != "" {
		m.Key = "sentry " + id
	}
	switch {
	case state == "resolved":
		m.Color = "green"
	case level == "warning" || level == "info":
		m.Color = "yellow"
	}
	return m
}

// pagerDuty is PagerDuty's webhooks, version 3. spec: https://developer.pagerduty.com/docs/webhooks/v3-overview/
func pagerDuty() recogniser {
	return recogniser{name: "pagerduty",
		is: func(d *document) string {
			if claimed(d) || !d.at("event").isObject() {
				return ""
			}
			return d.all("event.event_type", "event.resource_type")
		},
		say: func(d *document) *Message {
			e := d.at("event")
			in := e.at("data")
			kind, action, _ := strings.Cut(e.at("event_type").str(), ".")
			if e.at("event_type").str() == "pagey.ping" {
				return &Message{From: "PagerDuty", Color: "gray", HTML: "The webhook of PagerDuty works."}
			}
			name, status := orElse(in.at("title").str(), in.first("summary", "content", "incident.summary")), in.at("status").str()
			if name == "" {
				return nil
			}
			state := orElse(status, action)
			c := &card{id: "incident", title: name, url: in.first("html_url", "incident.html_url")}
			c.lozenge("State", state, map[string]string{"resolved": "lozenge-success", "acknowledged": "lozenge-current", "triggered": "lozenge-error"}[state])
			c.fact("Service", in.first("service.summary", "incident.service.summary"))
			c.fact("Urgency", in.at("urgency").str())
			if a := in.at("assignees").list(); len(a) > 0 {
				c.fact("Assigned to", a[0].at("summary").str())
			}
			color := map[string]string{"resolved": "green", "acknowledged": "yellow", "triggered": "red"}[state]
			m := &Message{From: "PagerDuty", Color: orElse(color, "yellow"), State: state, Card: c.make(),
				HTML: title(kind) + " " + esc(spaced(action)) + ": " + link(c.url, name)}
			if id := orElse(in.at("incident", "id").str(), in.at("id").str()); id != "" {
				m.Key = "incident " + id
			}
			return m
		},
	}
}

// datadog is Datadog's webhook as it is before somebody writes a payload of their own.
// spec: https://docs.datadoghq.com/integrations/webhooks/
func datadog() recogniser {
	return recogniser{name: "datadog",
		is: func(d *document) string {
			if claimed(d) || !d.at("org").isObject() {
				return ""
			}
			return d.all("event_type", "org", "title")
		},
		say: func(d *document) *Message {
			name, kind := d.at("title").str(), d.at("event_type").str()
			state := d.root.first("alert_transition", "transition", "alert_type")
			m := &Message{From: "Datadog", Color: "yellow", State: state}
			lower := strings.ToLower(name + " " + state)
			switch {
			case strings.Contains(lower, "recovered"), strings.Contains(lower, "success"):
				m.Color = "green"
			case strings.Contains(lower, "triggered"), strings.Contains(lower, "error"):
				m.Color = "red"
			}
			c := &card{id: "event", title: name, url: d.root.first("link", "event_url", "url"), text: strings.Trim(d.at("body").str(), "% \n")}
			c.fact("Kind", spaced(kind))
			c.fact("Organisation", d.at("org", "name").str())
			c.fact("Priority", d.at("priority").str())
			if id := d.root.first("aggregate", "alert_id", "alert_cycle_key"); id != "" {
				m.Key = "datadog " + id
			}
			m.HTML, m.Card = paragraphs("<b>"+link(c.url, name)+"</b>", lines(cut(c.text, 600))), c.make()
			return m
		},
	}
}

// statuspage is Statuspage's webhooks to subscribers. spec: https://support.atlassian.com/statuspage/docs/enable-webhook-notifications/
func statuspage() recogniser {
	return recogniser{name: "statuspage",
		is: func(d *document) string {
			if claimed(d) || !d.at("page").isObject() {
				return ""
			}
			if why := d.all("page.id", "incident"); why != "" {
				return why
			}
			return d.all("page.id", "component_update")
		},
		say: func(d *document) *Message {
			if in := d.at("incident"); in.there() {
				return statusIncident(in)
			}
			u, name := d.at("component_update"), d.at("component", "name").str()
			state := u.at("new_status").str()
			return &Message{From: "Statuspage", Color: statusColor(state), State: state, Key: "component " + u.at("component_id").str(),
				HTML: bold(name) + ": " + esc(spaced(u.at("old_status").str())) + " → " + bold(spaced(state))}
		},
	}
}

func statusIncident(in value) *Message {
	state := in.at("status").str()
	c := &card{id: "incident", title: in.at("name").str(), url: in.first("shortlink", "url")}
	if updates := in.at("incident_updates").list(); len(updates) > 0 {
		c.text = updates[0].at("body").str()
	}
	c.lozenge("State", spaced(state), map[string]string{"resolved": "lozenge-success", "investigating": "lozenge-error"}[state])
	c.fact("Impact", in.at("impact").str())
	return &Message{From: "Statuspage", Color: statusColor(state), State: state, Key: "incident " + in.at("id").str(),
		HTML: paragraphs(link(c.url, c.title)+": "+bold(spaced(state)), lines(cut(c.text, 600))), Card: c.make()}
}

func statusColor(state string) string {
	switch state {
	case "resolved", "completed", "postmortem", "operational":
		return "green"
	case "investigating", "identified", "major_outage", "critical":
		return "red"
	}
	return "yellow"
}
