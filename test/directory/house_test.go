// Package directory_test signs people in by a real directory (Debian's slapd), one for each test.
package directory_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"github.com/stoachat/stoa/internal/freeport"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/test/process"
)

type fields map[string]any

// slapd is a directory that a test has for itself.
type slapd struct {
	t            *testing.T
	dir          string
	plain, first int // the ports
	ca           string
	stop         func()
}

// startDirectory starts a directory with the people of people.ldif.
func startDirectory(t *testing.T) *slapd {
	t.Helper()
	programs := map[string]string{}
	for _, name := range []string{"slapd", "slapadd"} {
		path, err := exec.LookPath(name)
		if err != nil {
			path = "/usr/sbin/" + name
		}
		if _, err := os.Stat(path); err != nil {
			t.Skip("slapd is missing")
		}
		programs[name] = path
	}
	d := &slapd{t: t, dir: t.TempDir()}
	certificates, err := process.WriteCertificates(d.dir)
	if err != nil {
		t.Fatal(err)
	}
	ca, err := os.ReadFile(certificates.CA)
	if err != nil {
		t.Fatal(err)
	}
	d.ca = string(ca)
	conf, err := os.ReadFile("slapd.conf")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(d.dir, "slapd.conf")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(conf), "@DIR@", d.dir)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(d.dir, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(programs["slapadd"], "-q", "-f", file, "-l", "people.ldif").CombinedOutput(); err != nil {
		t.Fatalf("slapadd: %v %s", err, out)
	}
	d.plain, d.first = freePort(t), freePort(t)
	d.run(programs["slapd"], file)
	return d
}

// run starts the process and waits until it listens.
func (d *slapd) run(program, conf string) {
	d.t.Helper()
	cmd := exec.Command(program, "-d", "256", "-f", conf, "-h", fmt.Sprintf("ldap://127.0.0.1:%[1]d ldap://127.0.0.2:%[1]d ldaps://127.0.0.1:%[2]d", d.plain, d.first))
	out, err := cmd.StderrPipe()
	if err != nil {
		d.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	ended := make(chan struct{})
	d.stop = func() {
		_ = cmd.Process.Kill()
		<-ended
	}
	d.t.Cleanup(func() { d.stop() })
	up := make(chan bool, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if strings.Contains(lines.Text(), "slapd starting") {
				up <- true
			}
		}
		_ = cmd.Wait()
		close(ended)
		up <- false
	}()
	if !<-up {
		d.t.Fatal("slapd did not start")
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	port, err := freeport.Port()
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// root changes the directory as its own administrator.
func (d *slapd) root(change func(c *ldap.Conn) error) {
	d.t.Helper()
	c, err := ldap.DialURL(fmt.Sprintf("ldap://127.0.0.1:%d", d.plain))
	if err != nil {
		d.t.Fatal(err)
	}
	defer c.Close()
	if err := c.Bind("cn=root,dc=example,dc=test", "secret of root"); err != nil {
		d.t.Fatal(err)
	}
	if err := change(c); err != nil {
		d.t.Fatal(err)
	}
}

func (d *slapd) set(uid, attribute, value string) {
	d.t.Helper()
	d.root(func(c *ldap.Conn) error {
		m := ldap.NewModifyRequest("uid="+uid+",ou=people,dc=example,dc=test", nil)
		m.Replace(attribute, []string{value})
		return c.Modify(m)
	})
}

// described is how an administrator describes the directory, with some of it changed.
func (d *slapd) described(change fields) fields {
	in := fields{
		"name": "Yellow pages", "preset": "openldap", "host": "127.0.0.1", "port": d.plain, "tls": "starttls", "ca": d.ca,
		"bind_dn": "cn=reader,dc=example,dc=test", "bind_password": "reads everything", "base": "ou=people,dc=example,dc=test",
		"filter": "(&(objectClass=inetOrgPerson)(!(employeeType=disabled)))", "sync": -1,
	}
	for name, value := range change {
		in[name] = value
	}
	return in
}

// describe tells the server of the directory.
func (d *slapd) describe(s *stoatest.Server, change fields) {
	d.t.Helper()
	if a := s.Call(s.Token, "PUT", "/api/admin/sign-in/directories/pages", d.described(change)); a.Status != 200 {
		d.t.Fatalf("describe: %d %s", a.Status, a.Body)
	}
}

// signIn gives a login and a password to the page.
func signIn(t *testing.T, s *stoatest.Server, login, password string) (stoatest.Answer, http.Header) {
	t.Helper()
	b, err := json.Marshal(fields{"email": login, "password": password})
	if err != nil {
		t.Fatal(err)
	}
	a := s.Send("POST", "/api/session", http.Header{}, b)
	cookie, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
	return a, http.Header{"Cookie": {cookie}}
}

type account struct {
	ID      int64
	Name    string
	Email   string
	Title   string
	Mention string `json:"mention_name"`
	Admin   bool
	Deleted bool
}

// who reads the person that an answer lets in.
func who(t *testing.T, a stoatest.Answer) account {
	t.Helper()
	var in struct{ User account }
	a.JSON(t, &in)
	return in.User
}

// find answers the account with an address, also a deactivated one.
func find(t *testing.T, s *stoatest.Server, email string) account {
	t.Helper()
	var u account
	a := s.Call(s.Token, "GET", "/v2/user/"+email, nil)
	if a.Status != 200 {
		t.Fatalf("%s: %d %s", email, a.Status, a.Body)
	}
	var v struct {
		ID      int64
		Name    string
		Deleted bool `json:"is_deleted"`
		Admin   bool `json:"is_group_admin"`
	}
	a.JSON(t, &v)
	u.ID, u.Name, u.Deleted, u.Admin = v.ID, v.Name, v.Deleted, v.Admin
	return u
}
