package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
)

// stage is the add-on, installed on a real server.
type stage struct {
	*status
	t     *testing.T
	s     *stoatest.Server
	there remote.Installation
	url   string

	posted  chan stoatest.Call // what the room was told
	removed chan string        // the add-on was told that it is removed
}

func newStage(t *testing.T, level hipchat.Level, room string) *stage {
	t.Helper()
	st := &stage{t: t, s: stoatest.Start(t, func(c *app.Config) { c.CompatLevel = string(level) })}
	st.s.Room("Ops")
	st.posted = st.s.Addon("Ops", func(d *hipchat.Descriptor, base string) {
		d.Capabilities.Consumer.Scopes = nil // an old server does not know all of them
		d.Capabilities.Webhooks = hipchat.DescriptorWebhooks{{URL: base + "/posted", Event: hipchat.EventRoomNotification}}
	}, nil).Calls
	var h atomic.Pointer[addon.Addon]
	st.removed = make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.Load().ServeHTTP(w, r)
		if r.Method == http.MethodDelete {
			st.removed <- r.URL.Path
		}
	}))
	t.Cleanup(server.Close)
	st.url = server.URL
	db, err := openStore(t.Context(), filepath.Join(t.TempDir(), "buildstatus.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	st.status, err = newStatus(t.Context(), server.URL, db, []byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	h.Store(st.addon)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		st.addon.Run(ctx)
		close(ended)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	preview, err := st.s.Remote.PreviewAddon(t.Context(), st.addon.DescriptorURL(), room)
	if err != nil {
		t.Fatal(err)
	}
	if st.there, err = st.s.Remote.InstallAddon(t.Context(), preview, room); err != nil {
		t.Fatal(err)
	}
	return st
}

// open answers a page of the add-on, as somebody in the room sees it, and its address.
func (st *stage) open(kind, key, build string) (address, body string) {
	st.t.Helper()
	var signed struct{ URL string }
	in := map[string]any{"kind": kind, "key": key, "variables": map[string]string{"message.metadata.build": build}}
	if kind != "configurable" || st.there.RoomID != nil {
		in["room"] = 1
	}
	a := st.s.Call(st.s.Token, "POST", fmt.Sprintf("/api/installations/%d/url", st.there.ID), in)
	a.JSON(st.t, &signed)
	res, err := http.Get(signed.URL)
	if err != nil {
		st.t.Fatalf("%v: %d %s", err, a.Status, a.Body)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		st.t.Fatalf("%s %s: %s %s, %v", kind, key, res.Status, b, err)
	}
	return signed.URL, string(b)
}

// says waits for a notification that has the text.
func (st *stage) says(text string) hipchat.Message {
	st.t.Helper()
	for {
		var e struct {
			Item struct{ Message hipchat.Message }
		}
		if err := json.Unmarshal([]byte(await(st.t, st.posted, text).Body), &e); err != nil {
			st.t.Fatal(err)
		}
		if strings.Contains(e.Item.Message.Message, text) {
			return e.Item.Message
		}
	}
}

func await[T any](t *testing.T, ch <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(30 * time.Second):
		t.Fatalf("waited in vain for %q", what)
		panic("unreachable")
	}
}

var hookIn = regexp.MustCompile(`http://[^ <]+/hook/[A-Z0-9]+`)

