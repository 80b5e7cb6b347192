package push_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
)

// world is a server and a push service that the test plays.
type world struct {
	t       *testing.T
	s       *stoatest.Server
	service *httptest.Server
	admin   string
	came    chan received

	mu       sync.Mutex
	statuses []int           // of the next answers; then 201
	held     map[string]bool // paths whose next push waits for its answer until goOn
	goOn     chan struct{}
	browsers int
}

// received is a push as its service gets it.
type received struct {
	path   string
	header http.Header
	body   []byte
}

func start(t *testing.T, options ...stoatest.Option) *world {
	w := &world{t: t, came: make(chan received, 100), held: make(map[string]bool), goOn: make(chan struct{})}
	w.service = httptest.NewTLSServer(http.HandlerFunc(w.receive))
	t.Cleanup(w.service.Close)
	authority := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.service.Certificate().Raw})
	if err := os.WriteFile(authority, block, 0o600); err != nil {
		t.Fatal(err)
	}
	reach := func(c *app.Config) { c.TrustCA, c.Allow = authority, "127.0.0.1" }
	w.s = stoatest.Start(t, append(options, reach)...)
	var self struct{ User struct{ Name string } }
	w.s.Call(w.s.Token, "GET", "/api/me", nil).JSON(t, &self)
	w.admin = self.User.Name
	return w
}

func (w *world) receive(rw http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	status := http.StatusCreated
	w.mu.Lock()
	if len(w.statuses) > 0 {
		status, w.statuses = w.statuses[0], w.statuses[1:]
	}
	held := w.held[r.URL.Path]
	delete(w.held, r.URL.Path)
	w.mu.Unlock()
	if held {
		defer func() { <-w.goOn }() // the answer goes out with the end of this
	}
	rw.WriteHeader(status)
	w.came <- received{r.URL.Path, r.Header, body}
}

// hold has the next push to a browser wait for its answer until the test calls goOn, once.
func (w *world) hold(b *browser) (goOn func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held[b.path] = true
	goOn = sync.OnceFunc(func() { close(w.goOn) })
	w.t.Cleanup(goOn) // before the service closes
	return goOn
}

// answer is what the push service answers next.
func (w *world) answer(statuses ...int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.statuses = statuses
}

func (w *world) next() received {
	w.t.Helper()
	select {
	case got := <-w.came:
		return got
	case <-time.After(time.Minute):
		w.t.Fatal("no push came")
		return received{}
	}
}

// settling gives a wait until all that has been said was decided upon and nothing of it was pushed. What conversations
// say is looked at in rounds, in no order within one: a second push to somebody else is of a later round.
func (w *world) settling() func(what string) {
	w.t.Helper()
	linus := w.person("Linus Bauer", "linus@example.test")
	marks := w.room("Marks", linus)
	his := w.subscribe(linus)
	return func(what string) {
		w.t.Helper()
		for range 2 {
			w.say(marks, "a mark")
			if got := w.next(); got.path != his.path {
				w.t.Fatalf("%s: something was pushed", what)
			}
		}
	}
}

func (w *world) key() string {
	w.t.Helper()
	var out struct {
		PublicKey string `json:"public_key"`
	}
	w.s.Call(w.s.Token, "GET", "/api/push", nil).JSON(w.t, &out)
	return out.PublicKey
}

// someone is a person with a browser.
type someone struct {
	id     int64
	email  string
	cookie http.Header
}

func (w *world) person(name, email string) someone {
	w.t.Helper()
	u, _ := w.s.User(name, email)
	return w.signIn(someone{id: u.ID, email: email})
}

func (w *world) signIn(who someone) someone {
	w.t.Helper()
	a := w.s.Send("POST", "/api/session", http.Header{}, []byte(fmt.Sprintf(`{"email":%q,"password":%q}`, who.email, stoatest.UserPassword)))
	cookie, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
	who.cookie = http.Header{"Cookie": {cookie}}
	return who
}

func (w *world) must(who someone, method, path, body string) {
	w.t.Helper()
	if a := w.s.Send(method, path, who.cookie.Clone(), []byte(body)); a.Status >= 300 {
		w.t.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
	}
}

// place is where something can be said.
type place struct {
	ID           int64
	Conversation int64
	Name         string
}

func (w *world) room(name string, people ...someone) place {
	w.t.Helper()
	w.s.Room(name)
	r := w.find(name)
	for _, p := range people {
		w.must(p, "POST", fmt.Sprintf("/api/rooms/%d/join", r.ID), "")
	}
	return r
}

