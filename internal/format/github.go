package format

import (
	"fmt"
	"strconv"
	"strings"
)

// github is GitHub's webhooks. spec: https://docs.github.com/en/webhooks/webhook-events-and-payloads
func github() recogniser {
	return recogniser{name: "github",
		is: func(d *document) string {
			// Gitea, Forgejo and Gogs send GitHub's header as well.
			for _, other := range []string{"X-Gitea-Event", "X-Forgejo-Event", "X-Gogs-Event"} {
				if d.header.Get(other) != "" {
					return ""
				}
			}
			return d.has("X-Github-Event")
		},
		say: func(d *document) *Message { return forge(d, d.header.Get("X-Github-Event"), "GitHub") },
	}
}

// gitea is Gitea's webhooks, with Forgejo's and Gogs', which all are made after GitHub's.
// spec: https://docs.gitea.com/usage/webhooks
func gitea() recogniser {
	return recogniser{name: "gitea",
		is: func(d *document) string {
			for _, name := range []string{"X-Gitea-Event", "X-Forgejo-Event", "X-Gogs-Event"} {
				if why := d.has(name); why != "" {
					return why
				}
			}
			return ""
		},
		say: func(d *document) *Message {
			for _, of := range []string{"Forgejo", "Gitea", "Gogs"} {
				if event := d.header.Get("X-" + of + "-Event"); event != "" {
					return forge(d, event, of)
				}
			}
			return nil
		},
	}
}

// forge translates GitHub's payloads, event by event.
func forge(d *document, event, from string) *Message {
	var m *Message
	switch event {
	case "push":
		m = forgePush(d)
	case "pull_request", "pull_request_target":
		m = forgePull(d)
	case "pull_request_review", "pull_request_approved", "pull_request_rejected":
		m = forgeReview(d)
	case "issues":
		m = forgeIssue(d)
	case "issue_comment", "commit_comment", "pull_request_review_comment", "pull_request_comment":
		m = forgeComment(d)
	case "release":
		m = forgeRelease(d)
	case "workflow_run", "check_suite", "check_run", "workflow_job":
		m = forgeRun(d, event)
	case "deployment_status":
		m = forgeDeployment(d)
	case "ping":
		m = &Message{Color: "gray", HTML: "The webhook of " + repository(d) + " works: " + esc(d.at("zen").str())}
	default:
		m = forgeOther(d, event)
	}
	if m != nil {
		m.From = from
	}
	return m
}

func repository(d *document) string {
	r := d.at("repository")
	if !r.there() {
		return link(d.at("organization", "url").str(), orElse(d.root.first("organization.login", "sender.login"), "the hook"))
	}
	return link(r.at("html_url").str(), orElse(r.at("full_name").str(), r.at("name").str()))
}

func actor(d *document) string {
	return bold(orElse(d.root.first("sender.login", "sender.username", "pusher.login", "pusher.name"), "Somebody"))
}

const mostCommits = 5 // that are listed; the rest is counted

func forgePush(d *document) *Message {
	commits, ref := d.at("commits").list(), leaf(d.at("ref").str())
	what := branch(d.at("ref").str(), ref)
	m := &Message{Color: "gray"}
	switch {
	case d.at("deleted").str() == "true" || strings.Trim(d.at("after").str(), "0") == "" && d.at("after").there():
		m.HTML = actor(d) + " deleted " + what + " of " + repository(d)
		return m
	case len(commits) == 0:
		m.HTML = actor(d) + " made " + what + " in " + repository(d)
		return m
	}
	url := orElse(d.root.first("compare", "compare_url"), d.at("head_commit", "url").str())
	m.HTML = paragraphs(actor(d)+" pushed "+link(url, counted(len(commits), "commit"))+" to "+what+" of "+repository(d), commitList(commits))
	return m
}

