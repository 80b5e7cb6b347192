package apiv2

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/oauth"
)

func capabilitiesRoutes() []Route {
	return []Route{
		{Method: get, Pattern: "/v2/capabilities", Name: "get_capabilities", Open: true,
			Summary: "The document from which add-ons learn every URL of the server.",
			Status:  http.StatusOK, Answer: hipchat.CapabilitiesDocument{}, handle: (*API).getCapabilities},
		{Method: get, Pattern: "/v2/health-check", Name: "health_check", Open: true,
			Summary: "Says that the server is there. Made for HEAD.",
			Status:  http.StatusOK, handle: (*API).healthCheck},
		{Method: get, Pattern: "/v2/openapi.json", Name: "get_openapi", Open: true,
			Summary: "This API as a document of OpenAPI 3.1.",
			Status:  http.StatusOK, Answer: map[string]any{}, handle: (*API).getOpenAPI},
	}
}

func oauthRoutes() []Route {
	return []Route{
		{Method: post, Pattern: "/v2/oauth/token", Name: "generate_token", Open: true,
			Summary: "Gives a token for a grant.",
			Body:    hipchat.TokenRequest{}, Takes: []string{"application/x-www-form-urlencoded"}, Status: http.StatusOK, Answer: hipchat.TokenResponse{}, handle: (*API).generateToken},
		{Method: get, Pattern: "/v2/oauth/token/{token}", Name: "get_session", Classes: everybody,
			Summary: "Describes a token: whose it is, and what it may do.",
			Expand:  []string{"owner", "client.room"}, Status: http.StatusOK, Answer: hipchat.Session{}, handle: (*API).getSession},
		{Method: del, Pattern: "/v2/oauth/token/{token}", Name: "delete_session", Classes: everybody,
			Summary: "Makes a token worthless.",
			Status:  http.StatusNoContent, handle: (*API).deleteSession},
	}
}

// getCapabilities answers the document that add-ons start from. A token, even a dead one, is ignored.
// spec: rest-v2, get_capabilities; client-quirks, C4
func (a *API) getCapabilities(w http.ResponseWriter, r *http.Request) error {
	a.answer(w, http.StatusOK, a.view.Capabilities())
	return nil
}

// healthCheck says that the server is there.
// spec: auth, 1
func (a *API) healthCheck(w http.ResponseWriter, r *http.Request) error {
	w.WriteHeader(http.StatusOK)
	return nil
}

// getOpenAPI describes this API. It is Stoa's own: the vendor had no such document.
func (a *API) getOpenAPI(w http.ResponseWriter, r *http.Request) error {
	doc, err := a.openAPI()
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, doc)
	return nil
}

// generateToken is the OAuth 2 token endpoint. Its parameters may be a form, JSON, or stand in the query.
// spec: rest-v2, generate_token; auth, 6
func (a *API) generateToken(w http.ResponseWriter, r *http.Request) error {
	params, err := grantParameters(r)
	if err != nil {
		return err
	}
	req := oauth.Request{
		Grant: params.Get("grant_type"), Scope: params.Get("scope"),
		Username: params.Get("username"), Password: params.Get("password"), RefreshToken: params.Get("refresh_token"),
		ClientID: params.Get("client_id"), ClientSecret: params.Get("client_secret"),
		Code: params.Get("code"), RedirectURI: params.Get("redirect_uri"), UserID: params.Get("user_id"), GroupID: params.Get("group_id"),
	}
	if req.RedirectURI == "" {
		req.RedirectURI = params.Get("redirect_url") // both names are found in sources. spec: auth, 6.3
	}
	if id, secret, ok := r.BasicAuth(); ok {
		req.ClientID, req.ClientSecret = id, secret
	} else {
		req.Bearer = bearer(r)
	}
	answer, err := a.oauth.Grant(r.Context(), req)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	a.answer(w, http.StatusOK, answer)
	return nil
}

// grantParameters merges the query with the body; the body wins. spec: auth, 6.2.
func grantParameters(r *http.Request) (url.Values, error) {
	params := r.URL.Query()
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	// Whatever type it says it is: clients of this one method say many things. spec: auth, 6.2.
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		var members map[string]any
		if err := decodeJSON(body, &members); err != nil {
			return nil, err
		}
		for k, v := range members {
			if s, ok := v.(string); ok {
				params.Set(k, s)
			} else if b, err := json.Marshal(v); err == nil && v != nil {
				params.Set(k, string(b))
			}
		}
		return params, nil
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, chat.Errorf(chat.Invalid, "The request body is not a valid form: %s", err)
	}
	for k, v := range form {
		params[k] = v
	}
	return params, nil
}

// getSession describes a token: the caller's own, or another one of the same person.
// spec: rest-v2, get_session; auth, 7
func (a *API) getSession(w http.ResponseWriter, r *http.Request) error {
	answer, err := a.oauth.Session(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("token"))
	if err != nil {
		return err
	}
	if err := a.expandSession(r, &answer); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	a.answer(w, http.StatusOK, answer)
	return nil
}

// expandSession puts the owner and the client's room in full where they are asked for.
func (a *API) expandSession(r *http.Request, session *hipchat.Session) error {
	q, p := queryOf(r), auth.PrincipalFrom(r.Context())
	if session.Owner != nil && q.expands("owner") {
		g, err := a.groups.Group(r.Context())
		if err != nil {
			return err
		}
		*session.Owner = a.person(p, *p.User, g, true) // the caller: nobody else's session is shown to people
	}
	if session.Client == nil || session.Client.Room == nil || !q.expands("client.room") || !viewsRooms(p) {
		return nil
	}
	room, err := a.chat.RoomNow(r.Context(), p, decimal(session.Client.Room.ID))
	if err != nil {
		return err
	}
	full, err := a.fullRoom(r.Context(), room, q, "client.room.")
	*session.Client.Room = full.Place()
	return err
}

// deleteSession makes a token worthless.
// spec: rest-v2, delete_session; auth, 7
func (a *API) deleteSession(w http.ResponseWriter, r *http.Request) error {
	if err := a.oauth.Delete(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("token")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
