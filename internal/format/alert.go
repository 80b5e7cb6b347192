package format

import (
	"strconv"
	"strings"
)

// alertmanager is the body of Alertmanager's webhook receiver, and of those that speak like it (VictoriaMetrics, Mimir).
// spec: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
func alertmanager() recogniser {
	return recogniser{name: "alertmanager",
		is: func(d *document) string {
			if claimed(d) || d.at("orgId").there() || !d.at("alerts").isList() || !d.at("groupKey").isText() {
				return ""
			}
			return d.all("groupKey", "alerts")
		},
		say: func(d *document) *Message { return alerts(d, d.at("groupKey").str(), "") },
	}
}

// grafana is Grafana's own alerting, whose webhook is Alertmanager's with more in it.
// spec: https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
func grafana() recogniser {
	return recogniser{name: "grafana",
		is: func(d *document) string {
			if claimed(d) || !d.at("alerts").isList() {
				return ""
			}
			return d.all("orgId", "alerts")
		},
		say: func(d *document) *Message {
			return alerts(d, orElse(d.at("groupKey").str(), d.at("title").str()), "Grafana")
		},
	}
}

// prometheus is what Prometheus itself sends, to Alertmanager's API: a bare list of alerts.
// spec: https://prometheus.io/docs/alerting/latest/clients/
func prometheus() recogniser {
	return recogniser{name: "prometheus",
		is: func(d *document) string {
			if claimed(d) || !d.root.each(func(v value) bool { return v.at("labels").isObject() }) {
				return ""
			}
			return "a list of objects with labels"
		},
		say: func(d *document) *Message {
			list := d.root.list()
			state := "resolved"
			for _, a := range list {
				if a.at("endsAt").str() == "" || strings.HasPrefix(a.at("endsAt").str(), "0001-") {
					state = "firing"
				}
			}
			return alertList(list, state, list[0].at("labels", "alertname").str(), "", "")
		},
	}
}

func alerts(d *document, key, from string) *Message {
	list := d.at("alerts").list()
	state := orElse(d.at("status").str(), "firing")
	name := orElse(d.root.first("commonLabels.alertname", "groupLabels.alertname"), withoutState(d.at("title").str(), state))
	if name == "" && len(list) > 0 {
		name = list[0].at("labels", "alertname").str()
	}
	m := alertList(list, state, name, d.at("externalURL").str(), from)
	m.Key = key
	return m
}

// withoutState is a title without the state that Grafana's own begins with, as in "[FIRING:1] Disk".
func withoutState(title, state string) string {
	said, name, ok := strings.Cut(title, "]")
	if ok && strings.HasPrefix(said, "["+strings.ToUpper(state)) {
		return strings.TrimSpace(name)
	}
	return title
}

const mostAlerts = 8 // that are listed; the rest is counted

func alertList(list []value, state, name, url, from string) *Message {
	firing := 0
	for _, a := range list {
		if a.at("status").str() != "resolved" {
			firing++
		}
	}
	m := &Message{From: from, State: state, Color: "red"}
	head := strings.ToUpper(state)
	switch {
	case state == "resolved":
		m.Color = "green"
	case firing > 1:
		head += ":" + strconv.Itoa(firing)
	}
	name = orElse(name, "Alert")
	parts := []string{"<b>" + esc("["+head+"] ") + link(url, name) + "</b>"}
	c := &card{id: "alert", title: "[" + head + "] " + name, url: url}
	var text []string
	for i, a := range list {
		if i == mostAlerts {
			more := "and " + strconv.Itoa(len(list)-i) + " more"
			parts, text = append(parts, more), append(text, more)
			break
		}
		said := a.first("annotations.summary", "annotations.message", "annotations.description", "labels.alertname")
		where := a.first("labels.instance", "labels.pod", "labels.service", "labels.job")
		if where != "" && !strings.Contains(said, where) {
			said += " (" + where + ")"
		}
		parts = append(parts, link(a.first("generatorURL", "dashboardURL", "panelURL"), said))
		text = append(text, said)
	}
	c.text = strings.Join(text, "\n")
	alertFacts(c, list, state)
	m.HTML, m.Card = strings.Join(parts, "<br>"), c.make()
	return m
}

// alertFacts shows the state and the labels that all alerts share.
func alertFacts(c *card, list []value, state string) {
	c.lozenge("State", state, map[bool]string{true: "lozenge-success", false: "lozenge-error"}[state == "resolved"])
	if len(list) == 0 {
		return
	}
	for _, name := range list[0].at("labels").names() {
		text := list[0].at("labels", name).str()
		shared := name != "alertname"
		for _, a := range list[1:] {
			shared = shared && a.at("labels", name).str() == text
		}
		if shared {
			c.fact(title(name), text)
		}
	}
}

// grafanaLegacy is Grafana before version 8. spec: https://grafana.com/docs/grafana/v7.5/alerting/notifications/#webhook
func grafanaLegacy() recogniser {
	return recogniser{name: "grafana-legacy",
		is: func(d *document) string {
			if claimed(d) || d.at("alerts").there() || !d.at("ruleName").isText() {
				return ""
			}
			return d.all("ruleName", "state")
		},
		say: func(d *document) *Message {
			state, name := d.at("state").str(), d.at("ruleName").str()
			m := &Message{From: "Grafana", State: state, Key: "rule " + orElse(d.at("ruleId").str(), name), Color: grafanaColor(state)}
			c := &card{id: "rule", title: "[" + title(state) + "] " + name, url: d.at("ruleUrl").str(), text: d.at("message").str(),
				thumbnail: d.at("imageUrl").str()}
			parts := []string{"<b>" + link(c.url, c.title) + "</b>"}
			if c.text != "" {
				parts = append(parts, lines(c.text))
			}
			for _, match := range d.at("evalMatches").list() {
				c.fact(match.at("metric").str(), match.at("value").str())
				parts = append(parts, esc(match.at("metric").str()+": "+match.at("value").str()))
			}
			m.HTML, m.Card = strings.Join(parts, "<br>"), c.make()
			return m
		},
	}
}

func grafanaColor(state string) string {
	switch state {
	case "ok":
		return "green"
	case "alerting":
		return "red"
	case "no_data", "pending":
		return "yellow"
	}
	return "gray"
}
