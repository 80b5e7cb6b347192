package preview_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
	"github.com/stoachat/stoa/internal/preview"
)

// client reaches this machine too, where the tests' pages are.
func client(t testing.TB) *outbound.Client {
	t.Helper()
	allow, err := outbound.ParseAllow("127.0.0.0/8")
	if err != nil {
		t.Fatal(err)
	}
	c, err := outbound.New(outbound.Config{Allow: allow})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// site answers one body of one type at every address.
func site(t testing.TB, contentType, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/moved":
			http.Redirect(w, r, "/there", http.StatusFound)
			return
		}
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

const page = `<!doctype html><html><head><meta charset=utf-8>
<title>The  title &amp; more</title><meta name="Description" content="What it
is about"><meta property="og:image" content="/pictures/1.png"><link rel="shortcut icon" href="icon.svg">
</head><body><meta property="og:title" content="not this one"><title>nor this</title>`

func TestLinksAreDescribed(t *testing.T) {
	for _, c := range []struct {
		name, contentType, body, path string
		want                          chat.LinkPreview // URL and what begins with it are put in front
	}{
		{"a page", "text/html", page, "/a/b", chat.LinkPreview{Type: "link", Title: "The title & more", Description: "What it is about", ImageURL: "/pictures/1.png", IconURL: "/a/icon.svg"}},
		{"a page that has moved", "text/html", page, "/moved", chat.LinkPreview{Type: "link", Title: "The title & more", Description: "What it is about", ImageURL: "/pictures/1.png", IconURL: "/icon.svg"}},
		{"og: wins", "TEXT/HTML; charset=UTF-8", `<title>no</title><meta property=og:title content=yes><meta property=og:type content=video.movie><meta property=og:image content=javascript:alert(1)>`, "/",
			chat.LinkPreview{Type: "video", Title: "yes", IconURL: "/favicon.ico"}},
		{"another character set", "text/html; charset=iso-8859-1", "<title>caf\xe9</title>", "/", chat.LinkPreview{Type: "link", Title: "café", IconURL: "/favicon.ico"}},
		{"a page that is cut off", "text/html", "<title>long</title>" + strings.Repeat("<!-- x -->", 60_000), "/", chat.LinkPreview{Type: "link", Title: "long", IconURL: "/favicon.ico"}},
		{"a picture", "image/png", "\x89PNG", "/x", chat.LinkPreview{Type: "image", ImageURL: "/x"}},
		{"a page without a title", "text/html", "<p>hello", "/", chat.LinkPreview{}},
		{"bytes", "application/octet-stream", "x", "/", chat.LinkPreview{}},
		{"what is gone", "text/html", page, "/gone", chat.LinkPreview{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			base := site(t, c.contentType, c.body)
			got, ok := preview.New(client(t)).Fetch(t.Context(), base+c.path)
			if ok != (c.want.Type != "") {
				t.Fatalf("ok is %t: %+v", ok, got)
			}
			if !ok {
				return
			}
			c.want.URL = base + c.path
			for _, u := range []*string{&c.want.ImageURL, &c.want.IconURL} {
				if *u != "" {
					*u = base + *u
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNothingInsideIsLookedAt(t *testing.T) {
	asked := false
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer s.Close()
	c, err := outbound.New(outbound.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, link := range []string{s.URL, "http://169.254.169.254/latest", "ftp://example.org/", "http://[::1]/", "::"} {
		if p, ok := preview.New(c).Fetch(t.Context(), link); ok {
			t.Errorf("%s: %+v", link, p)
		}
	}
	if asked {
		t.Error("the request arrived")
	}
	var off *preview.Fetcher
	if _, ok := off.Fetch(context.Background(), "https://example.org/"); ok {
		t.Error("a fetcher that is off fetched")
	}
}

func FuzzDescribe(f *testing.F) {
	f.Add(page)
	f.Add(`<title>`)
	f.Add("<meta property=og:title content=\"\xff\x00\"><link rel=icon href=http://[::1>")
	f.Add(`<META NAME=author CONTENT=x><title>a</title><meta name="twitter:image" content="//b.example/c">`)
	f.Fuzz(func(t *testing.T, text string) {
		p, ok := preview.Describe(strings.NewReader(text), "https://a.example/b/c")
		if ok != (p.Title != "") {
			t.Errorf("ok is %t for %+v", ok, p)
		}
		for _, s := range []string{p.Title, p.Description, p.Author, p.ImageURL, p.IconURL} {
			if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\n") || utf8.RuneCountInString(s) > 2000 {
				t.Errorf("%q", s)
			}
		}
		for _, u := range []string{p.ImageURL, p.IconURL} {
			if u != "" && !strings.HasPrefix(u, "http://") && !strings.HasPrefix(u, "https://") {
				t.Errorf("%q is not on the web", u)
			}
		}
	})
}
