// Package preview looks at a link that somebody shares and says what is there: a picture, a video or a page with its
// title. It is a courtesy: what cannot be fetched in a moment, or not from the outside, has no preview.
package preview

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

const (
	timeout     = 3 * time.Second // the sender waits for it
	maxResponse = 256 << 10       // what is worth knowing stands in a page's head
	maxText     = 300             // of a title or a description, in characters
	maxURL      = 2000            // of a picture or an icon, in bytes
)

// Fetcher fetches previews. It may be used by many goroutines.
type Fetcher struct {
	outbound *outbound.Client
}

// New makes a Fetcher. A nil one fetches nothing.
func New(c *outbound.Client) *Fetcher { return &Fetcher{outbound: c} }

// Fetch answers what is at a link; ok is false when there is nothing to say. Only public addresses are looked at:
// anybody may share a link. spec: rest-v2, 2.7; product, 4.7
func (f *Fetcher) Fetch(ctx context.Context, link string) (p chat.LinkPreview, ok bool) {
	if f == nil {
		return p, false
	}
	res, err := f.outbound.Do(ctx, outbound.Request{
		URL: link, Policy: outbound.Public, Purpose: "preview", FollowRedirects: true, Timeout: timeout, MaxResponse: maxResponse,
		Header: http.Header{"Accept": {"text/html, image/*;q=0.9, */*;q=0.1"}},
	})
	if err != nil && !errors.Is(err, outbound.ErrTooLarge) || res.Status != http.StatusOK {
		return p, false
	}
	p.URL = link
	switch t := mediaType(res.Header); {
	case strings.HasPrefix(t, "image/"):
		p.Type, p.ImageURL = hipchat.LinkTypeImage, link
		return p, true
	case t == "text/html", t == "application/xhtml+xml":
		base, err := url.Parse(link)
		if err != nil {
			return p, false
		}
		page, err := charset.NewReader(bytes.NewReader(res.Body), res.Header.Get("Content-Type"))
		if err != nil {
			return p, false
		}
		return describe(page, base)
	}
	return p, false
}

func mediaType(h http.Header) string {
	t, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(t))
}

// describe makes the preview of a page; ok is false for one that does not say what it is.
func describe(page io.Reader, base *url.URL) (p chat.LinkPreview, ok bool) {
	h := readHead(page)
	p = chat.LinkPreview{
		Type: hipchat.LinkTypeLink, URL: base.String(),
		Title: tidy(first(h.meta["og:title"], h.meta["twitter:title"], h.title)), Author: tidy(h.meta["author"]),
		Description: tidy(first(h.meta["og:description"], h.meta["twitter:description"], h.meta["description"])),
		ImageURL:    absolute(base, first(h.meta["og:image"], h.meta["og:image:url"], h.meta["twitter:image"])),
		IconURL:     absolute(base, first(h.icon, "/favicon.ico")),
	}
	if strings.HasPrefix(h.meta["og:type"], "video") {
		p.Type = hipchat.LinkTypeVideo
	}
	return p, p.Title != ""
}

func first(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}

// tidy makes one line of valid text, cut where it gets too long.
func tidy(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")), " ")
	if utf8.RuneCountInString(text) <= maxText {
		return text
	}
	return string([]rune(text)[:maxText-1]) + "…"
}

// absolute is where a page's reference leads; empty when that is not on the web.
func absolute(base *url.URL, ref string) string {
	u, err := base.Parse(strings.TrimSpace(ref))
	if err != nil || ref == "" || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	if s := u.String(); len(s) <= maxURL && utf8.ValidString(s) {
		return s
	}
	return ""
}
