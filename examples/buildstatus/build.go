package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"slices"

	"github.com/stoachat/stoa/hipchat"
)

// build is what a build server tells.
type build struct {
	ID      int64  `json:"-"`
	Project string `json:"project"`
	Number  int64  `json:"number"`
	Branch  string `json:"branch"`
	State   string `json:"state"` // running, passed or failed
	URL     string `json:"url"`
	Author  string `json:"author"`
}

// The states of a build.
const (
	running = "running"
	passed  = "passed"
	failed  = "failed"
)

// check tells what a build server got wrong.
func (b build) check() error {
	switch {
	case len(b.Project) == 0 || len(b.Project) > 100:
		return errors.New("project must have 1 to 100 bytes")
	case b.Number < 1:
		return errors.New("number must be at least 1")
	case !slices.Contains([]string{running, passed, failed}, b.State):
		return errors.New("state must be running, passed or failed")
	case len(b.Branch) > 200 || len(b.Author) > 100:
		return errors.New("branch must have at most 200 bytes, author at most 100")
	case b.URL != "" && (!hipchat.IsWebURL(b.URL) || len(b.URL) > 1000):
		return errors.New("url must be an absolute URL")
	}
	return nil
}

func (b build) String() string {
	text := fmt.Sprintf("%s %d: %s", b.Project, b.Number, b.State)
	if b.Branch != "" {
		text += " on " + b.Branch
	}
	return text
}

// look is how a state is shown.
type look struct{ color, card, glance string }

func (b build) look() look {
	switch b.State {
	case passed:
		return look{"green", "lozenge-success", "success"}
	case failed:
		return look{"red", "lozenge-error", "error"}
	}
	return look{"yellow", "lozenge-current", "current"}
}

// Lozenge is the class of the state in a page.
func (b build) Lozenge() string { return b.look().glance }

// notification tells a room of the build: with a card where the server knows cards, with the message elsewhere.
func (b build) notification(icon string) (hipchat.NotificationRequest, error) {
	card, err := b.card(icon).JSON()
	message := html.EscapeString(b.String())
	if b.URL != "" {
		message = fmt.Sprintf(`<a href="%s">%s</a>`, html.EscapeString(b.URL), message)
	}
	return hipchat.NotificationRequest{
		Message: message, MessageFormat: "html", Color: b.look().color, Notify: hipchat.Flag(b.State == failed), Card: card,
	}, err
}

// card has the build's number in its id, so that a build which goes on changes its card in place of adding one.
func (b build) card(icon string) hipchat.Card {
	c := hipchat.Card{
		Style: "application", ID: fmt.Sprintf("build-%s-%d", b.Project, b.Number), Title: fmt.Sprintf("%s %d", b.Project, b.Number),
		Format: "medium", URL: b.URL, Icon: &hipchat.CardIcon{URL: icon},
		Activity: &hipchat.CardActivity{HTML: "<b>" + html.EscapeString(b.Project) + "</b> " + html.EscapeString(fmt.Sprint(b.Number, " ", b.State))},
		Attributes: []hipchat.CardAttribute{
			{Label: "State", Value: hipchat.CardValue{Label: b.State, Style: b.look().card}},
		},
	}
	if b.Branch != "" {
		c.Attributes = append(c.Attributes, hipchat.CardAttribute{Label: "Branch", Value: hipchat.CardValue{Label: b.Branch}})
	}
	if b.Author != "" {
		c.Attributes = append(c.Attributes, hipchat.CardAttribute{Label: "By", Value: hipchat.CardValue{Label: b.Author}})
	}
	c.Metadata, _ = json.Marshal(map[string]any{"kind": "build", "build": b.ID}) // always encodes
	return c
}
