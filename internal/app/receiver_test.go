package app_test

import (
	"bytes"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// The receiver of docs/integrations.md is run as it stands there.
func TestTheReceiverOfTheDocumentationAnswersTheServerAlone(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is missing")
	}
	page, err := os.ReadFile("../../docs/integrations.md")
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile("(?s)```python receiver.py\n(.*?)```").FindSubmatch(page)
	if code == nil {
		t.Fatal("docs/integrations.md has no receiver.py")
	}
	file := filepath.Join(t.TempDir(), "receiver.py")
	if err := os.WriteFile(file, code[1], 0o600); err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	free.Close()

	s := stoatest.Start(t)
	s.Room("Ops")
	var made hipchat.Webhook
	s.Call(s.Token, "POST", "/v2/room/Ops/webhook", map[string]string{"url": "http://" + address + "/", "event": "room_message", "pattern": "^/ping", "name": "Pong"}).JSON(t, &made)
	secrets, err := s.Remote.WebhookSecrets(t.Context(), made.ID, false)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "python3", file)
	cmd.Env = append(os.Environ(), "WEBHOOK_SECRET="+secrets[0], "PORT="+port)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() }) // ended with the test's context
	eventually(t, "the receiver does not listen", func() bool {
		c, err := net.Dial("tcp", address)
		if err == nil {
			c.Close()
		}
		return err == nil
	})

	res, err := http.Post("http://"+address+"/", "application/json", bytes.NewReader([]byte(`{"item":{"message":{"from":{"name":"Mallory"}}}}`)))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusUnauthorized {
		t.Errorf("a call that nobody signed is answered with %d", res.StatusCode)
	}
	s.Call(s.Token, "POST", "/v2/room/Ops/message", `{"message":"/ping"}`)
	eventually(t, "no answer in the room", func() bool { return slices.Contains(said(t, s), "pong, Administrator") })
}