func branch(ref, name string) string {
	if strings.HasPrefix(ref, "refs/tags/") {
		return "the tag " + bold(name)
	}
	return "the branch " + bold(name)
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

func commitList(commits []value) string {
	var parts []string
	for i, c := range commits {
		if i == mostCommits {
			parts = append(parts, "and "+strconv.Itoa(len(commits)-i)+" more")
			break
		}
		line := link(c.first("url", "links.html.href"), short(c.first("id", "hash"))) + " " + esc(cut(firstLine(c.at("message").str()), 120))
		if who := c.first("author.username", "author.name", "author.user.display_name"); who != "" {
			line += " - " + esc(who)
		}
		parts = append(parts, line)
	}
	return strings.Join(parts, "<br>")
}

// thing is an issue or a pull request: the line that says what happened, and the card that shows how it stands.
type thing struct {
	kind        string // pull, issue
	repository  string
	number      string
	title, url  string
	state, from string
	text        string
	who, did    string // HTML and text
	facts       [][2]string
}

func (t thing) message() *Message {
	style := map[string]string{"open": "lozenge-current", "opened": "lozenge-current", "merged": "lozenge-success", "closed": "lozenge-complete",
		"draft": "lozenge", "approved": "lozenge-success"}[t.state]
	color := map[string]string{"merged": "purple", "closed": "gray", "approved": "green"}[t.state]
	c := &card{id: t.kind + t.number, title: "#" + t.number + " " + t.title, url: t.url, text: t.text}
	c.lozenge("State", t.state, orElse(style, "lozenge"))
	for _, f := range t.facts {
		c.fact(f[0], f[1])
	}
	return &Message{
		From: t.from, Color: orElse(color, "yellow"), Key: t.kind + " " + t.repository + "#" + t.number, State: t.state,
		HTML: t.who + " " + esc(t.did) + " " + link(t.url, "#"+t.number+" "+t.title), Card: c.make(),
	}
}

func forgePull(d *document) *Message {
	p, action := d.at("pull_request"), d.at("action").str()
	state := p.at("state").str()
	switch {
	case p.at("merged").str() == "true":
		state = "merged"
		if action == "closed" {
			action = "merged"
		}
	case p.at("draft").str() == "true" && state == "open":
		state = "draft"
	}
	return thing{
		kind: "pull", repository: d.at("repository", "full_name").str(), number: orElse(p.at("number").str(), d.at("number").str()),
		title: p.at("title").str(), url: p.at("html_url").str(), state: state, text: p.at("body").str(), who: actor(d),
		did: spaced(action) + " the pull request",
		facts: [][2]string{{"Repository", d.at("repository", "full_name").str()}, {"Branch", p.at("head", "ref").str() + " → " + p.at("base", "ref").str()},
			{"Author", p.first("user.login", "user.username")}},
	}.message()
}

func forgeReview(d *document) *Message {
	p, state := d.at("pull_request"), orElse(d.root.first("review.state", "review.type"), "reviewed")
	said := map[string]string{"approved": "approved", "changes_requested": "asked for changes in", "commented": "commented on"}[state]
	url := orElse(d.at("review", "html_url").str(), p.at("html_url").str())
	m := &Message{Color: map[string]string{"approved": "green", "changes_requested": "red"}[state], State: state,
		Key: "pull " + d.at("repository", "full_name").str() + "#" + p.at("number").str()}
	m.Color = orElse(m.Color, "gray")
	m.HTML = paragraphs(actor(d)+" "+orElse(said, "reviewed")+" "+link(url, "#"+p.at("number").str()+" "+p.at("title").str())+" of "+repository(d),
		lines(cut(d.root.first("review.body", "review.content"), 400)))
	return m
}

func forgeIssue(d *document) *Message {
	i := d.at("issue")
	var labels []string
	for _, l := range i.at("labels").list() {
		labels = append(labels, l.at("name").str())
	}
	return thing{
		kind: "issue", repository: d.at("repository", "full_name").str(), number: i.at("number").str(), title: i.at("title").str(),
		url: i.at("html_url").str(), state: i.at("state").str(), text: i.at("body").str(), who: actor(d),
		did:   spaced(d.at("action").str()) + " the issue",
		facts: [][2]string{{"Repository", d.at("repository", "full_name").str()}, {"Labels", strings.Join(labels, ", ")}, {"Assignee", i.at("assignee", "login").str()}},
	}.message()
}

func forgeComment(d *document) *Message {
	of, kind := d.at("issue"), "issue"
	if !of.there() || of.at("pull_request").there() {
		kind = "pull"
	}
	if !of.there() {
		of = d.at("pull_request")
	}
	name := "#" + of.at("number").str() + " " + of.at("title").str()
	m := &Message{Color: "gray", Key: kind + " " + d.at("repository", "full_name").str() + "#" + of.at("number").str()}
	if !of.there() {
		name, m.Key = short(d.at("comment", "commit_id").str()), ""
	}
	did := "commented on"
	if a := d.at("action").str(); a == "deleted" || a == "edited" {
		did = a + " a comment on"
	}
	m.HTML = paragraphs(actor(d)+" "+did+" "+link(d.root.first("comment.html_url", "comment.url"), name)+" of "+repository(d),
		lines(cut(d.at("comment", "body").str(), 600)))
	return m
}

func forgeRelease(d *document) *Message {
	r := d.at("release")
	c := &card{id: "release", title: orElse(r.at("name").str(), r.at("tag_name").str()), url: r.at("html_url").str(), text: r.at("body").str()}
	c.fact("Repository", d.at("repository", "full_name").str())
	c.fact("Tag", r.at("tag_name").str())
	return &Message{Color: "green", Card: c.make(),
		HTML: actor(d) + " " + esc(spaced(d.at("action").str())) + " the release " + link(c.url, c.title) + " of " + repository(d)}
}

// outcomes are the colours of how a run ended.
var outcomes = map[string][2]string{
	"success": {"green", "lozenge-success"}, "failure": {"red", "lozenge-error"}, "timed_out": {"red", "lozenge-error"},
	"cancelled": {"gray", "lozenge"}, "in_progress": {"yellow", "lozenge-current"}, "error": {"red", "lozenge-error"},
}

func forgeRun(d *document, event string) *Message {
	r := d.at(event)
	state := orElse(r.at("conclusion").str(), r.at("status").str())
	name := orElse(r.first("display_title", "name", "app.name", "workflow_name"), spaced(event))
	look := outcomes[state]
	c := &card{id: event, title: name, url: r.at("html_url").str()}
	c.lozenge("State", spaced(state), orElse(look[1], "lozenge"))
	c.fact("Repository", d.at("repository", "full_name").str())
	c.fact("Workflow", r.at("name").str())
	c.fact("Branch", r.at("head_branch").str())
	c.linked("Commit", short(r.at("head_sha").str()), "", "")
	return &Message{Color: orElse(look[0], "gray"), State: state, Key: event + " " + d.at("repository", "full_name").str() + " " + r.at("id").str(), Card: c.make(),
		HTML: link(c.url, name) + " of " + repository(d) + ": " + bold(spaced(state))}
}

func forgeDeployment(d *document) *Message {
	s := d.at("deployment_status")
	state := s.at("state").str()
	m := &Message{Color: orElse(outcomes[state][0], "gray"), State: state,
		Key: "deployment " + d.at("repository", "full_name").str() + " " + d.at("deployment", "id").str()}
	m.HTML = paragraphs(fmt.Sprintf("Deployment of %s to %s: %s", repository(d), bold(s.at("environment").str()), link(s.first("log_url", "target_url"), spaced(state))),
		esc(s.at("description").str()))
	return m
}

// forgeOther says that something happened, for the many events of which there is little to say.
func forgeOther(d *document, event string) *Message {
	if event == "star" || event == "watch" {
		did := map[bool]string{true: " took the star from ", false: " starred "}[d.at("action").str() == "deleted"]
		return &Message{Color: "gray", HTML: actor(d) + did + repository(d)}
	}
	did := spaced(event)
	if a := d.at("action").str(); a != "" {
		did += ", " + spaced(a)
	}
	if ref := d.at("ref").str(); ref != "" {
		did += " " + leaf(ref)
	}
	return &Message{Color: "gray", HTML: actor(d) + ": " + esc(did) + " in " + repository(d)}
}
