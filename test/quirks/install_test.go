package quirks_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// tokenRules are section 1.8 as far as it is about the token endpoint.
func tokenRules() []rule {
	return []rule{
		{"O1", "the token endpoint takes a form and a JSON body", tokensFromFormOrJSON},
		{"O2", "its reply's members and their types", tokenReply},
		{"O3", "several live tokens for one installation", severalLiveTokens},
	}
}

// installRules are section 1.8 as far as it is about installing.
func installRules() []rule {
	return []rule{
		{"O4", "the installation is usable while its callback runs", usableDuringTheCallback},
		{"O5", "capabilitiesUrl equals links.self byte for byte", capabilitiesURLIsSelf},
		{"O6", "the install payload's members and their types", installPayload},
		{"O7", "the capabilities document's URLs are absolute", capabilitiesDocument},
		{"O8", "200, 201 and 204 from the callback; removed with DELETE", callbackStatuses},
		{"O9", "descriptors are fetched as JSON and redirects followed", descriptorRedirects},
		{"O10", "descriptors may lack much", sparseDescriptors},
	}
}

func tokensFromFormOrJSON(t *testing.T, w *world) {
	a := newAddon(t, w, nil)
	a.install(t, w.room(t))
	for _, r := range []request{
		a.payload.tokenRequest("application/x-www-form-urlencoded", "grant_type=client_credentials&scope=send_notification%20view_room"),
		a.payload.tokenRequest("application/json", `{"grant_type":"client_credentials","scope":"send_notification view_room"}`),
	} {
		w.send(t, r).is(t, 200).want(t, "scope", "send_notification view_room")
	}
	wrong := a.payload
	wrong.OAuthSecret = strings.Repeat("x", 40)
	w.send(t, wrong.tokenRequest("application/json", `{"grant_type":"client_credentials"}`)).is(t, 401)
	w.send(t, a.payload.tokenRequest("application/json", `{"grant_type":"client_credentials","scope":"admin_group"}`)).is(t, 400)
}

func tokenReply(t *testing.T, w *world) {
	a := newAddon(t, w, nil)
	a.install(t, w.room(t))
	form := "grant_type=client_credentials&scope=send_notification"
	answer := w.send(t, a.payload.tokenRequest("application/x-www-form-urlencoded", form)).is(t, 200)
	if seconds := number(t, answer.at(t, "expires_in")); seconds < 3600-1 {
		t.Errorf("expires_in is %d", seconds)
	}
	number(t, answer.at(t, "group_id"))
	for _, member := range []string{"access_token", "group_name"} {
		if text(t, answer.at(t, member)) == "" {
			t.Errorf("%s is empty", member)
		}
	}
	answer.want(t, "token_type", "bearer").want(t, "scope", "send_notification")
	var members map[string]any
	answer.decode(t, &members)
	if len(members) != 6 { // one client unpacks exactly six. spec: auth, 6.4
		t.Errorf("%d members: %v", len(members), members)
	}
}

func severalLiveTokens(t *testing.T, w *world) {
	r := w.room(t)
	a := newAddon(t, w, nil)
	a.install(t, r)
	notify, admin, view := a.token(t, "send_notification"), a.token(t, "admin_room"), a.token(t, "view_group")
	json := "application/json"
	post := func(token string) reply {
		return w.send(t, request{
			method: "POST", path: r.Path + "/notification", token: token, contentType: json, body: `{"message":"m"}`,
		})
	}
	post(notify).is(t, 204)
	w.send(t, request{
		method: "POST", path: r.Path + "/webhook", token: admin, contentType: json,
		body: fmt.Sprintf(`{"url":%q,"event":"room_message"}`, a.base+"/hook/x"),
	}).is(t, 201)
	w.send(t, request{method: "GET", path: r.Path, token: view}).is(t, 200)
	post(notify).is(t, 204)
	refused := post(view).is(t, 403)
	refused.want(t, "error.message", "This action requires one of the following scopes: [u'send_notification']")
}

func usableDuringTheCallback(t *testing.T, w *world) {
	r := w.room(t)
	a := newAddon(t, w, nil)
	steps := map[string]int{}
	a.onInstall = func(p payload) int {
		steps["capabilities"], _ = exchange(t, "GET", p.CapabilitiesURL, "", "")
		var body []byte
		steps["token"], body = p.fetchToken(t, w, "admin_room send_notification view_room")
		var token struct {
			AccessToken string `json:"access_token"`
		}
		if err := json.Unmarshal(body, &token); err != nil {
			t.Errorf("token: %v", err)
		}
		hook := fmt.Sprintf(`{"url":%q,"event":"room_message"}`, a.base+"/hook/during")
		steps["webhook"], _ = exchange(t, "POST", w.server.URL+r.Path+"/webhook", token.AccessToken, hook)
		steps["room"], _ = exchange(t, "GET", w.server.URL+r.Path, token.AccessToken, "")
		return http.StatusOK
	}
	a.install(t, r)
	for step, want := range map[string]int{"capabilities": 200, "token": 200, "webhook": 201, "room": 200} {
		if steps[step] != want {
			t.Errorf("%s during the callback answered %d, want %d", step, steps[step], want)
		}
	}
	w.say(t, r, "heard?")
	if got := await(t, a.hooks, "a delivery to the webhook made during the callback"); got.uri[:len("/hook/during")] != "/hook/during" {
		t.Errorf("called %s", got.uri)
	}
}

