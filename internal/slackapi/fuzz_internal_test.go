package slackapi

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
)

// Whatever is sent to a method is refused with a code, or becomes arguments that can be said.
func FuzzArguments(f *testing.F) {
	for _, seed := range [][3]string{
		{"application/json", "", `{"channel":"#Ops","text":"hi","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"*x*"}}],"thread_ts":"1764169200.000100"}`},
		{"application/json; charset=utf-8", "text=query", `{"text":null,"mrkdwn":false,"limit":7,"attachments":"[{\"text\":\"x\"}]"}`},
		{"application/json", "", `{"attachments":[{"text":" "}]}`},
		{"application/json", "", `[]`},
		{"application/json", "", ``},
		{"application/json", "", `{"text":"\ud800","username":"` + strings.Repeat("x", 200) + `"}`},
		{"application/x-www-form-urlencoded", "token=x", "channel=C1&text=hi%00%ff&blocks=%5B%5D&attachments=%5Bnull%5D"},
		{"application/x-www-form-urlencoded", "a=%zz", "text=%zz"},
		{"multipart/form-data; boundary=b", "", "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhi\r\n--b--\r\n"},
		{"multipart/form-data; boundary=b", "", "--b\nContent-Disposition: form-data; name=text; filename=x\n\nhi\n--b"},
		{"multipart/form-data", "", "--\r\n"},
		{"", "text=hi&cursor=room:100&types=public_channel,im&limit=1e3&ts=1764169200.0001", ""},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, kind, query, body string) {
		r := httptest.NewRequest("POST", "/slack/api/chat.postMessage", strings.NewReader(body))
		r.URL.RawQuery = query
		r.Header.Set("Content-Type", kind)
		args, err := readArguments(r)
		if !answerable(t, err) {
			return
		}
		for name, v := range args {
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				t.Errorf("%q is %q", name, v)
			}
		}
		if n, err := args.number("limit", 1, maxChannels, defaultChannels); answerable(t, err) && (n < 1 || n > maxChannels) {
			t.Errorf("the limit is %d", n)
		}
		if n, err := offsetOf(args.text("cursor")); answerable(t, err) && n < 0 {
			t.Errorf("the cursor is at %d", n)
		}
		_, _, err = kinds(args.text("types"))
		answerable(t, err)
		if at, ok := momentOf(args.text("ts")); ok && at.Before(time.Unix(0, 0)) {
			t.Errorf("ts is %s", at)
		}
		c := &call{arguments: args, r: r}
		s, err := c.spoken()
		if !answerable(t, err) {
			return
		}
		n, err := s.notification()
		if !answerable(t, err) {
			return
		}
		if !utf8.ValidString(n.Message) || strings.TrimSpace(n.Message) == "" && n.Card == nil {
			t.Errorf("the message is %q", n.Message)
		}
		if bad := hipchat.CheckLength("message", n.Message, 0, hipchat.MaxMessage); bad != nil {
			t.Error(bad)
		}
		if bad := hipchat.CheckLength("from", n.From, 0, hipchat.MaxFrom); bad != nil {
			t.Error(bad)
		}
		if n.Card != nil {
			if bad := hipchat.CheckCard(n.Card); bad != nil {
				t.Errorf("%v: %s", bad, n.Card)
			}
		}
	})
}

// answerable tells whether there is no error, and fails where one has no code to answer.
func answerable(t *testing.T, err error) bool {
	t.Helper()
	var known *refused
	if err != nil && (!errors.As(err, &known) || known.code == "") {
		t.Errorf("no refusal: %v", err)
	}
	return err == nil
}

// A ts is written as it is read.
func FuzzStamps(f *testing.F) {
	for _, seed := range []string{"1764169200.000100", "0.000000", "1.1", "-1.000000", "8589934591.999999", "8589934592.000000", "1764169200", "1.+00001", "1_0.000001"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if at, ok := momentOf(s); ok && ts(at) != strings.TrimLeft(s[:strings.IndexByte(s, '.')-1], "0")+s[strings.IndexByte(s, '.')-1:] {
			t.Errorf("%q is read as %s", s, ts(at))
		}
	})
}
