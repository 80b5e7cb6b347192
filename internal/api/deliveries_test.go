package api_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// sent is a request that a receiver got.
type sent struct {
	header http.Header
	uri    string
	body   string
}

// receiver is a webhook of a room and what was sent to it.
type receiver struct {
	s    *stoatest.Server
	room remote.Room
	id   int64
	got  chan sent
}

// newReceiver registers a webhook for notifications of a room, as the administrator. status answers its calls.
func newReceiver(t *testing.T, s *stoatest.Server, room string, status func() int) *receiver {
	t.Helper()
	r := &receiver{s: s, room: s.Room(room), got: make(chan sent, 100)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		w.WriteHeader(status())
		r.got <- sent{req.Header, req.RequestURI, string(body)}
	}))
	t.Cleanup(server.Close)
	made, err := s.Client(s.Token).CreateWebhook(t.Context(), hipchat.ID(r.room.Name), hipchat.WebhookRequest{
		URL: server.URL + "/hook?token=pl4nted-s3cret", Event: hipchat.EventRoomNotification,
	})
	if err != nil {
		t.Fatal(err)
	}
	r.id = made.ID
	return r
}

func (r *receiver) post(t *testing.T, text string) {
	t.Helper()
	err := r.s.Client(r.s.Token).SendRoomNotification(t.Context(), hipchat.ID(r.room.Name), hipchat.NotificationRequest{Message: text, MessageFormat: "text"})
	if err != nil {
		t.Fatal(err)
	}
}

// await waits for a call.
func (r *receiver) await(t *testing.T) sent {
	t.Helper()
	select {
	case got := <-r.got:
		return got
	case <-time.After(20 * time.Second):
		t.Fatal("nothing was sent")
		panic("unreachable")
	}
}

