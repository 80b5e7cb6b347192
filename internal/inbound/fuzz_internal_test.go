package inbound

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
)

// Whatever is sent to a hook is refused with a word, or becomes news that a room can hold.
func FuzzRequestBecomesNews(f *testing.F) {
	packed := func(text string) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write([]byte(text))
		_ = w.Close()
		return b.Bytes()
	}
	for _, seed := range []struct {
		query, kind, encoding, key, state string
		body                              []byte
	}{
		{"", "application/json", "", "", "", []byte(`{"text":"disk full"}`)},
		{"key=disk&state=full", "application/json", "", "", "", []byte(`{"app":"tide","status":"failed"}`)},
		{"key=", "text/plain", "", "", "", []byte("down")},
		{"key=%ff%00&state=%0a%e2%82%ac", "text/plain", "", "", "", []byte("down")},
		{"a;b=%zz", "text/plain", "", "a key", "\tlong " + strings.Repeat("x", 100), []byte("down")},
		{"", "application/json", "gzip", "", "", packed(`{"text":"packed"}`)},
		{"", "application/json", "GZIP", "", "", packed(`{"text":"broken off"}`)[:12]},
		{"", "application/json", "gzip", "", "", packed(strings.Repeat(" ", maxBody) + "{}")},
		{"", "application/x-www-form-urlencoded", "", "", "", []byte("payload=%7B%22text%22%3A%22x%22%7D")},
		{"room_id=1", "application/json", "", "", "", []byte(`{"receiver":"x","status":"firing","groupKey":"g","alerts":[{"status":"firing","labels":{"alertname":"A"}}]}`)},
		{"", "", "", "", "", nil},
	} {
		f.Add(seed.query, seed.kind, seed.encoding, seed.key, seed.state, seed.body)
	}
	a := New(Config{})
	p := &chat.Principal{Kind: chat.TokenRoom, TokenID: 1, RoomID: 1}
	f.Fuzz(func(t *testing.T, query, kind, encoding, key, state string, body []byte) {
		r := httptest.NewRequest("POST", "/hook/token", bytes.NewReader(body))
		r.URL.RawQuery = query
		for name, v := range map[string]string{"Content-Type": kind, "Content-Encoding": encoding, "Stoa-Key": key, "Stoa-State": state} {
			r.Header.Set(name, v)
		}
		n, err := news(a, p, r)
		var known *chat.Error
		switch {
		case errors.Is(err, format.ErrEmpty):
			return
		case errors.As(err, &known):
			if statusOf[known.Code] == 0 || known.Message == "" {
				t.Errorf("refused with %+v", known)
			}
			return
		case err != nil:
			t.Fatal(err)
		}
		if !utf8.ValidString(n.Key) || utf8.RuneCountInString(n.Key) > 2*chat.MaxKey {
			t.Errorf("the key is %q", n.Key)
		}
		if !utf8.ValidString(n.State) || utf8.RuneCountInString(n.State) > maxState || strings.ContainsFunc(n.State, unicode.IsControl) {
			t.Errorf("the state is %q", n.State)
		}
		if n.Aside && n.State != "" {
			t.Errorf("a comment with the state %q", n.State)
		}
		if d := n.Draft; !utf8.ValidString(d.Body) && d.Card == nil {
			t.Errorf("the body is %q", d.Body)
		}
		if q, err := url.ParseQuery(query); err == nil && q.Has("key") && n.Key != "key "+strings.TrimSpace(q.Get("key")) {
			t.Errorf("the key is %q, and %q was asked for", n.Key, q.Get("key"))
		}
	})
}

// news is what becomes of a request before the door is asked.
func news(a *API, p *chat.Principal, r *http.Request) (chat.News, error) {
	body, err := a.read(r, p)
	if err != nil {
		return chat.News{}, err
	}
	m, err := format.Read(format.Request{Header: r.Header, Query: r.URL.Query(), Body: body})
	if err != nil {
		return chat.News{}, err
	}
	n, err := newsOf(r, m)
	if err == nil {
		n.Draft, err = draftOf(p, m)
	}
	return n, err
}
