package slackapi

import (
	"net/http"
	"strconv"

	"github.com/stoachat/stoa/internal/chat"
)

// apiTest answers what it was sent. spec: https://docs.slack.dev/reference/methods/api.test
func apiTest(a *API, w http.ResponseWriter, args arguments) {
	sent := map[string]string{}
	for name, v := range args {
		if name != "token" {
			sent[name] = v
		}
	}
	code := sent["error"]
	a.answer(w, http.StatusOK, struct {
		OK    bool              `json:"ok"`
		Error string            `json:"error,omitempty"`
		Args  map[string]string `json:"args"`
	}{code == "", code, sent})
}

// identity is who calls, in Slack's words.
type identity struct {
	OK     bool   `json:"ok"`
	URL    string `json:"url"`
	Team   string `json:"team"`
	User   string `json:"user"`
	TeamID string `json:"team_id"`
	UserID string `json:"user_id"`
	BotID  string `json:"bot_id,omitempty"`
}

// authTest tells who the token speaks for. spec: https://docs.slack.dev/reference/methods/auth.test
func (a *API) authTest(c *call) (any, error) {
	g, err := a.c.Store.Group(c.r.Context())
	if err != nil {
		return nil, err
	}
	return identity{
		OK: true, URL: a.c.Base + "/", Team: g.Name, TeamID: "T" + strconv.FormatInt(g.ID, 10), User: c.p.Name, UserID: userID(c.p), BotID: botID(c.p),
	}, nil
}

// userID is a person's, or that of the bot that an integration is.
func userID(p *chat.Principal) string {
	if p.User != nil {
		return "U" + strconv.FormatInt(p.User.ID, 10)
	}
	return botID(p)
}

func botID(p *chat.Principal) string {
	if p.User != nil {
		return ""
	}
	return "B" + strconv.FormatInt(p.TokenID, 10)
}
