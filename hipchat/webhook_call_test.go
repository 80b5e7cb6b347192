package hipchat_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/webhook"
)

// What a real server sends is read and believed, with the secret that it shows for the webhook and no other.
func TestAWebhooksCallIsReadAndBelieved(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	room := s.Room("Ops")
	type got struct {
		hipchat.WebhookCall
		err, wrong error
	}
	calls := make(chan got, 10)
	secrets := make(chan string, 1)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secret := <-secrets
		secrets <- secret
		body, _ := io.ReadAll(r.Body)
		var g got
		r.Body = io.NopCloser(bytes.NewReader(body))
		_, g.wrong = hipchat.ReadWebhook(r, webhook.NewSecret())
		r.Body = io.NopCloser(bytes.NewReader(body))
		g.WebhookCall, g.err = hipchat.ReadWebhook(r, webhook.NewSecret(), secret)
		calls <- g
	}))
	t.Cleanup(receiver.Close)
	for _, c := range []struct {
		event string
		cause func() error
		want  func(hipchat.WebhookItem) bool
	}{
		{hipchat.EventRoomMessage, func() error {
			_, err := s.Client(s.Token).SendMessage(t.Context(), "Ops", "/deploy 512")
			return err
		}, func(it hipchat.WebhookItem) bool {
			return it.Message.Message == "/deploy 512" && it.Message.From.Name == "Administrator" && it.Sender == nil
		}},
		{hipchat.EventRoomTopicChange, func() error { return s.Client(s.Token).SetTopic(t.Context(), "Ops", "freeze") },
			func(it hipchat.WebhookItem) bool {
				return *it.Topic == "freeze" && it.Sender.Person != nil && it.Message == nil
			}},
		{hipchat.EventRoomFileUpload, func() error {
			return s.Client(s.Token).ShareFileWithRoom(t.Context(), "Ops", hipchat.Upload{Name: "a.txt", Content: strings.NewReader("1 2 3")})
		}, func(it hipchat.WebhookItem) bool { return it.File.Name == "a.txt" && it.Sender.Name == "Administrator" }},
	} {
		t.Run(c.event, func(t *testing.T) {
			made, err := s.Client(s.Token).CreateWebhook(t.Context(), "Ops", hipchat.WebhookRequest{URL: receiver.URL, Event: c.event, Name: "n"})
			if err != nil {
				t.Fatal(err)
			}
			shown, err := s.Remote.WebhookSecrets(t.Context(), made.ID, false)
			if err != nil {
				t.Fatal(err)
			}
			secrets <- shown[0]
			defer func() {
				<-secrets
				if err := s.Client(s.Token).DeleteWebhook(t.Context(), "Ops", made.ID); err != nil { // its next call would be signed otherwise
					t.Error(err)
				}
			}()
			if err := c.cause(); err != nil {
				t.Fatal(err)
			}
			select {
			case g := <-calls:
				if g.err != nil || g.Event != c.event || g.WebhookID != made.ID || g.ID == "" || g.Item.Room.ID != room.ID || !c.want(g.Item) {
					t.Errorf("%+v", g)
				}
				if !errors.Is(g.wrong, hipchat.ErrUnsigned) {
					t.Errorf("another webhook's secret: %v", g.wrong)
				}
			case <-time.After(20 * time.Second):
				t.Fatal("no call came")
			}
		})
	}
}

// What is wrong with a call, or with the secret, is said.
func TestWhatIsWrongWithAWebhooksCallIsSaid(t *testing.T) {
	t.Parallel()
	const body = `{"event":"room_enter","webhook_id":1,"item":{"room":{"id":1}}}`
	secret, now := webhook.NewSecret(), time.Now()
	signed := func(body string, at time.Time) http.Header {
		s, err := webhook.Signature(secret, "d1", at, []byte(body))
		if err != nil {
			t.Fatal(err)
		}
		return http.Header{"Webhook-Id": {"d1"}, "Webhook-Timestamp": {strconv.FormatInt(at.Unix(), 10)}, "Webhook-Signature": {"v1,AAAA " + s}}
	}
	for _, c := range []struct {
		name     string
		header   http.Header
		body     string
		secret   string
		unsigned bool
		says     string
	}{
		{"nothing", signed(body, now), body, secret, false, ""},
		{"no signature", http.Header{}, body, secret, true, "lacks one of the headers"},
		{"no moment", http.Header{"Webhook-Id": {"d"}, "Webhook-Timestamp": {"soon"}, "Webhook-Signature": {"v1,x"}}, body, secret, true, `"soon"`},
		{"long ago", signed(body, now.Add(-6*time.Minute)), body, secret, true, "set both clocks"},
		{"from the future", signed(body, now.Add(6*time.Minute)), body, secret, true, "set both clocks"},
		{"another body", signed(body, now), body + " ", secret, true, "another webhook's secret"},
		{"no secret", signed(body, now), body, "", false, "a secret that is none"},
		{"a token as secret", signed(body, now), body, "not base64!", false, "a secret that is none"},
		{"no JSON", signed("message=x", now), "message=x", secret, false, "invalid character"},
		{"no event", signed("{}", now), "{}", secret, false, "says nothing about a room"},
		{"null", signed("null", now), "null", secret, false, "says nothing about a room"},
		{"too much", signed(body, now), strings.Repeat(" ", 1<<20+1), secret, false, "more than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(c.body))
			r.Header = c.header
			_, err := hipchat.ReadWebhook(r, c.secret)
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("it says %v", err)
			}
			if errors.Is(err, hipchat.ErrUnsigned) != c.unsigned {
				t.Errorf("unsigned: %v", err)
			}
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("the secret is told: %v", err)
			}
		})
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header = signed(body, now)
	if _, err := hipchat.ReadWebhook(r); err == nil || !strings.Contains(err.Error(), "no secret") {
		t.Errorf("without a secret: %v", err)
	}
}
