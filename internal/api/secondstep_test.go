package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// visitor is a browser that keeps its cookies.
type visitor struct {
	t       *testing.T
	s       *stoatest.Server
	cookies map[string]string
}

func arrive(t *testing.T, s *stoatest.Server) *visitor {
	return &visitor{t, s, map[string]string{}}
}

// send makes a call and keeps the cookies of its answer.
func (v *visitor) send(method, path string, body any) stoatest.Answer {
	v.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		v.t.Fatal(err)
	}
	header := http.Header{}
	for name, value := range v.cookies {
		header.Add("Cookie", name+"="+value)
	}
	a := v.s.Send(method, path, header, b)
	for _, c := range (&http.Response{Header: a.Header}).Cookies() {
		if v.cookies[c.Name] = c.Value; c.Value == "" {
			delete(v.cookies, c.Name)
		}
	}
	return a
}

// ok makes a call that must succeed, and reads its answer into out unless that is nil.
func (v *visitor) ok(method, path string, body, out any) {
	v.t.Helper()
	a := v.send(method, path, body)
	if a.Status >= 300 {
		v.t.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
	}
	if out != nil {
		a.JSON(v.t, out)
	}
}

// refused makes a call that must fail with the status and a text.
func (v *visitor) refused(status int, text, method, path string, body any) {
	v.t.Helper()
	if a := v.send(method, path, body); a.Status != status || !strings.Contains(a.Body, text) {
		v.t.Errorf("%s %s: %d %s, want %d with %q", method, path, a.Status, a.Body, status, text)
	}
}

type fields map[string]any

// signIn gives a password and answers which step is left.
func (v *visitor) signIn(email, password string) string {
	v.t.Helper()
	var out struct{ Step string }
	v.ok("POST", "/api/session", fields{"email": email, "password": password}, &out)
	return out.Step
}

// enrolled turns the second step of who is signed in on, and answers the secret and the recovery codes.
func (v *visitor) enrolled(c *stoatest.Clock, path string, more fields) (secret string, codes []string) {
	v.t.Helper()
	var offer struct{ Secret, Offer, Address string }
	v.ok("POST", path, nil, &offer)
	in := fields{"offer": offer.Offer, "code": code(v.t, offer.Secret, c.Now())}
	for name, value := range more {
		in[name] = value
	}
	var out struct {
		Codes []string `json:"recovery_codes"`
	}
	v.ok("PUT", path, in, &out)
	return offer.Secret, out.Codes
}