// settled waits until nothing is pending and answers the newest delivery.
func (r *receiver) settled(t *testing.T) remote.WholeDelivery {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		page, err := r.s.Remote.Deliveries(t.Context(), url.Values{"webhook": {fmt.Sprint(r.id)}})
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Items) > 0 && page.Items[0].State != "pending" {
			d, err := r.s.Remote.Delivery(t.Context(), page.Items[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
	}
	panic("unreachable")
}

func ok() int { return http.StatusOK }

func TestDeliveriesAreSeenSearchedAndMadeOnceMore(t *testing.T) {
	s := stoatest.Start(t)
	r := newReceiver(t, s, "Ops", ok)
	began := time.Now()
	r.post(t, "high water at nine")
	first := r.await(t)
	d := r.settled(t)
	if d.State != "done" || d.UID != first.header.Get("Webhook-Id") || d.UID == "" || len(d.Tried) != 1 || *d.Tried[0].Status != 200 || string(d.Body) != first.body {
		t.Errorf("%+v", d)
	}
	if strings.Contains(d.Tried[0].URL, "pl4nted") {
		t.Error("the secret of the webhook's address is in the log")
	}
	for query, want := range map[string]int{
		"": 1, "text=water": 1, "text=fire": 0, "state=done": 1, "state=failed": 0, "status=200": 1, "room=" + fmt.Sprint(r.room.ID): 1,
		"installation=7": 0, "since=" + began.Add(-time.Minute).UTC().Format(time.RFC3339): 1, "until=2020-01-01T00:00:00Z": 0, "cursor=" + fmt.Sprint(d.ID): 0,
	} {
		q, _ := url.ParseQuery(query)
		if page, err := s.Remote.Deliveries(t.Context(), q); err != nil || len(page.Items) != want {
			t.Errorf("%s: %v, %v", query, page, err)
		}
	}
	if err := s.Remote.Redeliver(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	again := r.await(t)
	if again.body != first.body || again.header.Get("Webhook-Id") != d.UID {
		t.Errorf("redelivered: %+v", again)
	}
	r.settled(t)
	if n, err := s.Remote.ReplayDeliveries(t.Context(), remote.Replay{Since: began.Add(-time.Minute), Webhook: r.id}); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	r.await(t)
	if d = r.settled(t); len(d.Tried) != 3 {
		t.Errorf("%d attempts", len(d.Tried))
	}
}

func TestWhoMayNotManageIntegrationsSeesDeliveriesAndChangesNone(t *testing.T) {
	s := stoatest.Start(t)
	r := newReceiver(t, s, "Ops", ok)
	r.post(t, "x")
	r.await(t)
	d := r.settled(t)
	cleo, roomAdmin := s.User("Cleo Marsh", "cleo@example.test")
	if got := s.Call(s.Token, "PUT", fmt.Sprintf("/v2/room/Ops/member/%d", cleo.ID), `{"room_roles":["room_admin"]}`); got.Status != http.StatusNoContent {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	asAdmin(t, s, "PATCH", "/api/admin/preferences", `{"manage_integrations":"administrators"}`, nil)
	hook := fmt.Sprintf("/api/webhooks/%d", r.id)
	for _, c := range []struct {
		method, path, body string
		want               int
	}{
		{"GET", hook, "", 200},
		{"GET", fmt.Sprintf("/api/deliveries/%d", d.ID), "", 200},
		{"POST", hook + "/pause", "", 403},
		{"POST", hook + "/skip", `{"all":true}`, 403},
		{"POST", hook + "/resume", "", 403},
		{"POST", fmt.Sprintf("/api/deliveries/%d/redeliver", d.ID), "", 403},
		{"POST", fmt.Sprintf("/api/deliveries/replay?webhook=%d", r.id), `{"since":"2026-01-01T00:00:00Z","until":"2026-01-02T00:00:00Z"}`, 403},
	} {
		var body any
		if c.body != "" {
			body = c.body
		}
		if got := s.Call(roomAdmin, c.method, c.path, body); got.Status != c.want {
			t.Errorf("%s %s: %d %s, want %d", c.method, c.path, got.Status, got.Body, c.want)
		}
	}
}

func TestQueueOfAPausedWebhookIsShownAndResumed(t *testing.T) {
	s := stoatest.Start(t)
	r := newReceiver(t, s, "Ops", ok)
	if err := s.Remote.PauseWebhook(t.Context(), r.id); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"one", "two", "three"} {
		r.post(t, text)
	}
	w, err := s.Remote.Webhook(t.Context(), r.id)
	if err != nil || w.Queue.Held != 3 || w.Queue.Length != 0 || w.Queue.OldestAge <= 0 || w.Paused != "paused by Administrator" || w.PausedAt == nil {
		t.Errorf("%+v, %v", w, err)
	}
	if n, err := s.Remote.SkipDeliveries(t.Context(), r.id, false); n != 1 || err != nil {
		t.Errorf("%d skipped, %v", n, err)
	}
	if err := s.Remote.ResumeWebhook(t.Context(), r.id); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"two", "three"} {
		if got := r.await(t); !strings.Contains(got.body, want) {
			t.Errorf("want %s: %s", want, got.body)
		}
	}
	r.settled(t)
	if w, err := s.Remote.Webhook(t.Context(), r.id); err != nil || w.Queue.Held+w.Queue.Length != 0 || w.Queue.OldestAge != 0 || w.Paused != "" {
		t.Errorf("%+v, %v", w, err)
	}
}

func TestReceiverThatIsGoneIsSaidInItsRoom(t *testing.T) {
	s := stoatest.Start(t)
	r := newReceiver(t, s, "Ops", func() int { return http.StatusGone })
	r.post(t, "x")
	r.await(t)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(20 * time.Second); ; {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("nothing was said")
		}
		said := s.Call(s.Token, "GET", "/v2/room/Ops/history/latest", nil).Body
		if n := strings.Count(said, "is paused: the receiver answered 410"); n == 1 {
			return
		} else if n > 1 {
			t.Fatal("it was said more than once")
		}
	}
}

