package xmpp_test

import (
	"strconv"
	"testing"
	"time"
)

// spec: xmpp, 2.3.
func TestAClientIsGivenATokenOfTheRESTAPI(t *testing.T) {
	t.Parallel()
	const query = `<query xmlns="http://hipchat.com/protocol/auth"/>`
	s, _, cyToken := started(t)
	c := enter(t, s, "1_2", password, "x")
	ask := func(to string) *node {
		t.Helper()
		return c.ask("get", to, query).at("query", "token")
	}
	n := ask("conf." + domain)
	ends, err := strconv.ParseInt(n.attr("expiration"), 10, 64)
	ttl, _ := strconv.Atoi(n.attr("ttl"))
	if left := time.Until(time.Unix(ends, 0)); err != nil || left <= 0 || ttl <= 0 || (left-time.Duration(ttl)*time.Second).Abs() > time.Minute {
		t.Errorf("%+v: %v left", n, left)
	}
	if a := s.Call(n.Text, "GET", "/v2/user/2", nil); a.Status != 200 {
		t.Errorf("the token is good for nothing: %d %s", a.Status, a.Body)
	}
	if again := ask("chat." + domain); again.Text != n.Text {
		t.Error("each question makes a token")
	}
	if a := c.ask("set", "", `<query xmlns="http://hipchat.com/protocol/auth" action="delete"/>`); a.attr("type") != "result" {
		t.Errorf("%+v", a)
	}
	if a := s.Call(n.Text, "GET", "/v2/user/2", nil); a.Status != 401 {
		t.Errorf("the token that was deleted: %d", a.Status)
	}
	if other := ask(""); other.Text == "" || other.Text == n.Text {
		t.Errorf("%+v", other)
	}
	if a := c.ask("set", "", query); !a.has("error", "bad-request") {
		t.Errorf("%+v", a)
	}
	if a := enter(t, s, "1_3", cyToken, "x").ask("get", "", query); !a.has("error", "forbidden") {
		t.Errorf("who came with a token is given another: %+v", a)
	}
}
