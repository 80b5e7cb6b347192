// Package emoticon is the set of emoticons that every group has: HipChat's well-known names with pictures of our own,
// drawn by code from a few faces, shapes and plaques. spec: product, 4.6.
package emoticon

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Width and Height are how large every picture is to be shown, in pixels.
const (
	Width  = 24
	Height = 24
)

// Emoticon is one of the set.
type Emoticon struct {
	ID       int64  // never changes: integrations remember it
	Shortcut string // without parentheses, in lower case
	drawing  string // what is inside the svg element
}

// All is the set in order of the shortcuts.
func All() []Emoticon {
	all := slices.Concat(faces(), things(), plaques())
	slices.SortFunc(all, func(a, b Emoticon) int { return strings.Compare(a.Shortcut, b.Shortcut) })
	return all
}

// SVG is the picture. Lines are dark and ends are round unless a drawing says otherwise.
func (e Emoticon) SVG() string {
	return `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="#3b2a06" ` +
		`stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round">` + e.drawing + `</svg>`
}

// Handler serves the pictures as {file}: shipit.svg.
func Handler() http.Handler {
	pictures := make(map[string]string)
	for _, e := range All() {
		pictures[e.Shortcut+".svg"] = e.SVG()
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		picture, ok := pictures[r.PathValue("file")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "image/svg+xml")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
		h.Set("Cache-Control", "public, max-age=86400")
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(picture))
	})
}
