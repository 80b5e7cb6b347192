package emoticon

import "fmt"

// The letters of plaques as strokes, each four units wide and six high. A font would look different everywhere.
var letters = map[rune]string{
	'A': "M0 6V2q0-2 2-2t2 2v4M0 3.6h4", 'D': "M0 0v6h1.6q2.4 0 2.4-3T1.6 0z", 'E': "M4 0H0v6h4M0 3h3", 'F': "M4 0H0v6M0 3h3",
	'G': "M4 .6Q3.4 0 2 0 0 0 0 3t2 3 2-2.6H2.4", 'H': "M0 0v6M4 0v6M0 3h4", 'I': "M2 0v6", 'J': "M4 0v4q0 2-2 2T0 4.4", 'K': "M0 0v6M4 0L.2 3.2 4 6",
	'L': "M0 0v6h4", 'M': "M0 6V0l2 3.4L4 0v6", 'N': "M0 6V0l4 6V0", 'O': "M2 0Q0 0 0 3t2 3 2-3-2-3z", 'P': "M0 6V0h2q2 0 2 1.8T2 3.6H0", 'R': "M0 6V0h2q2 0 2 1.7T2 3.4H0M2 3.4L4 6",
	'S': "M4 .8Q3.4 0 2 0 0 0 0 1.5T2 3t2 1.5T2 6Q.6 6 0 5.2", 'T': "M0 0h4M2 0v6", 'U': "M0 0v4q0 2 2 2t2-2V0", 'W': "M0 0l1 6 1-4 1 4 1-6",
	'X': "M0 0l4 6M4 0L0 6", 'Y': "M0 0l2 3 2-3M2 3v3", '!': "M2 0v3.8M2 5.9v.1",
}

const (
	letterWidth  = 4
	letterHeight = 6
	pitch        = 5.2 // from one letter to the next
	lead         = 8.4 // from one line to the next
)

// plaque is a sign with one or two lines of up to four letters.
func plaque(fill, edge string, lines ...string) string {
	s := `<rect x=".9" y="1.9" width="22.2" height="20.2" rx="3.6" fill="` + fill + `" stroke="` + edge + `"/>`
	scale := 1.0
	if len(lines) == 1 && len(lines[0]) <= 3 {
		scale = 1.25
	}
	height := (lead*float64(len(lines)-1) + letterHeight) * scale
	for i, line := range lines {
		s += word(line, 12-height/2+lead*scale*float64(i), scale)
	}
	return s
}

// word is a line of white letters, in the middle.
func word(text string, top, scale float64) string {
	width := (pitch*float64(len(text)-1) + letterWidth) * scale
	s := fmt.Sprintf(`<g transform="translate(%.2f %.2f) scale(%.2f)" stroke="#fff" stroke-width="1.5">`, 12-width/2, top, scale)
	for i, letter := range text {
		s += fmt.Sprintf(`<path transform="translate(%.1f)" d="%s"/>`, pitch*float64(i), letters[letter])
	}
	return s + `</g>`
}

// The colours of plaques and of their edges.
const (
	greenFill, greenEdge   = "#3f9f4d", "#1f5c2a"
	redFill, redEdge       = "#d43b2a", "#7c140b"
	blueFill, blueEdge     = "#3d7fc4", "#1f4c80"
	purpleFill, purpleEdge = "#8250b8", "#4c2a75"
	darkFill, darkEdge     = "#4a4f58", "#24272d"
)

// plaques are the emoticons that are read, and the one that shouts.
func plaques() []Emoticon {
	return []Emoticon{
		{105216, "allthethings", `<path d="M15.6 15.4L20 9" stroke="#77716a" stroke-width="2.2"/><path d="M16.6 12.2L21.4 1.6" stroke="#8a5a2b" stroke-width="1.8"/><path d="M18.4.8l5 2.4-.8 3.4-5.6-2.6z" fill="#f6c04a" stroke="#96580e" stroke-width="1.1"/><circle cx="9.2" cy="11.6" r="8.2" fill="#f7f4ea" stroke="#77716a"/><path d="M4.6 6.6l3.4 1.6M13.8 6.6l-3.4 1.6"/><g fill="#fff" stroke-width="1.1"><circle cx="6.4" cy="9.6" r="1.9"/><circle cx="12" cy="9.6" r="1.9"/></g><g fill="#3b2a06" stroke="none"><circle cx="6.8" cy="9.7" r=".8"/><circle cx="11.6" cy="9.7" r=".8"/></g><path d="M5 13.2h8.6q0 5-4.3 5T5 13.2z" fill="#7c1c12"/><path d="M9.2 19.8V23M5.4 23h7.6" stroke="#77716a" stroke-width="2"/>`},
		{105401, "failed", plaque(redFill, redEdge, "FAIL")},
		{105402, "ftw", plaque(greenFill, greenEdge, "FTW")},
		{105403, "fwp", plaque(purpleFill, purpleEdge, "FWP")},
		{105404, "gtfo", plaque(redFill, redEdge, "GT", "FO")},
		{105405, "indeed", plaque(blueFill, blueEdge, "IN", "DEED")},
		{105406, "lgtm", plaque(greenFill, greenEdge, "LG", "TM")},
		{105407, "no", plaque(redFill, redEdge, "NO")},
		{105408, "notit", plaque(darkFill, darkEdge, "NOT", "IT!")},
		{105409, "ok", plaque(blueFill, blueEdge, "OK")},
		{105410, "orly", plaque(darkFill, darkEdge, "O", "RLY")},
		{105411, "successful", plaque(greenFill, greenEdge, "PASS")},
		{105412, "twss", plaque(purpleFill, purpleEdge, "TW", "SS")},
		{105413, "wip", plaque(blueFill, blueEdge, "WIP")},
		{105414, "yes", plaque(greenFill, greenEdge, "YES")},
	}
}
