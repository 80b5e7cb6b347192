package main

import (
	"strings"

	"github.com/alecthomas/kong"
)

// completed is a word that may stand where the last one is being typed.
type completed struct{ text, help string }

// complete answers the words that the last of some may become: a command, a flag, or one of a flag's values.
func complete(root *kong.Node, words []string) []completed {
	if len(words) == 0 {
		words = []string{""}
	}
	node, last := root, words[len(words)-1]
	var waiting *kong.Flag // for its value
	for _, w := range words[:len(words)-1] {
		switch {
		case w == "=": // bash takes --color=red for three words
		case waiting != nil:
			waiting = nil
		case strings.HasPrefix(w, "-"):
			waiting = valued(node, w)
		default:
			node = child(node, w)
		}
	}
	if waiting != nil {
		return values(waiting, "", strings.TrimPrefix(last, "="))
	}
	if !strings.HasPrefix(last, "-") {
		return beginning(last, commands(node))
	}
	if name, value, ok := strings.Cut(last, "="); ok {
		if f := valued(node, name); f != nil {
			return values(f, name+"=", value)
		}
		return nil
	}
	return beginning(last, flags(node))
}

// child is the command below node of that name, or node where it is an argument.
func child(node *kong.Node, name string) *kong.Node {
	for _, c := range node.Children {
		if c.Name == name {
			return c
		}
	}
	return node
}

// valued is the flag of a word when it is one that waits for a value.
func valued(node *kong.Node, word string) *kong.Flag {
	for _, group := range node.AllFlags(true) {
		for _, f := range group {
			if "--"+f.Name == word && !f.IsBool() && !f.IsCounter() {
				return f
			}
		}
	}
	return nil
}

func values(f *kong.Flag, prefix, begun string) (found []completed) {
	if f.Enum == "" {
		return nil
	}
	for _, v := range f.EnumSlice() {
		found = append(found, completed{text: prefix + v})
	}
	return beginning(prefix+begun, found)
}

func commands(node *kong.Node) (found []completed) {
	for _, c := range node.Children {
		if !c.Hidden {
			found = append(found, completed{c.Name, c.Help})
		}
	}
	for _, p := range node.Positional {
		if p.Enum != "" {
			for _, v := range p.EnumSlice() {
				found = append(found, completed{text: v})
			}
		}
	}
	return found
}

func flags(node *kong.Node) (found []completed) {
	for _, group := range node.AllFlags(true) {
		for _, f := range group {
			found = append(found, completed{"--" + f.Name, f.Help})
		}
	}
	return found
}

func beginning(begun string, all []completed) (found []completed) {
	for _, c := range all {
		if strings.HasPrefix(c.text, begun) {
			found = append(found, c)
		}
	}
	return found
}
