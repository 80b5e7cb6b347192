package main

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/kong"
)

// strangers are the variables of the environment that begin like settings and that no command knows. A misspelt one would
// be silent otherwise. served is the part of the command line that has been parsed.
func strangers(ctx context.Context, served *kong.Application, environ []string) []string {
	var names []string
	for _, pair := range environ {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "STOA_") {
			names = append(names, name)
		}
	}
	names = unknown(served, names)
	if len(names) == 0 {
		return nil // as ever, and without building the whole command line
	}
	whole, err := newParser(ctx, &cli{})
	if err != nil {
		return nil // its tests say so
	}
	return slices.DeleteFunc(unknown(whole.Model, names), ofKubernetes().MatchString)
}

// ofKubernetes matches what a pod is told of services that are called stoa.
var ofKubernetes = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^STOA_(.*_)?(SERVICE_HOST|SERVICE_PORT.*|PORT|PORT_[0-9]+_.*)$`)
})

// unknown leaves out the names that a flag is set by.
func unknown(app *kong.Application, names []string) []string {
	flags := slices.Clone(app.Flags)
	for _, command := range app.Leaves(false) {
		flags = append(flags, command.Flags...)
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return slices.ContainsFunc(flags, func(f *kong.Flag) bool { return slices.Contains(f.Envs, name) })
	})
}
