package main

import (
	_ "embed"
	"fmt"

	"github.com/alecthomas/kong"
)

//go:embed completion/bash.sh
var completionBash string

//go:embed completion/zsh.sh
var completionZsh string

//go:embed completion/fish.fish
var completionFish string

type completionCmd struct {
	Shell string `arg:"" help:"${enum}." enum:"bash,zsh,fish"`
}

// Help is shown below the flags.
func (c *completionCmd) Help() string {
	return "Examples: source <(stoa completion bash)    stoa completion zsh > ~/.zfunc/_stoa    stoa completion fish > ~/.config/fish/completions/stoa.fish"
}

func (c *completionCmd) Run() error {
	fmt.Print(map[string]string{"bash": completionBash, "zsh": completionZsh, "fish": completionFish}[c.Shell])
	return nil
}

// completeCmd is what the shells' scripts ask. It answers nothing where a file's name, or something that only its user knows,
// belongs.
type completeCmd struct {
	Words []string `arg:"" optional:"" passthrough:""`
}

func (c *completeCmd) Run(parsed *kong.Context) error {
	words := c.Words
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	for _, w := range complete(parsed.Model.Node, words) {
		fmt.Printf("%s\t%s\n", w.text, w.help)
	}
	return nil
}
