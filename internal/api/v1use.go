package api

import (
	"net/http"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// v1TokenView is a token of API v1 with what it is still used for.
type v1TokenView struct {
	tokenView
	Uses []v1UseView `json:"uses"`
}

type v1UseView struct {
	Method    string         `json:"method"`
	Calls     int64          `json:"calls"`
	LastUsed  time.Time      `json:"last_used"`
	UserAgent string         `json:"user_agent"`
	Address   string         `json:"address"`
	Successor *successorView `json:"successor"` // what to call instead; null when API v2 has nothing like it
}

type successorView struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Docs   string `json:"docs"`
}

// listV1Tokens shows an administrator what is left to move to API v2: each token, the methods that it calls, from
// where, and what to call instead.
func (a *API) listV1Tokens(w http.ResponseWriter, r *http.Request) error {
	if !auth.PrincipalFrom(r.Context()).GroupAdmin() {
		return chat.Errorf(chat.Forbidden, "Only a group administrator may see what the tokens of API v1 are used for")
	}
	tokens, err := a.c.Store.Tokens(r.Context(), chat.TokenFilter{Kinds: []chat.TokenKind{chat.TokenV1Admin, chat.TokenV1Notification}})
	if err != nil {
		return err
	}
	uses, err := a.c.V1Uses.All(r.Context())
	if err != nil {
		return err
	}
	byToken := make(map[int64][]v1UseView)
	for _, u := range uses {
		byToken[u.TokenID] = append(byToken[u.TokenID], a.showV1Use(u))
	}
	a.answer(w, http.StatusOK, listOf(tokens, func(t chat.Token) v1TokenView {
		shown := v1TokenView{tokenView: showToken(t), Uses: byToken[t.ID]}
		if shown.Uses == nil {
			shown.Uses = []v1UseView{}
		}
		return shown
	}))
	return nil
}

func (a *API) showV1Use(u chat.V1Use) v1UseView {
	shown := v1UseView{Method: u.Method, Calls: u.Calls, LastUsed: u.Last, UserAgent: u.Agent, Address: u.Address}
	if s, ok := hipchat.SuccessorOf(u.Method); ok {
		shown.Successor = &successorView{Method: s.Method, Path: s.Path, Docs: a.c.Base + "/docs/apiv2/method/" + s.Name}
	}
	return shown
}
