package format

import "strings"

// jira is Jira's webhooks, of its cloud and of its server.
// spec: https://developer.atlassian.com/server/jira/platform/webhooks/
func jira() recogniser {
	return recogniser{name: "jira",
		is: func(d *document) string {
			if d.at("webhookEvent").isText() {
				return d.all("webhookEvent")
			}
			return d.has("X-Atlassian-Webhook-Identifier")
		},
		say: sayJira,
	}
}

var jiraREST = lazy(`/rest/.*$`)

func sayJira(d *document) *Message {
	event := strings.TrimPrefix(d.at("webhookEvent").str(), "jira:")
	who := bold(orElse(d.root.first("user.displayName", "comment.author.displayName", "user.name"), "Somebody"))
	i := d.at("issue")
	if !i.there() {
		name := d.root.first("version.name", "project.name", "sprint.name", "board.name")
		return &Message{From: "Jira", Color: "gray", HTML: who + ": " + esc(strings.TrimSpace(spaced(event)+" "+name))}
	}
	did := map[string]string{"issue_created": "created", "issue_deleted": "deleted", "comment_created": "commented on", "issue_commented": "commented on"}
	key := i.at("key").str()
	t := thing{kind: "issue", title: i.at("fields", "summary").str(), state: i.at("fields", "status", "name").str(), who: who,
		text: i.at("fields", "description").str(), facts: [][2]string{{"Type", i.at("fields", "issuetype", "name").str()},
			{"Priority", i.at("fields", "priority", "name").str()}, {"Assignee", i.at("fields", "assignee", "displayName").str()}}}
	if base := jiraREST().ReplaceAllString(i.at("self").str(), ""); base != "" {
		t.url = base + "/browse/" + key
	}
	said := orElse(did[event], orElse(did[d.at("issue_event_type_name").str()], "updated"))
	c := &card{id: key, title: key + " " + t.title, url: t.url, text: t.text}
	c.lozenge("Status", t.state, jiraStyle(i))
	for _, f := range t.facts {
		c.fact(f[0], f[1])
	}
	parts := []string{who + " " + said + " " + link(t.url, key+" "+t.title)}
	for _, change := range d.at("changelog", "items").list() {
		parts = append(parts, esc(title(change.at("field").str())+": "+orElse(cut(change.at("fromString").str(), 80), "none")+" → "+
			orElse(cut(change.at("toString").str(), 80), "none")))
	}
	if body := d.at("comment", "body").str(); body != "" && (event == "comment_created" || said == "commented on") {
		parts = append(parts, lines(cut(body, 600)))
	}
	return &Message{From: "Jira", Color: jiraColor(i), Key: "issue " + key, State: t.state, HTML: strings.Join(parts, "<br>"), Card: c.make()}
}

func jiraStyle(i value) string {
	return orElse(map[string]string{"done": "lozenge-success", "indeterminate": "lozenge-current"}[i.at("fields", "status", "statusCategory", "key").str()], "lozenge")
}

func jiraColor(i value) string {
	return orElse(map[string]string{"done": "green"}[i.at("fields", "status", "statusCategory", "key").str()], "yellow")
}

// jenkins is the Notification plugin of Jenkins. spec: https://plugins.jenkins.io/notification/
func jenkins() recogniser {
	return recogniser{name: "jenkins",
		is: func(d *document) string {
			if claimed(d) || !d.at("build").isObject() {
				return ""
			}
			return d.all("name", "build.phase", "build.number")
		},
		say: func(d *document) *Message {
			b := d.at("build")
			phase, status := strings.ToLower(b.at("phase").str()), b.at("status").str()
			state := orElse(strings.ToLower(status), phase)
			name := orElse(d.at("display_name").str(), d.at("name").str()) + " #" + b.at("number").str()
			color := map[string]string{"SUCCESS": "green", "FAILURE": "red", "UNSTABLE": "yellow"}[status]
			c := &card{id: "build", title: name, url: b.at("full_url").str()}
			c.lozenge("State", state, map[string]string{"SUCCESS": "lozenge-success", "FAILURE": "lozenge-error"}[status])
			c.fact("Branch", b.at("scm", "branch").str())
			c.fact("Commit", short(b.at("scm", "commit").str()))
			return &Message{From: "Jenkins", Color: orElse(color, "gray"), Key: "build " + d.at("name").str() + " " + b.at("number").str(), State: state,
				HTML: link(c.url, name) + ": " + bold(state), Card: c.make()}
		},
	}
}
