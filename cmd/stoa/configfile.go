package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"
)

// settings is a configuration file: flags by name, those of the server without a section. A flag beats the
// environment, and the environment beats the file.
type settings map[string]any

func tomlFile(r io.Reader) (kong.Resolver, error) {
	s := settings{}
	if _, err := toml.NewDecoder(r).Decode(&s); err != nil {
		return nil, fmt.Errorf("configuration file: %w", err)
	}
	return s, nil
}

// Validate refuses keys that no flag has: a misspelt setting must not be silent.
func (s settings) Validate(app *kong.Application) error {
	known := make(map[string]bool)
	for _, group := range app.Leaves(false) {
		for _, f := range group.Flags {
			known[f.Name] = true
		}
	}
	for _, f := range app.Flags {
		known[f.Name] = true
	}
	for key := range s {
		if !known[key] {
			return fmt.Errorf("configuration file: there is no setting %q", key)
		}
	}
	return nil
}

// Resolve implements kong.Resolver. kong asks the file before the environment, so it answers nothing for what the
// environment sets.
func (s settings) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil
		}
	}
	v, ok := s[flag.Name]
	if !ok {
		return nil, nil
	}
	return strings.TrimSpace(fmt.Sprint(v)), nil
}
