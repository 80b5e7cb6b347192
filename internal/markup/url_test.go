package markup_test

import (
	"testing"

	"github.com/stoachat/stoa/internal/markup"
)

func TestTheLastURLOfATextIsFound(t *testing.T) {
	for text, want := range map[string]string{
		"nothing here": "",
		"see https://a.example/x and http://b.example/y?q=1#f": "http://b.example/y?q=1#f",
		"(see https://a.example/x.png).":                       "https://a.example/x.png",
		"https://a.example/wiki/Go_(game)":                     "https://a.example/wiki/Go_(game)",
		"HTTPS://A.example/X.PNG!":                             "HTTPS://A.example/X.PNG",
		"<https://a.example>":                                  "https://a.example",
		"ftp://a.example/x":                                    "",
	} {
		if got := markup.LastURL(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
