package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/backup"
)

type backupCmd struct {
	Create backupCreateCmd `cmd:"" default:"withargs" help:"Copy all that a server keeps into one file, while it runs."`
	Verify backupVerifyCmd `cmd:"" help:"Find out whether a backup is whole."`
}

// place is where the server keeps what it keeps, under the names of its own flags.
type place struct {
	Data     string `help:"Directory of the database and the secret key." default:"./stoa-data" env:"STOA_DATA"`
	Database string `help:"postgres://… instead of SQLite in the data directory." env:"STOA_DATABASE" placeholder:"URL"`
	Files    string `help:"s3://bucket?region=… for shared files, instead of the data directory." env:"STOA_FILES" placeholder:"URL"`

	TrustCA string `name:"trust-ca" help:"More certificate authorities for the store of files, a PEM file." env:"STOA_TRUST_CA" placeholder:"FILE"`
	Proxy   string `help:"Proxy on the way to the store of files." env:"STOA_PROXY" placeholder:"URL"`
	NoProxy string `name:"no-proxy" help:"Hosts and networks reached without the proxy, separated by commas." env:"STOA_NO_PROXY" placeholder:"LIST"`
}

func (p place) at() app.Place {
	return app.Place{Data: p.Data, Database: p.Database, Files: p.Files, TrustCA: p.TrustCA, Proxy: p.Proxy, NoProxy: p.NoProxy}
}

type backupCreateCmd struct {
	place
	To            string `help:"A directory to write a file into that is named after the time, a file that ends in .tar, or - for the standard output." default:"." placeholder:"DIR|FILE.tar|-"`
	SecretKey     string `name:"secret-key" help:"The key, or a file of it, where the server has it from outside and not in the data directory." env:"STOA_SECRET_KEY" placeholder:"KEY|FILE"`
	WithSecretKey bool   `name:"with-secret-key" help:"Put the secret key into the backup: whoever has it then reads add-ons' secrets."`
	WithoutFiles  bool   `name:"without-files" help:"Leave shared files out: they are backed up where they are."`
	JSON          bool   `name:"json" help:"Print JSON."`
}

// Help is shown below the flags.
func (c *backupCreateCmd) Help() string {
	return `Reads the database and the files beside the running server, which needs not be asked and is not held up. Without
--with-secret-key keep secret.key of the data directory, or what --secret-key gives, apart: a restore asks for it.

Example: stoa backup --data /var/lib/stoa --to /backup
Example: stoa backup --data /var/lib/stoa --to - | ssh store 'cat > stoa.tar'`
}

func (c *backupCreateCmd) Run(ctx context.Context) error {
	if c.To == "-" && c.JSON {
		return errJSONElsewhere
	}
	var path string
	if c.To != "-" {
		var err error
		if path, err = backupPath(c.To, time.Now()); err != nil {
			return err
		}
	}
	source, err := c.source(ctx)
	if err != nil {
		return err
	}
	if source.Blobs != nil {
		defer source.Blobs.Close()
	}
	var sum backup.Summary
	if c.To == "-" {
		sum, err = backup.Make(ctx, source, os.Stdout)
	} else {
		err = writeWhole(path, func(w io.Writer) (err error) {
			sum, err = backup.Make(ctx, source, w)
			return err
		})
	}
	if err != nil {
		return err
	}
	if c.JSON {
		if err := printJSON(sum); err != nil {
			return err
		}
	} else {
		if path != "" {
			fmt.Fprint(os.Stderr, path+": ")
		}
		fmt.Fprintln(os.Stderr, describe(sum))
	}
	if sum.Missing > 0 {
		return fmt.Errorf("the backup is whole, but the store of files did not have %d files that messages show", sum.Missing)
	}
	return nil
}

func (c *backupCreateCmd) source(ctx context.Context) (s backup.Source, err error) {
	s = backup.Source{WithKeys: c.WithSecretKey, Version: app.Version, Progress: progressOn(os.Stderr)}
	if s.Database, err = c.at().DatabaseURL(); err != nil {
		return s, err
	}
	if s.Keys, err = c.keys(); err != nil || c.WithoutFiles {
		return s, err
	}
	s.Blobs, err = c.at().Blobs()
	return s, err
}

// keys are those of the server: as it takes them, given ones come first.
func (c *backupCreateCmd) keys() (map[string][]byte, error) {
	if c.SecretKey == "" {
		return backup.LoadKeys(c.Data)
	}
	keys, err := app.Keys(c.SecretKey)
	if err != nil {
		return nil, err
	}
	return backup.NameKeys(keys)
}

var errJSONElsewhere = errors.New("--json goes with a file: the standard output has the archive")

// backupPath is where a backup is written.
func backupPath(to string, now time.Time) (string, error) { return pathFor(to, now, "stoa-", ".tar") }

// pathFor names a file after the time when a directory is given. A directory that is not there is no name for a file: the
// backups of all nights but the first would find it taken.
func pathFor(to string, now time.Time, prefix, suffix string) (string, error) {
	info, err := os.Stat(to)
	switch {
	case err == nil && info.IsDir():
		return filepath.Join(to, prefix+now.UTC().Format("20060102T150405Z")+suffix), nil
	case !strings.HasSuffix(to, suffix):
		return "", fmt.Errorf("--to %s: there is no such directory: make it, or name a file that ends in %s", to, suffix)
	}
	return to, nil
}

// writeWhole has write make a file that nobody else can read, and which has its name only once it is whole and on the disk.
func writeWhole(path string, write func(io.Writer) error) error {
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("%s is there already", path)
	}
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(write(f), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return nil
}

func describe(s backup.Summary) string {
	text := fmt.Sprintf("%s of %s: %d rows in %d tables, %d files, %d bytes", s.Database, s.Moment.Format(time.RFC3339), s.Rows(), len(s.Tables), s.Files, s.Bytes)
	if s.NoFiles {
		text += "; shared files were left out"
	}
	return text
}

type backupVerifyCmd struct {
	File string `arg:"" help:"The backup, or - for the standard input."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Help is shown below the flags.
func (c *backupVerifyCmd) Help() string {
	return "Reads all of it: every member must be what its SHA-256 says, every row must be readable, and nothing may be missing.\n\nExample: stoa backup verify stoa-20261126T030000Z.tar"
}

func (c *backupVerifyCmd) Run() error {
	f, err := openBackup(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	sum, err := backup.Verify(f, progressOn(os.Stderr))
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(sum)
	}
	fmt.Println("whole: " + describe(sum))
	return nil
}

func openBackup(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(os.Stdin), nil
	}
	return os.Open(path)
}
