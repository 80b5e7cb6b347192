package apiv2_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func emoticons(t *testing.T, s *stoatest.Server, query string) hipchat.List[hipchat.Emoticon] {
	t.Helper()
	var list hipchat.List[hipchat.Emoticon]
	a := s.Call(s.Token, "GET", "/v2/emoticon"+query, nil)
	if a.Status != 200 {
		t.Fatalf("%s: %d %s", query, a.Status, a.Body)
	}
	a.JSON(t, &list)
	return list
}

func TestEverybodysEmoticonsAreThere(t *testing.T) {
	s := stoatest.Start(t)
	page := emoticons(t, s, "?max-results=15&type=global")
	if len(page.Items) != 15 || page.Links.Self != s.URL+"/v2/emoticon" || page.Links.Next == "" || page.Items[0].Width != 0 {
		t.Errorf("a page: %d items, %+v", len(page.Items), page.Links)
	}
	seen := map[string]bool{}
	for next := page.Links.Next; next != ""; next = page.Links.Next {
		for _, e := range page.Items {
			seen[e.Shortcut] = true
		}
		page = emoticons(t, s, strings.TrimPrefix(next, s.URL+"/v2/emoticon"))
	}
	if len(seen) < 60 || !seen["shipit"] && !seen["yey"] {
		t.Errorf("%d emoticons: %v", len(seen), seen)
	}
	for _, ref := range []string{"105216", "allthethings", "(AllTheThings)"} {
		var e hipchat.Emoticon
		s.Call(s.Token, "GET", "/v2/emoticon/"+ref, nil).JSON(t, &e)
		if e.ID != 105216 || e.Shortcut != "allthethings" || e.Type != "global" || e.Width == 0 || e.Links.Self != s.URL+"/v2/emoticon/105216" {
			t.Errorf("%s: %+v", ref, e)
		}
		if a := fetch(s, e.URL, nil); a.Status != 200 || a.Header.Get("Content-Type") != "image/svg+xml" {
			t.Errorf("%s: %d %v", e.URL, a.Status, a.Header)
		}
	}
	for _, ref := range []string{"999999999", "nosuch", "0"} {
		if a := s.Call(s.Token, "GET", "/v2/emoticon/"+ref, nil); a.Status != 404 {
			t.Errorf("%s: %d", ref, a.Status)
		}
	}
	if a := s.Call(s.Token, "GET", "/v2/emoticon?type=some", nil); a.Status != 400 || a.Error(t).Field != "type" {
		t.Errorf("an unknown type: %d %s", a.Status, a.Body)
	}
	if full := emoticons(t, s, "?expand=items&start-index=3&max-results=1"); len(full.Items) != 1 || full.Items[0].Width != 24 {
		t.Errorf("expanded: %+v", full)
	}
	if past := emoticons(t, s, "?start-index=100000"); len(past.Items) != 0 || past.Links.Next != "" {
		t.Errorf("past the end: %+v", past)
	}
}

// moving is an animated GIF of two frames.
func moving(t *testing.T, side int) []byte {
	t.Helper()
	frame := func(c color.Color) *image.Paletted {
		return image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{c})
	}
	var b bytes.Buffer
	err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{frame(color.Black), frame(color.White)}, Delay: []int{10, 10}})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTheGroupsOwnEmoticonsReplaceEverybodys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		parrot := moving(t, 32)
		added, err := s.Remote.AddEmoticon(t.Context(), "ShipIt", parrot)
		if err != nil || added.Shortcut != "shipit" || added.Width != 32 {
			t.Fatalf("%+v, %v", added, err)
		}
		if _, err := s.Remote.AddEmoticon(t.Context(), "wide", []byte(drawing(t, 400, 100))); err != nil {
			t.Fatal(err)
		}
		own := emoticons(t, s, "?type=group&expand=items")
		if len(own.Items) != 2 || own.Items[0].Shortcut != "shipit" || own.Items[0].Creator == nil || own.Items[0].Creator.ID != 1 ||
			own.Items[1].Width != 128 || own.Items[1].Height != 32 {
			t.Fatalf("%+v", own.Items)
		}
		if a := fetch(s, own.Items[0].URL, nil); a.Body != string(parrot) || a.Header.Get("Content-Type") != "image/gif" {
			t.Errorf("the animation is not what was added: %d %v", a.Status, a.Header)
		}
		shipits := 0
		for _, e := range emoticons(t, s, "?max-results=1000").Items {
			if e.Shortcut == "shipit" {
				shipits++
			}
		}
		var e hipchat.Emoticon
		s.Call(s.Token, "GET", "/v2/emoticon/shipit", nil).JSON(t, &e)
		if shipits != 1 || e.Type != "group" {
			t.Errorf("%d times in the list, and %+v", shipits, e)
		}
		if err := s.Remote.RemoveEmoticon(t.Context(), added.ID); err != nil {
			t.Fatal(err)
		}
		s.Call(s.Token, "GET", "/v2/emoticon/shipit", nil).JSON(t, &e)
		if e.Type != "global" || fetch(s, own.Items[0].URL, nil).Status != 404 {
			t.Errorf("after the removal: %+v", e)
		}
	})
}

func TestEmoticonsAreAddedByAdministratorsOnlyAndChecked(t *testing.T) {
	s := stoatest.Start(t)
	_, adas := s.User("Ada Brook", "ada@example.test")
	good := base64.StdEncoding.EncodeToString([]byte(drawing(t, 24, 24)))
	large := base64.StdEncoding.EncodeToString(moving(t, 200))
	s.Call(s.Token, "POST", "/api/emoticons", map[string]string{"shortcut": "taken", "image": good})
	for _, c := range []struct {
		token, shortcut, image string
		status                 int
		field                  string
	}{
		{adas, "mine", good, 403, ""},
		{s.Token, "taken", good, 409, ""},
		{s.Token, "", good, 400, "shortcut"},
		{s.Token, "with space", good, 400, "shortcut"},
		{s.Token, strings.Repeat("x", 51), good, 400, "shortcut"},
		{s.Token, "fine", "", 400, "image"},
		{s.Token, "fine", "aGVsbG8=", 400, "image"},
		{s.Token, "fine", large, 400, "image"},
	} {
		a := s.Call(c.token, "POST", "/api/emoticons", map[string]string{"shortcut": c.shortcut, "image": c.image})
		if a.Status != c.status || a.Error(t).Field != c.field {
			t.Errorf("%q: %d %s", c.shortcut, a.Status, a.Body)
		}
	}
	var list struct{ Items []struct{ ID int64 } }
	s.Call(adas, "GET", "/api/emoticons?type=group", nil).JSON(t, &list)
	if len(list.Items) != 1 {
		t.Fatalf("%+v", list)
	}
	for token, status := range map[string]int{adas: 403, s.Token: 204} {
		if a := s.Call(token, "DELETE", fmt.Sprintf("/api/emoticons/%d", list.Items[0].ID), nil); a.Status != status && a.Status != 404 {
			t.Errorf("delete: %d, want %d", a.Status, status)
		}
	}
}
