// Package goclients_test runs clients written in Go that speak HipChat's wire, unmodified, against a server of its own.
// It is a module of its own, so that what they need does not become what Stoa needs.
package goclients_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-kit/kit/log"
	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/notify"
	"github.com/prometheus/alertmanager/template"
	"github.com/prometheus/alertmanager/types"
	commoncfg "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"

	"github.com/stoachat/stoa/test/coverage"
	"github.com/stoachat/stoa/test/process"
)

// TestAlertmanagerNotifiesARoom runs the notifier of Alertmanager 0.15.3, the last line that had one.
func TestAlertmanagerNotifiesARoom(t *testing.T) {
	s := process.Start(t, process.Config{Args: []string{"--log-level", "debug"}})
	token := room(t, s, "Ops Room")
	for _, c := range []struct {
		name    string
		format  string
		message string
		alert   model.Alert
		want    notification
	}{
		{"a firing alert as text", "text", `{{ template "hipchat.default.message" . }}`, alert(time.Hour),
			notification{"[FIRING:1] DiskFull (97% & rising critical)", "red", "text"}},
		{"an alert that is over as HTML", "html", `<b>{{ .CommonLabels.alertname }}</b> {{ .Status }}`, alert(-time.Hour),
			notification{"<b>DiskFull</b> resolved", "green", "html"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			conf := config.DefaultHipchatConfig
			conf.APIURL = endpoint(t, s.URL+"/")
			conf.HTTPConfig = &commoncfg.HTTPClientConfig{}
			conf.AuthToken = config.Secret(token)
			conf.RoomID = "Ops Room" // it encodes it once
			conf.MessageFormat, conf.Message, conf.Notify = c.format, c.message, true
			n := notify.NewHipchat(&conf, templates(t), log.NewNopLogger())
			ctx := notify.WithGroupLabels(notify.WithReceiverName(t.Context(), "ops"), model.LabelSet{"alertname": "DiskFull"})
			if again, err := n.Notify(ctx, &types.Alert{Alert: c.alert}); err != nil {
				t.Fatalf("notify: %v, again: %v", err, again)
			}
			if got := last(t, s, "Ops Room"); got != c.want {
				t.Errorf("the room shows %+v, want %+v", got, c.want)
			}
		})
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	coverage.Check(t, "../coverage", coverage.Client{
		Name: "alertmanager", Version: "0.15.3", From: "Go module", Calls: s.Called(t),
	})
}

// alert is one that ends after the given time.
func alert(after time.Duration) model.Alert {
	return model.Alert{
		Labels:   model.LabelSet{"alertname": "DiskFull", "severity": "critical", "detail": "97% & rising"},
		StartsAt: time.Now().Add(-2 * time.Hour), EndsAt: time.Now().Add(after),
	}
}

func templates(t *testing.T) *template.Template {
	t.Helper()
	tmpl, err := template.FromGlobs()
	if err != nil {
		t.Fatal(err)
	}
	if tmpl.ExternalURL, err = url.Parse("http://am.example.test"); err != nil {
		t.Fatal(err)
	}
	return tmpl
}

func endpoint(t *testing.T, text string) *config.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return &config.URL{URL: u}
}

// room makes a room and gives a notification token of it.
func room(t *testing.T, s *process.Server, name string) string {
	t.Helper()
	call(t, s, "POST", "/v2/room", fmt.Sprintf(`{"name":%q}`, name), nil)
	out, err := s.CLI(t.Context(), "token", "create", "--room", name, "--name", "CI", "--json")
	if err != nil {
		t.Fatal(err)
	}
	var made struct{ Token string }
	if err := json.Unmarshal(out, &made); err != nil || made.Token == "" {
		t.Fatalf("token create: %v: %s", err, out)
	}
	return made.Token
}

// notification is what a room shows of one.
type notification struct {
	Message string `json:"message"`
	Color   string `json:"color"`
	Format  string `json:"message_format"`
}

// last gives the newest notification of a room.
func last(t *testing.T, s *process.Server, room string) notification {
	t.Helper()
	var list struct {
		Items []struct {
			notification
			Type string `json:"type"`
		} `json:"items"`
	}
	call(t, s, "GET", "/v2/room/"+url.PathEscape(room)+"/history", "", &list)
	for _, item := range slices.Backward(list.Items) {
		if item.Type == "notification" {
			return item.notification
		}
	}
	t.Fatalf("nothing was posted in %s", room)
	return notification{}
}

// call sends a request that is the test's own and decodes the answer into v unless that is nil.
func call(t *testing.T, s *process.Server, method, path, body string, v any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.Admin)
	req.Header.Set("Content-Type", "application/json")
	res, err := s.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil || res.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %d %v %s", method, path, res.StatusCode, err, text)
	}
	if v != nil {
		if err := json.Unmarshal(text, v); err != nil {
			t.Fatalf("%s %s: %v: %s", method, path, err, text)
		}
	}
}
