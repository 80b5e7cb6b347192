package compat

import (
	"path"
	"slices"
	"strings"
)

// form is how a language writes comments and strings: as much of it as is needed to tell them apart.
type form struct {
	line     []string    // what begins a comment that ends with its line
	block    [][2]string // what begins and ends a longer one
	quotes   string      // what strings stand in
	many     string      // those of them that may go over several lines
	triple   bool        // whether three quotes are one; where a statement could stand they make a comment
	word     bool        // whether a comment begins only where a word could
	members  bool        // whether a class's members are written like those of an object, told apart by indentation
	settings bool        // whether people are meant to change what stands in it
}

var (
	slashes  = form{line: []string{"//"}, block: [][2]string{{"/*", "*/"}}, quotes: "\"'`", many: "`"}
	shell    = form{line: []string{"#"}, quotes: `"'`, many: `"'`, word: true}
	script   = form{line: []string{"#"}, quotes: `"'`, word: true}
	settings = form{line: []string{"#", ";"}, quotes: `"'`, word: true, settings: true}
	markup   = form{block: [][2]string{{"<!--", "-->"}}}
)

// formOf is how a file of that name is written; false for what is no source code.
func formOf(name string) (form, bool) {
	base := strings.ToLower(path.Base(name))
	switch base {
	case "package-lock.json", "composer.lock", "npm-shrinkwrap.json":
		return form{}, false
	case "dockerfile", "makefile", "gnumakefile", "rakefile", "gemfile", "vagrantfile", "jenkinsfile", "procfile":
		if base == "jenkinsfile" {
			return slashes, true
		}
		return script, true
	}
	if strings.HasPrefix(base, ".env") {
		return settings, true
	}
	return formOfKind(path.Ext(base))
}

func formOfKind(kind string) (form, bool) {
	switch kind {
	case ".go", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".java", ".kt", ".kts", ".scala", ".groovy", ".gradle", ".cs", ".swift",
		".rs", ".dart", ".c", ".h", ".cc", ".cpp", ".m":
		return slashes, true
	case ".php":
		f := slashes
		f.line, f.many = []string{"//", "#"}, "\"'`"
		return f, true
	case ".py":
		f := script
		f.triple, f.word = true, false
		return f, true
	case ".rb", ".rake", ".gemspec", ".ru":
		f := script
		f.block = [][2]string{{"\n=begin", "\n=end"}}
		return f, true
	case ".coffee":
		f := script
		f.block, f.members = [][2]string{{"###", "###"}}, true
		return f, true
	case ".sh", ".bash", ".zsh", ".ksh":
		return shell, true
	case ".pl", ".pm", ".r", ".ex", ".exs", ".cr", ".tcl", ".ps1", ".fish":
		return script, true
	case ".lua":
		return form{line: []string{"--"}, quotes: `"'`}, true
	case ".yml", ".yaml", ".toml", ".ini", ".cfg", ".conf", ".properties", ".env":
		return settings, true
	case ".json":
		return form{quotes: `"`, settings: true}, true
	case ".xml", ".html", ".htm", ".hbs", ".mustache", ".ejs", ".erb", ".vue", ".jsp", ".twig", ".jelly":
		return markup, true
	default:
		return form{}, false
	}
}

// code is the text with blanks in place of its comments.
func (f form) code(text string) string {
	out := []byte(text)
	for at := 0; at < len(text); {
		end, comment := f.next(text, at)
		if comment {
			for i := at; i < end; i++ {
				if out[i] != '\n' {
					out[i] = ' '
				}
			}
		}
		at = end
	}
	return string(out)
}

// next is the end of what begins at an offset, a comment, a string or one byte, and whether it is a comment.
func (f form) next(text string, at int) (end int, comment bool) {
	rest := text[at:]
	for _, b := range f.block {
		if strings.HasPrefix(rest, b[0]) {
			return at + through(rest, len(b[0]), b[1]), true
		}
	}
	if f.beginsComment(text, at) {
		return at + through(rest, 0, "\n"), true
	}
	if !strings.ContainsRune(f.quotes, rune(text[at])) {
		return at + 1, false
	}
	quote := rest[:1]
	if f.triple && strings.HasPrefix(rest, strings.Repeat(quote, 3)) {
		line := text[strings.LastIndexByte(text[:at], '\n')+1 : at]
		return at + through(rest, 3, strings.Repeat(quote, 3)), strings.TrimSpace(line) == ""
	}
	return at + f.stringEnd(rest, quote[0]), false
}

func (f form) beginsComment(text string, at int) bool {
	if f.word && at > 0 && !strings.ContainsRune(" \t\n;({", rune(text[at-1])) {
		return false
	}
	return slices.ContainsFunc(f.line, func(mark string) bool { return strings.HasPrefix(text[at:], mark) })
}

// through is the length up to and with an end that is looked for behind the first bytes.
func through(s string, from int, end string) int {
	i := strings.Index(s[from:], end)
	if i < 0 {
		return len(s)
	}
	return from + i + len(end)
}

// stringEnd is the length of the string at the beginning.
func (f form) stringEnd(s string, quote byte) int {
	many := strings.IndexByte(f.many, quote) >= 0
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == quote:
			return i + 1
		case s[i] == '\n' && !many:
			return i
		}
	}
	return len(s)
}
