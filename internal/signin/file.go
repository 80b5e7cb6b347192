package signin

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// File has the sources that stand in a TOML file.
type File struct {
	Providers []Provider `toml:"provider"`
}

// ReadFile reads a file of sources; an empty path is none. A key that is not known is an error, and so is a source that
// the page would refuse.
func ReadFile(path string) (File, error) {
	var f File
	if path == "" {
		return f, nil
	}
	if info, err := os.Stat(path); err != nil {
		return f, err
	} else if info.Size() > 1<<20 {
		return f, fmt.Errorf("%s is larger than 1 MiB", path)
	}
	known, err := toml.DecodeFile(path, &f)
	if err != nil {
		return f, fmt.Errorf("%s: %w", path, err)
	}
	if left := known.Undecoded(); len(left) > 0 {
		return f, fmt.Errorf("%s: there is no setting %q", path, left[0])
	}
	return f, f.check(path)
}

func (f *File) check(path string) error {
	var keys []string
	for i := range f.Providers {
		if err := f.Providers[i].check(); err != nil {
			return fmt.Errorf("%s: provider %q: %w", path, f.Providers[i].Key, err)
		}
		keys = append(keys, f.Providers[i].Key)
	}
	for i, key := range keys {
		if slices.Contains(keys[:i], key) {
			return fmt.Errorf("%s: the key %q stands there twice", path, strings.TrimSpace(key))
		}
	}
	return nil
}

// has tells whether a source of the file has the key.
func (f *File) has(key string) bool {
	return slices.ContainsFunc(f.Providers, func(p Provider) bool { return p.Key == key })
}