func code(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	c, err := totp.GenerateCode(secret, at)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// onBothByClock runs a test against a server on each database that goes by a clock.
func onBothByClock(t *testing.T, f func(t *testing.T, s *stoatest.Server, c *stoatest.Clock)) {
	storetest.Each(t, func(t *testing.T, url string) {
		c := stoatest.NewClock()
		f(t, stoatest.Start(t, stoatest.WithDatabase(url), stoatest.WithClock(c)), c)
	})
}

const step = 30 * time.Second

func TestASecondStepIsAskedForAndEachCodeIsGoodOnce(t *testing.T) {
	onBothByClock(t, func(t *testing.T, s *stoatest.Server, c *stoatest.Clock) {
		s.User("Grace", "grace@example.test")
		desk := arrive(t, s)
		desk.signIn("grace@example.test", stoatest.UserPassword)
		phone := arrive(t, s)
		phone.signIn("grace@example.test", stoatest.UserPassword)
		desk.refused(400, "password", "PUT", "/api/me/second-step", fields{"offer": "", "code": "1", "password": "wrong"})
		secret, _ := desk.enrolled(c, "/api/me/second-step", fields{"password": stoatest.UserPassword})
		desk.ok("GET", "/api/me", nil, nil) // this browser stays
		phone.refused(401, "", "GET", "/api/me", nil)

		if left := phone.signIn("grace@example.test", stoatest.UserPassword); left != "code" {
			t.Fatalf("left to do: %q", left)
		}
		phone.refused(401, "", "GET", "/api/me", nil)
		var boot struct{ Step string }
		if phone.ok("GET", "/api/boot", nil, &boot); boot.Step != "code" {
			t.Errorf("boot: %+v", boot)
		}
		// The code that turned it on has been used.
		phone.refused(400, "has not been used", "POST", "/api/session/code", fields{"code": code(t, secret, c.Now())})
		c.Advance(2 * step)
		now := code(t, secret, c.Now())
		phone.ok("POST", "/api/session/code", fields{"code": now[:3] + " " + now[3:]}, nil)
		phone.ok("GET", "/api/me", nil, nil)

		other := arrive(t, s)
		other.signIn("grace@example.test", stoatest.UserPassword)
		other.refused(400, "has not been used", "POST", "/api/session/code", fields{"code": now})
		// Nor is an earlier one good once a later one was used.
		other.refused(400, "has not been used", "POST", "/api/session/code", fields{"code": code(t, secret, c.Now().Add(-step))})
	})
}

func TestAnAuthenticatorsClockMayBeOffByAStep(t *testing.T) {
	c := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(c))
	me := arrive(t, s)
	me.signIn(stoatest.AdminEmail, stoatest.AdminPassword)
	secret, _ := me.enrolled(c, "/api/me/second-step", fields{"password": stoatest.AdminPassword})
	for _, tt := range []struct {
		off  time.Duration
		good bool
	}{{-2 * step, false}, {-step, true}, {step, true}, {2 * step, false}} {
		c.Advance(5 * step)
		v := arrive(t, s)
		v.signIn(stoatest.AdminEmail, stoatest.AdminPassword)
		a := v.send("POST", "/api/session/code", fields{"code": code(t, secret, c.Now().Add(tt.off))})
		if (a.Status == 200) != tt.good {
			t.Errorf("off by %s: %d %s", tt.off, a.Status, a.Body)
		}
	}
}

func TestCodesCannotBeGuessed(t *testing.T) {
	c := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(c))
	me := arrive(t, s)
	me.signIn(stoatest.AdminEmail, stoatest.AdminPassword)
	secret, codes := me.enrolled(c, "/api/me/second-step", fields{"password": stoatest.AdminPassword})
	c.Advance(2 * step)
	v := arrive(t, s)
	v.signIn(stoatest.AdminEmail, stoatest.AdminPassword)
	for i := range 10 {
		v.refused(400, "code", "POST", "/api/session/code", fields{"code": fmt.Sprintf("x%05d", i)})
	}
	// From now on nothing is looked at, right or wrong, in whichever browser.
	other := arrive(t, s)
	other.signIn(stoatest.AdminEmail, stoatest.AdminPassword)
	other.refused(429, "Too many wrong codes", "POST", "/api/session/code", fields{"code": code(t, secret, c.Now())})
	other.refused(429, "Too many wrong codes", "POST", "/api/session/code", fields{"code": codes[0]})
	c.Advance(time.Hour + step)
	other.refused(401, "", "POST", "/api/session/code", fields{"code": codes[0]}) // its half of the way has ended
	other.signIn(stoatest.AdminEmail, stoatest.AdminPassword)
	other.ok("POST", "/api/session/code", fields{"code": codes[0]}, nil)
}

func TestRecoveryCodesAreGoodOnceAndReplaced(t *testing.T) {
	onBothByClock(t, func(t *testing.T, s *stoatest.Server, c *stoatest.Clock) {
		me := arrive(t, s)
		me.signIn(stoatest.AdminEmail, stoatest.AdminPassword)
		_, codes := me.enrolled(c, "/api/me/second-step", fields{"password": stoatest.AdminPassword})
		lost := arrive(t, s)
		for i, want := range []int{200, 400} {
			lost.signIn(stoatest.AdminEmail, stoatest.AdminPassword)
			if a := lost.send("POST", "/api/session/code", fields{"code": strings.ToUpper(codes[3])}); a.Status != want {
				t.Errorf("time %d: %d %s", i, a.Status, a.Body)
			}
		}
		var st struct {
			On        bool
			CodesLeft int `json:"codes_left"`
		}
		if me.ok("GET", "/api/me/second-step", nil, &st); !st.On || st.CodesLeft != 9 {
			t.Errorf("%+v", st)
		}
		var fresh struct {
			Codes []string `json:"recovery_codes"`
		}
		me.ok("POST", "/api/me/second-step/codes", fields{"password": stoatest.AdminPassword}, &fresh)
		lost.refused(400, "code", "POST", "/api/session/code", fields{"code": codes[4]})
		lost.ok("POST", "/api/session/code", fields{"code": fresh.Codes[0]}, nil)
	})
}

