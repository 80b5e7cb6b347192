package goclients_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/test/process"
)

// Debian's Alertmanager is given a room's address as a webhook. An alert turns red and then green in one message.
func TestDebiansAlertmanagerTellsOfAnAlertAndItsEnd(t *testing.T) {
	binary, err := exec.LookPath("prometheus-alertmanager")
	if err != nil {
		t.Skip("prometheus-alertmanager is missing")
	}
	s := process.Start(t, process.Config{})
	address := startAlertmanager(t, binary, s.URL+"/hook/"+room(t, s, "Ops"))
	began := time.Now().Add(-time.Minute)
	raise(t, address, began, time.Now().Add(time.Hour))
	first := shows(t, s, "red")
	if !strings.Contains(first.Message, "TideHigh") {
		t.Errorf("%+v", first)
	}
	raise(t, address, began, time.Now())
	if now := shows(t, s, "green"); now.ID != first.ID || !strings.Contains(strings.ToLower(now.Message), "resolved") {
		t.Errorf("%+v after %+v", now, first)
	}
}

// startAlertmanager starts one that sends everything to the address, and answers where it is.
func startAlertmanager(t *testing.T, binary, hook string) string {
	t.Helper()
	dir := t.TempDir()
	conf := filepath.Join(dir, "alertmanager.yml")
	if err := os.WriteFile(conf, fmt.Appendf(nil, `route: {receiver: room, group_by: [alertname], group_wait: 10ms, group_interval: 100ms, repeat_interval: 1h}
receivers: [{name: room, webhook_configs: [{url: %q, send_resolved: true}]}]
`, hook), 0o600); err != nil {
		t.Fatal(err)
	}
	address := process.FreeAddress(t)
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, binary, "--config.file", conf, "--storage.path", dir, "--web.listen-address", address, "--cluster.listen-address=")
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = cmd.Wait() // it was killed
		if t.Failed() {
			t.Log(log.String())
		}
	})
	return "http://" + address
}

// raise tells Alertmanager of an alert, once it listens.
func raise(t *testing.T, address string, from, to time.Time) {
	t.Helper()
	b, err := json.Marshal([]any{map[string]any{
		"labels": map[string]string{"alertname": "TideHigh", "severity": "critical"}, "annotations": map[string]string{"summary": "high water"},
		"startsAt": from, "endsAt": to,
	}})
	if err != nil {
		t.Fatal(err)
	}
	until(t, func() bool {
		res, err := http.Post(address+"/api/v2/alerts", "application/json", bytes.NewReader(b))
		if err != nil {
			return false
		}
		res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
}

// alerted is what a room shows of an alert.
type alerted struct {
	ID, Message, Color string
}

// shows waits until the room shows a message of that colour, which is not a reply in its thread.
func shows(t *testing.T, s *process.Server, color string) (found alerted) {
	t.Helper()
	until(t, func() bool {
		var list struct{ Items []alerted }
		call(t, s, "GET", "/v2/room/Ops/history", "", &list)
		if len(list.Items) > 0 {
			found = list.Items[0]
		}
		return found.Color == color
	})
	return found
}

// until waits for what another process does: from outside there is no event to wait for.
func until(t *testing.T, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it did not happen in 30 s")
		}
	}
}
