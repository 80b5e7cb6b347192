package shape

import (
	"text/template/parse"
)

// walker goes through a tree and rewrites it. What it does not know it refuses: a later Go may know more.
type walker struct {
	f      *field
	source string
	html   bool
	err    error
}

func (w *walker) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		w.node(n)
	}
}

func (w *walker) node(n parse.Node) {
	switch n := n.(type) {
	case *parse.TextNode:
		if w.html {
			n.Text = breaks(n.Text)
		}
	case *parse.ActionNode:
		if len(n.Pipe.Decl) == 0 {
			n.Pipe.Cmds = append(n.Pipe.Cmds, call("show", n.Pos))
		}
	case *parse.IfNode:
		w.branch(&n.BranchNode)
	case *parse.WithNode:
		w.branch(&n.BranchNode)
	case *parse.RangeNode:
		w.branch(&n.BranchNode)
		step := &parse.ActionNode{NodeType: parse.NodeAction, Pos: n.Pos, Line: n.Line,
			Pipe: &parse.PipeNode{NodeType: parse.NodePipe, Pos: n.Pos, Line: n.Line, Cmds: []*parse.CommandNode{call("step", n.Pos)}}}
		n.List.Nodes = append([]parse.Node{step}, n.List.Nodes...)
	case *parse.BreakNode, *parse.ContinueNode, *parse.CommentNode:
	default:
		if w.err == nil {
			w.err = problemAt(w.source, w.f.at+int(n.Position()), "This is not there: %s", n)
		}
	}
}

func (w *walker) branch(b *parse.BranchNode) {
	w.list(b.List)
	w.list(b.ElseList)
}

func call(function string, at parse.Pos) *parse.CommandNode {
	return &parse.CommandNode{NodeType: parse.NodeCommand, Pos: at, Args: []parse.Node{parse.NewIdentifier(function).SetPos(at)}}
}

const lineBreak = "<br>"

// beside are the tags that make lines of their own: a break next to one would be an empty line.
var beside = lazy(`(?i)([ \t]*\n[ \t]*)*(</?(?:ul|ol|li|table|thead|tbody|tr|td|th|pre|p|blockquote|div|h[1-6]|hr|br)\b[^<>]*>)([ \t]*\n[ \t]*)*`)

var newline = lazy(`[ \t]*\n[ \t]*`)

// breaks makes the line breaks of a text those of HTML.
func breaks(text []byte) []byte {
	return newline().ReplaceAll(beside().ReplaceAll(text, []byte("$2")), []byte(lineBreak))
}