// exchange is a request from inside a callback, where a test must not be ended.
func exchange(t *testing.T, method, url, token, body string) (int, []byte) {
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Errorf("%s %s: %v", method, url, err)
		return 0, nil
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return finish(t, req)
}

func (p payload) fetchToken(t *testing.T, w *world, scope string) (int, []byte) {
	form := url.Values{"grant_type": {"client_credentials"}, "scope": {scope}}.Encode()
	req, err := http.NewRequest("POST", w.server.URL+"/v2/oauth/token", strings.NewReader(form))
	if err != nil {
		t.Errorf("token: %v", err)
		return 0, nil
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(p.OAuthID, p.OAuthSecret)
	return finish(t, req)
}

func finish(t *testing.T, req *http.Request) (int, []byte) {
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Errorf("%s %s: %v", req.Method, req.URL, err)
		return 0, nil
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		t.Errorf("%s %s: %v", req.Method, req.URL, err)
	}
	return res.StatusCode, b
}

func capabilitiesURLIsSelf(t *testing.T, w *world) {
	a := newAddon(t, w, nil)
	a.install(t, w.room(t))
	status, body := exchange(t, "GET", a.payload.CapabilitiesURL, "", "")
	var document struct{ Links struct{ Self string } }
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&document); status != 200 || err != nil {
		t.Fatalf("status %d, %v", status, err)
	}
	if document.Links.Self != a.payload.CapabilitiesURL {
		t.Errorf("links.self is %q, capabilitiesUrl %q", document.Links.Self, a.payload.CapabilitiesURL)
	}
}

func installPayload(t *testing.T, w *world) {
	r := w.room(t)
	inRoom := newAddon(t, w, nil)
	inRoom.install(t, r)
	if got := number(t, inRoom.payload.raw["roomId"]); got != r.ID {
		t.Errorf("roomId is %d, want %d", got, r.ID)
	}
	global := newAddon(t, w, nil)
	global.consent(t, "null").is(t, 201)
	if v := global.payload.raw["roomId"]; v != nil {
		t.Errorf("roomId of an installation in the group is %v", v)
	}
	for _, p := range []payload{inRoom.payload, global.payload} {
		number(t, p.raw["groupId"])
		if len(p.OAuthID) != 36 || len(p.OAuthSecret) != 40 || p.CapabilitiesURL == "" {
			t.Errorf("oauthId has %d characters, oauthSecret %d", len(p.OAuthID), len(p.OAuthSecret))
		}
	}
	global.uninstall(t)
}

func capabilitiesDocument(t *testing.T, w *world) {
	document := w.send(t, request{method: "GET", path: "/v2/capabilities"}).is(t, 200)
	for member, path := range map[string]string{
		"links.self": "/v2/capabilities", "links.api": "/v2", "links.homepage": "",
		"capabilities.oauth2Provider.tokenUrl":         "/v2/oauth/token",
		"capabilities.oauth2Provider.authorizationUrl": "/users/authorize",
		"capabilities.hipchatApiProvider.url":          "/v2/",
	} {
		document.want(t, member, w.server.URL+path)
	}
	document.want(t, "name", "HipChat").want(t, "key", "hipchat")
	document.want(t, "capabilities.hipchatApiProvider.availableScopes.send_notification.id", "send_notification")
}

func callbackStatuses(t *testing.T, w *world) {
	for _, status := range []int{200, 201, 204} {
		a := newAddon(t, w, nil)
		a.onInstall = func(payload) int { return status }
		a.install(t, w.room(t))
		a.token(t, "send_notification")
		a.uninstall(t)
		if id := await(t, a.removed, "the DELETE after an uninstall"); id != a.payload.OAuthID {
			t.Errorf("DELETE named %q, want %q", id, a.payload.OAuthID)
		}
		w.send(t, a.payload.tokenRequest("application/json", `{"grant_type":"client_credentials"}`)).is(t, 401)
	}
	refusing := newAddon(t, w, nil)
	refusing.onInstall = func(payload) int { return 409 }
	refusing.consent(t, fmt.Sprint(w.room(t).ID)).is(t, 400)
	p := await(t, refusing.callbacks, "the install callback")
	w.send(t, p.tokenRequest("application/json", `{"grant_type":"client_credentials"}`)).is(t, 401)
}

func descriptorRedirects(t *testing.T, w *world) {
	a := newAddon(t, w, nil)
	descriptor := a.descriptor
	root := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Accept"), "application/json") {
			http.Redirect(rw, r, descriptor, http.StatusFound)
			return
		}
		io.WriteString(rw, "<html>A page about the add-on</html>")
	}))
	t.Cleanup(root.Close)
	a.descriptor = root.URL + "/"
	a.install(t, w.room(t))
	if accept := await(t, a.accepts, "the request for the descriptor"); !strings.Contains(accept, "application/json") {
		t.Errorf("the descriptor was asked for with Accept: %q", accept)
	}
}

func sparseDescriptors(t *testing.T, w *world) {
	r := w.room(t)
	a := newAddon(t, w, func(descriptor map[string]any, base string) {
		capabilities := descriptor["capabilities"].(map[string]any)
		capabilities["webhook"] = []map[string]any{{"url": base + "/hook/sparse", "event": "room_message"}}
	})
	a.install(t, r)
	w.say(t, r, "no name, no pattern, no authentication")
	got := await(t, a.hooks, "a delivery")
	if auth := got.header.Get("Authorization"); auth != "" || got.uri != "/hook/sparse" {
		t.Errorf("a webhook without authentication was called as %s with Authorization %q", got.uri, auth)
	}
}