func (w *world) find(name string) place {
	w.t.Helper()
	var all struct{ Items []place }
	w.s.Call(w.s.Token, "GET", "/api/rooms", nil).JSON(w.t, &all)
	i := slices.IndexFunc(all.Items, func(p place) bool { return p.Name == name })
	return all.Items[i]
}

// say has the administrator say something.
func (w *world) say(where place, body string) (id string) {
	w.t.Helper()
	b, _ := json.Marshal(map[string]string{"body": body})
	a := w.s.Call(w.s.Token, "POST", fmt.Sprintf("/api/conversations/%d/events", where.Conversation), string(b))
	if a.Status != 201 {
		w.t.Fatalf("%d %s", a.Status, a.Body)
	}
	var said struct{ ID string }
	a.JSON(w.t, &said)
	return said.ID
}

// feed is an open page.
type feed struct{ conn *websocket.Conn }

func (w *world) connect(who someone) feed {
	w.t.Helper()
	c, _, err := websocket.Dial(context.Background(), w.s.URL+"/api/ws", &websocket.DialOptions{HTTPHeader: who.cookie.Clone()})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = c.CloseNow() })
	f := feed{c}
	f.await(w.t, `"hello"`)
	return f
}

func (f feed) await(t *testing.T, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		_, b, err := f.conn.Read(ctx)
		if err != nil {
			t.Fatalf("waiting for %s: %v", text, err)
		}
		if strings.Contains(string(b), text) {
			return
		}
	}
}

// show has the page say how its person is there, and waits until everybody knows.
func (f feed) show(t *testing.T, w *world, id int64, show string) {
	t.Helper()
	if err := f.conn.Write(t.Context(), websocket.MessageText, fmt.Appendf(nil, `{"type":"presence","show":%q}`, show)); err != nil {
		t.Fatal(err)
	}
	f.await(t, fmt.Sprintf(`"user_id":%d,"online":true,"show":%q`, id, show))
}

// browser is one that gets pushes: it alone has the private key. spec: RFC 8291
type browser struct {
	path    string
	private *ecdh.PrivateKey
	auth    []byte
}

type subscription struct {
	Endpoint string `json:"endpoint"`
	Keys     struct {
		P256dh string `json:"p256dh"`
		Auth   string `json:"auth"`
	} `json:"keys"`
}

func newBrowser(t *testing.T, path string) *browser {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{path: path, private: key, auth: make([]byte, 16)}
	_, _ = rand.Read(b.auth)
	return b
}

func (b *browser) subscription(endpoint string) subscription {
	s := subscription{Endpoint: endpoint}
	s.Keys.P256dh = base64.RawURLEncoding.EncodeToString(b.private.PublicKey().Bytes())
	s.Keys.Auth = base64.RawURLEncoding.EncodeToString(b.auth)
	return s
}

func (w *world) subscribe(who someone) *browser {
	w.t.Helper()
	w.browsers++
	b := newBrowser(w.t, fmt.Sprintf("/push/%d", w.browsers))
	body, _ := json.Marshal(b.subscription(w.service.URL + b.path))
	w.must(who, "POST", "/api/me/push", string(body))
	return b
}

// shown is what a push asks to be shown.
type shown struct{ Title, Body, Tag, URL string }

// open decrypts a push as a browser does. spec: RFC 8188, 2; RFC 8291, 3.4
func (b *browser) open(t *testing.T, got received) (m shown) {
	t.Helper()
	if got.path != b.path {
		t.Fatalf("a push to %s, not to %s", got.path, b.path)
	}
	salt, size := got.body[:16], binary.BigEndian.Uint32(got.body[16:20])
	point, sealed := got.body[21:21+int(got.body[20])], got.body[21+int(got.body[20]):]
	if len(got.body) > int(size) {
		t.Fatalf("%d bytes in records of %d", len(got.body), size)
	}
	sender, err := ecdh.P256().NewPublicKey(point)
	must(t, err)
	shared, err := b.private.ECDH(sender)
	must(t, err)
	mine := b.private.PublicKey().Bytes()
	ikm, err := hkdf.Key(sha256.New, shared, b.auth, "WebPush: info\x00"+string(mine)+string(point), 32)
	must(t, err)
	key, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	must(t, err)
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	must(t, err)
	block, err := aes.NewCipher(key)
	must(t, err)
	gcm, err := cipher.NewGCM(block)
	must(t, err)
	plain, err := gcm.Open(nil, nonce, sealed, nil)
	must(t, err)
	text, _, _ := strings.Cut(string(plain), "\x02")
	must(t, json.Unmarshal([]byte(text), &m))
	return m
}

func publicKey(t *testing.T, text string) *ecdsa.PublicKey {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	must(t, err)
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), b)
	must(t, err)
	return key
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
