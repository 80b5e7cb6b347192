package directory_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
	"github.com/stoachat/stoa/test/process"
)

func TestPeopleComeInByADirectory(t *testing.T) {
	d := startDirectory(t)
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := stoatest.Start(t, stoatest.WithDatabase(dsn))
		s.User("Linus", "linus@example.test") // with the same password as in the directory
		d.describe(s, nil)
		for _, tt := range []struct {
			name, login, password string
			status                int
			want                  string // who it is, or what is said
		}{
			{"by the user name", "grace", "nanoseconds", 200, "Grace Hopper"},
			{"by the address", "Grace@Example.test", "nanoseconds", 200, "Grace Hopper"},
			{"with a name that means something in a DN", "zoe, b", "wuthering", 200, "Zoë Brontë"},
			{"a wrong password", "grace", "microseconds", 401, "Wrong e-mail address or password"},
			{"no password, which a directory takes as nobody's", "grace", "", 401, "Wrong e-mail address or password"},
			{"another's password", "grace", "wuthering", 401, "Wrong e-mail address or password"},
			{"nobody", "nobody", "nanoseconds", 401, "Wrong e-mail address or password"},
			{"a star for anybody", "*", "nanoseconds", 401, "Wrong e-mail address or password"},
			{"a part of a name", "gra*", "nanoseconds", 401, "Wrong e-mail address or password"},
			{"a filter inside of a name", "grace)(uid=*", "nanoseconds", 401, "Wrong e-mail address or password"},
			{"a filter that would leave out another", "left)(|(uid=left", "still here", 401, "Wrong e-mail address or password"},
			{"a zero byte", "grace\x00", "nanoseconds", 401, "Wrong e-mail address or password"},
			{"a DN instead of a name", "uid=grace,ou=people,dc=example,dc=test", "nanoseconds", 401, "Wrong e-mail address or password"},
			{"who does not pass the filter", "left", "still here", 401, "Wrong e-mail address or password"},
			{"who has no address", "mailless", "no address", 403, "gives no e-mail address"},
			{"a name that two people have", "twin", "one of two", 403, "has several people"},
			{"the owner's address", "chief", "of the directory", 403, "the owner signs in with their password alone"},
			{"the owner, by their own", stoatest.AdminEmail, stoatest.AdminPassword, 200, "Administrator"},
			{"an account that is there already, with another password there", "linus", "long enough password", 403, "has an account here already"},
			{"the same account by its own password", "linus@example.test", stoatest.UserPassword, 200, "Linus"},
		} {
			t.Run(tt.name, func(t *testing.T) {
				a, _ := signIn(t, s, tt.login, tt.password)
				if a.Status != tt.status || !strings.Contains(a.Body, tt.want) {
					t.Errorf("%d %s, want %d with %q", a.Status, a.Body, tt.status, tt.want)
				}
			})
		}
		a, me := signIn(t, s, "grace", "nanoseconds")
		if u := who(t, a); u.Email != "grace@example.test" || u.Title != "Rear Admiral" || u.Mention != "grace" || u.Admin {
			t.Errorf("%+v", u)
		}
		if a := s.Send("GET", "/api/me/sessions", me.Clone(), nil); !strings.Contains(a.Body, `"method":"directory","source":"Yellow pages"`) {
			t.Errorf("sessions: %s", a.Body)
		}
		if a := s.Send("PUT", "/api/me/password", me.Clone(), []byte(`{"current":"nanoseconds","password":"another long one"}`)); a.Status != 403 || !strings.Contains(a.Body, "kept by Yellow pages") {
			t.Errorf("a new password: %d %s", a.Status, a.Body)
		}
		// The directory's password is a password: for tokens, too.
		if token := s.SignIn("grace", "nanoseconds"); token == "" {
			t.Error("no token")
		}
	})
}

func TestAnAccountFollowsItsDirectory(t *testing.T) {
	d := startDirectory(t)
	s := stoatest.Start(t)
	s.User("Linus", "linus@example.test")
	d.describe(s, fields{"admins": "(employeeType=admin)", "adopt": true})
	a, _ := signIn(t, s, "grace", "nanoseconds")
	if u := who(t, a); !u.Admin {
		t.Errorf("no administrator: %+v", u)
	}
	d.set("grace", "cn", "Admiral Hopper")
	d.set("grace", "mail", "admiral@example.test")
	d.set("grace", "employeeType", "retired")
	a, _ = signIn(t, s, "grace", "nanoseconds")
	if u := who(t, a); u.Name != "Admiral Hopper" || u.Email != "admiral@example.test" || u.Admin {
		t.Errorf("%+v", u)
	}
	// From now on the directory's password is the only one.
	d.set("linus", "userPassword", "of the directory")
	if a, _ := signIn(t, s, "linus", "of the directory"); a.Status != 200 {
		t.Fatalf("adopted: %d %s", a.Status, a.Body)
	}
	if a, _ := signIn(t, s, "linus@example.test", stoatest.UserPassword); a.Status != 401 {
		t.Errorf("by the password of before: %d %s", a.Status, a.Body)
	}
}

