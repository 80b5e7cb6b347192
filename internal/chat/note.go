package chat

// Note is a word to one person that stands in no conversation: their pages and browsers show it.
type Note struct {
	Tag   string `json:"tag"` // names it: the same takes the place of one that is shown
	Title string `json:"title"`
	Body  string `json:"body"`
	Path  string `json:"path"` // of the page that a click leads to
}

// maxExcerpt bounds what a notification shows of a message, in characters. A push has room for less than 4 KB.
const maxExcerpt = 200

// Excerpt is the beginning of a text, as a notification shows it.
func Excerpt(text string) string {
	if r := []rune(text); len(r) > maxExcerpt {
		return string(r[:maxExcerpt]) + "…"
	}
	return text
}
