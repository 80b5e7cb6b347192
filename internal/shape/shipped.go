package shape

import (
	"embed"
	"path"
	"strings"
)

//go:embed shipped/*.tmpl
var shippedFiles embed.FS

// Shipped is a template to begin with.
type Shipped struct {
	Name   string `json:"name"`
	Format string `json:"format"` // whose requests it is made for, as in format.Names
	Says   string `json:"says"`
	Source string `json:"source"`
}

// AllShipped are the templates that come with the server, by name. Their first line says what each is for.
func AllShipped() ([]Shipped, error) {
	files, err := shippedFiles.ReadDir("shipped")
	if err != nil {
		return nil, err
	}
	var all []Shipped
	for _, f := range files {
		raw, err := shippedFiles.ReadFile(path.Join("shipped", f.Name()))
		if err != nil {
			return nil, err
		}
		first, source, _ := strings.Cut(string(raw), "\n")
		name, says, _ := strings.Cut(strings.Trim(first, "{}/* "), ": ")
		all = append(all, Shipped{name, strings.TrimSuffix(f.Name(), ".tmpl"), says, source})
	}
	return all, nil
}
