package shape

import (
	"slices"
	"strings"
	"sync"
	"text/template"
)

// Function is one of those that templates may call, as it is explained.
type Function struct {
	Usage string `json:"usage"`
	Says  string `json:"says"`

	name     string
	min, max int // how many values it takes; max -1: any number
	do       func(r *run, args []any) (any, error)
}

// Functions are all of them but and, or and not, in the order in which they are explained.
func Functions() []Function { return slices.Clone(functions()) }

var functions = sync.OnceValue(func() []Function {
	all := []Function{
		{Usage: `default "nobody" .user`, Says: "the value, or the other one where it is empty or not there", min: 2, max: 2, do: orDefault},
		{Usage: `firstOf .title .name .subject`, Says: "the first of them that is not empty", min: 1, max: -1, do: firstOf},
		{Usage: `choose .status "ok" "green" "failed" "red" "gray"`, Says: "what stands behind the value that fits, else the last one", min: 2, max: -1, do: choose},
		{Usage: `eq .status "ok" "passed"`, Says: "whether the first is one of the others; numbers by what they are", min: 2, max: -1, do: eq},
		{Usage: `ne .status "ok"`, Says: "whether they are different", min: 2, max: 2, do: ne},
		{Usage: `lt .count 5`, Says: "whether the first comes before the other; so le, gt and ge", min: 2, max: 2, do: compared(func(c int) bool { return c < 0 })},
		{Usage: `le .count 5`, Says: "before it, or the same", min: 2, max: 2, do: compared(func(c int) bool { return c <= 0 })},
		{Usage: `gt .count 5`, Says: "after it", min: 2, max: 2, do: compared(func(c int) bool { return c > 0 })},
		{Usage: `ge .count 5`, Says: "after it, or the same", min: 2, max: 2, do: compared(func(c int) bool { return c >= 0 })},
		{Usage: `contains "disk" .summary`, Says: "whether the text has the other in it", min: 2, max: 2, do: tested(strings.Contains)},
		{Usage: `hasPrefix "refs/tags/" .ref`, Says: "whether the text begins so", min: 2, max: 2, do: tested(strings.HasPrefix)},
		{Usage: `hasSuffix "/main" .ref`, Says: "whether the text ends so", min: 2, max: 2, do: tested(strings.HasSuffix)},
	}
	all = append(all, textFunctions()...)
	all = append(all, listFunctions()...)
	all = append(all, showFunctions()...)
	for i := range all {
		all[i].name, _, _ = strings.Cut(all[i].Usage, " ")
	}
	return all
})

// known are the names that the parser lets through.
func known() map[string]any {
	names := map[string]any{"and": true, "or": true, "not": true}
	for _, f := range functions() {
		names[f.name] = true
	}
	return names
}

// funcs are the functions, bound to a run.
func (r *run) funcs() template.FuncMap {
	m := template.FuncMap{
		"step": func() (markup, error) { return "", r.step() },
		"show": func(v any) (string, error) {
			if r.html {
				return shown(v), r.step()
			}
			return text(v), r.step()
		},
	}
	for _, f := range functions() {
		m[f.name] = func(args ...any) (any, error) { return r.call(f, args) }
	}
	return m
}

// call counts a call and bounds what it takes and answers.
func (r *run) call(f Function, args []any) (any, error) {
	if err := r.step(); err != nil {
		return nil, err
	}
	if len(args) < f.min || f.max >= 0 && len(args) > f.max {
		return nil, wrong("%s is used like this: {{%s}}", f.name, f.Usage)
	}
	out, err := f.do(r, args)
	if err != nil {
		return nil, err
	}
	if s, ok := out.(string); ok && len(s) > maxText {
		return nil, wrong("%s makes a text of more than 64 KiB", f.name)
	}
	if s, ok := out.(markup); ok && len(s) > maxText {
		return nil, wrong("%s makes a text of more than 64 KiB", f.name)
	}
	return out, nil
}
