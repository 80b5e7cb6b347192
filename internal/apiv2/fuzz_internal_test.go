package apiv2

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// refusedProperly fails the test when an error is not one that a caller can be told.
func refusedProperly(t *testing.T, err error) {
	t.Helper()
	var known *chat.Error
	if err != nil && (!errors.As(err, &known) || statusOf[known.Code] == 0) {
		t.Fatalf("%v would be answered with 500", err)
	}
	if err != nil && len(known.Wire(0).Message) > 2000 {
		t.Fatalf("a message of %d bytes", len(known.Wire(0).Message))
	}
}

func FuzzNotificationBody(f *testing.F) {
	for _, seed := range [][2]string{
		{"application/json", `{"message":"m","color":"red","notify":"true","card":{"style":"link","id":"c","title":"t"}}`},
		{"application/json", `{"message":{"a":[1]}}`},
		{"application/x-www-form-urlencoded", "message=a+b%20c&notify=1&card=%7B%7D"},
		{"application/x-www-form-urlencoded", `{"message":"curl -d"}`},
		{"text/plain", "line one\nline two"},
		{"text/html; charset=UTF-8", "<b>x</b>"},
		{"", `{"message":null}`},
		{"/;;", "\xff\x00"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, contentType, body string) {
		r := httptest.NewRequest("POST", "/v2/room/Ops/notification?color=red&notify=1", strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		read, err := readBody(r)
		if err != nil {
			refusedProperly(t, err)
			return
		}
		in, err := readNotification(r, read)
		refusedProperly(t, err)
		if err == nil && !utf8.ValidString(in.Message+in.From+in.Color) && utf8.ValidString(body) && !strings.Contains(body, "%") {
			t.Errorf("%q became %+v, which is no text", body, in)
		}
	})
}

func FuzzTokenParameters(f *testing.F) {
	f.Add("grant_type=password&scope=a+b", `{"grant_type":"client_credentials","scope":7,"x":null}`)
	f.Add("", "grant_type=refresh_token&refresh_token=%zz")
	f.Add("grant_type=personal;x", "{")
	f.Fuzz(func(t *testing.T, query, body string) {
		r := httptest.NewRequest("POST", "/v2/oauth/token", strings.NewReader(body))
		r.URL.RawQuery = query
		params, err := grantParameters(r)
		refusedProperly(t, err)
		if err == nil && strings.HasPrefix(strings.TrimSpace(body), "{") {
			_ = params.Get("scope")
		}
	})
}

// What clients write for a flag or an id is understood or refused by naming the field, and what is written back is
// understood again.
func FuzzIDsAndFlags(f *testing.F) {
	for _, seed := range []string{`41`, `"41"`, `"@ada"`, `null`, `""`, `true`, `1e3`, `[1]`, `-0`, `99999999999999999999`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		var in struct {
			ID   hipchat.ID   `json:"id"`
			Flag hipchat.Flag `json:"flag"`
		}
		refusedProperly(t, decodeJSON([]byte(`{"flag":`+value+`}`), &in))
		err := decodeJSON([]byte(`{"id":`+value+`}`), &in)
		refusedProperly(t, err)
		if err != nil {
			return
		}
		written, err := in.ID.MarshalJSON()
		var again hipchat.ID
		if err != nil || again.UnmarshalJSON(written) != nil {
			t.Errorf("%s was read as %q, which is written as %s", value, in.ID, written)
		}
	})
}
