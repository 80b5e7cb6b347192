package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
)

type sendCmd struct {
	target
	Room    string        `help:"The room's name or id." required:""`
	As      string        `help:"What to post: a notification, or a message as yourself." enum:"notification,message" default:"notification"`
	Color   string        `help:"Of a notification: ${enum}." enum:"yellow,green,red,purple,gray,random" default:"yellow"`
	Format  string        `help:"Of a notification: ${enum}." enum:"text,html" default:"text"`
	Notify  bool          `help:"Let the notification alert everybody in the room."`
	From    string        `help:"A label beside the notification's sender."`
	Card    []byte        `help:"A file with a card's JSON, shown instead of the notification where that can be." type:"filecontent" placeholder:"FILE"`
	File    string        `help:"A file to share; what is to be said then stands beside it, and may be left out." placeholder:"FILE" type:"existingfile"`
	Timeout time.Duration `help:"How long to try." default:"1m"`
	Message []string      `arg:"" optional:"" help:"What to say; read from standard input when left out."`
}

// Help is shown below the flags.
func (c *sendCmd) Help() string {
	return "Examples: stoa send --room Ops --color green Build 512 passed    make 2>&1 | tail -20 | stoa send --room Ops    stoa send --room Ops --file core.log what it said last"
}

// Validate refuses what can never be sent.
func (c *sendCmd) Validate() error {
	if c.As == "message" && (c.Notify || c.From != "" || c.Card != nil || c.Color != "yellow" || c.Format != "text") {
		return errors.New("a message is plain text: --color, --format, --notify, --from and --card are for notifications")
	}
	if err := c.checkFile(); err != nil {
		return err
	}
	if c.Card != nil && !json.Valid(c.Card) {
		return errors.New("--card: the file is not JSON")
	}
	if c.Card == nil {
		return nil
	}
	if bad := hipchat.CheckCard(c.Card); bad != nil {
		return fmt.Errorf("--card: %w", bad)
	}
	return nil
}

func (c *sendCmd) Run(ctx context.Context) error {
	if c.Secret == "" {
		return errors.New("STOA_TOKEN (or --token) must be the room's token or one of yours; " + howToMakeToken)
	}
	client, err := hipchat.NewClient(c.URL, hipchat.WithToken(c.Secret), hipchat.WithUserAgent("stoa send"))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	if c.File != "" {
		return c.sendFile(ctx, client)
	}
	text, err := c.text()
	if err != nil {
		return err
	}
	if c.As == "message" {
		made, err := client.SendMessage(ctx, hipchat.ID(c.Room), text)
		if err != nil {
			return c.explain(err)
		}
		return c.show(made, func() {})
	}
	return c.explain(client.SendRoomNotification(ctx, hipchat.ID(c.Room), hipchat.NotificationRequest{
		Message: text, MessageFormat: c.Format, Color: c.Color, Notify: hipchat.Flag(c.Notify), From: c.From, Card: c.Card,
	}))
}

const howToMakeToken = "make one with: stoa token create --room ROOM --name NAME"

// explain says what to do about a token that is refused: jobs send, and nobody is there who knows where theirs is from.
func (c *sendCmd) explain(err error) error {
	if errors.Is(err, hipchat.ErrUnauthorized) {
		return fmt.Errorf("STOA_TOKEN (or --token) is not known at %s, was revoked, or has ended: %w; %s", c.URL, err, howToMakeToken)
	}
	return err
}

// text is what to say, from the arguments or from standard input, of which no more is read than a message can hold.
func (c *sendCmd) text() (string, error) {
	if len(c.Message) > 0 {
		return strings.Join(c.Message, " "), nil
	}
	if info, err := os.Stdin.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		return "", errors.New("there is nothing to say: give a message or pipe one in")
	}
	b, err := io.ReadAll(io.LimitReader(os.Stdin, hipchat.MaxMessage*utf8.UTFMax+1))
	if err != nil {
		return "", fmt.Errorf("read standard input: %w", err)
	}
	text := strings.TrimRight(string(b), "\r\n")
	if utf8.RuneCountInString(text) > hipchat.MaxMessage {
		return "", fmt.Errorf("a message holds up to %d characters, and standard input has more", hipchat.MaxMessage)
	}
	return text, nil
}
