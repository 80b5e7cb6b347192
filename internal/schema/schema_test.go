package schema_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/schema"
)

var update = flag.Bool("update", false, "write comments.tsv")

type sample struct {
	hipchat.Links
	Text     string            `json:"text"`
	Null     *string           `json:"null"`
	Left     *int              `json:"left,omitempty"`
	Flag     hipchat.Flag      `json:"flag,omitempty"`
	ID       hipchat.ID        `json:"id,omitempty"`
	Any      any               `json:"any"`
	Raw      json.RawMessage   `json:"raw,omitempty"`
	List     []hipchat.Vendor  `json:"list"`
	Map      map[string]string `json:"map"`
	Hidden   string            `json:"-"`
	Children []*sample         `json:"children,omitempty"`
}

const sampleAnswer = `{"$ref":"#/sample"} {"properties":{` +
	`"any":{},"children":{"items":{"$ref":"#/sample"},"type":"array"},"flag":{"type":["boolean","string","integer"]},` +
	`"id":{"type":["integer","string"]},"left":{"type":"integer"},"list":{"items":{"$ref":"#/Vendor"},"type":"array"},` +
	`"map":{"additionalProperties":{"type":"string"},"type":"object"},"null":{"type":["string","null"]},"raw":{},` +
	`"self":{"type":"string"},"text":{"type":"string"}},"required":["self","text","null","any","list","map"],"type":"object"}`

func TestATypeIsDescribedAsItsJSON(t *testing.T) {
	set := schema.NewSet("#/")
	if diff := cmp.Diff(sampleAnswer, show(t, set.Answer(sample{}))+" "+show(t, set.Named["sample"])); diff != "" {
		t.Error(diff)
	}
	body := schema.NewSet("#/")
	body.Body(&sample{})
	properties := body.Named["sample"]["properties"].(map[string]schema.Schema)
	for name, want := range map[string]string{
		"text": `{"type":"string"}`, "left": `{"type":["integer","null"]}`, "flag": `{"type":["boolean","string","integer","null"]}`,
	} {
		if got := show(t, properties[name]); got != want {
			t.Errorf("%s in a body: got %s, want %s", name, got, want)
		}
	}
}

func show(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestFieldsBringTheirComments(t *testing.T) {
	for _, f := range schema.Fields(reflect.TypeFor[hipchat.NotificationRequest]()) {
		if f.Name == "attach_to" && f.Doc == "an earlier message's id" {
			return
		}
	}
	t.Error("attach_to has no comment")
}

func TestCommentsAreThoseOfTheSource(t *testing.T) {
	want := commentsOf(t, "../../hipchat")
	if *update {
		if err := os.WriteFile("comments.tsv", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("comments.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), want); diff != "" {
		t.Errorf("run: go test ./internal/schema -update\n%s", diff)
	}
}

// citation is where a comment says that it comes from, which means nothing to who reads the answer.
var citation = regexp.MustCompile(`;? ?(spec|client-quirks)[:,][^.]*\.?`)

// commentsOf reads the comments beside the fields of a directory's structs.
func commentsOf(t *testing.T, dir string) string {
	t.Helper()
	files := parseDir(t, dir)
	constants := constantsOf(files)
	var out strings.Builder
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if s, ok := spec.Type.(*ast.StructType); ok && spec.Name.IsExported() {
				for _, field := range s.Fields.List {
					writeComment(&out, spec.Name.Name, field, constants)
				}
			}
			return true
		})
	}
	return out.String()
}

func parseDir(t *testing.T, dir string) (files []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// constantsOf are the literal constants, which comments name and readers of the documentation want to see.
func constantsOf(files []*ast.File) map[string]string {
	known := make(map[string]string)
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 || len(spec.Names) != 1 {
				return true
			}
			if v, ok := spec.Values[0].(*ast.BasicLit); ok {
				known[spec.Names[0].Name] = strings.Trim(v.Value, `"`)
			}
			return true
		})
	}
	return known
}

var word = regexp.MustCompile(`[A-Za-z]+`)

func writeComment(out *strings.Builder, structName string, field *ast.Field, constants map[string]string) {
	text := field.Comment.Text()
	if text == "" {
		text = field.Doc.Text()
	}
	text = citation.ReplaceAllString(strings.Join(strings.Fields(text), " "), "")
	text = strings.TrimSpace(word.ReplaceAllStringFunc(text, func(w string) string {
		if v, ok := constants[w]; ok {
			return v
		}
		return w
	}))
	for _, name := range field.Names {
		if text != "" {
			fmt.Fprintf(out, "%s.%s\t%s\n", structName, name, text)
		}
	}
}
