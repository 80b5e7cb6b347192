package markup_test

import (
	"testing"

	"github.com/stoachat/stoa/internal/markup"
)

func TestPlainTextIsTheWordsOfANotification(t *testing.T) {
	for source, want := range map[string]string{
		"": "", "plain": "plain", "<b>Build</b> <i>#18</i>41 failed": "Build #1841 failed",
		"one<br>two<p>three</p>": "one two three", "<table><tr><td>a</td><td>b</td></tr></table>": "a b",
		"a &lt;b&gt; &amp; c": "a <b> & c", "  many\n\n spaces ": "many spaces", "<a href=\"https://example.test\">link": "link", "<": "<",
	} {
		if got := markup.PlainText(source); got != want {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
	}
}
