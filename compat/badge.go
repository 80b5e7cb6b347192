package compat

import (
	"fmt"
	"io"
	"unicode/utf8"
)

// label is what a badge speaks about.
const label = "runs on any HipChat server"

// WriteBadge writes the report as a small picture (SVG) for a README.
func (r *Report) WriteBadge(w io.Writer) error {
	word, color := "yes", "#2b7a45"
	switch r.mood() {
	case "broken":
		word, color = counted(r.count(Failed), "case")+" broken", "#b3261e"
	case "none":
		word, color = "not checked", "#626a66"
	case "advice":
		word, color = "yes, with advice", "#8a5a00"
	}
	left, right := width(label), width(word)
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="20" role="img" aria-label="%s: %s">
<title>%[2]s: %[3]s</title>
<clipPath id="r"><rect width="%[1]d" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)"><path fill="#3a403d" d="M0 0h%[4]dv20H0z"/><path fill="%[6]s" d="M%[4]d 0h%[5]dv20H%[4]dz"/></g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">
<text x="%[7]d" y="14" textLength="%[8]d">%[2]s</text><text x="%[9]d" y="14" textLength="%[10]d">%[3]s</text>
</g>
</svg>
`, left+right, label, word, left, right, color, left/2, left-12, left+right/2, right-12)
	return err
}

// width is the room that a text takes, with six units on either side. It is estimated and then forced on the text, so
// that every font fits.
func width(text string) int { return 12 + utf8.RuneCountInString(text)*13/2 }