func TestAPasswordAloneGivesNoTokenWhereASecondStepBelongsToIt(t *testing.T) {
	c := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(c))
	_, token := s.User("Grace", "grace@example.test")
	grace := arrive(t, s)
	grace.signIn("grace@example.test", stoatest.UserPassword)
	grace.enrolled(c, "/api/me/second-step", fields{"password": stoatest.UserPassword})
	if a := s.Call(token, "GET", "/v2/room", nil); a.Status != 401 {
		t.Errorf("a token from before: %d %s", a.Status, a.Body)
	}
	for _, grant := range []string{"password", "personal"} {
		form := "grant_type=" + grant + "&username=grace@example.test&password=" + strings.ReplaceAll(stoatest.UserPassword, " ", "+")
		a := s.Send("POST", "/v2/oauth/token", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, []byte(form))
		if a.Status != 403 || !strings.Contains(a.Error(t).Message, "second step") {
			t.Errorf("%s: %d %s", grant, a.Status, a.Body)
		}
	}
	if a := s.Call(s.Token, "GET", "/v2/room", nil); a.Status != 200 {
		t.Errorf("somebody else: %d", a.Status)
	}
	wrong := arrive(t, s)
	wrong.refused(401, "Wrong e-mail address or password", "POST", "/api/session", fields{"email": "grace@example.test", "password": "wrong wrong"})
}

func TestASecondStepGoesOffWithThePasswordOrByAnAdministrator(t *testing.T) {
	c := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(c))
	u, _ := s.User("Grace", "grace@example.test")
	s.User("Linus", "linus@example.test")
	grace, linus, admin := arrive(t, s), arrive(t, s), arrive(t, s)
	grace.signIn("grace@example.test", stoatest.UserPassword)
	linus.signIn("linus@example.test", stoatest.UserPassword)
	admin.signIn(stoatest.AdminEmail, stoatest.AdminPassword)
	grace.enrolled(c, "/api/me/second-step", fields{"password": stoatest.UserPassword})
	grace.refused(400, "password", "DELETE", "/api/me/second-step", fields{"password": "not this one"})
	grace.ok("DELETE", "/api/me/second-step", fields{"password": stoatest.UserPassword}, nil)
	grace.enrolled(c, "/api/me/second-step", fields{"password": stoatest.UserPassword})

	path := fmt.Sprintf("/api/users/%d/second-step", u.ID)
	linus.refused(403, "administrator", "DELETE", path, fields{})
	admin.ok("DELETE", path, fields{}, nil)
	admin.refused(404, "no second step", "DELETE", path, fields{})
	if left := arrive(t, s).signIn("grace@example.test", stoatest.UserPassword); left != "" {
		t.Errorf("left to do: %q", left)
	}
	admin.refused(400, "under Settings", "DELETE", "/api/users/1/second-step", fields{})
}

