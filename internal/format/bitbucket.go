package format

import "strings"

// bitbucket is Bitbucket's webhooks, of its cloud and of its server.
// spec: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/,
// https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html
func bitbucket() recogniser {
	return recogniser{name: "bitbucket",
		is: func(d *document) string { return d.has("X-Event-Key") },
		say: func(d *document) *Message {
			var m *Message
			event := d.header.Get("X-Event-Key")
			switch {
			case d.at("test").str() == "true":
				m = &Message{Color: "gray", HTML: "The webhook of Bitbucket works."}
			case event == "repo:push":
				m = bitbucketPush(d)
			case event == "repo:refs_changed":
				m = bitbucketRefs(d)
			case strings.HasPrefix(event, "pullrequest:"), strings.HasPrefix(event, "pr:"):
				m = bitbucketPull(d, event)
			default:
				_, did, _ := strings.Cut(event, ":")
				m = &Message{Color: "gray", HTML: bitbucketActor(d) + ": " + esc(spaced(did)) + " in " + bitbucketRepository(d)}
			}
			m.From = "Bitbucket"
			return m
		},
	}
}

func bitbucketActor(d *document) string {
	return bold(orElse(d.root.first("actor.display_name", "actor.displayName", "actor.nickname", "actor.name"), "Somebody"))
}

func bitbucketRepository(d *document) string {
	r := d.at("repository")
	if !r.there() {
		r = d.at("pullRequest", "toRef", "repository")
	}
	return link(r.at("links", "html", "href").str(), orElse(r.first("full_name", "name", "slug"), "Bitbucket"))
}

func bitbucketPush(d *document) *Message {
	var parts []string
	for _, c := range d.at("push", "changes").list() {
		ref, did := c.at("new"), "pushed to"
		switch {
		case !ref.there():
			ref, did = c.at("old"), "deleted"
		case !c.at("old").there():
			did = "made"
		}
		what := "the " + orElse(ref.at("type").str(), "branch") + " " + bold(ref.at("name").str())
		commits := commitList(c.at("commits").list())
		parts = append(parts, paragraphs(bitbucketActor(d)+" "+did+" "+what+" of "+bitbucketRepository(d), commits))
	}
	return &Message{Color: "gray", HTML: strings.Join(parts, "<br>")}
}

// bitbucketRefs is a push to Bitbucket Server, which tells no commits.
func bitbucketRefs(d *document) *Message {
	var parts []string
	for _, c := range d.at("changes").list() {
		did := map[string]string{"ADD": "made", "DELETE": "deleted"}[c.at("type").str()]
		parts = append(parts, bitbucketActor(d)+" "+orElse(did, "pushed to")+" "+branch(c.at("refId").str(), c.at("ref", "displayId").str())+" of "+bitbucketRepository(d))
	}
	return &Message{Color: "gray", HTML: strings.Join(parts, "<br>")}
}

func bitbucketPull(d *document, event string) *Message {
	p := d.at("pullrequest")
	if !p.there() {
		p = d.at("pullRequest")
	}
	_, did, _ := strings.Cut(event, ":")
	did = map[string]string{"created": "opened", "opened": "opened", "fulfilled": "merged", "merged": "merged", "rejected": "declined", "declined": "declined",
		"approved": "approved", "reviewer:approved": "approved", "comment_created": "commented on", "comment:added": "commented on",
		"updated": "updated", "modified": "updated"}[did]
	t := thing{
		kind: "pull", repository: d.root.first("repository.full_name", "pullRequest.toRef.repository.name"), number: p.at("id").str(), title: p.at("title").str(),
		url: p.at("links", "html", "href").str(), state: strings.ToLower(p.at("state").str()), text: p.at("description").str(), who: bitbucketActor(d),
		did: orElse(did, "changed") + " the pull request",
	}
	if self := p.at("links", "self").list(); t.url == "" && len(self) > 0 {
		t.url = self[0].at("href").str()
	}
	from, to := p.first("source.branch.name", "fromRef.displayId"), p.first("destination.branch.name", "toRef.displayId")
	t.facts = [][2]string{{"Repository", t.repository}, {"Branch", from + " → " + to}, {"Author", p.first("author.display_name", "author.user.displayName")}}
	m := t.message()
	m.HTML = paragraphs(m.HTML, lines(cut(d.root.first("comment.content.raw", "comment.text"), 600)))
	return m
}
