package compat

import (
	"strings"
	"testing"
)

func FuzzAFileOfAnyKindIsLookedThrough(f *testing.F) {
	for _, name := range []string{"a.go", "a.py", "a.rb", "a.php", "a.sh", "a.coffee", "a.html", "a.lua", ".env", "a.json"} {
		f.Add(name, "# '''\n=begin\n/* `\" <!-- https://api.hipchat.com ### '\\\n=end token=\"3f9a1c07e5b82d64f0a7c9e1b35d28\"")
	}
	f.Fuzz(func(t *testing.T, name, text string) {
		form, ok := formOf(name)
		if !ok || len(text) > 1<<14 {
			return
		}
		code := form.code(text)
		if len(code) != len(text) || strings.Count(code, "\n") != strings.Count(text, "\n") {
			t.Fatalf("%d bytes became %d", len(text), len(code))
		}
		in := &file{path: name, text: text, code: code, form: form}
		tr := &tree{files: []*file{in}}
		for _, trial := range sourceTrials() {
			if _, err := trial.Run(t.Context(), tr); err != nil {
				t.Fatal(err)
			}
		}
	})
}
