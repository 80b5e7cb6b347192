package inbound_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/stoatest"
)

func mac(key, text string) []byte {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(text))
	return m.Sum(nil)
}

// checked sets what calls of a token must prove.
func checked(t *testing.T, s *stoatest.Server, name, body string) {
	t.Helper()
	var tokens struct {
		Items []struct {
			ID   int64
			Name string
		}
	}
	s.Call(s.Token, "GET", "/api/tokens", nil).JSON(t, &tokens)
	for _, token := range tokens.Items {
		if token.Name == name {
			if a := s.Call(s.Token, "PUT", fmt.Sprintf("/api/tokens/%d/checks", token.ID), body); a.Status != 200 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			return
		}
	}
	t.Fatalf("there is no token %s", name)
}

func TestCallsAreTakenWhenTheyAreSignedAsTheirToolSigns(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	const secret, body = "a shared secret", `{"text":"signed"}`
	key := base64.StdEncoding.EncodeToString([]byte(secret))
	now, old := strconv.FormatInt(time.Now().Unix(), 10), strconv.FormatInt(time.Now().Add(-6*time.Minute).Unix(), 10)
	hexed := func(text string) string { return hex.EncodeToString(mac(secret, text)) }
	standard := func(at string) http.Header {
		return http.Header{"Webhook-Id": {"msg_1"}, "Webhook-Timestamp": {at}, "Webhook-Signature": {
			"v1,AAAA v1," + base64.StdEncoding.EncodeToString(mac(secret, "msg_1."+at+"."+body))}}
	}
	tokens := make(map[string]string)
	for scheme, secret := range map[string]string{"github": secret, "gitlab": secret, "slack": secret, "sentry": secret, "standard": "whsec_" + key} {
		tokens[scheme] = s.RoomToken("Ops", scheme)
		checked(t, s, scheme, fmt.Sprintf(`{"scheme":%q,"secret":%q,"networks":[]}`, scheme, secret))
	}
	for _, c := range []struct {
		name, scheme string
		header       http.Header
		says         string // empty: it is taken
	}{
		{"GitHub's", "github", http.Header{"X-Hub-Signature-256": {"sha256=" + hexed(body)}}, ""},
		{"GitHub's of another body", "github", http.Header{"X-Hub-Signature-256": {"sha256=" + hexed("other")}}, "does not fit"},
		{"GitHub's without its beginning", "github", http.Header{"X-Hub-Signature-256": {hexed(body)}}, "sha256=HEX"},
		{"GitHub's, missing", "github", nil, "X-Hub-Signature-256 is missing"},
		{"GitLab's", "gitlab", http.Header{"X-Gitlab-Token": {secret}}, ""},
		{"GitLab's, wrong", "gitlab", http.Header{"X-Gitlab-Token": {"a shared"}}, "is not the secret"},
		{"Slack's", "slack", http.Header{"X-Slack-Request-Timestamp": {now}, "X-Slack-Signature": {"v0=" + hexed("v0:"+now+":"+body)}}, ""},
		{"Slack's, repeated later", "slack", http.Header{"X-Slack-Request-Timestamp": {old}, "X-Slack-Signature": {"v0=" + hexed("v0:"+old+":"+body)}}, "5 minutes"},
		{"Slack's at no time", "slack", http.Header{"X-Slack-Request-Timestamp": {"x"}, "X-Slack-Signature": {"v0="}}, "no number"},
		{"Sentry's", "sentry", http.Header{"Sentry-Hook-Signature": {hexed(body)}}, ""},
		{"Sentry's, cut", "sentry", http.Header{"Sentry-Hook-Signature": {hexed(body)[:32]}}, "does not fit"},
		{"Standard Webhooks'", "standard", standard(now), ""},
		{"Standard Webhooks', repeated later", "standard", standard(old), "5 minutes"},
		{"Standard Webhooks', missing", "standard", nil, "are needed"},
	} {
		a := s.Send("POST", "/hook/"+tokens[c.scheme], c.header, []byte(body))
		switch {
		case c.says == "" && a.Status != 200:
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		case c.says != "" && (a.Status != 401 || !strings.Contains(a.Error(t).Message, c.says)):
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	if got := s.Call(s.Token, "GET", "/api/calls?status=401", nil); !strings.Contains(got.Body, `"status":401`) || strings.Contains(got.Body, secret) {
		t.Errorf("the log of calls has %s", got.Body)
	}
	if a := s.Send("DELETE", "/hook/"+tokens["github"]+"/x", nil, nil); a.Status != 401 {
		t.Errorf("an unsigned deletion: %d %s", a.Status, a.Body)
	}
}

func TestCallsAreTakenFromAllowedNetworksAlone(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "CI")
	for _, c := range []struct {
		networks string
		status   int
	}{
		{`["10.0.0.0/8"]`, 403}, {`["10.0.0.0/8", "127.0.0.1"]`, 204}, {`["::1", "192.0.2.7"]`, 403}, {`[]`, 204},
	} {
		checked(t, s, "CI", `{"scheme":"","networks":`+c.networks+`}`)
		if a := s.Send("POST", "/hook/"+token, nil, []byte("x")); a.Status != c.status {
			t.Errorf("%s: %d %s", c.networks, a.Status, a.Body)
		}
	}
}

// What a token must prove, it must prove wherever it is used; where nobody looks at signatures, it is good for nothing.
func TestWhatATokenMustProveHoldsAtEveryDoor(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "CI")
	object := http.Header{"Authorization": {"Bearer " + token}, "Content-Type": {"application/json"}}
	for _, c := range []struct{ name, checks, says string }{
		{"nothing is asked for", `{"scheme":"","networks":[]}`, ""},
		{"signed calls", `{"scheme":"github","secret":"a shared secret","networks":[]}`, "must be signed"},
		{"another network", `{"scheme":"","networks":["192.0.2.0/24"]}`, "192.0.2.0/24"},
		{"this network", `{"scheme":"","networks":["127.0.0.0/8"]}`, ""},
	} {
		checked(t, s, "CI", c.checks)
		for _, door := range []struct {
			path, body       string
			open, shut       int
			taken, forbidden string
		}{
			{"/v2/room/Ops/notification", `{"message":"m"}`, 204, 403, "", `"code":403`},
			{"/v2/room/Ops/notification", `{"text":"another tool's"}`, 200, 403, "ok", `"code":403`},
			{"/v2/room/Ops/notification?auth_test=true", "", 202, 403, "Accepted", `"code":403`},
			{"/slack/api/chat.postMessage", `{"text":"m"}`, 200, 200, `"ok":true`, `"restricted_action"`},
			{"/slack/api/auth.test", `{}`, 200, 200, `"ok":true`, `"restricted_action"`},
		} {
			a := s.Send("POST", door.path, object, []byte(door.body))
			status, want := door.open, door.taken
			if c.says != "" {
				status, want = door.shut, door.forbidden
			}
			if a.Status != status || !strings.Contains(a.Body, want) || !strings.Contains(a.Body, c.says) {
				t.Errorf("%s at %s: %d %s", c.name, door.path, a.Status, a.Body)
			}
		}
	}
}
