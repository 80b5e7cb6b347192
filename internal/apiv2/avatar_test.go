package apiv2_test

import (
	"encoding/base64"
	"fmt"
	"image"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// where is a thing with a picture: how the picture is set and found, and where the thing itself shows it.
type where struct {
	name, path, field, get, self, member string
}

func places() []where {
	return []where{
		{"room", "/v2/room/Ops/avatar", "avatar", "/v2/room/Ops/avatar", "/v2/room/Ops", "avatar_url"},
		{"group", "/v2/group/1/avatar", "avatar", "/v2/group/1/avatar", "/v2/group/1", "avatar_url"},
		{"user", "/v2/user/@AdaBrook/photo", "photo", "/v2/user/@AdaBrook/photo/small", "/v2/user/@AdaBrook", "photo_url"},
	}
}

func show(t *testing.T, s *stoatest.Server, p where) (url, version string) {
	t.Helper()
	var thing map[string]any
	s.Call(s.Token, "GET", p.self, nil).JSON(t, &thing)
	url, _ = thing[p.member].(string)
	version, _ = thing["version"].(string)
	return url, version
}

func TestPicturesAreSetShownAndTakenAway(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		s.Room("Ops")
		s.User("Ada Brook", "ada@example.test")
		bare := base64.StdEncoding.EncodeToString([]byte(drawing(t, 600, 300)))
		for _, p := range places() {
			if a := s.Call(s.Token, "GET", p.get, nil); a.Status != 404 {
				t.Errorf("%s without a picture: %d", p.name, a.Status)
			}
			_, before := show(t, s, p)
			seen := map[string]bool{}
			for _, text := range []string{bare, "data:image/png;base64," + bare} {
				if a := s.Call(s.Token, "PUT", p.path, map[string]string{p.field: text}); a.Status != 204 || a.Body != "" {
					t.Fatalf("%s: %d %s", p.name, a.Status, a.Body)
				}
				a := s.Call(s.Token, "GET", p.get, nil)
				url, after := show(t, s, p)
				if a.Status != 302 || a.Header.Get("Location") != url || seen[url] || before == after && p.name != "group" {
					t.Errorf("%s: %d to %q, shown as %q, version %q after %q", p.name, a.Status, a.Header.Get("Location"), url, after, before)
				}
				seen[url], before = true, after
				for size, want := range map[string]string{"small": "125×62", "big": "512×256"} {
					a := fetch(s, strings.Replace(url, "/small/", "/"+size+"/", 1), nil)
					c, _, err := image.DecodeConfig(strings.NewReader(a.Body))
					if got := fmt.Sprintf("%d×%d", c.Width, c.Height); err != nil || got != want || a.Header.Get("Content-Type") != "image/png" ||
						!strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
						t.Errorf("%s, %s: %s, %v %v", p.name, size, got, err, a.Header)
					}
				}
			}
			last, _ := show(t, s, p)
			for old := range seen {
				if a := fetch(s, old, nil); (a.Status == 200) != (old == last) {
					t.Errorf("%s: %s answers %d, the last is %s", p.name, old, a.Status, last)
				}
			}
			if a := s.Call(s.Token, "DELETE", p.path, nil); a.Status != 204 {
				t.Errorf("%s: delete %d %s", p.name, a.Status, a.Body)
			}
			if url, _ := show(t, s, p); url != "" || fetch(s, last, nil).Status != 404 {
				t.Errorf("%s: after the deletion %q is shown", p.name, url)
			}
		}
	})
}

func TestBadPicturesSayWhatIsWrong(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.User("Ada Brook", "ada@example.test")
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	for _, p := range places() {
		for name, c := range map[string]struct {
			body   any
			status int
		}{
			"nothing":       {nil, 400},
			"null":          {`{"` + p.field + `":null}`, 400},
			"a number":      {`{"` + p.field + `":5}`, 400},
			"not base64":    {map[string]string{p.field: "***"}, 400},
			"not a picture": {map[string]string{p.field: encode("hello")}, 400},
			"an SVG":        {map[string]string{p.field: "data:image/svg+xml;base64," + encode("<svg/>")}, 400},
			"half of one":   {map[string]string{p.field: encode(drawing(t, 99, 99)[:60])}, 400},
			"far too much":  {map[string]string{p.field: strings.Repeat("A", 12<<20)}, 413},
		} {
			a := s.Call(s.Token, "PUT", p.path, c.body)
			if e := a.Error(t); a.Status != c.status || c.status == 400 && e.Field != p.field {
				t.Errorf("%s, %s: %d %s", p.name, name, a.Status, a.Body)
			}
		}
	}
	if a := s.Call(s.Token, "GET", "/v2/user/1/photo/huge", nil); a.Status != 400 || a.Error(t).Field != "size" {
		t.Errorf("an unknown size: %d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "GET", "/v2/group/2/avatar", nil); a.Status != 404 {
		t.Errorf("another group: %d", a.Status)
	}
}

func TestPicturesAreChangedByThoseWhoMay(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	ada, adas := s.User("Ada Brook", "ada@example.test")
	bob, _ := s.User("Bob", "bob@example.test")
	body := map[string]string{
		"photo":  base64.StdEncoding.EncodeToString([]byte(drawing(t, 9, 9))),
		"avatar": base64.StdEncoding.EncodeToString([]byte(drawing(t, 9, 9))),
	}
	for path, status := range map[string]int{
		fmt.Sprintf("/v2/user/%d/photo", ada.ID): 204, fmt.Sprintf("/v2/user/%d/photo", bob.ID): 403, "/v2/user/1/photo": 403,
		"/v2/group/1/avatar": 403, "/v2/room/Ops/avatar": 403, "/v2/room/Nowhere/avatar": 404,
	} {
		if a := s.Call(adas, "PUT", path, body); a.Status != status {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
	}
	var v1 struct{ User hipchat.UserV1 }
	s.Call("", "GET", fmt.Sprintf("/v1/users/show?user_id=%d&auth_token=%s", ada.ID, s.V1Token("admin")), nil).JSON(t, &v1)
	if a := s.Call(s.Token, "GET", fmt.Sprintf("/v2/user/%d/photo/small", ada.ID), nil); v1.User.PhotoURL != a.Header.Get("Location") || a.Status != 302 {
		t.Errorf("API v1 shows %q, API v2 %q", v1.User.PhotoURL, a.Header.Get("Location"))
	}
}
