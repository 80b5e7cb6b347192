package main

import (
	"context"
	"fmt"
	"os"

	"github.com/stoachat/stoa/internal/backup"
)

type restoreCmd struct {
	place
	File          string `arg:"" help:"The backup, or - for the standard input."`
	SecretKey     string `name:"secret-key" help:"The secret.key of the server that the backup is of, unless the backup or the data directory has it." placeholder:"FILE"`
	ForgetSecrets bool   `name:"forget-secrets" help:"Go on without that key: add-ons must be installed again, people set up second steps and pushes anew."`
	WithoutFiles  bool   `name:"without-files" help:"Leave shared files out."`
	JSON          bool   `name:"json" help:"Print JSON."`
}

// Help is shown below the flags.
func (c *restoreCmd) Help() string {
	return `Into an empty database, which no server uses. Where a restore was cut off, run it again: no server starts on half of one.
A backup of SQLite may go into PostgreSQL and the other way round.

Example: stoa restore stoa.tar --data /var/lib/stoa
Example: stoa backup --data ./stoa-data --with-secret-key --to - | stoa restore - --data ./new --database postgres://stoa@db/stoa`
}

func (c *restoreCmd) Run(ctx context.Context) error {
	f, err := openBackup(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	target, err := c.target(ctx)
	if err != nil {
		return err
	}
	if target.Blobs != nil {
		defer target.Blobs.Close()
	}
	sum, err := backup.Restore(ctx, target, f)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(sum)
	}
	fmt.Println("restored: " + describe(sum))
	return nil
}

func (c *restoreCmd) target(ctx context.Context) (t backup.Target, err error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return t, fmt.Errorf("data directory: %w", err)
	}
	t = backup.Target{Data: c.Data, KeyFile: c.SecretKey, Forget: c.ForgetSecrets, Progress: progressOn(os.Stderr)}
	if t.Database, err = c.at().DatabaseURL(); err != nil || c.WithoutFiles {
		return t, err
	}
	t.Blobs, err = c.at().Blobs()
	return t, err
}