func TestADemandedSecondStepIsSetUpOnTheWayIn(t *testing.T) {
	onBothByClock(t, func(t *testing.T, s *stoatest.Server, c *stoatest.Clock) {
		s.User("Grace", "grace@example.test")
		if _, err := s.Remote.Users(context.Background()); err != nil {
			t.Fatal(err)
		}
		grace, admin := arrive(t, s), arrive(t, s)
		grace.signIn("grace@example.test", stoatest.UserPassword)
		admin.signIn(stoatest.AdminEmail, stoatest.AdminPassword)
		admin.refused(400, "demand", "PUT", "/api/admin/second-step", fields{"demand": "some"})
		admin.refused(409, "your own", "PUT", "/api/admin/second-step", fields{"demand": "administrators"})
		admin.enrolled(c, "/api/me/second-step", fields{"password": stoatest.AdminPassword})
		grace.refused(403, "administrator", "PUT", "/api/admin/second-step", fields{"demand": "everybody"})
		grace.refused(403, "administrator", "GET", "/api/admin/second-step", nil)
		var v struct {
			Demand  string
			Without map[string]int
		}
		admin.ok("PUT", "/api/admin/second-step", fields{"demand": "administrators"}, &v)
		if diff := cmp.Diff(map[string]int{"administrators": 0, "everybody": 1}, v.Without); diff != "" || v.Demand != "administrators" {
			t.Error(v, diff)
		}
		grace.ok("GET", "/api/me", nil, nil)
		admin.refused(403, "demand", "DELETE", "/api/me/second-step", fields{"password": stoatest.AdminPassword})
		admin.ok("PUT", "/api/admin/second-step", fields{"demand": "everybody"}, nil)
		grace.refused(401, "", "GET", "/api/me", nil)

		if left := grace.signIn("grace@example.test", stoatest.UserPassword); left != "enrol" {
			t.Fatalf("left to do: %q", left)
		}
		grace.refused(409, "not the step", "POST", "/api/session/code", fields{"code": "123456"})
		twice := arrive(t, s)
		twice.signIn("grace@example.test", stoatest.UserPassword)
		_, codes := grace.enrolled(c, "/api/session/enrolment", nil)
		if len(codes) != 10 {
			t.Errorf("codes: %q", codes)
		}
		twice.refused(409, "not the step", "POST", "/api/session/enrolment", fields{})
		twice.refused(409, "not the step", "PUT", "/api/session/enrolment", fields{"offer": "x", "code": "123456"})
		grace.ok("GET", "/api/me", nil, nil)
		a := s.Send("POST", "/v2/oauth/token", http.Header{"Content-Type": {"application/json"}},
			[]byte(`{"grant_type":"password","username":"grace@example.test","password":"`+stoatest.UserPassword+`"}`))
		if a.Status != 403 {
			t.Errorf("a password grant: %d %s", a.Status, a.Body)
		}
	})
}

func TestHalfOfAWayInEndsWhenTheAccountChanges(t *testing.T) {
	c := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(c))
	u, _ := s.User("Grace", "grace@example.test")
	grace := arrive(t, s)
	grace.signIn("grace@example.test", stoatest.UserPassword)
	_, codes := grace.enrolled(c, "/api/me/second-step", fields{"password": stoatest.UserPassword})
	late := arrive(t, s)
	late.signIn("grace@example.test", stoatest.UserPassword)
	if a := s.Call(s.Token, "PATCH", fmt.Sprintf("/api/users/%d", u.ID), fields{"password": "another long password"}); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	late.refused(401, "", "POST", "/api/session/code", fields{"code": codes[0]})
	// The cookie of one way in is nothing to another.
	made := arrive(t, s)
	made.cookies["stoa_entry"] = "bm90aGluZw"
	made.refused(401, "", "POST", "/api/session/code", fields{"code": codes[0]})
	made.refused(401, "", "POST", "/api/session/enrolment", nil)
}

func TestAnOwnerWhoHasLostEverythingGetsInAgainByARestart(t *testing.T) {
	url := storetest.SQLite(t)
	c := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithDatabase(url), stoatest.WithClock(c))
	me := arrive(t, s)
	me.signIn(stoatest.AdminEmail, stoatest.AdminPassword)
	me.enrolled(c, "/api/me/second-step", fields{"password": stoatest.AdminPassword})
	s.Stop()
	again := stoatest.Start(t, stoatest.WithDatabase(url), func(cfg *app.Config) { cfg.ResetSecondStep = stoatest.AdminEmail })
	if left := arrive(t, again).signIn(stoatest.AdminEmail, stoatest.AdminPassword); left != "" {
		t.Errorf("left to do: %q", left)
	}
	a := again.Call(again.Token, "GET", "/api/audit?text=second_step", nil)
	if a.Status != 200 || !strings.Contains(a.Body, `"field":"second_step","to":"off"`) {
		t.Errorf("written down: %d %s", a.Status, a.Body)
	}
}
