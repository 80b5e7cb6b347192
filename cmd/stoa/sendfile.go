package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/remote"
)

// sendFile shares a file, with what is said on the command line about it: in the name of the token, or as a message of one's own.
func (c *sendCmd) sendFile(ctx context.Context, client *hipchat.Client) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	switch {
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no file with a size", c.File)
	case info.Size() == 0:
		return fmt.Errorf("%s is empty", c.File)
	case info.Size() > hipchat.MaxUpload:
		return fmt.Errorf("%s is larger than %d MB", c.File, hipchat.MaxUpload>>20)
	}
	said := strings.Join(c.Message, " ")
	if c.As == "message" {
		return client.ShareFileWithRoom(ctx, hipchat.ID(c.Room), hipchat.Upload{Name: filepath.Base(c.File), Content: f, Message: said})
	}
	server, err := remote.New(c.URL, c.Secret)
	if err != nil {
		return err
	}
	return server.ShareFile(ctx, c.Room, remote.File{Name: filepath.Base(c.File), Size: info.Size(), Content: f, Comment: said})
}

// checkFile refuses flags that say nothing beside a file.
func (c *sendCmd) checkFile() error {
	if c.File != "" && (c.Notify || c.From != "" || c.Card != nil || c.Color != "yellow" || c.Format != "text") {
		return errors.New("a file is shared with plain text: --color, --format, --notify, --from and --card are for notifications without one")
	}
	return nil
}
