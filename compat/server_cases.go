package compat

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// serverCases are all that is tried with a server, in order.
func serverCases() []trial[*host] {
	return []trial[*host]{
		{"capabilities", "The document that add-ons begin with", []string{"capabilities-incomplete", "capabilities-moved", "no-slash-at-api"}, capabilitiesCase},
		{"capabilities-open", "The document is for everybody", []string{"capabilities-closed"}, openCase},
		{"paths", "Paths as clients really write them", []string{"redirects"}, pathsCase},
		{"errors", "Errors as clients read them", []string{"error-status", "error-shape"}, errorsCase},
		{"rate-headers", "How much of the rate is left", []string{"rate-headers"}, rateCase},
		{"auth-test", "A token is tried without doing anything", []string{"auth-test"}, authTestCase},
		{"session", "What a token is", []string{"session-shape"}, sessionCase},
		{"grant", "The token endpoint refuses what it should", []string{"error-status", "error-shape"}, grantCase},
		{"notification", "A notification, by header and by query", []string{"notification-answer"}, notificationCase},
		{"notification-forms", "Notifications as real clients send them", []string{"notification-refused"}, formsCase},
		{"notification-limits", "Notifications that are none", []string{"notification-unchecked", "error-shape"}, limitsCase},
		{"history", "What was notified is in the history", []string{"history-shape"}, historyCase},
		{"room", "A room, by its id and its name", []string{"room-shape", "room-address"}, roomCase},
		{"rooms", "The list of rooms, in pages", []string{"list-shape"}, roomsCase},
		{"person", "A person, by id, address and mention", []string{"user-address"}, personCase},
		{"message", "A person says something", []string{"created-shape"}, messageCase},
		{"topic", "The topic is changed", []string{"changed-answer"}, topicCase},
		{"webhook", "A webhook is made, read and removed", []string{"created-shape", "list-shape", "changed-answer", "error-status"}, webhookCase},
		{"room-life", "A room is made, changed and removed", []string{"created-shape", "changed-answer", "error-status"}, roomLifeCase},
		{"v1", "API v1 posts a message", []string{"v1-answer"}, v1Case},
	}
}

// lacks names the members, as dotted paths, that an object does not have.
func lacks(v map[string]any, paths ...string) (missing []string) {
	for _, path := range paths {
		if _, ok := member(v, path); !ok {
			missing = append(missing, path)
		}
	}
	return missing
}

func member(v any, path string) (any, bool) {
	for _, name := range strings.Split(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		if v, ok = m[name]; !ok {
			return nil, false
		}
	}
	return v, true
}

// because is a finding with what is missing, if anything is.
func because(rule string, a answered, missing []string) []Finding {
	if len(missing) == 0 {
		return nil
	}
	return []Finding{found(rule, a.request, a.line(), "without "+strings.Join(missing, ", "))}
}

func capabilitiesCase(ctx context.Context, h *host) (f []Finding, _ error) {
	a, err := h.raw(ctx, http.MethodGet, "/v2/capabilities", nil, nil)
	if err != nil {
		return nil, err
	}
	missing := lacks(a.object(), "name", "key", "capabilities.hipchatApiProvider.availableScopes", "capabilities.hipchatApiProvider.url",
		"capabilities.oauth2Provider.authorizationUrl", "capabilities.oauth2Provider.tokenUrl", "links.self", "links.api", "links.homepage")
	if a.status != http.StatusOK {
		missing = append(missing, "the status 200")
	}
	if missing != nil {
		return because("capabilities-incomplete", a, missing), nil
	}
	var doc hipchat.CapabilitiesDocument
	if err := json.Unmarshal(a.body, &doc); err != nil {
		return []Finding{found("capabilities-incomplete", a.request, a.line(), err.Error())}, nil
	}
	for name, address := range map[string]string{"hipchatApiProvider.url": doc.Capabilities.HipchatAPIProvider.URL, "tokenUrl": doc.Capabilities.OAuth2Provider.TokenURL,
		"authorizationUrl": doc.Capabilities.OAuth2Provider.AuthorizationURL, "links.api": doc.Links.API, "links.homepage": doc.Links.Homepage} {
		if !hipchat.IsWebURL(address) {
			return []Finding{found("capabilities-incomplete", a.request, name+" is no absolute address: "+address)}, nil
		}
	}
	if doc.Links.Self != h.base+"/v2/capabilities" {
		f = append(f, found("capabilities-moved", a.request, "links.self: "+doc.Links.Self))
	}
	if api := doc.Capabilities.HipchatAPIProvider.URL; !strings.HasSuffix(api, "/") {
		f = append(f, found("no-slash-at-api", a.request, "hipchatApiProvider.url: "+api))
	}
	return f, nil
}

