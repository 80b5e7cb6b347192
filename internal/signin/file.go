package signin

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// File has the sources that stand in a TOML file.
type File struct {
	Providers   []Provider        `toml:"provider"`
	Described   []describedInFile `toml:"directory"`
	Directories []Directory       `toml:"-"`

	DescribedSAML     []samlInFile       `toml:"saml"`
	IdentityProviders []IdentityProvider `toml:"-"`
}

// samlInFile is an identity provider whose longer parts stand in files of their own.
type samlInFile struct {
	IdentityProvider
	MetadataFile    string `toml:"metadata_file"`
	CertificateFile string `toml:"certificate_file"`
	PrivateKeyFile  string `toml:"private_key_file"`
}

// whole answers the identity provider with what the files say.
func (d samlInFile) whole() (p IdentityProvider, err error) {
	p = d.IdentityProvider
	for _, part := range []struct {
		path string
		into *string
	}{{d.MetadataFile, &p.Metadata}, {d.CertificateFile, &p.Certificate}, {d.PrivateKeyFile, &p.PrivateKey}} {
		if part.path == "" {
			continue
		}
		text, err := os.ReadFile(part.path)
		if err != nil {
			return p, err
		}
		*part.into = string(text)
	}
	if err := p.check(); err != nil {
		return p, err
	}
	if p.EntityID == "" {
		return p, chat.Violates(hipchat.Required("entity_id"))
	}
	if _, _, err = p.keyPair(); err != nil {
		return p, fmt.Errorf("private_key_file and certificate_file: %w", err)
	}
	if p.Sign && p.PrivateKey == "" {
		return p, chat.Violates(hipchat.Required("private_key_file"))
	}
	return p, nil
}

// describedInFile is a directory whose certificate authorities may stand in a file of their own.
type describedInFile struct {
	Directory
	CAFile string `toml:"ca_file"`
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
	for _, d := range f.Described {
		if d.CAFile != "" {
			text, err := os.ReadFile(d.CAFile)
			if err != nil {
				return fmt.Errorf("%s: directory %q: %w", path, d.Key, err)
			}
			d.CA = string(text)
		}
		if err := d.check(); err != nil {
			return fmt.Errorf("%s: directory %q: %w", path, d.Key, err)
		}
		f.Directories = append(f.Directories, d.Directory)
		keys = append(keys, d.Key)
	}
	for _, d := range f.DescribedSAML {
		p, err := d.whole()
		if err != nil {
			return fmt.Errorf("%s: saml %q: %w", path, d.Key, err)
		}
		f.IdentityProviders = append(f.IdentityProviders, p)
		keys = append(keys, p.Key)
	}
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
	return slices.ContainsFunc(f.Providers, func(p Provider) bool { return p.Key == key }) ||
		slices.ContainsFunc(f.Directories, func(d Directory) bool { return d.Key == key }) ||
		slices.ContainsFunc(f.IdentityProviders, func(p IdentityProvider) bool { return p.Key == key })
}
