package app

import (
	"fmt"
	"path/filepath"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/outbound"
)

// Place is where a server keeps what it keeps, and the way there, for what works beside it: as in Config.
type Place struct {
	Data     string
	Database string
	Files    string

	TrustCA string
	Proxy   string
	NoProxy string
}

func (c *Config) place() Place { return Place{Data: c.Data, Database: c.Database, Files: c.Files} }

// Keys are the secret keys that a server is given from outside, as in Config.SecretKey.
func Keys(given string) ([][]byte, error) { return auth.GivenKeys(given) }

// DatabaseURL is the configured one, or that of the file in the data directory.
func (p Place) DatabaseURL() (string, error) {
	if p.Database != "" {
		return p.Database, nil
	}
	dir, err := filepath.Abs(p.Data)
	if err != nil {
		return "", fmt.Errorf("data directory: %w", err)
	}
	return "sqlite://" + filepath.Join(dir, "stoa.db"), nil
}

// Blobs opens the store of files.
func (p Place) Blobs() (*blob.Store, error) {
	pool, err := certificateAuthorities(p.TrustCA)
	if err != nil {
		return nil, err
	}
	out, err := outbound.New(outbound.Config{ProxyURL: p.Proxy, NoProxy: p.NoProxy, TrustCA: pool, UserAgent: userAgent})
	if err != nil {
		return nil, err
	}
	return blob.Open(blob.Config{URL: p.Files, Directory: filepath.Join(p.Data, "files"), Outbound: out})
}
