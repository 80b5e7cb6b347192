package xmpp

import (
	"strings"
	"testing"
)

func TestAddressesAreReadByTheirParts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want jid
		ok   bool
		user int64
		room bool
	}{
		{"1_5@chat.example.org", jid{"1_5", "chat.example.org", ""}, true, 5, false},
		{"1_5@CHAT.example.org/Bo Lindqvist", jid{"1_5", "chat.example.org", "Bo Lindqvist"}, true, 5, false},
		{"1_5@chat.x/none||proxy|a/b|5222", jid{"1_5", "chat.x", "none||proxy|a/b|5222"}, true, 5, false},
		{"chat.example.org", jid{"", "chat.example.org", ""}, true, 0, false},
		{"1_boiler_room@conf.example.org/a@b", jid{"1_boiler_room", "conf.example.org", "a@b"}, true, 0, true},
		{"conf.example.org", jid{"", "conf.example.org", ""}, true, 0, true},
		{"bo@chat.x", jid{"bo", "chat.x", ""}, true, 0, false},
		{"1_-5@chat.x", jid{"1_-5", "chat.x", ""}, true, 0, false},
		{"", jid{}, false, 0, false},
		{"@chat.x", jid{}, false, 0, false},
		{"1_5@", jid{}, false, 0, false},
		{"/x", jid{}, false, 0, false},
		{strings.Repeat("a", maxPart+1) + "@chat.x", jid{}, false, 0, false},
		{"a@chat.x/\xff", jid{}, false, 0, false},
	} {
		got, ok := parseJID(c.text)
		if ok != c.ok || ok && (got != c.want || got.user() != c.user || got.room() != c.room) {
			t.Errorf("%q is %+v, %v: person %d, room %v; want %+v, %v: person %d, room %v", c.text, got, ok, got.user(), got.room(), c.want, c.ok, c.user, c.room)
		}
	}
}

func TestARoomsNameIsReadWithoutItsGroup(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"1_boiler_room@conf.x": "boiler_room", "boiler_room@conf.x": "boiler_room", "1_ops@conf.x": "ops", "1_@conf.x": "", "12@conf.x": "12"} {
		if j, _ := parseJID(text); j.slug() != want {
			t.Errorf("%s: %q, want %q", text, j.slug(), want)
		}
	}
	if got := bitlbeeSlug(`Ops & "Röom" <1>: a/b@c's`); got != "ops__röom_1_abcs" {
		t.Errorf("BitlBee has another name than %q", got)
	}
}

func TestNamesAreAlikeWithoutCaseAndSpace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{{"Bo Lindqvist", "bo lindqvist", true}, {"Bo Lindqvist", "BoLindqvist", true}, {"Bo", "Bot", false}, {"", "Bo", false}} {
		if alike(c.a, c.b) != c.want {
			t.Errorf("%q and %q: want %v", c.a, c.b, c.want)
		}
	}
}

func FuzzJID(f *testing.F) {
	for _, seed := range []string{"1_5@chat.example.org/x", "conf.x", "a@b/c@d/e", "@", "/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		j, ok := parseJID(text)
		if !ok {
			return
		}
		if again, ok := parseJID(j.String()); !ok && len(j.String()) == len(text) || ok && again != j {
			t.Errorf("%q is %+v, and written again %+v, %v", text, j, again, ok)
		}
	})
}