func openCase(ctx context.Context, h *host) ([]Finding, error) {
	for _, as := range []struct {
		path   string
		header http.Header
	}{{"/v2/capabilities?auth_token=&token=", nil}, {"/v2/capabilities", http.Header{"Authorization": {"Bearer " + strings.Repeat("dead", 10)}}}} {
		a, err := h.raw(ctx, http.MethodGet, as.path, as.header, nil)
		if err != nil {
			return nil, err
		}
		if a.status != http.StatusOK {
			return []Finding{found("capabilities-closed", a.request, a.line())}, nil
		}
	}
	return nil, nil
}

func pathsCase(ctx context.Context, h *host) ([]Finding, error) {
	notification := map[string]any{"message": "by another path", "message_format": "text"}
	for _, path := range []string{strings.Replace(h.inRoom("/notification"), "/v2/", "/v2//", 1), h.inRoom("/notification/"), "/v2/room/" + url.PathEscape(h.room.Name) + "/notification"} {
		a, err := h.send(ctx, http.MethodPost, path, notification)
		if err != nil {
			return nil, err
		}
		if a.status/100 != 2 {
			return []Finding{found("redirects", a.request, a.line())}, nil
		}
	}
	return nil, nil
}

// mistake is a call that must fail, and how.
type mistake struct {
	method, path string
	token, body  string
	status       int
}

func errorsCase(ctx context.Context, h *host) ([]Finding, error) {
	bearer := "Bearer " + h.token
	mistakes := []mistake{
		{"GET", "/v2/no/such/thing", bearer, "", 404},
		{"PATCH", "/v2/capabilities", bearer, "", 405},
		{"POST", h.inRoom("/notification"), "", `{"message":"x"}`, 401},
		{"POST", h.inRoom("/notification"), "Bearer " + strings.Repeat("dead", 10), `{"message":"x"}`, 401},
		{"POST", h.inRoom("/notification"), bearer, `{"message":`, 400},
	}
	if h.may(hipchat.ScopeViewRoom) || h.may(hipchat.ScopeViewGroup) {
		mistakes = append(mistakes, mistake{"GET", "/v2/room/no%20such%20room%20here", bearer, "", 404})
	}
	return h.fail(ctx, mistakes)
}

// fail makes the mistakes. The first answer that is not as documented is the finding.
func (h *host) fail(ctx context.Context, mistakes []mistake) ([]Finding, error) {
	for _, m := range mistakes {
		header := http.Header{}
		if m.token != "" {
			header.Set("Authorization", m.token)
		}
		if m.body != "" {
			header.Set("Content-Type", "application/json")
		}
		a, err := h.raw(ctx, m.method, m.path, header, []byte(m.body))
		if err != nil {
			return nil, err
		}
		if a.status != m.status {
			return []Finding{found("error-status", a.request, a.line(), fmt.Sprintf("wanted %d", m.status))}, nil
		}
		if f := badError(a); f != nil {
			return f, nil
		}
	}
	return nil, nil
}

func badError(a answered) []Finding {
	missing := lacks(a.object(), "error.code", "error.type", "error.message")
	if code, _ := member(a.object(), "error.code"); missing == nil && code != float64(a.status) {
		missing = append(missing, fmt.Sprintf("the code %d", a.status))
	}
	if !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		missing = append(missing, "the type application/json")
	}
	return because("error-shape", a, missing)
}

func rateCase(ctx context.Context, h *host) ([]Finding, error) {
	for _, call := range []struct{ method, path, token, body string }{
		{"GET", "/v2/capabilities", "", ""}, {"GET", "/v2/no/such/thing", "", ""},
		{"POST", h.inRoom("/notification"), h.token, `{"message":"how much is left?","message_format":"text"}`},
		{"POST", h.inRoom("/notification"), strings.Repeat("dead", 10), `{"message":"x"}`},
	} {
		header := http.Header{"Content-Type": {"application/json"}}
		if call.token != "" {
			header.Set("Authorization", "Bearer "+call.token)
		}
		a, err := h.raw(ctx, call.method, call.path, header, []byte(call.body))
		if err != nil {
			return nil, err
		}
		for _, name := range []string{"X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset"} {
			if v := a.header.Get(name); v == "" || strings.Trim(v, "0123456789") != "" {
				return []Finding{found("rate-headers", a.request, a.line(), name+": "+v)}, nil
			}
		}
	}
	return nil, nil
}

