package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/stoachat/stoa/internal/importer"
	"github.com/stoachat/stoa/internal/importer/archive"
)

type importCmd struct {
	Hipchat importHipchatCmd `cmd:"" name:"hipchat" help:"Make a group of an export of HipChat Cloud, Server or Data Center."`
}

type importHipchatCmd struct {
	place
	Archives          []string `arg:"" name:"archive" help:"Exports of one group, the oldest first: .tar.gz.aes, .tar.gz, .tar, .zip, or a directory."`
	PasswordFile      string   `name:"password-file" help:"The password of the exports: a file, or - for the standard input." placeholder:"FILE"`
	Owner             string   `help:"E-mail address of who is to own the group; otherwise the first administrator of the export." placeholder:"EMAIL"`
	OwnerPasswordFile string   `name:"owner-password-file" help:"A file with the owner's password here; otherwise one is made and printed once." placeholder:"FILE"`
	Group             string   `name:"name" help:"What the group is called." default:"Stoa" placeholder:"NAME"`
	AutoJoin          string   `name:"auto-join" help:"What people had open, as JSON out of HipChat Server's Redis: see docs/import-export.md." placeholder:"FILE"`
	DryRun            bool     `name:"dry-run" help:"Say what would be imported, and write nothing."`
	WithoutFiles      bool     `name:"without-files" help:"Leave shared files out; messages say what was there."`
	Spool             string   `help:"Where what the exports say is kept meanwhile, which takes as much as their JSON." placeholder:"DIR"`
	JSON              bool     `name:"json" help:"Print the whole report as JSON."`
}

// Help is shown below the flags.
func (c *importHipchatCmd) Help() string {
	return `Into an empty database, which no server uses, before the first "stoa serve". Users, rooms and messages keep their ids. Where
an import was broken off, run it again: no server starts on half of one. Nobody is told of what is imported.

Nobody but the owner has a password: people get a link from an administrator, or sign in by a directory or a provider.

Example: stoa import hipchat hipchat-1-2018-10-01.tar.gz.aes --password-file secret --dry-run
Example: stoa import hipchat 2016.tar.gz 2017.tar.gz 2018.tar.gz --data /var/lib/stoa --owner ada@example.org`
}

func (c *importHipchatCmd) Run(ctx context.Context) (err error) {
	options := archive.Options{Spool: c.Spool, Progress: bytesOn(os.Stderr)}
	if options.Password, err = secretIn(c.PasswordFile); err != nil {
		return err
	}
	to, err := c.target()
	if err != nil {
		return err
	}
	a, err := archive.Open(ctx, c.Archives, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if to.Database != "" && !c.WithoutFiles {
		if to.Blobs, err = c.at().Blobs(); err != nil {
			return err
		}
		defer to.Blobs.Close()
	}
	report, err := importer.Import(ctx, a, to)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(report)
	}
	report.Print(os.Stdout)
	c.farewell(report.Owner)
	return nil
}

func (c *importHipchatCmd) target() (to importer.Config, err error) {
	tell := progressOn(os.Stderr)
	to = importer.Config{Owner: c.Owner, Group: c.Group, Progress: func(what string, done, all int64) {
		if all > 0 {
			what += fmt.Sprintf(" of %d", all)
		}
		tell(what, done)
	}}
	if c.AutoJoin != "" {
		f, err := os.Open(c.AutoJoin)
		if err != nil {
			return to, err
		}
		defer f.Close()
		if to.AutoJoin, err = importer.ReadAutoJoin(f); err != nil {
			return to, err
		}
	}
	if c.DryRun {
		return to, nil
	}
	password, err := secretIn(c.OwnerPasswordFile)
	if err != nil {
		return to, err
	}
	to.Password = string(password)
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return to, fmt.Errorf("data directory: %w", err)
	}
	to.Database, err = c.at().DatabaseURL()
	return to, err
}

// farewell says how people get in.
func (c *importHipchatCmd) farewell(o importer.Owner) {
	if c.DryRun {
		fmt.Printf("\nNothing was written. The owner would be %s <%s>.\n", o.Name, o.Email)
		return
	}
	fmt.Printf("\nImported. The owner is %s <%s>.\n", o.Name, o.Email)
	if o.Password != "" {
		fmt.Printf("Password, shown once: %s\n", o.Password)
	}
	fmt.Println(`Start the server with "stoa serve". Nobody else has a password: on a person's page under Administration, People, "Reset the password"
makes a link to choose one, which goes out by mail once there is a mail server; or describe a directory or provider to sign in by.`)
}

// bytesOn tells how much of the archives has been read.
func bytesOn(f *os.File) func(read, size int64) {
	tell := progressOn(f)
	return func(read, size int64) {
		if size > 0 {
			tell(fmt.Sprintf("percent of %d MB read", size>>20), read*100/size)
		}
	}
}

// secretIn reads what a file holds, without the line's end.
func secretIn(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	f, err := openBackup(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 4096))
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r")), err
}
