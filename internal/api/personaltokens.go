package api

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// personalView is a person's own token of API v2.
type personalView struct {
	tokenView
	Scopes []string `json:"scopes"`
}

// listPersonalTokens answers the caller's own tokens, and the scopes that new ones may have. spec: product, 10
func (a *API) listPersonalTokens(w http.ResponseWriter, r *http.Request) error {
	p := auth.PrincipalFrom(r.Context())
	tokens, err := a.c.Tokens.List(r.Context(), chat.TokenFilter{Kinds: []chat.TokenKind{chat.TokenPersonal}, UserID: p.UserID()})
	if err != nil {
		return err
	}
	var may []hipchat.Scope
	for _, s := range hipchat.Scopes() {
		if slices.Contains(p.Scopes, s.ID) {
			may = append(may, s)
		}
	}
	a.answer(w, http.StatusOK, struct {
		list[personalView]
		Scopes []hipchat.Scope `json:"scopes"`
	}{listOf(tokens, func(t chat.Token) personalView { return personalView{showToken(t), t.Scopes} }), may})
	return nil
}

// createPersonalToken makes the caller a token, which is shown this once. A token makes no others: whoever finds one must
// not be able to keep what it opens after it was revoked.
func (a *API) createPersonalToken(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Name   string   `json:"name"`
		Scopes []string `json:"scopes"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if err := checkTokenName(&in.Name); err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	if p.Kind != "" {
		return chat.Errorf(chat.Forbidden, "Tokens are made on the page: a token makes no others")
	}
	scopes, err := someOf(in.Scopes, p.Scopes)
	if err != nil {
		return err
	}
	text, t, err := a.c.Tokens.Issue(r.Context(), chat.Token{
		Kind: chat.TokenPersonal, UserID: p.UserID(), Name: in.Name, Scopes: scopes, Expires: a.c.Now().Add(auth.YearLife).UTC(),
	})
	if err != nil {
		return err
	}
	u := a.c.Base + "/v2/user/" + fmt.Sprint(p.UserID())
	a.answer(w, http.StatusCreated, struct {
		personalView
		issued
	}{personalView{showToken(t), t.Scopes}, issued{text, u + "?auth_token=" + text, `curl -H 'Authorization: Bearer ` + text + `' '` + u + `'`}})
	return nil
}

// someOf checks the scopes that are asked for, and answers each once.
func someOf(asked, allowed []string) ([]string, error) {
	if len(asked) == 0 {
		return nil, chat.Violates(hipchat.Required("scopes"))
	}
	for _, s := range asked {
		if !slices.Contains(allowed, s) {
			return nil, chat.Violates(hipchat.NotIn("scopes", hipchat.Abridge(s), allowed))
		}
	}
	once := slices.Clone(asked)
	slices.Sort(once)
	return slices.Compact(once), nil
}
