package format

import "strings"

// azureDevOps is the service hooks of Azure DevOps and its server. Each event says in a sentence what happened.
// spec: https://learn.microsoft.com/azure/devops/service-hooks/events
func azureDevOps() recogniser {
	return recogniser{name: "azure-devops",
		is: func(d *document) string {
			if claimed(d) || !d.at("resource").isObject() || !d.at("eventType").isText() {
				return ""
			}
			return d.all("eventType", "publisherId", "resource")
		},
		say: func(d *document) *Message {
			event, r := d.at("eventType").str(), d.at("resource")
			said := firstLine(d.root.first("message.text", "detailedMessage.text"))
			m := &Message{Color: "gray"}
			switch {
			case event == "build.complete":
				m = azureBuild(r, said)
			case event == "git.push":
				m = azurePush(r)
			case strings.HasPrefix(event, "git.pullrequest."):
				m = azurePull(r, said)
			case strings.HasPrefix(event, "workitem."):
				m = azureItem(r, said)
			default:
				m.HTML = link(r.first("_links.web.href", "_links.html.href"), orElse(said, title(event)))
			}
			m.From = "Azure DevOps"
			return m
		},
	}
}

func azureBuild(r value, said string) *Message {
	state := strings.ToLower(r.first("result", "status")) // older ones have no result
	c := &card{id: "build", title: orElse(r.at("definition", "name").str(), "Build") + " " + r.at("buildNumber").str(), url: r.at("_links", "web", "href").str()}
	c.lozenge("State", state, map[string]string{"succeeded": "lozenge-success", "failed": "lozenge-error"}[state])
	c.fact("Branch", leaf(r.at("sourceBranch").str()))
	c.fact("Commit", short(r.at("sourceVersion").str()))
	c.fact("Requested by", r.first("requestedFor.displayName", "requestedBy.displayName"))
	color := map[string]string{"succeeded": "green", "partiallysucceeded": "yellow", "failed": "red"}[state]
	return &Message{Color: orElse(color, "gray"), State: state, Key: "build " + r.at("id").str(), Card: c.make(), HTML: link(c.url, orElse(said, c.title+": "+state))}
}

const azureCommits = 5 // that are shown of a push

func azurePush(r value) *Message {
	repository, commits := r.at("repository"), r.at("commits").list()
	parts := []string{bold(orElse(r.at("pushedBy", "displayName").str(), "Somebody")) + " pushed to " + bold(azureBranches(r)) + " of " +
		link(repository.first("remoteUrl", "webUrl"), repository.at("name").str())}
	for _, c := range commits[:min(len(commits), azureCommits)] {
		parts = append(parts, esc(short(c.at("commitId").str())+" "+cut(firstLine(c.at("comment").str()), 120)))
	}
	if len(commits) > azureCommits {
		parts = append(parts, "…")
	}
	return &Message{Color: "gray", HTML: paragraphs(parts...)}
}

func azureBranches(r value) string {
	var names []string
	for _, u := range r.at("refUpdates").list() {
		names = append(names, leaf(u.at("name").str()))
	}
	return cut(strings.Join(names, ", "), 120)
}

func azurePull(r value, said string) *Message {
	if pull := r.at("pullRequest"); pull.isObject() { // of a comment
		name := pull.at("title").str()
		return &Message{Color: "gray", Key: azurePullKey(pull), HTML: paragraphs(link(azurePullURL(pull), orElse(said, name)), lines(cut(r.at("comment", "content").str(), 600)))}
	}
	state := r.at("status").str()
	c := &card{id: "pull", title: "!" + r.at("pullRequestId").str() + " " + r.at("title").str(), url: azurePullURL(r), text: r.at("description").str()}
	c.lozenge("State", state, map[string]string{"active": "lozenge-current", "completed": "lozenge-success"}[state])
	c.fact("Repository", r.at("repository", "name").str())
	c.fact("Branch", leaf(r.at("sourceRefName").str())+" → "+leaf(r.at("targetRefName").str()))
	color := map[string]string{"active": "yellow", "completed": "green"}[state]
	return &Message{Color: orElse(color, "gray"), State: state, Key: azurePullKey(r), Card: c.make(), HTML: link(c.url, orElse(said, c.title))}
}

func azurePullKey(pull value) string {
	return "pull " + pull.at("repository", "id").str() + " " + pull.at("pullRequestId").str()
}

func azurePullURL(pull value) string {
	if url := pull.at("_links", "web", "href").str(); url != "" {
		return url
	}
	if base := pull.at("repository", "remoteUrl").str(); base != "" {
		return base + "/pullrequest/" + pull.at("pullRequestId").str()
	}
	return ""
}

// azureItem is a work item, which changes hold as it was made by them.
func azureItem(r value, said string) *Message {
	id, item := orElse(r.at("workItemId").str(), r.at("id").str()), r
	if rev := r.at("revision"); rev.isObject() {
		item = rev
	}
	field := func(name string) string { return item.at("fields", name).str() }
	state, kind := field("System.State"), orElse(field("System.WorkItemType"), "Work item")
	c := &card{id: "item", title: strings.TrimSpace(kind + " #" + id + " " + field("System.Title")), url: r.first("_links.html.href", "_links.web.href", "revision._links.html.href")}
	c.lozenge("State", state, map[string]string{"Done": "lozenge-success", "Closed": "lozenge-success", "Resolved": "lozenge-success"}[state])
	c.fact("Project", field("System.TeamProject"))
	c.fact("Severity", field("Microsoft.VSTS.Common.Severity"))
	c.fact("Assigned to", field("System.AssignedTo"))
	color := map[string]string{"Done": "green", "Closed": "green", "Resolved": "green", "Removed": "gray"}[state]
	return &Message{Color: orElse(color, "yellow"), State: state, Key: "item " + id, Card: c.make(), HTML: paragraphs(link(c.url, orElse(said, c.title)), lines(cut(field("System.History"), 600)))}
}
