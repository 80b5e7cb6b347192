package format

import (
	"strconv"
	"strings"
)

// gitlab is GitLab's webhooks. spec: https://docs.gitlab.com/user/project/integrations/webhook_events/
func gitlab() recogniser {
	return recogniser{name: "gitlab",
		is:  func(d *document) string { return d.has("X-Gitlab-Event") },
		say: sayGitLab,
	}
}

func sayGitLab(d *document) *Message {
	var m *Message
	switch kind := d.at("object_kind").str(); kind {
	case "push", "tag_push":
		m = gitlabPush(d)
	case "merge_request":
		m = gitlabThing(d, "merge", "merge request", d.at("object_attributes"))
	case "issue", "work_item", "incident":
		m = gitlabThing(d, "issue", "issue", d.at("object_attributes"))
	case "note":
		m = gitlabNote(d)
	case "pipeline":
		m = gitlabPipeline(d)
	case "build":
		m = gitlabJob(d)
	case "release", "deployment", "wiki_page", "feature_flag":
		m = gitlabOther(d, kind)
	default:
		m = gitlabOther(d, orElse(kind, d.at("event_name").str()))
	}
	m.From = "GitLab"
	return m
}

func project(d *document) string {
	return link(d.root.first("project.web_url", "repository.homepage"), orElse(d.root.first("project.path_with_namespace", "project.name", "repository.name"), "GitLab"))
}

func gitlabUser(d *document) string {
	return bold(orElse(d.root.first("user.name", "user_name", "user.username", "user_username"), "Somebody"))
}

func gitlabPush(d *document) *Message {
	ref := d.at("ref").str()
	what, commits := branch(ref, leaf(ref)), d.at("commits").list()
	m := &Message{Color: "gray"}
	switch {
	case strings.Trim(d.at("after").str(), "0") == "" && d.at("after").there():
		m.HTML = gitlabUser(d) + " deleted " + what + " of " + project(d)
	case len(commits) == 0:
		m.HTML = gitlabUser(d) + " made " + what + " in " + project(d)
	default:
		n, err := strconv.Atoi(d.at("total_commits_count").str())
		if err != nil || n < len(commits) {
			n = len(commits)
		}
		m.HTML = paragraphs(gitlabUser(d)+" pushed "+counted(n, "commit")+" to "+what+" of "+project(d), commitList(commits))
	}
	return m
}

// gitlabDid are the actions of issues and merge requests as people say them.
var gitlabDid = map[string]string{"open": "opened", "close": "closed", "reopen": "reopened", "update": "updated", "merge": "merged",
	"approved": "approved", "approval": "approved", "unapproved": "took back the approval of", "unapproval": "took back the approval of"}

func gitlabThing(d *document, kind, called string, o value) *Message {
	action := o.at("action").str()
	facts := [][2]string{{"Project", d.at("project", "path_with_namespace").str()}}
	if kind == "merge" {
		facts = append(facts, [2]string{"Branch", o.at("source_branch").str() + " → " + o.at("target_branch").str()})
	}
	var names []string
	for _, a := range d.at("assignees").list() {
		names = append(names, a.at("name").str())
	}
	return thing{
		kind: kind, repository: d.at("project", "path_with_namespace").str(), number: o.at("iid").str(), title: o.at("title").str(), url: o.at("url").str(),
		state: o.at("state").str(), text: o.at("description").str(), who: gitlabUser(d),
		did: orElse(gitlabDid[action], orElse(action, "changed")) + " the " + called, facts: append(facts, [2]string{"Assignee", strings.Join(names, ", ")}),
	}.message()
}

func gitlabNote(d *document) *Message {
	o := d.at("object_attributes")
	kind, of := "issue", d.at("issue")
	if mr := d.at("merge_request"); mr.there() {
		kind, of = "merge", mr
	}
	name := "#" + of.at("iid").str() + " " + of.at("title").str()
	m := &Message{Color: "gray", Key: kind + " " + d.at("project", "path_with_namespace").str() + "#" + of.at("iid").str()}
	if !of.there() {
		name, m.Key = orElse(short(d.at("commit", "id").str()), spaced(o.at("noteable_type").str())), ""
	}
	m.HTML = paragraphs(gitlabUser(d)+" commented on "+link(o.at("url").str(), name)+" of "+project(d), lines(cut(o.at("note").str(), 600)))
	return m
}

var gitlabStates = map[string][2]string{"success": {"green", "lozenge-success"}, "failed": {"red", "lozenge-error"},
	"running": {"yellow", "lozenge-current"}, "pending": {"yellow", "lozenge-current"}}

func gitlabPipeline(d *document) *Message {
	o := d.at("object_attributes")
	state := orElse(o.at("status").str(), "unknown")
	url := o.at("url").str()
	if base := d.at("project", "web_url").str(); url == "" && base != "" {
		url = base + "/-/pipelines/" + o.at("id").str()
	}
	c := &card{id: "pipeline", title: "Pipeline #" + o.at("id").str(), url: url, text: d.root.first("commit.title", "commit.message")}
	c.lozenge("State", state, orElse(gitlabStates[state][1], "lozenge"))
	c.fact("Project", d.at("project", "path_with_namespace").str())
	c.fact("Branch", o.at("ref").str())
	if s := o.at("duration").str(); s != "" {
		c.fact("Duration", s+" s")
	}
	var failed []string
	for _, b := range d.at("builds").list() {
		if b.at("status").str() == "failed" {
			failed = append(failed, b.at("name").str())
		}
	}
	c.fact("Failed", strings.Join(failed, ", "))
	return &Message{Color: orElse(gitlabStates[state][0], "gray"), State: state, Key: "pipeline " + d.at("project", "path_with_namespace").str() + " " + o.at("id").str(),
		Card: c.make(), HTML: link(url, c.title) + " of " + project(d) + " on " + bold(o.at("ref").str()) + ": " + bold(state)}
}

func gitlabJob(d *document) *Message {
	state := orElse(d.at("build_status").str(), "unknown")
	return &Message{Color: orElse(gitlabStates[state][0], "gray"), State: state, Key: "job " + d.root.first("project_name", "project.path_with_namespace") + " " + d.at("build_id").str(),
		HTML: "Job " + bold(d.at("build_name").str()) + " of " + project(d) + " on " + bold(leaf(d.at("ref").str())) + ": " + bold(state)}
}

func gitlabOther(d *document, kind string) *Message {
	did := spaced(orElse(kind, "event"))
	if a := d.root.first("action", "status", "object_attributes.action"); a != "" {
		did += ", " + spaced(a)
	}
	return &Message{Color: "gray", HTML: paragraphs(gitlabUser(d)+": "+esc(did)+" in "+project(d),
		link(d.root.first("url", "deployable_url", "object_attributes.url"), d.root.first("name", "environment", "object_attributes.title")))}
}
