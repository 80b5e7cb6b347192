package markup

import "testing"

func TestPlainTextIsWhatAReaderSees(t *testing.T) {
	for in, want := range map[string]string{
		"":                                     "",
		"as it is, 1 > 0":                      "as it is, 1 > 0",
		"<b>db-2</b> is <i>down</i> &amp; out": "db-2 is down & out",
		"one<br>two<p>three</p>":               "one\ntwo\nthree",
		"<ul><li>a</li><li>b</li></ul>":        "a\n\nb",
		"<tr><td>a</td><td>b</td></tr>":        "a  b",
		`<img src="x" alt="a face">`:           "a face",
		`<a href="https://x.example">x</a>`:    "x",
		"<b>never closed":                      "never closed",
	} {
		if got := PlainText(in); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}
