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
	"github.com/stoachat/stoa/internal/importer/mattermost"
	"github.com/stoachat/stoa/internal/importer/slack"
)

type importCmd struct {
	Hipchat    importHipchatCmd    `cmd:"" name:"hipchat" help:"Make a group of exports of HipChat Cloud, Server or Data Center."`
	Slack      importSlackCmd      `cmd:"" help:"Make a group of the export of a Slack workspace."`
	Mattermost importMattermostCmd `cmd:"" help:"Make a group of the bulk export of a Mattermost server."`
}

// imported is what all imports have in common.
type imported struct {
	place
	Owner             string `help:"E-mail address of who is to own the group; otherwise the first administrator of the export." placeholder:"EMAIL"`
	OwnerPasswordFile string `name:"owner-password-file" help:"A file with the owner's password here; otherwise one is made and printed once." placeholder:"FILE"`
	Group             string `name:"name" help:"What the group is called." default:"Stoa" placeholder:"NAME"`
	DryRun            bool   `name:"dry-run" help:"Say what would be imported, and write nothing."`
	WithoutFiles      bool   `name:"without-files" help:"Leave shared files out; messages say what was there."`
	Spool             string `help:"Where what the exports say is kept meanwhile, which takes as much as their JSON." placeholder:"DIR"`
	JSON              bool   `name:"json" help:"Print the whole report as JSON."`
}

const importHelp = `Into an empty database, which no server uses, before the first "stoa serve". Where an import was broken off, run it again: no server
starts on half of one. Nobody is told of what is imported. Nobody but the owner has a password: people get a link from an
administrator, or sign in by a directory or a provider.

`

type importHipchatCmd struct {
	imported
	Archives     []string `arg:"" name:"archive" help:"Exports of one group, the oldest first: .tar.gz.aes, .tar.gz, .tar, .zip, or a directory."`
	PasswordFile string   `name:"password-file" help:"The password of the exports: a file, or - for the standard input." placeholder:"FILE"`
	AutoJoin     string   `name:"auto-join" help:"What people had open, as JSON out of HipChat Server's Redis: see docs/import-export.md." placeholder:"FILE"`
}

// Help is shown below the flags.
func (c *importHipchatCmd) Help() string {
	return importHelp + `Users, rooms and messages keep their ids.

Example: stoa import hipchat hipchat-1-2018-10-01.tar.gz.aes --password-file secret --dry-run
Example: stoa import hipchat 2016.tar.gz 2017.tar.gz 2018.tar.gz --data /var/lib/stoa --owner ada@example.org`
}

func (c *importHipchatCmd) Run(ctx context.Context) error {
	password, err := secretIn(c.PasswordFile)
	if err != nil {
		return err
	}
	var lists importer.AutoJoin
	if c.AutoJoin != "" {
		if lists, err = readAutoJoin(c.AutoJoin); err != nil {
			return err
		}
	}
	return c.run(ctx, lists, func(o archive.Options) (*archive.Archive, error) {
		o.Password = password
		return archive.Open(ctx, c.Archives, o)
	})
}

func readAutoJoin(path string) (importer.AutoJoin, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return importer.ReadAutoJoin(f)
}

type importSlackCmd struct {
	imported
	Archive string `arg:"" help:"The export, a .zip."`
}

// Help is shown below the flags.
func (c *importSlackCmd) Help() string {
	return importHelp + `Slack's exports have no bytes of files: see docs/import-export.md.

Example: stoa import slack export.zip --data /var/lib/stoa --dry-run`
}

func (c *importSlackCmd) Run(ctx context.Context) error {
	e, err := slack.Open(c.Archive)
	if err != nil {
		return err
	}
	defer e.Close()
	return c.run(ctx, nil, func(o archive.Options) (*archive.Archive, error) { return archive.Collect(ctx, e, o) })
}

type importMattermostCmd struct {
	imported
	Archive string `arg:"" help:"The bulk export: a .zip, or its lines alone."`
}

// Help is shown below the flags.
func (c *importMattermostCmd) Help() string {
	return importHelp + "Example: stoa import mattermost export.zip --data /var/lib/stoa --dry-run"
}

func (c *importMattermostCmd) Run(ctx context.Context) error {
	e, err := mattermost.Open(c.Archive)
	if err != nil {
		return err
	}
	defer e.Close()
	return c.run(ctx, nil, func(o archive.Options) (*archive.Archive, error) { return archive.Collect(ctx, e, o) })
}

// run imports what open opens.
func (c *imported) run(ctx context.Context, lists importer.AutoJoin, open func(archive.Options) (*archive.Archive, error)) (err error) {
	to, err := c.target()
	if err != nil {
		return err
	}
	to.AutoJoin = lists
	found := progressOn(os.Stderr)
	a, err := open(archive.Options{Spool: c.Spool, Progress: bytesOn(os.Stderr), Found: func(n int64) { found("messages found", n) }})
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

func (c *imported) target() (to importer.Config, err error) {
	tell := progressOn(os.Stderr)
	to = importer.Config{Owner: c.Owner, Group: c.Group, Progress: func(what string, done, all int64) {
		if all > 0 {
			what += fmt.Sprintf(" of %d", all)
		}
		tell(what, done)
	}}
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
func (c *imported) farewell(o importer.Owner) {
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
