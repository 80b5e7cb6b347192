package quirks_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// notificationRules are section 1.3 as far as it is about what a notification may say.
func notificationRules() []rule {
	return []rule{
		{"B13", "a message of exactly 10,000 characters is legal", lengthOfMessages},
		{"B14", "an empty colour is none, grey is gray", colours},
		{"B15", "sloppy HTML is stored and cleaned, not refused", sloppyHTML},
		{"B16", "cards in every shape that clients send are answered 204", lenientCards},
	}
}

func lengthOfMessages(t *testing.T, w *world) {
	r := w.room(t)
	for _, character := range []string{"a", "\u00e9", "\U0001F680"} {
		body := func(n int) string {
			return fmt.Sprintf(`{"message":%q,"message_format":"text"}`, strings.Repeat(character, n))
		}
		w.notify(t, r, body(10_000)).is(t, 204)
		if got, want := w.last(t, r)["message"], strings.Repeat(character, 10_000); got != want {
			t.Errorf("10,000 of %q did not come back whole", character)
		}
		w.notify(t, r, body(10_001)).is(t, 400).want(t, "error.field", "message")
	}
	w.notify(t, r, `{"message":""}`).is(t, 400)
}

func colours(t *testing.T, w *world) {
	r := w.room(t)
	for sent, stored := range map[string]string{
		"": "yellow", "grey": "gray", "gray": "gray", "yellow": "yellow", "green": "green", "red": "red", "purple": "purple",
	} {
		w.notify(t, r, fmt.Sprintf(`{"message":"m","color":%q}`, sent)).is(t, 204)
		if got := w.last(t, r)["color"]; got != stored {
			t.Errorf("colour %q was stored as %v, want %s", sent, got, stored)
		}
	}
	w.notify(t, r, `{"message":"m","color":"random"}`).is(t, 204)
	if got := text(t, w.last(t, r)["color"]); !strings.Contains("yellow green red purple gray", got) {
		t.Errorf("random was stored as %q", got)
	}
	refused := w.notify(t, r, `{"message":"m","color":"magenta"}`).is(t, 400)
	refused.want(t, "error.field", "color").want(t, "error.validation", "enum").want(t, "error.value", "magenta")
}

func sloppyHTML(t *testing.T, w *world) {
	r := w.room(t)
	for sent, kept := range map[string][]string{
		`<a href=http://example.test/x>x</a>`:              {`href="http://example.test/x"`, `>x</a>`},
		`one<br/>two</br>three`:                            {"one", "two", "three", "<br"},
		`<pre>a  b</pre>`:                                  {"<pre>a  b</pre>"},
		`<strong>s</strong>`:                               {"<strong>s</strong>"},
		`<font color=red>text</font><script>no()</script>`: {"text"},
	} {
		body, err := json.Marshal(map[string]string{"message": sent, "message_format": "html"})
		if err != nil {
			t.Fatal(err)
		}
		w.notify(t, r, string(body)).is(t, 204)
		stored := text(t, w.last(t, r)["message"])
		for _, part := range kept {
			if !strings.Contains(stored, part) {
				t.Errorf("%s was stored as %s, without %s", sent, stored, part)
			}
		}
		if strings.Contains(stored, "script") || strings.Contains(stored, "no()") || strings.Contains(stored, "font") {
			t.Errorf("%s was stored as %s", sent, stored)
		}
	}
}

func lenientCards(t *testing.T, w *world) {
	r := w.room(t)
	for name, members := range map[string]string{
		"description as a string":     `"style":"application","description":"passed"`,
		"description as an object":    `"style":"application","description":{"value":"passed","format":"text"}`,
		"attribute icon as a string":  `"style":"application","attributes":[{"label":"l","value":{"label":"v","icon":"http://e.test/i.png"}}]`,
		"attribute icon as an object": `"style":"application","attributes":[{"label":"l","value":{"label":"v","icon":{"url":"http://e.test/i.png"}}}]`,
		"attribute without a label":   `"style":"application","attributes":[{"value":{"label":"v","style":"lozenge-success"}}]`,
		"thumbnail with url2x":        `"style":"image","url":"http://e.test/t.png","thumbnail":{"url":"http://e.test/t.png","url2x":"http://e.test/t2.png","width":64,"height":36}`,
		"thumbnail with url@2x":       `"style":"image","url":"http://e.test/t.png","thumbnail":{"url":"http://e.test/t.png","url@2x":"http://e.test/t2.png"}`,
		"activity without an icon":    `"style":"application","activity":{"html":"<b>Ada</b> deployed"}`,
		"medium with a link":          `"style":"link","url":"http://e.test/","format":"medium"`,
		"medium with a file":          `"style":"file","url":"http://e.test/f","format":"medium"`,
		"unknown members":             `"style":"link","url":"http://e.test/","date":1493024400,"colour":"blue"`,
		"icon as a string":            `"style":"media","url":"http://e.test/","icon":"http://e.test/i.png"`,
	} {
		card := `{"id":"1","title":"Build 512",` + members + `}`
		w.notify(t, r, `{"message":"fallback","card":`+card+`}`).is(t, 204)
		var stored struct{ ID, Title, Style string }
		if err := json.Unmarshal([]byte(text(t, w.last(t, r)["card"])), &stored); err != nil {
			t.Fatalf("%s: the stored card: %v", name, err)
		}
		if stored.ID != "1" || stored.Title != "Build 512" || stored.Style == "" {
			t.Errorf("%s: the stored card is %+v", name, stored)
		}
	}
	w.notify(t, r, `{"message":"m","card":{"id":"1","style":"poster","title":"t"}}`).is(t, 400)
}
