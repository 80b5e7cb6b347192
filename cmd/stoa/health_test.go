package main

import "testing"

func TestHealthAsksWhereTheServerListens(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ url, listen, want string }{
		{"", "127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"", "0.0.0.0:80", "http://127.0.0.1:80"},
		{"", ":80", "http://127.0.0.1:80"},
		{"", "[::]:80", "http://localhost:80"},
		{"", "10.0.0.7:80", "http://10.0.0.7:80"},
		{"https://chat.example.org/", ":80", "https://chat.example.org"},
		{"", "", ""},
	} {
		got, err := (&healthCmd{URL: c.url, Listen: c.listen}).address()
		if got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%q, %q: asked is %q, %v; want %q", c.url, c.listen, got, err, c.want)
		}
	}
}