func authTestCase(ctx context.Context, h *host) ([]Finding, error) {
	a, err := h.send(ctx, http.MethodPost, h.inRoom("/notification?auth_test=true"), map[string]any{"message": "never seen"})
	if err != nil {
		return nil, err
	}
	missing := lacks(a.object(), "success.code", "success.type", "success.message")
	if a.status != http.StatusAccepted {
		missing = append(missing, "the status 202")
	}
	return because("auth-test", a, missing), nil
}

func sessionCase(ctx context.Context, h *host) ([]Finding, error) {
	a, err := h.get(ctx, "/v2/oauth/token/"+url.PathEscape(h.token))
	if err != nil {
		return nil, err
	}
	missing := lacks(a.object(), "access_token", "expires_in", "owner_type", "client")
	if scopes, _ := member(a.object(), "scopes"); !isList(scopes) {
		missing = append(missing, "scopes as an array")
	}
	return because("session-shape", a, missing), nil
}

func isList(v any) bool {
	_, ok := v.([]any)
	return ok
}

func grantCase(ctx context.Context, h *host) ([]Finding, error) {
	return h.fail(ctx, []mistake{
		{"POST", "/v2/oauth/token", "Basic bm9ib2R5Om5vdGhpbmc=", `{"grant_type":"client_credentials","scope":"send_notification"}`, 401},
		{"POST", "/v2/oauth/token", "Basic bm9ib2R5Om5vdGhpbmc=", `{"grant_type":"wishful_thinking"}`, 400},
	})
}

func personCase(ctx context.Context, h *host) ([]Finding, error) {
	if h.session.Owner == nil {
		return nil, skip("the token is no person's")
	}
	if err := h.needs(hipchat.ScopeViewGroup); err != nil {
		return nil, err
	}
	a, err := h.get(ctx, fmt.Sprintf("/v2/user/%d", h.session.Owner.ID))
	if err != nil {
		return nil, err
	}
	id, _ := member(a.object(), "id")
	mention, _ := member(a.object(), "mention_name")
	email, _ := member(a.object(), "email")
	if a.status != http.StatusOK || id != float64(h.session.Owner.ID) {
		return []Finding{found("user-address", a.request, a.line())}, nil
	}
	for _, address := range []string{fmt.Sprint("@", mention), fmt.Sprint("%40", mention), fmt.Sprint(email), url.QueryEscape(fmt.Sprint(email))} {
		again, err := h.get(ctx, "/v2/user/"+address)
		if err != nil {
			return nil, err
		}
		if same, _ := member(again.object(), "id"); again.status != http.StatusOK || same != id {
			return []Finding{found("user-address", again.request, again.line())}, nil
		}
	}
	return nil, nil
}

func v1Case(ctx context.Context, h *host) ([]Finding, error) {
	if h.v1 == "" {
		return nil, skip("no token of API v1 was given (--v1-token)")
	}
	form := url.Values{"room_id": {fmt.Sprint(h.room.ID)}, "from": {"Check"}, "message": {"by API v1"}, "message_format": {"text"}}
	inForm := url.Values{"auth_token": {h.v1}}
	for name, values := range form {
		inForm[name] = values
	}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	for _, call := range []struct{ path, body string }{
		{"/v1/rooms/message?auth_token=" + url.QueryEscape(h.v1), form.Encode()}, {"/v1/rooms/message", inForm.Encode()},
		{"/v1/rooms/message?format=json&" + inForm.Encode(), ""},
	} {
		a, err := h.raw(ctx, http.MethodPost, call.path, header, []byte(call.body))
		if err != nil {
			return nil, err
		}
		if status, _ := member(a.object(), "status"); a.status != http.StatusOK || status != "sent" {
			return []Finding{found("v1-answer", "POST /v1/rooms/message", a.line())}, nil
		}
	}
	return nil, nil
}

// isNumber tells whether a member is a number above 0.
func isNumber(v map[string]any, path string) bool {
	n, _ := member(v, path)
	f, ok := n.(float64)
	return ok && f > 0
}

// made judges the answer to what makes something.
func made(a answered, numbered bool, more ...string) []Finding {
	missing := lacks(a.object(), slices.Concat([]string{"id"}, more)...)
	if numbered && !isNumber(a.object(), "id") {
		missing = append(missing, "a number as id")
	}
	if a.status != http.StatusCreated {
		missing = append(missing, "the status 201")
	}
	return because("created-shape", a, missing)
}

// changed204 judges the answer to a change.
func changed204(a answered) []Finding {
	if a.status != http.StatusNoContent || len(a.body) > 0 {
		return []Finding{found("changed-answer", a.request, a.line())}
	}
	return nil
}
