package quirks_test

import (
	"bytes"
	"encoding/base64"
	"mime/multipart"
	"net/http"
	"net/url"
	"testing"
)

// credentialRules are section 1.2: where clients put their token.
func credentialRules() []rule {
	return []rule{
		{"C1", "v2: a bearer token in the Authorization header", bearerTokens},
		{"C2", "v2: auth_token in the query on any method", queryTokensOnAnyMethod},
		{"C3", "v1: auth_token in the query or in the body, on GET and POST", v1TokensInQueryOrBody},
		{"C4", "an empty auth_token is none; capabilities take even a dead token", emptyTokensAreNone},
		{"C5", "a JSON member called token is not a credential", tokenMembersAreNoCredential},
		{"C6", "auth_test answers 202 and a success object, failures are JSON", authTest},
		{"C7", "basic authentication only at the token endpoint", basicOnlyAtTheTokenEndpoint},
	}
}

func bearerTokens(t *testing.T, w *world) {
	w.send(t, request{method: "GET", path: "/v2/room", token: w.admin}).is(t, 200)
	lower := http.Header{"Authorization": {"bearer " + w.admin}}
	w.send(t, request{method: "GET", path: "/v2/room", header: lower}).is(t, 200)
	dead := w.send(t, request{method: "GET", path: "/v2/room", token: "dead"}).is(t, 401)
	dead.want(t, "error.message", "Invalid OAuth session")
}

func queryTokensOnAnyMethod(t *testing.T, w *world) {
	r := w.room(t)
	asAdmin := "?auth_token=" + w.admin
	json := "application/json"
	w.send(t, request{method: "GET", path: r.Path + asAdmin}).is(t, 200)
	w.send(t, request{
		method: "PUT", path: r.Path + "/topic" + asAdmin, contentType: json, body: `{"topic":"tides"}`,
	}).is(t, 204)
	w.send(t, request{
		method: "POST", path: r.Path + "/notification?auth_token=" + r.Token, contentType: json, body: `{"message":"m"}`,
	}).is(t, 204)
	w.send(t, request{method: "DELETE", path: r.Path + asAdmin}).is(t, 204)
}

func v1TokensInQueryOrBody(t *testing.T, w *world) {
	r := w.room(t)
	params := url.Values{"room_id": {r.Name}, "from": {"Probe"}, "message": {"up"}}
	withToken := url.Values{"auth_token": {w.v1Notify}}
	for name, values := range params {
		withToken[name] = values
	}
	form := "application/x-www-form-urlencoded"
	parts, boundary := multipartForm(t, withToken)
	for _, c := range []request{
		{method: "POST", path: "/v1/rooms/message?auth_token=" + w.v1Notify, contentType: form, body: params.Encode()},
		{method: "POST", path: "/v1/rooms/message", contentType: form, body: withToken.Encode()},
		{method: "POST", path: "/v1/rooms/message", contentType: boundary, body: parts},
		{method: "GET", path: "/v1/rooms/message?" + withToken.Encode()},
	} {
		w.send(t, c).is(t, 200).want(t, "status", "sent")
	}
	if n := len(w.spoken(t, r)); n != 4 {
		t.Errorf("%d notifications arrived, want 4", n)
	}
	w.send(t, request{method: "POST", path: "/v1/rooms/message", contentType: form, body: params.Encode()}).is(t, 401)
}

// multipartForm encodes the parameters as PHP's cURL does with an array, and gives the content type with it.
func multipartForm(t *testing.T, params url.Values) (body, contentType string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, values := range params {
		if err := m.WriteField(name, values[0]); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), m.FormDataContentType()
}

func emptyTokensAreNone(t *testing.T, w *world) {
	w.send(t, request{method: "GET", path: "/v2/capabilities?auth_token=&token="}).is(t, 200)
	w.send(t, request{method: "GET", path: "/v2/capabilities", token: "dead"}).is(t, 200)
	w.send(t, request{method: "GET", path: "/v2/room?auth_token=", token: w.admin}).is(t, 200)
	none := w.send(t, request{method: "GET", path: "/v2/room?auth_token="}).is(t, 401)
	if message := text(t, none.at(t, "error.message")); message == "Invalid OAuth session" {
		t.Errorf("an empty token was taken for a bad one: %q", message)
	}
}

func tokenMembersAreNoCredential(t *testing.T, w *world) {
	r := w.room(t)
	json := "application/json"
	body := `{"message":"up","token":"` + r.Token + `","auth_token":"` + r.Token + `"}`
	w.send(t, request{method: "POST", path: r.Path + "/notification", contentType: json, body: body}).is(t, 401)
	w.notify(t, r, `{"message":"up","token":"not a token"}`).is(t, 204)
}

func authTest(t *testing.T, w *world) {
	r := w.room(t)
	for _, c := range []struct {
		path, token string
		method      string
	}{
		{r.Path + "/notification?auth_test=true", r.Token, "POST"},
		{r.Path + "?auth_test=true", w.admin, "GET"},
		{r.Path + "?auth_test=true", w.admin, "DELETE"},
		{"/v1/rooms/message?auth_test=true&auth_token=" + w.v1Notify, "", "GET"},
		{"/v1/rooms/create?auth_test=true&auth_token=" + w.v1Admin, "", "POST"},
	} {
		answer := w.send(t, request{method: c.method, path: c.path, token: c.token}).is(t, 202)
		answer.want(t, "success.code", 202.0).want(t, "success.type", "Accepted")
		answer.want(t, "success.message", "This auth_token has access to use this method.")
	}
	for _, path := range []string{
		r.Path + "?auth_test=true&auth_token=dead",
		"/v1/rooms/message?auth_test=true&auth_token=dead",
		"/v1/rooms/create?auth_test=true&auth_token=" + w.v1Notify,
	} {
		w.send(t, request{method: "GET", path: path}).is(t, 401).want(t, "error.code", 401.0)
	}
	if all := w.spoken(t, r); len(all) != 0 {
		t.Errorf("auth_test posted %v", all)
	}
	w.v2(t, "GET", r.Path, "").is(t, 200)
}

func basicOnlyAtTheTokenEndpoint(t *testing.T, w *world) {
	r := w.room(t)
	a := newAddon(t, w, nil)
	a.install(t, r)
	basic := http.Header{"Authorization": {
		"Basic " + base64.StdEncoding.EncodeToString([]byte(a.payload.OAuthID+":"+a.payload.OAuthSecret)),
	}}
	w.send(t, request{
		method: "POST", path: "/v2/oauth/token", header: basic,
		contentType: "application/x-www-form-urlencoded", body: "grant_type=client_credentials",
	}).is(t, 200)
	w.send(t, request{
		method: "POST", path: r.Path + "/notification", header: basic,
		contentType: "application/json", body: `{"message":"m"}`,
	}).is(t, 401)
}
