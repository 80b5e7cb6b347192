package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

func TestHowLongARoomIsKeptIsForAdministratorsToSay(t *testing.T) {
	s := stoatest.Start(t)
	room := s.Room("Ops")
	_, member := s.User("Bob", "bob@example.test")
	path := fmt.Sprintf("/api/admin/rooms/%d/keep", room.ID)
	for _, tt := range []struct {
		who, body string
		status    int
		says      string
	}{
		{s.Token, `{"days":30}`, 200, `"keep_days":30`},
		{s.Token, `{"days":0}`, 200, `"keep_days":0`},
		{s.Token, `{"days":null}`, 200, `"keep_days":null`},
		{s.Token, `{}`, 400, `days`},
		{s.Token, `{"days":"x"}`, 400, `days`},
		{s.Token, `{"days":-1}`, 400, `days`},
		{s.Token, `{"days":36526}`, 400, `days`},
		{member, `{"days":30}`, 403, ``},
	} {
		a := s.Call(tt.who, "PUT", path, tt.body)
		if a.Status != tt.status || !strings.Contains(string(a.Body), tt.says) {
			t.Errorf("%s: %d %s", tt.body, a.Status, a.Body)
		}
	}
}
