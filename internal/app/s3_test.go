package app_test

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
)

// bucket is an S3-compatible store whose certificate is of an authority of its own. It answers its address and a file of
// the authority.
func bucket(t *testing.T) (url, authority string) {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	backend := s3mem.New()
	if err := backend.CreateBucket("stoa"); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewTLSServer(gofakes3.New(backend).Server())
	t.Cleanup(s.Close)
	authority = filepath.Join(t.TempDir(), "authority.pem")
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	return "s3://stoa?region=eu-central-1&endpoint=" + s.URL, authority
}

func TestTheStoreOfFilesIsTrustedAsAllOthersAreThatAreCalled(t *testing.T) {
	url, authority := bucket(t)
	s := stoatest.Start(t, func(c *app.Config) { c.Files, c.TrustCA = url, authority })
	s.Room("Ops")
	if a := s.Call("", "GET", "/readyz", nil); a.Status != http.StatusOK || a.Body != "ready\n" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	header := http.Header{"Authorization": {"Bearer " + s.Token}, "Content-Type": {"multipart/related; boundary=b"}}
	body := "--b\r\nContent-Disposition: attachment; name=\"file\"; filename=\"notes.txt\"\r\n\r\nhigh water at nine\r\n--b--\r\n"
	if a := s.Send("POST", "/v2/room/Ops/share/file", header, []byte(body)); a.Status != http.StatusNoContent {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	history := s.Call(s.Token, "GET", "/v2/room/Ops/history", nil).Body
	at := regexp.MustCompile(`"url":\s*"` + s.URL + `(/[^"]*notes\.txt)"`).FindStringSubmatch(history)
	if at == nil {
		t.Fatalf("no file in %s", history)
	}
	if a := s.Call("", "GET", at[1], nil); a.Status != http.StatusOK || a.Body != "high water at nine" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestAStoreOfFilesWhoseAuthorityIsUnknownIsNamedWithWhatToDo(t *testing.T) {
	url, _ := bucket(t)
	s := stoatest.Start(t, func(c *app.Config) { c.Files = url })
	a := s.Call("", "GET", "/readyz", nil)
	_, host, _ := strings.Cut(url, "https://")
	if a.Status != http.StatusOK || !strings.Contains(a.Body, "files cannot be had: The certificate at "+host+" comes from an authority that is not trusted here.") ||
		!strings.Contains(a.Body, "--trust-ca") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