func TestALockedEntryDoesNotComeIn(t *testing.T) {
	d := startDirectory(t)
	s := stoatest.Start(t)
	d.describe(s, nil)
	d.set("grace", "pwdAccountLockedTime", "000001010000Z")
	if a, _ := signIn(t, s, "grace", "nanoseconds"); a.Status != 401 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestOneWhoGuessesIsStoppedWhicheverNameTheyUse(t *testing.T) {
	d := startDirectory(t)
	s := stoatest.Start(t)
	d.describe(s, nil)
	for i := range 10 {
		login := []string{"grace", "grace@example.test"}[i%2]
		if a, _ := signIn(t, s, login, "wrong"); a.Status != 401 {
			t.Fatalf("%d: %d %s", i, a.Status, a.Body)
		}
	}
	for _, login := range []string{"grace", "grace@example.test"} {
		if a, _ := signIn(t, s, login, "nanoseconds"); a.Status != 429 {
			t.Errorf("%s: %d %s", login, a.Status, a.Body)
		}
	}
}

func TestADirectoryIsReachedInSafety(t *testing.T) {
	d := startDirectory(t)
	other, err := process.WriteCertificates(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	strange, err := os.ReadFile(other.CA)
	if err != nil {
		t.Fatal(err)
	}
	s := stoatest.Start(t)
	for _, tt := range []struct {
		name   string
		change fields
		ok     bool
		want   string
	}{
		{"StartTLS", fields{}, true, "its certificate is good"},
		{"TLS from the first byte", fields{"tls": "ldaps", "port": d.first}, true, "its certificate is good"},
		{"by name", fields{"host": "localhost"}, true, "its certificate is good"},
		{"StartTLS with another authority", fields{"ca": string(strange)}, false, "certificate signed by unknown authority"},
		{"TLS with another authority", fields{"tls": "ldaps", "port": d.first, "ca": string(strange)}, false, "certificate signed by unknown authority"},
		{"the system's authorities", fields{"ca": ""}, false, "certificate signed by unknown authority"},
		{"a host that the certificate is not for", fields{"host": "127.0.0.2"}, false, "certificate is valid for"},
		{"TLS at the port for none", fields{"tls": "ldaps"}, false, "does not answer as it should"},
		{"nothing there", fields{"port": freePort(t)}, false, "does not answer as it should"},
		{"an address that nothing may reach", fields{"host": "169.254.169.254"}, false, "is not allowed"},
		{"a wrong bind password", fields{"bind_password": "wrong"}, false, "the bind password is wrong"},
		{"without TLS, on this machine", fields{"tls": "none"}, true, "without TLS"},
		{"a base that is not there", fields{"base": "ou=nowhere,dc=example,dc=test"}, false, "No Such Object"},
		{"a filter that nobody passes", fields{"filter": "(objectClass=device)"}, false, "passes the filter"},
		{"an attribute that nobody has", fields{"subject": "nsUniqueId"}, false, "cannot come in, because they have no nsUniqueId"},
		{"somebody who tries it", fields{"try_login": "grace", "try_password": "nanoseconds"}, true, "The password is right"},
		{"somebody who mistypes", fields{"try_login": "grace", "try_password": "x"}, false, "The password is wrong"},
		{"nobody who tries it", fields{"try_login": "nobody"}, false, `Nobody signs in by \"nobody\" (uid, mail)`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := s.Call(s.Token, "POST", "/api/admin/sign-in/directories/pages/look", d.described(tt.change))
			var found struct {
				Items []struct {
					OK   bool
					Text string
				}
			}
			if a.Status != 200 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			a.JSON(t, &found)
			said := false
			for _, f := range found.Items {
				said = said || f.OK == tt.ok && strings.Contains(f.Text, strings.ReplaceAll(tt.want, `\"`, `"`))
			}
			if !said {
				t.Errorf("%+v, want %t %q", found.Items, tt.ok, tt.want)
			}
		})
	}
}

func TestADirectoryThatIsAwayKeepsOnlyItsOwnPeopleOut(t *testing.T) {
	away, there := startDirectory(t), startDirectory(t)
	s := stoatest.Start(t)
	s.User("Ida", "ida@example.test")
	away.describe(s, nil)
	if a := s.Call(s.Token, "PUT", "/api/admin/sign-in/directories/second", there.described(fields{"name": "Second"})); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	signIn(t, s, "grace", "nanoseconds") // of the first: it is asked first
	away.stop()
	if a, _ := signIn(t, s, "ida@example.test", stoatest.UserPassword); a.Status != 200 {
		t.Errorf("by a password of the server: %d %s", a.Status, a.Body)
	}
	if a, _ := signIn(t, s, "zoe, b", "wuthering"); a.Status != 200 {
		t.Errorf("by the second: %d %s", a.Status, a.Body)
	}
	if a, _ := signIn(t, s, "grace", "wrong"); a.Status != http.StatusBadGateway || !strings.Contains(a.Body, "Yellow pages does not answer as it should") {
		t.Errorf("nobody knows: %d %s", a.Status, a.Body)
	}
	// While it is away nobody guesses at passwords of this server for free, nor learns who has one.
	for _, login := range []string{"ida@example.test", "somebody"} {
		for range 10 {
			if a, _ := signIn(t, s, login, "wrong"); a.Status != http.StatusBadGateway {
				t.Errorf("%s: %d %s", login, a.Status, a.Body)
			}
		}
		if a, _ := signIn(t, s, login, stoatest.UserPassword); a.Status != http.StatusTooManyRequests {
			t.Errorf("%s after many: %d %s", login, a.Status, a.Body)
		}
	}
	// The same person in another directory is somebody else.
	if a, _ := signIn(t, s, "grace", "nanoseconds"); a.Status != 403 || !strings.Contains(a.Body, "may not sign in to") {
		t.Errorf("of another directory: %d %s", a.Status, a.Body)
	}
	s.Call(s.Token, "PUT", "/api/admin/sign-in/directories", fields{"keys": []string{"second", "pages"}})
	var all struct{ Directories []struct{ Key string } }
	if s.Call(s.Token, "GET", "/api/admin/sign-in", nil).JSON(t, &all); len(all.Directories) != 2 || all.Directories[0].Key != "second" {
		t.Errorf("order: %+v", all)
	}
}

func TestPasswordsOfTheServerAreTurnedOffButTheOwners(t *testing.T) {
	d := startDirectory(t)
	s := stoatest.Start(t)
	u, _ := s.User("Linus", "linus@example.test")
	set := func(token, of string) stoatest.Answer {
		return s.Call(token, "PUT", "/api/admin/sign-in/passwords", fields{"passwords": of})
	}
	if a := set(s.Token, "owner"); a.Status != 409 || !strings.Contains(a.Body, "no provider and no directory") {
		t.Errorf("without another way: %d %s", a.Status, a.Body)
	}
	d.describe(s, nil)
	if a := set(s.Token, "nobody"); a.Status != 400 || a.Error(t).Field != "passwords" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "PATCH", fmt.Sprintf("/api/users/%d", u.ID), fields{"admin": true}); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	linus := s.SignIn("linus@example.test", stoatest.UserPassword)
	if a := set(linus, "owner"); a.Status != 409 || !strings.Contains(a.Body, "would be outside") {
		t.Errorf("by somebody who would be outside: %d %s", a.Status, a.Body)
	}
	if a := set(s.Token, "owner"); a.Status != 200 || !strings.Contains(a.Body, `"passwords":"owner"`) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	for _, tt := range []struct {
		login, password string
		status          int
	}{
		{"linus@example.test", stoatest.UserPassword, 403}, {"linus@example.test", "wrong", 401}, {"grace", "nanoseconds", 200}, {stoatest.AdminEmail, stoatest.AdminPassword, 200},
	} {
		if a, _ := signIn(t, s, tt.login, tt.password); a.Status != tt.status {
			t.Errorf("%s: %d %s", tt.login, a.Status, a.Body)
		}
	}
	// It is not asked for either where something has to be confirmed.
	for token, want := range map[string]string{linus: `"has_password":false`, s.Token: `"has_password":true`} {
		if a := s.Call(token, "GET", "/api/me/second-step", nil); !strings.Contains(a.Body, want) {
			t.Errorf("%d %s, want %s", a.Status, a.Body, want)
		}
	}
	a := s.Send("POST", "/v2/oauth/token", http.Header{"Content-Type": {"application/json"}},
		[]byte(`{"grant_type":"password","username":"linus@example.test","password":"`+stoatest.UserPassword+`"}`))
	if a.Status != 403 || !strings.Contains(a.Body, "turned off for everybody but the owner") {
		t.Errorf("a token: %d %s", a.Status, a.Body)
	}
	// What administrators see of somebody, and that nobody hands out a password which the directory keeps.
	in, _ := signIn(t, s, "grace", "nanoseconds")
	path := fmt.Sprintf("/api/admin/users/%d", who(t, in).ID)
	if a := s.Call(s.Token, "GET", path, nil); !strings.Contains(a.Body, `"by":"Yellow pages"`) {
		t.Errorf("%s", a.Body)
	}
	if a := s.Call(s.Token, "POST", path+"/password", fields{}); a.Status != 403 || !strings.Contains(a.Body, "kept by Yellow pages") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestAStrangeServerIsNotWaitedForForEver(t *testing.T) {
	t.Parallel()
	l := silent(t)
	d := startDirectory(t)
	s := stoatest.Start(t)
	d.describe(s, fields{"port": l})
	began := time.Now()
	a, _ := signIn(t, s, "grace", "nanoseconds")
	if a.Status != http.StatusBadGateway || time.Since(began) > time.Minute {
		t.Errorf("%d %s after %s", a.Status, a.Body, time.Since(began))
	}
}
