package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/stoachat/stoa/internal/remote"
)

// target says which running server a command is for.
type target struct {
	URL    string `help:"The server's address." default:"http://localhost:8080" env:"STOA_URL"`
	Secret string `name:"token" help:"A token of yours." env:"STOA_TOKEN" placeholder:"TOKEN"`
	JSON   bool   `name:"json" help:"Print JSON."`
}

func (t *target) client() (*remote.Client, error) { return remote.New(t.URL, t.Secret) }

// show prints v as JSON where that was asked for, and otherwise calls text.
func (t *target) show(v any, text func()) error {
	if t.JSON {
		return printJSON(v)
	}
	text()
	return nil
}

func printJSON(v any) error {
	enc := json.NewEncoder(os.Stdout)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false) // URLs keep their &
	return enc.Encode(v)
}

// table prints rows under a heading.
func table(heading string, rows [][]any) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.ReplaceAll(heading, " ", "\t"))
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = strings.NewReplacer("\n", " ", "\t", " ").Replace(printable(fmt.Sprint(c)))
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	_ = w.Flush() // a closed standard output is nobody's loss
}

// printable is a text from outside without what a terminal obeys.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
