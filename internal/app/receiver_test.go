package app_test

import (
	"bufio"
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

// The receiver of docs/webhooks.md is run as it stands there.
func TestTheReceiverOfTheDocumentationAnswersTheServerAlone(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is missing")
	}
	file := filepath.Join(t.TempDir(), "receiver.py")
	if err := os.WriteFile(file, []byte(documented(t, "webhooks.md", "python receiver.py")), 0o600); err != nil {
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

// The bot of docs/integrations.md asks for what is new, and answers it once.
func TestTheBotOfTheDocumentationAnswersWhatIsNew(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is missing")
	}
	file := filepath.Join(t.TempDir(), "bot.py")
	if err := os.WriteFile(file, []byte(documented(t, "integrations.md", "python bot.py")), 0o600); err != nil {
		t.Fatal(err)
	}
	s := stoatest.Start(t)
	s.Room("Ops / night")
	s.Call(s.Token, "POST", "/v2/room/Ops%20%2F%20night/message", `{"message":"/ping of before"}`)
	cmd := exec.CommandContext(t.Context(), "python3", file)
	cmd.Env = append(os.Environ(), "STOA_URL="+s.URL, "STOA_TOKEN="+s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, hipchat.ScopeViewMessages, hipchat.ScopeSendMessage), "ROOM=Ops / night")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() }) // the test's context has ended it
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "listening\n" {
		t.Fatalf("the bot says %q: %v", line, err)
	}
	for _, text := range []string{"/ping", "no command", "/ping once more"} {
		s.Call(s.Token, "POST", "/v2/room/Ops%20%2F%20night/message", map[string]string{"message": text})
	}
	answers := func() (n int) {
		list, err := s.Client(s.Token).ViewRecentRoomHistory(t.Context(), "Ops / night", hipchat.RecentQuery{})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list.Items {
			if m.Message == "pong, Administrator" {
				n++
			}
		}
		return n
	}
	eventually(t, "the bot does not answer twice", func() bool { return answers() == 2 })
	s.Call(s.Token, "POST", "/v2/room/Ops%20%2F%20night/message", `{"message":"/ping a third time"}`)
	eventually(t, "the bot does not answer once more", func() bool { return answers() == 3 })
}
