package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// often makes the server look at once for who is to be told by mail.
func often(c *app.Config) { c.MailEvery = 5 * time.Millisecond }

func setMail(t *testing.T, s *stoatest.Server, box *stoatest.Mailbox) {
	t.Helper()
	asAdmin(t, s, "PUT", "/api/admin/mail", map[string]any{"host": box.Host, "port": box.Port, "security": "none", "sender": "stoa@example.test"}, nil)
}

func TestMailServerIsSetTestedAndRemoved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		box := stoatest.NewMailbox(t, stoatest.MailOptions{})
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		if a := s.Call(s.Token, "POST", "/api/admin/mail/test", nil); a.Status != http.StatusConflict {
			t.Errorf("without a server: %d %s", a.Status, a.Body)
		}
		setMail(t, s, box)
		var sent struct {
			Sent  bool
			Error string
		}
		asAdmin(t, s, "POST", "/api/admin/mail/test", nil, &sent)
		if got := box.Next(); !sent.Sent || got.To != stoatest.AdminEmail {
			t.Errorf("%+v, %+v", sent, got)
		}
		var shown map[string]any
		asAdmin(t, s, "GET", "/api/admin/mail", nil, &shown)
		if shown["set"] != true || shown["host"] != box.Host || shown["has_password"] != false {
			t.Errorf("%+v", shown)
		}
		if a := s.Call(s.Token, "PUT", "/api/admin/mail", `{"host":"mail.example.test","port":0,"security":"tls","sender":"x@example.test"}`); a.Status != 400 || a.Error(t).Field != "port" {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		asAdmin(t, s, "DELETE", "/api/admin/mail", nil, nil)
		if a := s.Call(s.Token, "DELETE", "/api/admin/mail", nil); a.Status != http.StatusNotFound {
			t.Errorf("removed twice: %d", a.Status)
		}
		var log struct {
			Items []struct{ Kind string }
		}
		asAdmin(t, s, "GET", "/api/audit?kind=setting", nil, &log)
		if len(log.Items) != 2 {
			t.Errorf("%d entries in the audit log", len(log.Items))
		}
	})
}

func TestInvitationsGoOutByMail(t *testing.T) {
	box := stoatest.NewMailbox(t, stoatest.MailOptions{})
	s := stoatest.Start(t)
	var made struct {
		URL    string
		Mailed bool
	}
	path := "/api/users/invite"
	invite := func(email string) {
		t.Helper()
		asAdmin(t, s, "POST", path, map[string]string{"name": "Grace Hopper", "email": email}, &made)
	}
	invite("by-hand@example.test")
	if made.Mailed || made.URL == "" {
		t.Errorf("without a mail server: %+v", made)
	}
	setMail(t, s, box)
	for _, path = range []string{"/api/users/invite", "/api/admin/users/invite"} {
		checkInvited(t, box, &made.URL, &made.Mailed, invite)
	}
}

func checkInvited(t *testing.T, box *stoatest.Mailbox, link *string, mailed *bool, invite func(email string)) {
	t.Helper()
	invite("grace@example.test")
	if got := box.Next(); !*mailed || got.To != "grace@example.test" || !strings.Contains(got.Text, *link) {
		t.Errorf("mailed: %t, %+v", *mailed, got)
	}
}

