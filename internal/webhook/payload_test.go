package webhook_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

var update = flag.Bool("update", false, "write the payloads into testdata/payload")

// TestPayloadsAreTheDocumentedOnes runs the steps of each file under testdata/payload through a whole server, and
// compares what a receiver is sent with what stands below the steps. spec: connect, 5.2.
func TestPayloadsAreTheDocumentedOnes(t *testing.T) {
	files, err := filepath.Glob("testdata/payload/*.txt")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			steps, want, _ := strings.Cut(string(text), "\n--\n")
			got := newStage(t, storetest.SQLite(t)).play(t, steps, strings.Count(want, "\n{\n")+strings.Count(want[:2], "{\n"))
			if *update {
				if err := os.WriteFile(file, []byte(steps+"\n--\n"+got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// stage is a server with a room, two people, every kind of token, and an add-on's receiver.
type stage struct {
	*stoatest.Server
	receiver *httptest.Server
	tokens   map[string]string
	calls    chan delivered
	removed  chan string // oauthId of each uninstall
	client   hipchat.InstallPayload
	events   []string // what the descriptor asks for

	authentication string // and how it wants it signed
}

// atNoon is when everything happens, so that dates are the same every time.
func atNoon(c *app.Config) {
	c.Now = func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 123456000, time.UTC) }
}

func newStage(t *testing.T, database string) *stage {
	t.Helper()
	s := &stage{Server: stoatest.Start(t, stoatest.WithDatabase(database), atNoon), calls: make(chan delivered, 100), removed: make(chan string, 10)}
	s.Room("Dry Dock")
	_, ada := s.User("Ada Brook", "ada@example.test")
	s.tokens = map[string]string{"admin": s.Token, "ada": ada, "room": s.RoomToken("Dry Dock", "CI"), "v1": s.V1Token("admin")}
	mux := http.NewServeMux()
	s.receiver = httptest.NewServer(mux)
	t.Cleanup(s.receiver.Close)
	mux.HandleFunc("GET /descriptor", s.descriptor)
	mux.HandleFunc("POST /installed", func(_ http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&s.client); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("DELETE /installed/{id}", func(_ http.ResponseWriter, r *http.Request) { s.removed <- r.PathValue("id") })
	mux.HandleFunc("POST /hook", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		s.calls <- delivered{r.RequestURI, r.Header.Get("Authorization"), body}
		w.WriteHeader(http.StatusNoContent)
	})
	return s
}

func (s *stage) descriptor(w http.ResponseWriter, _ *http.Request) {
	var hooks []map[string]string
	for _, event := range s.events {
		hooks = append(hooks, map[string]string{"url": s.receiver.URL + "/hook", "event": event, "authentication": cmp.Or(s.authentication, "none")})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{
		"key": "test.tides", "name": "Tides", "description": "Knows the tides.", "links": map[string]string{"self": s.receiver.URL + "/descriptor"},
		"capabilities": map[string]any{
			"installable":        map[string]string{"callbackUrl": s.receiver.URL + "/installed"},
			"hipchatApiConsumer": map[string]any{"scopes": []string{"admin_room", "manage_rooms", "send_notification"}},
			"webhook":            hooks,
		},
	})
}

// play does one step a line and answers what the receiver was sent, n payloads in order of their events.
func (s *stage) play(t *testing.T, steps string, n int) string {
	t.Helper()
	for line := range strings.SplitSeq(steps, "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			s.step(t, line)
		}
	}
	var payloads []string
	for range n {
		payloads = append(payloads, s.normal(t, s.next(t).body))
	}
	slices.SortStableFunc(payloads, func(a, b string) int { return cmp.Compare(a, b) })
	return strings.Join(payloads, "")
}

// delivered is a call that the receiver got.
type delivered struct {
	uri, authorization string
	body               []byte
}

func (s *stage) next(t *testing.T) delivered {
	t.Helper()
	select {
	case d := <-s.calls:
		return d
	case <-time.After(15 * time.Second):
		t.Fatal("nothing was delivered")
		panic("unreachable")
	}
}

// step does "install EVENT ...", "install-in-room EVENT ...", "register EVENT [PATTERN]" (by REST, for the room),
// "share FILE MESSAGE" (Ada, a file of four bytes), or a call "WHO METHOD PATH [BODY]".
func (s *stage) step(t *testing.T, line string) {
	t.Helper()
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "install":
		s.install(t, "", strings.Fields(rest))
	case "install-in-room":
		s.install(t, "Dry Dock", strings.Fields(rest))
	case "share":
		s.share(t, rest)
	case "register":
		event, pattern, _ := strings.Cut(rest, " ")
		s.must(t, s.Token, "POST", "/v2/room/1/webhook", map[string]string{"url": s.receiver.URL + "/hook", "event": event, "pattern": pattern})
	default:
		method, rest, _ := strings.Cut(rest, " ")
		path, body, _ := strings.Cut(rest, " ")
		if word == "v1" {
			path += "&auth_token=" + s.tokens["v1"]
			s.must(t, "", method, path, nil)
			return
		}
		if s.tokens[word] == "" {
			t.Fatalf("who is %q?", word)
		}
		s.must(t, s.tokens[word], method, path, body)
	}
}

