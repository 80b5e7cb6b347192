package app_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
)

// startNginx runs the nginx that docs/administration.md shows before a server, without its TLS, and answers its address.
func startNginx(t *testing.T, server string) string {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		t.Skip("nginx is missing")
	}
	address := freeAddress(t)
	site := regexp.MustCompile(`(?m)^ *(ssl_|server_name ).*\n`).ReplaceAllString(documented(t, "administration.md", "nginx"), "")
	site = strings.NewReplacer("listen 443 ssl;", "listen "+address+";", "http://127.0.0.1:8080", server).Replace(site)

	dir := t.TempDir()
	var temporary strings.Builder
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		fmt.Fprintf(&temporary, "%s_temp_path %s;\n", kind, filepath.Join(dir, kind))
	}
	config := filepath.Join(dir, "nginx.conf")
	text := fmt.Sprintf("daemon off;\nmaster_process off;\npid %s;\nevents {}\nhttp {\naccess_log off;\n%s%s}\n", filepath.Join(dir, "pid"), temporary.String(), site)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	startListening(t, exec.CommandContext(t.Context(), program, "-p", dir, "-c", config, "-e", "stderr"), address)
	return "http://" + address
}

func TestBehindTheNginxOfTheDocumentation(t *testing.T) {
	s := stoatest.Start(t, func(c *app.Config) { c.TrustedProxies = "127.0.0.1" })
	s.Room("A/B C")
	base := startNginx(t, s.URL)

	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "large.bin")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(make([]byte, 8<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	socket := http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="}}
	for _, tt := range []struct {
		name, method, path string
		header             http.Header
		body               []byte
		want               int
	}{
		{"a slash in a room's name", "POST", "/v2/room/A%2FB%20C/notification", http.Header{"Content-Type": {"application/json"}}, []byte(`{"message":"x"}`), http.StatusNoContent},
		{"a file of 8 MB", "POST", "/v2/room/1/share/file", http.Header{"Content-Type": {w.FormDataContentType()}}, form.Bytes(), http.StatusNoContent},
		{"a socket", "GET", "/api/ws", socket, nil, http.StatusSwitchingProtocols},
	} {
		req, err := http.NewRequestWithContext(t.Context(), tt.method, base+tt.path, bytes.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header = tt.header
		req.Header.Set("Authorization", "Bearer "+s.Token)
		req.Header.Set("X-Forwarded-For", "203.0.113.9") // as a proxy before it says
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		res.Body.Close()
		if res.StatusCode != tt.want {
			t.Errorf("%s: %s", tt.name, res.Status)
		}
	}
	eventually(t, "the calls are not from whom nginx says", func() bool {
		calls, err := s.Remote.Calls(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return len(calls.Items) >= 2 && calls.Items[0].Address == "203.0.113.9" && calls.Items[1].Address == "203.0.113.9"
	})
}
