package emoticon_test

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/emoticon"
)

func TestTheSetHasTheNamesThatPeopleKnow(t *testing.T) {
	byName := map[string]int64{}
	ids := map[int64]string{}
	previous := ""
	for _, e := range emoticon.All() {
		if byName[e.Shortcut] != 0 || ids[e.ID] != "" || e.Shortcut < previous {
			t.Errorf("%s, %d: twice, or out of order after %s", e.Shortcut, e.ID, previous)
		}
		if !regexp.MustCompile(`^[a-z0-9]+$`).MatchString(e.Shortcut) {
			t.Errorf("%q cannot be written in parentheses", e.Shortcut)
		}
		byName[e.Shortcut], ids[e.ID], previous = e.ID, e.Shortcut, e.Shortcut
	}
	if len(ids) < 60 || byName["allthethings"] != 105216 {
		t.Errorf("%d emoticons, allthethings is %d", len(ids), byName["allthethings"])
	}
	for _, name := range []string{
		"areyoukiddingme", "awesome", "badpokerface", "beer", "boom", "bunny", "cake", "catface", "coffee", "disapproval", "doge",
		"facepalm", "failed", "lol", "megusta", "rip", "shipit", "success", "tableflip", "thumbsdown", "thumbsup", "yey",
	} {
		if byName[name] == 0 {
			t.Errorf("there is no (%s)", name)
		}
	}
}

func TestEveryPictureIsWellFormedAndRunsNothing(t *testing.T) {
	allowed := []string{"svg", "g", "path", "circle", "ellipse", "rect"}
	for _, e := range emoticon.All() {
		for d := xml.NewDecoder(strings.NewReader(e.SVG())); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", e.Shortcut, err)
			}
			el, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			if !slices.Contains(allowed, el.Name.Local) {
				t.Errorf("%s has a <%s>", e.Shortcut, el.Name.Local)
			}
			for _, a := range el.Attr {
				if a.Name.Local == "d" && (a.Value == "" || a.Value[0] != 'M') {
					t.Errorf("%s: a path begins with %q", e.Shortcut, a.Value)
				}
			}
		}
	}
}

func TestPicturesAreServedAsPicturesOnly(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/{file}", emoticon.Handler())
	for file, status := range map[string]int{"shipit.svg": 200, "shipit": 404, "none.svg": 404} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest("GET", "/"+file, nil))
		if w.Code != status {
			t.Errorf("%s: %d", file, w.Code)
		}
		if status == 200 && (w.Header().Get("Content-Type") != "image/svg+xml" || !strings.Contains(w.Header().Get("Content-Security-Policy"), "sandbox")) {
			t.Errorf("%s: %v", file, w.Header())
		}
	}
}