func TestWhoIsAwayIsToldByMailOfWhatNamesThemAndCanEndThat(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		box := stoatest.NewMailbox(t, stoatest.MailOptions{})
		clock := stoatest.NewClock()
		s := stoatest.Start(t, stoatest.WithDatabase(database), stoatest.WithClock(clock), often)
		setMail(t, s, box)
		ops := s.Room("Ops")
		grace, token := s.User("Grace Hopper", "grace@example.test")
		post := func(text string) {
			t.Helper()
			if _, err := s.Client(s.Token).SendMessage(t.Context(), hipchat.ID("Ops"), text); err != nil {
				t.Fatal(err)
			}
		}
		post("nobody in particular")
		post("@" + grace.MentionName + " the tide is high")
		post("@" + grace.MentionName + " and low again")
		clock.Advance(16 * time.Minute)
		got := box.Next()
		if got.To != "grace@example.test" || !strings.Contains(got.Text, "> @"+grace.MentionName+" the tide is high") || !strings.Contains(got.Text, "and low again") ||
			strings.Contains(got.Text, "nobody in particular") || !strings.Contains(got.Text, fmt.Sprintf("%s/chat/room/%d?m=", s.URL, ops.ID)) {
			t.Fatalf("%+v", got)
		}

		link, err := url.Parse(strings.Trim(got.Header.Get("List-Unsubscribe"), "<>"))
		if err != nil {
			t.Fatal(err)
		}
		if a := s.Send("GET", link.RequestURI(), http.Header{}, nil); a.Status != 200 || !strings.Contains(a.Body, "<form") {
			t.Errorf("looking at the link: %d %s", a.Status, a.Body)
		}
		if minutes := mailMinutes(t, s, token); minutes != 15 {
			t.Errorf("looking at the link set %d minutes", minutes)
		}
		if a := s.Send("POST", link.RequestURI(), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, []byte("List-Unsubscribe=One-Click")); a.Status != 200 {
			t.Errorf("one click: %d %s", a.Status, a.Body)
		}
		if minutes := mailMinutes(t, s, token); minutes != 0 {
			t.Errorf("after one click: %d minutes", minutes)
		}
		if a := s.Send("POST", "/api/mail/unsubscribe?token=wrong", http.Header{}, nil); a.Status != http.StatusNotFound {
			t.Errorf("a link of nobody's: %d %s", a.Status, a.Body)
		}
	})
}

func TestARefusedAddressKeepsNobodyElseFromBeingTold(t *testing.T) {
	box := stoatest.NewMailbox(t, stoatest.MailOptions{RefuseTo: "gone@example.test"})
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock), often)
	setMail(t, s, box)
	s.Room("Ops")
	gone, _ := s.User("Gone Person", "gone@example.test")
	grace, _ := s.User("Grace Hopper", "grace@example.test")
	text := "@" + gone.MentionName + " @" + grace.MentionName + " the tide is high"
	if _, err := s.Client(s.Token).SendMessage(t.Context(), hipchat.ID("Ops"), text); err != nil {
		t.Fatal(err)
	}
	clock.Advance(16 * time.Minute)
	if got := box.Next(); got.To != "grace@example.test" {
		t.Errorf("%+v", got)
	}
}

func mailMinutes(t *testing.T, s *stoatest.Server, token string) int {
	t.Helper()
	var me struct {
		Preferences struct{ MailMinutes int }
	}
	s.Call(token, "GET", "/api/me", nil).JSON(t, &me)
	return me.Preferences.MailMinutes
}

func TestWhatWasReadOrDeletedIsNotTold(t *testing.T) {
	box := stoatest.NewMailbox(t, stoatest.MailOptions{})
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock), often)
	setMail(t, s, box)
	s.Room("Ops")
	grace, token := s.User("Grace Hopper", "grace@example.test")
	_, linus := s.User("Linus Bauer", "linus@example.test")
	direct := func() (id int64, event string) {
		var c struct{ ID int64 }
		s.Call(linus, "POST", fmt.Sprintf("/api/users/%d/conversation", grace.ID), nil).JSON(t, &c)
		var e struct{ ID string }
		s.Call(linus, "POST", fmt.Sprintf("/api/conversations/%d/events", c.ID), `{"body":"between us"}`).JSON(t, &e)
		return c.ID, e.ID
	}
	id, _ := direct()
	if a := s.Call(token, "PUT", fmt.Sprintf("/api/conversations/%d/read", id), `{"seq":1}`); a.Status >= 300 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	_, gone := direct()
	if a := s.Call(linus, "DELETE", fmt.Sprintf("/api/conversations/%d/events/%s", id, gone), nil); a.Status >= 300 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	_, _ = direct() // the one that is told
	clock.Advance(16 * time.Minute)
	if got := box.Next(); strings.Count(got.Text, "> between us") != 1 || !strings.Contains(got.Text, "Linus Bauer:") {
		t.Errorf("%s", got.Text)
	}
}