func TestInstallerIsToldInAOneToOneChatThatAWebhookOfTheGroupIsPaused(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.Addon("", func(d *hipchat.Descriptor, base string) {
		d.Capabilities.Webhooks = []hipchat.WebhookRequest{{URL: base + "/hook", Event: hipchat.EventRoomNotification}}
	}, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
	if err := s.Client(s.Token).SendRoomNotification(t.Context(), "Ops", hipchat.NotificationRequest{Message: "x"}); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(20 * time.Second); ; {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("nothing was said")
		}
		var list struct {
			Items []struct {
				ID   int64
				Kind string
				User struct{ Name string }
			}
		}
		s.Call(s.Token, "GET", "/api/conversations", nil).JSON(t, &list)
		for _, c := range list.Items {
			if c.Kind == "direct" && c.User.Name == "Stoa" {
				if said := s.Call(s.Token, "GET", fmt.Sprintf("/api/conversations/%d/events", c.ID), nil).Body; strings.Contains(said, "is paused") {
					return
				}
			}
		}
	}
}

func TestSecretsAreShownToTheirOwnerAndRotated(t *testing.T) {
	s := stoatest.Start(t)
	r := newReceiver(t, s, "Ops", ok)
	old, err := s.Remote.WebhookSecrets(t.Context(), r.id, false)
	if err != nil || len(old) != 1 || !strings.HasPrefix(old[0], "whsec_") {
		t.Fatalf("%v, %v", old, err)
	}
	both, err := s.Remote.WebhookSecrets(t.Context(), r.id, true)
	if err != nil || len(both) != 2 || both[1] != old[0] || both[0] == old[0] {
		t.Fatalf("%v, %v", both, err)
	}
	r.post(t, "signed")
	got := r.await(t)
	for _, secret := range both {
		w, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Verify([]byte(got.body), got.header); err != nil {
			t.Error(err)
		}
	}
}

func TestCurlMakesTheSameCall(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("no curl")
	}
	s := stoatest.Start(t)
	r := newReceiver(t, s, "Ops", ok)
	r.post(t, "it's $HOME `now`")
	first, d := r.await(t), r.settled(t)
	line, err := s.Remote.CurlDelivery(t.Context(), d.ID, true)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "sh", "-c", line+" -s").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	again := r.await(t)
	if again.body != first.body || again.uri != first.uri || again.header.Get("Webhook-Id") != first.header.Get("Webhook-Id") || again.header.Get("Webhook-Signature") == "" {
		t.Errorf("%+v", again)
	}
	line, err = s.Remote.CurlDelivery(t.Context(), d.ID, false)
	if err != nil || strings.Contains(line, "pl4nted") || strings.Contains(line, "v1,") {
		t.Errorf("%s, %v", line, err)
	}
}

