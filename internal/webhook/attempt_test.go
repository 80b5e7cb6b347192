package webhook

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestWhoInstalledItDecidesHowFarAWebhookReaches(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	bob, err := h.CreateUser(t.Context(), chat.User{Name: "Bob", MentionName: "bob", Email: "bob@example.org"}, "")
	if err != nil {
		t.Fatal(err)
	}
	byBob, err := h.CreateInstallation(t.Context(), chat.Installation{Key: "b", Name: "b", OAuthID: "b", Active: true, InstalledBy: bob.ID})
	if err != nil {
		t.Fatal(err)
	}
	byNobody, err := h.CreateInstallation(t.Context(), chat.Installation{Key: "n", Name: "n", OAuthID: "n", Active: true})
	if err != nil {
		t.Fatal(err)
	}
	admins, err := h.CreateInstallation(t.Context(), chat.Installation{
		Key: "a", Name: "a", OAuthID: "a", Active: true, InstalledBy: h.admin.ID, CallbackURL: "http://addon.test:8080/installed",
	})
	if err != nil {
		t.Fatal(err)
	}
	silent, err := h.CreateInstallation(t.Context(), chat.Installation{
		Key: "s", Name: "s", OAuthID: "s", Active: true, InstalledBy: h.admin.ID, DescriptorURL: "http://addon.test:8080/descriptor",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		hook    chat.Webhook
		trusted bool
		want    outbound.Policy
	}{
		{"what an administrator agreed to", chat.Webhook{InstallationID: admins.ID, Declared: true, URL: "http://other.test/x"}, false, outbound.Trusted},
		{"the add-on's own host", chat.Webhook{InstallationID: admins.ID, URL: "http://addon.test:8080/x"}, false, outbound.Trusted},
		{"what the add-on registered later", chat.Webhook{InstallationID: admins.ID, URL: "http://addon.test:9090/x"}, false, outbound.Public},
		{"the own host of one without a callback", chat.Webhook{InstallationID: silent.ID, URL: "http://addon.test:8080/x"}, false, outbound.Trusted},
		{"another host of one without a callback", chat.Webhook{InstallationID: silent.ID, URL: "http://other.test:8080/x"}, false, outbound.Public},
		{"somebody's installation", chat.Webhook{InstallationID: byBob.ID}, false, outbound.Public},
		{"nobody's installation", chat.Webhook{InstallationID: byNobody.ID}, false, outbound.Public},
		{"somebody's webhook", chat.Webhook{UserID: bob.ID}, false, outbound.Public},
		{"administrator's webhook", chat.Webhook{UserID: h.admin.ID}, false, outbound.Public},
		{"trusted webhook", chat.Webhook{UserID: bob.ID}, true, outbound.Trusted},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := NewDeliverer(Config{Store: h, Trusted: func(context.Context, chat.Webhook) bool { return c.trusted }})
			if got, err := d.policy(t.Context(), c.hook); err != nil || got != c.want {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}

func TestPrivateAddressOfAPersonsWebhookIsNotCalled(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	to, calls := receive(t, nil)
	h.say(t, "x", h.hook(t, chat.Webhook{URL: to + "/?token=s3cret", UserID: h.admin.ID}))
	h.run(t, Config{FirstRetry: time.Hour})
	n := next(t, h.noted)
	if n.State != chat.DeliveryPending || !strings.Contains(n.Err, "not a public address: an administrator of the group may have it called, or it is put on --outbound-allow") || strings.Contains(n.Err, "s3cret") {
		t.Errorf("noted %+v", n)
	}
	if len(calls) != 0 {
		t.Error("it was called")
	}
}

func TestRedirectIsAFailedAttempt(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	to, calls := receive(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/there", http.StatusTemporaryRedirect)
	})
	h.say(t, "x", h.hook(t, chat.Webhook{URL: to, InstallationID: h.installation(t, "tides").ID}))
	h.run(t, Config{FirstRetry: time.Hour})
	if n := next(t, h.noted); n.State != chat.DeliveryPending || n.Status != http.StatusTemporaryRedirect {
		t.Errorf("noted %+v", n)
	}
	if len(calls) != 1 {
		t.Errorf("%d calls", len(calls))
	}
}

func TestDeliveryOfAGoneInstallationHasFailed(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	to, _ := receive(t, nil)
	h.say(t, "x", h.hook(t, chat.Webhook{URL: to, InstallationID: 9999}))
	h.run(t, Config{})
	if n := next(t, h.noted); n.State != chat.DeliveryFailed || !strings.Contains(n.Err, "installation") {
		t.Errorf("noted %+v", n)
	}
}

// What was committed in the moment in which an add-on was disabled is sent when it is enabled.
func TestDeliveryOfADisabledInstallationWaits(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	to, calls := receive(t, nil)
	in := h.installation(t, "tides")
	hook := h.hook(t, chat.Webhook{URL: to, InstallationID: in.ID})
	if err := h.DisableInstallation(t.Context(), in.ID, true, time.Now()); err != nil {
		t.Fatal(err)
	}
	h.say(t, "x", hook)
	d := h.run(t, Config{})
	if n := next(t, h.noted); n.State != chat.DeliveryPending || n.Err != "" || len(calls) != 0 {
		t.Errorf("noted %+v, %d calls", n, len(calls))
	}
	if err := h.DisableInstallation(t.Context(), in.ID, false, time.Now()); err != nil {
		t.Fatal(err)
	}
	d.Ring()
	if n := next(t, h.noted); n.State != chat.DeliveryDone {
		t.Errorf("noted %+v", n)
	}
}

func TestInternalErrorsAreRetriedAndNotShown(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	to, _ := receive(t, nil)
	h.say(t, "x", h.hook(t, chat.Webhook{URL: to, InstallationID: h.installation(t, "tides").ID, JWT: true}))
	h.run(t, Config{FirstRetry: time.Hour, Secret: func(context.Context, int64) (string, string, error) {
		return "", "", errors.New("key 4711 does not open it")
	}})
	if n := next(t, h.noted); n.State != chat.DeliveryPending || strings.Contains(n.Err, "4711") {
		t.Errorf("noted %+v", n)
	}
}

func TestDeliveryDeletedDuringItsCallIsForgotten(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	var hook chat.Webhook
	to, _ := receive(t, func(http.ResponseWriter, *http.Request) {
		if err := h.DeleteWebhook(context.Background(), hook.ID); err != nil {
			t.Error(err)
		}
	})
	hook = h.hook(t, chat.Webhook{URL: to, InstallationID: h.installation(t, "tides").ID})
	h.say(t, "x", hook)
	_, stop := h.start(t, Config{Answer: func(context.Context, chat.Webhook, chat.Delivery, []byte) error {
		t.Error("an answer was posted")
		return nil
	}})
	next(t, h.noted)
	next(t, h.claims)
	stop()
}

func TestRetriesWaitLongerUntilADayHasPassed(t *testing.T) {
	created := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	var now time.Time
	d := NewDeliverer(Config{Now: func() time.Time { return now }})
	date := created.Add(time.Hour).Format(http.TimeFormat)
	for _, c := range []struct {
		name       string
		age        time.Duration
		attempts   int
		retryAfter string
		min, max   time.Duration // from created; 0: failed
	}{
		{"first", 0, 1, "", 800 * time.Millisecond, 1200 * time.Millisecond},
		{"second", 0, 2, "", 1600 * time.Millisecond, 2400 * time.Millisecond},
		{"tenth", 0, 10, "", 409 * time.Second, 615 * time.Second},
		{"hundredth", 0, 100, "", 96 * time.Minute, 144 * time.Minute},
		{"told to wait", 0, 1, "120", 2 * time.Minute, 2 * time.Minute},
		{"told a date", 0, 1, date, time.Hour, time.Hour},
		{"told a date that has passed", 2 * time.Hour, 1, date, 2*time.Hour + 800*time.Millisecond, 2*time.Hour + 1200*time.Millisecond},
		{"told nonsense", 0, 1, "soon", 800 * time.Millisecond, 1200 * time.Millisecond},
		{"told a negative time", 0, 1, "-5", 800 * time.Millisecond, 1200 * time.Millisecond},
		{"told to wait for ever", 0, 1, "4000000000", 24 * time.Hour, 24 * time.Hour},
		{"near the end", 23*time.Hour + 59*time.Minute, 100, "", 24 * time.Hour, 24 * time.Hour},
		{"at the end", 24 * time.Hour, 100, "", 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			now = created.Add(c.age)
			resp := outbound.Response{Status: 503, Header: http.Header{}}
			if c.retryAfter != "" {
				resp.Header.Set("Retry-After", c.retryAfter)
			}
			o := d.retry(chat.Delivery{Created: created, Attempts: c.attempts}, resp, errors.New("x"))
			if c.max == 0 {
				if o.state != chat.DeliveryFailed {
					t.Errorf("%+v", o)
				}
				return
			}
			if wait := o.next.Sub(created); o.state != chat.DeliveryPending || wait < c.min || wait > c.max {
				t.Errorf("%s, after %v", o.state, wait)
			}
		})
	}
}

func TestWhatIsKeptAboutAFailureIsBoundedText(t *testing.T) {
	d := NewDeliverer(Config{})
	o := d.retry(chat.Delivery{Created: time.Now()}, outbound.Response{}, errors.New("a\x00\xffé"+strings.Repeat("é", 1000)))
	if len(o.err) > maxLastError || !strings.HasPrefix(o.err, "aéé") || strings.ToValidUTF8(o.err, "") != o.err {
		t.Errorf("%q", o.err)
	}
}