func (st *stage) hook(address, body string) (int, string) {
	st.t.Helper()
	res, err := http.Post(address, "application/json", strings.NewReader(body))
	if err != nil {
		st.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		st.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func (st *stage) builds(address, body string) {
	st.t.Helper()
	if code, text := st.hook(address, body); code != http.StatusAccepted {
		st.t.Fatalf("%d %s", code, text)
	}
}

// configures sends the form of the configuration page and answers what comes back.
func (st *stage) configures(form url.Values) string {
	st.t.Helper()
	address, body := st.open("configurable", "", "")
	form.Set("signed_request", between(body, `name="signed_request" value="`, `"`))
	res, err := http.PostForm(strings.SplitN(address, "?", 2)[0], form)
	if err != nil {
		st.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || !strings.Contains(string(b), "Saved.") {
		st.t.Fatalf("%s %s, %v", res.Status, b, err)
	}
	return string(b)
}

func between(text, before, after string) string {
	_, text, _ = strings.Cut(text, before)
	text, _, _ = strings.Cut(text, after)
	return text
}

const build512 = `{"project":"api","number":512,"state":"failed","branch":"main","author":"Nora <N>","url":"https://ci.example/512"}`

func TestABuildIsToldShownAndAskedFor(t *testing.T) {
	t.Parallel()
	st := newStage(t, hipchat.LevelLatest, "Ops")
	_, page := st.open("configurable", "", "")
	hook := hookIn.FindString(page)
	st.builds(hook, build512)
	m := st.says("api 512: failed on main")
	card, err := m.ReadCard()
	if err != nil || card.Title != "api 512" || m.Color != "red" || m.From.Name != "Builds" {
		t.Errorf("%+v, %+v, %v", m, card, err)
	}
	var meta struct{ Build json.Number }
	if err := json.Unmarshal(card.Metadata, &meta); err != nil {
		t.Fatal(err)
	}
	if _, page := st.open("webPanel", panelKey, ""); !strings.Contains(page, "api 512") || !strings.Contains(page, "Nora &lt;N&gt;") {
		t.Error(page)
	}
	if _, page := st.open("dialog", dialogKey, meta.Build.String()); !strings.Contains(page, "https://ci.example/512") {
		t.Error(page)
	}
	if _, page := st.open("dialog", dialogKey, "99"); !strings.Contains(page, "not known any more") {
		t.Error(page)
	}
	if _, glance := st.open("glance", glanceKey, ""); !strings.Contains(glance, `"FAILED"`) {
		t.Error(glance)
	}
	if _, err := st.s.Client(st.s.Token).SendMessage(t.Context(), "Ops", "/build api"); err != nil {
		t.Fatal(err)
	}
	st.says("api 512: failed on main https://ci.example/512")
}

// spec: product, 13.4
func TestAnOldServerGetsMessagesWithoutCards(t *testing.T) {
	t.Parallel()
	st := newStage(t, hipchat.Level13, "Ops")
	_, page := st.open("configurable", "", "")
	st.builds(hookIn.FindString(page), build512)
	m := st.says("api 512: failed")
	if m.Card != "" {
		t.Errorf("card %s", m.Card)
	}
}

func TestARoomIsChosenAndOnlyFailuresAreTold(t *testing.T) {
	t.Parallel()
	st := newStage(t, hipchat.LevelLatest, "")
	_, page := st.open("configurable", "", "")
	old := hookIn.FindString(page)
	if code, text := st.hook(old, build512); code != http.StatusConflict {
		t.Errorf("without a room: %d %s", code, text)
	}
	hook := hookIn.FindString(st.configures(url.Values{"room": {"Ops"}, "failures_only": {"on"}, "renew": {"yes"}}))
	if code, text := st.hook(old, build512); code != http.StatusNotFound || hook == old {
		t.Errorf("at the old address: %d %s", code, text)
	}
	st.builds(hook, `{"project":"web","number":1,"state":"passed"}`)
	st.builds(hook, `{"project":"web","number":2,"state":"failed"}`)
	st.says("web 2: failed")
	list, err := st.s.Client(st.s.Token).ViewRecentRoomHistory(t.Context(), "Ops", hipchat.RecentQuery{})
	if err != nil || len(list.Items) != 1 {
		t.Errorf("%d messages, %v", len(list.Items), err)
	}
}

func TestWhatABuildServerGetsWrongIsSaid(t *testing.T) {
	t.Parallel()
	st := newStage(t, hipchat.LevelLatest, "Ops")
	_, page := st.open("configurable", "", "")
	hook := hookIn.FindString(page)
	for body, says := range map[string]string{
		`[`: "unexpected", `{}`: "project must", `{"project":"a"}`: "number must", `{"project":"a","number":1,"state":"great"}`: "state must",
		`{"project":"a","number":1,"state":"passed","url":"javascript:alert(1)"}`: "url must",
	} {
		if code, text := st.hook(hook, body); code != http.StatusBadRequest || !strings.Contains(text, says) {
			t.Errorf("%s: %d %s", body, code, text)
		}
	}
}

func TestNothingIsLeftOfARemovedInstallation(t *testing.T) {
	t.Parallel()
	st := newStage(t, hipchat.LevelLatest, "Ops")
	_, page := st.open("configurable", "", "")
	hook := hookIn.FindString(page)
	st.builds(hook, build512)
	st.says("512")
	if _, err := st.s.Remote.RemoveAddon(t.Context(), st.there.ID); err != nil {
		t.Fatal(err)
	}
	await(t, st.removed, "the removal")
	if code, text := st.hook(hook, build512); code != http.StatusNotFound {
		t.Errorf("its address still works: %d %s", code, text)
	}
}