func TestLogsAreSeenByThoseWhoAdministerWhatTheyAreAbout(t *testing.T) {
	s := stoatest.Start(t)
	r := newReceiver(t, s, "Ops", ok)
	r.post(t, "x")
	r.await(t)
	d := r.settled(t)
	_, stranger := s.User("Bob Stone", "bob@example.test")
	cleo, roomAdmin := s.User("Cleo Marsh", "cleo@example.test")
	if got := s.Call(s.Token, "PUT", fmt.Sprintf("/v2/room/Ops/member/%d", cleo.ID), `{"room_roles":["room_admin"]}`); got.Status != http.StatusNoContent {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	other := newReceiver(t, s, "Other", ok)
	addon := s.Addon("Ops", nil, nil)
	one, hook := fmt.Sprintf("/api/deliveries/%d", d.ID), fmt.Sprintf("/api/webhooks/%d", r.id)
	if err := s.Remote.PauseWebhook(t.Context(), r.id); err != nil {
		t.Fatal(err)
	}
	if err := s.Remote.Redeliver(t.Context(), d.ID); err != nil { // it is held, and not over
		t.Fatal(err)
	}
	for _, c := range []struct {
		method, path, body       string
		admin, roomAdmin, others int
	}{
		{"GET", "/api/deliveries", "", 200, 403, 403},
		{"GET", fmt.Sprintf("/api/deliveries?room=%d", r.room.ID), "", 200, 200, 403},
		{"GET", fmt.Sprintf("/api/deliveries?room=%d", other.room.ID), "", 200, 403, 403},
		{"GET", fmt.Sprintf("/api/deliveries?webhook=%d", r.id), "", 200, 200, 404},
		{"GET", fmt.Sprintf("/api/deliveries?webhook=%d&room=%d", other.id, r.room.ID), "", 200, 404, 404},
		{"GET", one, "", 200, 200, 404},
		{"GET", one + "/curl", "", 200, 200, 404},
		{"GET", one + "/curl?secrets=true", "", 200, 403, 404},
		{"POST", one + "/redeliver", "", 409, 409, 404},
		{"POST", "/api/deliveries/replay", `{"since":"2026-01-01T00:00:00Z","until":"2026-01-02T00:00:00Z"}`, 200, 403, 403},
		{"POST", "/api/deliveries/replay", `{}`, 400, 400, 400},
		{"GET", "/api/webhooks", "", 200, 403, 403},
		{"GET", fmt.Sprintf("/api/webhooks?room=%d", r.room.ID), "", 200, 200, 403},
		{"GET", hook, "", 200, 200, 404},
		{"GET", hook + "/secrets", "", 200, 403, 404},
		{"POST", hook + "/secrets", "", 201, 403, 404},
		{"POST", hook + "/pause", "", 204, 204, 404},
		{"POST", hook + "/skip", `{"all":true}`, 200, 200, 404},
		{"POST", hook + "/resume", "", 204, 204, 404},
		{"GET", fmt.Sprintf("/api/webhooks/%d", other.id), "", 200, 404, 404},
		{"GET", "/api/webhooks/999", "", 404, 404, 404},
		{"GET", "/api/deliveries/999", "", 404, 404, 404},
	} {
		var body any
		if c.body != "" {
			body = c.body
		}
		for token, want := range map[string]int{s.Token: c.admin, roomAdmin: c.roomAdmin, stranger: c.others, addon.Token(): 403, "": 401} {
			if got := s.Call(token, c.method, c.path, body); got.Status != want {
				t.Errorf("%s %s as %.4s: %d %s, want %d", c.method, c.path, token, got.Status, got.Body, want)
			}
		}
	}
}

func TestBadQuestionsAboutDeliveriesAndCallsNameTheField(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		for _, log := range []string{"/api/deliveries", "/api/calls"} {
			for query, field := range map[string]string{"room=-1": "room", "since=yesterday": "since", "limit=0": "limit", "text=%ff": "text", "text=a%00b": "text"} {
				got := s.Call(s.Token, "GET", log+"?"+query, nil)
				if e := got.Error(t); got.Status != http.StatusBadRequest || e.Field != field {
					t.Errorf("%s?%s: %d %+v", log, query, got.Status, e)
				}
			}
		}
	})
	s := stoatest.Start(t)
	for query, field := range map[string]string{
		"webhook=x": "webhook", "room=-1": "room", "status=ok": "status", "since=yesterday": "since", "until=2026": "until", "state=lost": "state",
		"limit=0": "limit", "limit=201": "limit", "cursor=x": "cursor", "text=" + strings.Repeat("x", 201): "text", "text=%ff": "text",
	} {
		got := s.Call(s.Token, "GET", "/api/deliveries?"+query, nil)
		if e := got.Error(t); got.Status != http.StatusBadRequest || e.Field != field {
			t.Errorf("%s: %d %+v", query, got.Status, e)
		}
	}
}

