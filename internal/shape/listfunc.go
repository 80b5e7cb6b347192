package shape

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

func listFunctions() []Function {
	return []Function{
		{Usage: `index .labels "app.kubernetes.io/name"`, Says: "a member by its name, an item by its number from 0; several lead deeper. What is not there is empty", min: 1, max: -1, do: index},
		{Usage: `first .alerts`, Says: "the first item", min: 1, max: 1, do: atEnd(func(n int) int { return 0 })},
		{Usage: `last .alerts`, Says: "the last item", min: 1, max: 1, do: atEnd(func(n int) int { return n - 1 })},
		{Usage: `limit 5 .commits`, Says: "up to so many items", min: 2, max: 2, do: limit},
		{Usage: `len .alerts`, Says: "how many items, members or characters", min: 1, max: 1, do: length},
		{Usage: `keys .labels`, Says: "the names of an object's members, in order", min: 1, max: 1, do: keys},
		{Usage: `pluck "name" .labels`, Says: "that member of each object in a list", min: 2, max: 2, do: pluck},
		{Usage: `join ", " .tags`, Says: "the items of a list in one text", min: 2, max: 2, do: join},
		{Usage: `split "," .tags`, Says: "a text's parts as a list", min: 2, max: 2, do: splitText},
	}
}

func index(_ *run, args []any) (any, error) {
	v := args[0]
	for _, at := range args[1:] {
		v = part(v, at)
	}
	return v, nil
}

func part(v, at any) any {
	switch v := v.(type) {
	case map[string]any:
		return v[text(at)]
	case []any:
		if n, ok := figure(at); ok && n >= 0 && n < float64(len(v)) {
			return v[int(n)]
		}
	case []string:
		if n, ok := figure(at); ok && n >= 0 && n < float64(len(v)) {
			return v[int(n)]
		}
	}
	return nil
}

func atEnd(which func(n int) int) func(*run, []any) (any, error) {
	return func(_ *run, args []any) (any, error) {
		n, _ := length(nil, args)
		return part(args[0], which(n.(int))), nil
	}
}

func limit(_ *run, args []any) (any, error) {
	most, ok := figure(args[0])
	if !ok || most < 0 {
		return nil, wrong("limit wants a number first, as in {{limit 5 .commits}}")
	}
	switch v := args[1].(type) {
	case []any:
		return v[:int(min(most, float64(len(v))))], nil
	case []string:
		return v[:int(min(most, float64(len(v))))], nil
	}
	return args[1], nil
}

func length(_ *run, args []any) (any, error) {
	switch v := args[0].(type) {
	case nil:
		return 0, nil
	case map[string]any:
		return len(v), nil
	case []any:
		return len(v), nil
	case []string:
		return len(v), nil
	}
	return utf8.RuneCountInString(text(args[0])), nil
}

func keys(_ *run, args []any) (any, error) {
	m, _ := args[0].(map[string]any)
	return slices.Sorted(maps.Keys(m)), nil
}

func pluck(_ *run, args []any) (any, error) {
	list, _ := args[1].([]any)
	out := make([]any, 0, len(list))
	for _, item := range list {
		if v := part(item, args[0]); v != nil {
			out = append(out, v)
		}
	}
	return out, nil
}

func join(_ *run, args []any) (any, error) {
	if items, ok := args[1].([]any); ok && len(items) > maxText {
		return nil, wrong("join makes a text of more than 64 KiB")
	}
	return joined("join", text(args[0]), words(args[1]))
}

func splitText(_ *run, args []any) (any, error) {
	between := text(args[0])
	if between == "" {
		return strings.Fields(text(args[1])), nil
	}
	return strings.Split(text(args[1]), between), nil
}
