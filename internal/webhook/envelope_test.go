package webhook

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
)

func TestEnvelopeHasTheDocumentedMembers(t *testing.T) {
	item := json.RawMessage(`{"message":{"message":"<b>&"}}`)
	for _, c := range []struct{ oauthID, want string }{
		{"0e2d", `{"event":"room_message","item":{"message":{"message":"<b>&"}},"oauth_client_id":"0e2d","webhook_id":90210}`},
		{"", `{"event":"room_message","item":{"message":{"message":"<b>&"}},"webhook_id":90210}`},
		{`a"b`, `{"event":"room_message","item":{"message":{"message":"<b>&"}},"oauth_client_id":"a\"b","webhook_id":90210}`},
	} {
		got := Envelope(chat.Webhook{ID: 90210, Event: "room_message"}, c.oauthID, item)
		if diff := cmp.Diff(c.want, string(got)); diff != "" || !json.Valid(got) {
			t.Errorf("valid %v, %s", json.Valid(got), diff)
		}
	}
}

func TestSignedRequestIsAddedToTheQueryAsItStands(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/hook":                      "https://a.example/hook?signed_request=T",
		"https://a.example/hook?token=a%2Fb;c&name=x": "https://a.example/hook?token=a%2Fb;c&name=x&signed_request=T",
		"https://a.example/hook?":                     "https://a.example/hook?signed_request=T",
		"https://a.example/hook?a=1&":                 "https://a.example/hook?a=1&signed_request=T",
		"https://a.example/hook?a=1#part":             "https://a.example/hook?a=1&signed_request=T#part",
	} {
		if diff := cmp.Diff(want, WithSignedRequest(in, "T")); diff != "" {
			t.Error(diff)
		}
	}
}
