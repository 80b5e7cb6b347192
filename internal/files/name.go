package files

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName is how long a file's name may be, in bytes: what file systems take.
const maxName = 200

// CleanName makes of what a sender calls a file a name that can stand in a path and on a screen.
func CleanName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return -1 // control characters, and marks that turn the direction of what follows
		}
		return r
	}, name)
	name = strings.TrimSpace(name)
	if strings.Trim(name, ".") == "" {
		return "file"
	}
	return shorten(name)
}

// shorten cuts a name in front of its extension.
func shorten(name string) string {
	if len(name) <= maxName {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > 16 {
		ext = ""
	}
	end := maxName - len(ext)
	for !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end] + ext
}
