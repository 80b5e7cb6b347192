package hipchat_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
)

func TestALevelPassesOverWhatItDoesNotKnow(t *testing.T) {
	for _, tt := range []struct {
		name     string
		level    hipchat.Level
		in, want string
	}{
		{"the latest changes nothing", hipchat.LevelLatest, `{ "apiVersion":"1:1" }`, `{ "apiVersion":"1:1" }`},
		{"an unset level is the latest", "", `{"apiVersion":"1:1"}`, `{"apiVersion":"1:1"}`},
		{"2.0 knows Connect", hipchat.Level20, `{"apiVersion":"1:1","capabilities":{"glance":[]}}`, `{"apiVersion":"1:1","capabilities":{"glance":[]}}`},
		{"1.3 does not", hipchat.Level13, `{"apiVersion":5,"capabilities":{"glance":7,"dialog":{},"other":[1.50]},"key":"k"}`, `{"capabilities":{"other":[1.50]},"key":"k"}`},
		{"webhooks in a list", hipchat.Level13, `{"capabilities":{"webhook":[{"pattern":"a","event":"e"},{"authentication":"jwt","key":"k"},"text"]}}`, `{"capabilities":{"webhook":[{"event":"e"},{},"text"]}}`},
		{"a webhook by itself", hipchat.Level13, `{"capabilities":{"webhook":{"pattern":"a","event":"e"}}}`, `{"capabilities":{"webhook":{"event":"e"}}}`},
		{"capabilities that are none", hipchat.Level13, `{"capabilities":[{"glance":1}]}`, `{"capabilities":[{"glance":1}]}`},
		{"no object", hipchat.Level13, `7`, `7`},
		{"no JSON", hipchat.Level13, `{`, `{`},
		{"a member twice, for the checks to find", hipchat.Level13, `{"apiVersion":1,"apiVersion":2}`, `{"apiVersion":1,"apiVersion":2}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, string(tt.level.Reads(json.RawMessage(tt.in)))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLevelsStandInTheOrderOfTheirReleases(t *testing.T) {
	for i, a := range hipchat.Levels() {
		for j, b := range hipchat.Levels() {
			if want := hipchat.Levels()[min(i, j)]; hipchat.Older(a, b) != want {
				t.Errorf("Older(%s, %s) is %s", a, b, hipchat.Older(a, b))
			}
		}
		if got, v := hipchat.ParseLevel("level", string(a)); got != a || v != nil {
			t.Errorf("%s: %s, %v", a, got, v)
		}
	}
	if got := hipchat.Older("", hipchat.Level20); got != hipchat.Level20 {
		t.Errorf("an unset level is older than 2.0: %s", got)
	}
	if _, v := hipchat.ParseLevel("level", "3"); v == nil || v.Field != "level" {
		t.Errorf("3: %v", v)
	}
	for _, s := range hipchat.Supports() {
		for _, l := range hipchat.Levels() {
			if have := l.Has(s.Feature); have != (hipchat.Older(l, s.Since) == s.Since) {
				t.Errorf("%s at %s: %v", s.Feature, l, have)
			}
		}
	}
}
