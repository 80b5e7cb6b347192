package mailin_test

import (
	"fmt"
	"net/smtp"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

func TestMailProvesNothingAndIsRefusedWhereATokenMust(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t, withMail)
	s.Room("Ops")
	token := s.RoomToken("Ops", "NAS")
	var tokens struct{ Items []struct{ ID int64 } }
	s.Call(s.Token, "GET", "/api/tokens", nil).JSON(t, &tokens)
	said := 0
	for _, c := range []struct{ name, checks, says string }{
		{"signed calls alone", `{"scheme":"sentry","secret":"a shared secret","networks":[]}`, "must be signed"},
		{"another network", `{"scheme":"","networks":["192.0.2.0/24"]}`, "192.0.2.0/24"},
		{"this network", `{"scheme":"","networks":["127.0.0.1", "::1"]}`, ""},
	} {
		for _, token := range tokens.Items {
			s.Call(s.Token, "PUT", fmt.Sprintf("/api/tokens/%d/checks", token.ID), c.checks)
		}
		err := smtp.SendMail(s.Mail, nil, from, []string{token + "@" + domain}, mail("From: "+from, "Subject: "+c.name, "", "x"))
		switch {
		case c.says == "":
			said++
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		case err == nil || code(err) != 550 || !strings.Contains(err.Error(), c.says):
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if n := len(history(t, s, "Ops")); n != said {
		t.Errorf("%d mails were said", n)
	}
}