func (s *stage) share(t *testing.T, rest string) {
	t.Helper()
	name, message, _ := strings.Cut(rest, " ")
	body := fmt.Sprintf("--b\r\nContent-Type: application/json\r\nContent-Disposition: attachment; name=\"metadata\"\r\n\r\n{\"message\":%q}\r\n"+
		"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; name=\"file\"; filename=%q\r\n\r\ntide\r\n--b--\r\n", message, name)
	header := http.Header{"Authorization": {"Bearer " + s.tokens["ada"]}, "Content-Type": {"multipart/related; boundary=b"}}
	if a := s.Send("POST", "/v2/room/1/share/file", header, []byte(body)); a.Status != http.StatusNoContent {
		t.Fatalf("share: %d %s", a.Status, a.Body)
	}
}

func (s *stage) must(t *testing.T, token, method, path string, body any) {
	t.Helper()
	if a := s.Call(token, method, path, body); a.Status/100 != 2 {
		t.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
	}
}

func (s *stage) install(t *testing.T, room string, events []string) {
	t.Helper()
	s.events = events
	p, err := s.Remote.PreviewAddon(t.Context(), s.receiver.URL+"/descriptor", room)
	if err == nil {
		_, err = s.Remote.InstallAddon(t.Context(), p, room)
	}
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest("POST", s.URL+"/v2/oauth/token", strings.NewReader("grant_type=client_credentials"))
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth(s.client.OAuthID, s.client.OAuthSecret)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var token hipchat.TokenResponse
	if err := json.NewDecoder(res.Body).Decode(&token); err != nil || token.AccessToken == "" {
		t.Fatalf("the add-on's token: %s, %v", res.Status, err)
	}
	s.tokens["addon"] = token.AccessToken
}

// What differs from run to run, with the form that it must have. The id is a message's, the version a room's or a
// person's.
var volatile = []struct {
	form *regexp.Regexp
	as   string
}{
	{regexp.MustCompile(`"version": "[A-Z0-9]{8}"`), `"version": "VERSION0"`},
	{regexp.MustCompile(`"id": "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"`), `"id": "MESSAGE-ID"`},
	{regexp.MustCompile(`/files/[^"]*/`), `/files/KEY/`},
}

// normal indents a payload, in order of its members, and names what differs from run to run.
func (s *stage) normal(t *testing.T, payload []byte) string {
	t.Helper()
	var v any
	var b bytes.Buffer
	dec := json.NewDecoder(bytes.NewReader(payload))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(b.String(), s.URL, "https://chat.stoa.example")
	if s.client.OAuthID != "" {
		text = strings.ReplaceAll(text, s.client.OAuthID, "OAUTH-ID")
	}
	for _, x := range volatile {
		text = x.form.ReplaceAllString(text, x.as)
	}
	return text
}

func TestRoomCreatedReachesOnlyWhoHearsAllRooms(t *testing.T) {
	s := newStage(t, storetest.SQLite(t))
	s.step(t, "register room_created")
	s.step(t, "install room_created")
	s.step(t, `admin POST /v2/room {"name":"Slipway"}`)
	got := s.normal(t, s.next(t).body)
	// The room's own webhook would have been called first: it has the lower id.
	if !strings.Contains(got, `"oauth_client_id": "OAUTH-ID"`) {
		t.Errorf("got %s", got)
	}
}

func TestARoomIsArchivedOnce(t *testing.T) {
	s := newStage(t, storetest.SQLite(t))
	s.step(t, "install room_archived room_unarchived")
	update := func(archived bool) {
		s.must(t, s.Token, "PUT", "/v2/room/1", fmt.Sprintf(`{"name":"Dry Dock","topic":"","privacy":"public","is_archived":%v,"is_guest_accessible":false,"owner":{"id":1}}`, archived))
	}
	for _, archived := range []bool{false, true, true, false, false, true} {
		update(archived)
	}
	count := map[string]int{}
	for range 3 {
		var call struct{ Event string }
		if err := json.Unmarshal(s.next(t).body, &call); err != nil {
			t.Fatal(err)
		}
		count[call.Event]++
	}
	if count["room_archived"] != 2 || count["room_unarchived"] != 1 || len(s.calls) != 0 {
		t.Errorf("%v and %d more", count, len(s.calls))
	}
}

func TestAnAddonOfADeletedRoomHearsOfItAndIsThenTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := newStage(t, url)
		s.step(t, "install-in-room room_deleted")
		s.step(t, "admin DELETE /v2/room/1")
		select {
		case id := <-s.removed:
			if id != s.client.OAuthID {
				t.Errorf("DELETE for %q", id)
			}
		case <-time.After(15 * time.Second):
			t.Fatal("the add-on was not told")
		}
		if len(s.calls) != 1 { // it came before
			t.Fatalf("%d deliveries when the add-on was told", len(s.calls))
		}
		if got := s.normal(t, s.next(t).body); !strings.Contains(got, `"event": "room_deleted"`) {
			t.Errorf("got %s", got)
		}
		if a := s.Call(s.tokens["addon"], "GET", "/v2/room", nil); a.Status != http.StatusUnauthorized {
			t.Errorf("its token: %d", a.Status)
		}
	})
}

func TestAPostSucceedsInSpiteOfFiftyHostilePatterns(t *testing.T) {
	s := newStage(t, storetest.SQLite(t))
	for n := range 50 {
		s.step(t, fmt.Sprintf("register room_message ^(?=(a+)+b{%d})", n+1))
	}
	s.step(t, "register room_message a!$")
	s.must(t, s.tokens["ada"], "POST", "/v2/room/1/message", map[string]string{"message": strings.Repeat("a", 5000) + "!"})
	if got := s.next(t); !strings.Contains(string(got.body), `"webhook_id":51`) {
		t.Errorf("heard by %.200s", got.body)
	}
}
