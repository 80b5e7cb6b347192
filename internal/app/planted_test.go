package app_test

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// written is a log that can be read while it is written.
type written struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *written) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(b)
}

func (w *written) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

// TestNoPlantedSecretIsWrittenDown makes calls with secrets wherever callers put them, lets a receiver send back all
// that it is sent, and then looks for the secrets in the logs: in every row, and in every line.
func TestNoPlantedSecretIsWrittenDown(t *testing.T) {
	database := storetest.SQLite(t)
	var lines written
	s := stoatest.Start(t, stoatest.WithDatabase(database), func(c *app.Config) {
		c.Log = slog.New(slog.NewTextHandler(&lines, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	s.Room("Ops")
	secrets := map[string]string{"the administrator's token": s.Token, "the administrator's password": stoatest.AdminPassword}
	roomToken, v1 := s.RoomToken("Ops", "ci"), s.V1Token("admin")
	secrets["a room's token"], secrets["a token of v1"] = roomToken, v1
	secrets["a password in JSON"], secrets["a password in a form"] = "json-pl4nted-1", "form-pl4nted-2"

	body := `{"message":"x","message_format":"text"}`
	s.Call("", "POST", "/v2/room/Ops/notification?auth_token="+roomToken, body)
	s.Call("", "POST", "/v2/room/Ops/notification?auth%5Ftoken="+roomToken, body)
	s.Call("", "POST", "/v2/room/Ops/notification", "auth_token="+roomToken+"&message=x")
	s.Call("", "GET", "/v1/rooms/list?auth_token="+v1, nil)
	s.Call(s.Token, "POST", "/v2/user", `{"name":"Bob Stone","email":"bob@example.test","password":"json-pl4nted-1"}`)
	s.Call(s.Token, "POST", "/v2/user", `{"name":"x","email":"no address","password":"json-pl4nted-1"}`)
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	s.Send("POST", "/v2/oauth/token", form, []byte("grant_type=password&username=bob@example.test&password=form-pl4nted-2"))
	s.Send("POST", "/v1/users/create?format=xml&auth_token="+v1, form, []byte("email=cleo@example.test&name=Cleo+Marsh&password=form-pl4nted-2"))

	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, values := range r.Header {
			w.Header()["X-Echo-"+name] = values
		}
		fmt.Fprintln(w, r.Header, r.RequestURI)
	}))
	t.Cleanup(echo.Close)
	calls := make(chan string, 100)
	addon := s.Addon("Ops", func(d *hipchat.Descriptor, base string) {
		d.Capabilities.Webhooks = []hipchat.WebhookRequest{{URL: base + "/hook", Event: hipchat.EventRoomNotification, Authentication: hipchat.AuthenticationJWT}}
	}, func(w http.ResponseWriter, r *http.Request) {
		echo.Config.Handler.ServeHTTP(w, r)
		calls <- r.URL.Query().Get("signed_request")
	})
	secrets["an add-on's secret"], secrets["an add-on's token"] = addon.Client.OAuthSecret, addon.Token()
	s.Call("", "POST", "/v2/room/Ops/notification?auth_token="+roomToken, body)
	secrets["a signed request"] = <-calls
	eventually(t, "the delivery is noted", func() bool {
		page, err := s.Remote.Deliveries(t.Context(), url.Values{"state": {"done"}})
		return err == nil && len(page.Items) > 0
	})
	var hooks struct{ Items []struct{ ID int64 } }
	s.Call(s.Token, "GET", "/api/webhooks", nil).JSON(t, &hooks)
	for _, h := range hooks.Items {
		signing, err := s.Remote.WebhookSecrets(t.Context(), h.ID, true)
		if err != nil {
			t.Fatal(err)
		}
		for i, secret := range signing {
			secrets[fmt.Sprint("what signs webhook ", h.ID, " ", i)] = secret
		}
	}
	shown := whatIsShown(t, s)
	s.Stop() // it writes down what is left
	rows := dump(t, strings.TrimPrefix(database, "sqlite://"), "incoming_call", "attempt")
	for _, must := range []string{"/v2/oauth/token", "/v1/users/create", "signed_request=", "X-Echo-Authorization"} {
		if !strings.Contains(rows, must) {
			t.Errorf("%s is not in the log: nothing was tested", must)
		}
	}
	for what, secret := range secrets {
		for _, form := range []string{secret, base64.StdEncoding.EncodeToString([]byte(secret))} {
			if secret == "" || strings.Contains(rows, form) {
				t.Errorf("%s stands in a row", what)
			}
			if strings.Contains(shown, form) {
				t.Errorf("%s is shown", what)
			}
			if strings.Contains(lines.String(), form) {
				t.Errorf("%s stands in a line of the log", what)
			}
		}
	}
}

// whatIsShown is what the two logs show an administrator: lists, entries, and deliveries as commands for a shell.
func whatIsShown(t *testing.T, s *stoatest.Server) string {
	t.Helper()
	var b strings.Builder
	for _, log := range []string{"/api/deliveries", "/api/calls"} {
		var page struct{ Items []struct{ ID int64 } }
		list := s.Call(s.Token, "GET", log+"?limit=100", nil)
		list.JSON(t, &page)
		b.WriteString(list.Body)
		for _, entry := range page.Items {
			b.WriteString(s.Call(s.Token, "GET", fmt.Sprintf("%s/%d", log, entry.ID), nil).Body)
		}
		if log != "/api/deliveries" {
			continue
		}
		for _, d := range page.Items {
			line, err := s.Remote.CurlDelivery(t.Context(), d.ID, false)
			if err != nil || !strings.Contains(line, "signed_request=") || strings.Contains(line, "eyJ") { // a token signed for this moment
				t.Errorf("%s, %v", line, err)
			}
			whole, err := s.Remote.CurlDelivery(t.Context(), d.ID, true)
			if err != nil || !strings.Contains(whole, "eyJ") {
				t.Errorf("%s, %v: what is masked is not there", whole, err)
			}
			b.WriteString(line)
		}
	}
	return b.String()
}

// dump answers all rows of tables as text.
func dump(t *testing.T, path string, tables ...string) string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var b strings.Builder
	for _, table := range tables {
		rows, err := db.QueryContext(t.Context(), "SELECT * FROM "+table)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values := make([]sql.NullString, len(columns))
			into := make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			for _, v := range values {
				fmt.Fprintln(&b, v.String)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}
