package app_test

import (
	"bytes"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
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
	file := filepath.Join(t.TempDir(), "receiver.py")
	if err := os.WriteFile(file, []byte(documented(t, "integrations.md", "python receiver.py")), 0o600); err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}

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
	startListening(t, cmd, address)

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
