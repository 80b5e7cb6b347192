package markup

import (
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// SanitizeGlanceHTML cleans the label of a glance, where only b, strong, em and i are shown. It is idempotent.
// spec: connect, 7.1
func SanitizeGlanceHTML(s string) string { return sanitize(glancePolicy(), s) }

var glancePolicy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("b", "strong", "em", "i")
	return p
})
