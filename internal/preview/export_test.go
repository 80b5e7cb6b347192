package preview

import (
	"io"
	"net/url"

	"github.com/stoachat/stoa/internal/chat"
)

// Describe is describe for the fuzz test.
func Describe(page io.Reader, link string) (chat.LinkPreview, bool) {
	base, err := url.Parse(link)
	if err != nil {
		return chat.LinkPreview{}, false
	}
	return describe(page, base)
}
