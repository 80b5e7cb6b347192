package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/exporter"
)

type exportCmd struct {
	Hipchat exportHipchatCmd `cmd:"" name:"hipchat" help:"Write the group as HipChat exported its groups, while the server runs."`
}

type exportHipchatCmd struct {
	place
	To           string `help:"A directory to write a file into that is named after the time, a file that ends in .tar.gz, or - for the standard output." default:"." placeholder:"DIR|FILE.tar.gz|-"`
	WithOneToOne bool   `name:"with-one-to-one" help:"One-to-one chats, too."`
	WithFiles    bool   `name:"with-files" help:"Shared files, too."`
	Spool        string `help:"Where a temporary file is kept meanwhile, as large as the longest history." placeholder:"DIR"`
	JSON         bool   `name:"json" help:"Print JSON."`
}

// Help is shown below the flags.
func (c *exportHipchatCmd) Help() string {
	return `People with their pictures, rooms, emoticons, and what was said in rooms, as it is at one moment: a .tar.gz that "stoa import
hipchat" reads, and whatever else reads HipChat's exports. Passwords, tokens, hooks, add-ons and the server's settings are
not in it; to move or keep a whole server make a backup.

It is not encrypted, as HipChat's were: nobody but you can read the file. Before it leaves the machine encrypt it with a program
made for that, age or gpg.

Example: stoa export hipchat --data /var/lib/stoa --with-files --to /export
Example: stoa export hipchat --data /var/lib/stoa --with-one-to-one --to - | age -p > group.tar.gz.age`
}

func (c *exportHipchatCmd) Run(ctx context.Context) (err error) {
	if c.To == "-" && c.JSON {
		return errJSONElsewhere
	}
	source := exporter.Source{OneToOne: c.WithOneToOne, Spool: c.Spool, Version: app.Version, Progress: progressOn(os.Stderr)}
	if source.Database, err = c.at().DatabaseURL(); err != nil {
		return err
	}
	if c.WithFiles {
		if source.Blobs, err = c.at().Blobs(); err != nil {
			return err
		}
		defer source.Blobs.Close()
	}
	sum, err := c.write(ctx, source)
	if err != nil {
		return err
	}
	if sum.Missing > 0 {
		return fmt.Errorf("the export is whole, but the store of files did not have %d files that messages show", sum.Missing)
	}
	return nil
}

func (c *exportHipchatCmd) write(ctx context.Context, source exporter.Source) (sum exporter.Summary, err error) {
	if c.To == "-" {
		if sum, err = exporter.Make(ctx, source, os.Stdout); err == nil {
			fmt.Fprintln(os.Stderr, describeExport(sum))
		}
		return sum, err
	}
	path, err := pathFor(c.To, time.Now(), "stoa-hipchat-", ".tar.gz")
	if err != nil {
		return sum, err
	}
	err = writeWhole(path, func(w io.Writer) (err error) {
		sum, err = exporter.Make(ctx, source, w)
		return err
	})
	switch {
	case err != nil:
	case c.JSON:
		err = printJSON(sum)
	default:
		fmt.Fprintln(os.Stderr, filepath.Clean(path)+": "+describeExport(sum))
	}
	return sum, err
}

func describeExport(s exporter.Summary) string {
	return fmt.Sprintf("%s: %d people, %d rooms with %d messages, %d one-to-one messages, %d emoticons, %d files of %d bytes",
		s.Moment.Format(time.RFC3339), s.People, s.Rooms, s.Messages, s.OneToOne, s.Emoticons, s.Files, s.FileBytes)
}