// Who calls a room of theirs by the number of a deleted one does not administer that.
func TestWhatWasCalledInADeletedRoomIsNotForWhoNamesARoomAfterIt(t *testing.T) {
	s := stoatest.Start(t)
	gone := s.Room("Ops")
	s.Call(s.RoomToken("Ops", "ci"), "POST", "/v2/room/Ops/notification", `{"message":"high water"}`)
	if a := s.Call(s.Token, "DELETE", "/v2/room/Ops", nil); a.Status != http.StatusNoContent {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	_, bob := s.User("Bob Stone", "bob@example.test")
	if a := s.Call(bob, "POST", "/api/rooms", map[string]any{"name": fmt.Sprint(gone.ID), "topic": "", "privacy": "public"}); a.Status != http.StatusCreated {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	for _, log := range []string{"/api/calls", "/api/deliveries", "/api/webhooks"} {
		if a := s.Call(bob, "GET", fmt.Sprintf("%s?room=%d", log, gone.ID), nil); a.Status != http.StatusNotFound {
			t.Errorf("%s: %d %s", log, a.Status, a.Body)
		}
	}
}

func TestCallsOfIntegrationsAreSeen(t *testing.T) {
	s := stoatest.Start(t)
	room := s.Room("Ops")
	token := s.RoomToken("Ops", "ci")
	addon := s.Addon("Ops", nil, nil)
	_, stranger := s.User("Bob Stone", "bob@example.test")
	cleo, roomAdmin := s.User("Cleo Marsh", "cleo@example.test")
	s.Call(s.Token, "PUT", fmt.Sprintf("/v2/room/Ops/member/%d", cleo.ID), `{"room_roles":["room_admin"]}`)
	s.Call(token, "POST", "/v2/room/Ops/notification", `{"message":"high water","color":"magenta"}`)
	s.Call(addon.Token(), "GET", "/v2/room/Ops", nil)
	page, err := s.Remote.Calls(t.Context(), url.Values{"text": {"high water"}})
	if err != nil || len(page.Items) != 1 || page.Dropped != 0 {
		t.Fatalf("%+v, %v", page, err)
	}
	c, err := s.Remote.Call(t.Context(), page.Items[0].ID)
	if err != nil || c.Status != 400 || c.Route != "/v2/room/{room}/notification" || c.TokenID == nil || c.RoomID == nil || *c.RoomID != room.ID ||
		!strings.Contains(c.ResponseBody, "magenta") || c.RequestHeader.Get("Authorization") != "Bearer [masked]" || c.RequestID == "" {
		t.Errorf("%+v, %v", c, err)
	}
	for query, want := range map[string]int{
		fmt.Sprint("installation=", addon.Installation.ID): 2, // a token, and a call with it
		"failed=true&status=400":                           1,
		"route=/v2/room/{room}":                            1,
		"method=PATCH":                                     0,
	} {
		q, _ := url.ParseQuery(query)
		if page, err := s.Remote.Calls(t.Context(), q); err != nil || len(page.Items) != want {
			t.Errorf("%s: %+v, %v", query, page.Items, err)
		}
	}
	one, ofRoom := fmt.Sprintf("/api/calls/%d", c.ID), fmt.Sprintf("/api/calls?room=%d", room.ID)
	for path, want := range map[string][3]int{
		"/api/calls": {200, 403, 403}, ofRoom: {200, 200, 403}, one: {200, 200, 404}, "/api/calls/1": {200, 404, 404}, "/api/calls/9999": {404, 404, 404},
	} {
		for i, token := range []string{s.Token, roomAdmin, stranger} {
			if got := s.Call(token, "GET", path, nil); got.Status != want[i] {
				t.Errorf("%s as %d: %d %s", path, i, got.Status, got.Body)
			}
		}
	}
	s.Call(s.Token, "PUT", fmt.Sprintf("/v2/user/%d/message", cleo.ID), `{"message":"between us"}`)
	refused, err := s.Remote.Calls(t.Context(), url.Values{"status": {"405"}})
	if err != nil || len(refused.Items) != 1 {
		t.Fatalf("%+v, %v", refused, err)
	}
	if c, err := s.Remote.Call(t.Context(), refused.Items[0].ID); err != nil || c.RequestBody != "" {
		t.Errorf("what one person wanted to say to another is kept: %+v, %v", c, err)
	}
	if got := s.Call(roomAdmin, "GET", ofRoom, nil).Body; strings.Contains(got, "/v2/room/Ops/member") {
		t.Error("a room's administrator sees what others did with tokens that are not the room's")
	}
}
