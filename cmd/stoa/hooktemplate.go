package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/markup"
	"github.com/stoachat/stoa/internal/remote"
)

type hookTemplateCmd struct {
	Show   templateShowCmd   `cmd:"" help:"Print a hook's template."`
	Set    templateSetCmd    `cmd:"" help:"Give a hook a template."`
	Test   templateTestCmd   `cmd:"" help:"Render a payload on the server, and print what the room would see."`
	Remove templateRemoveCmd `cmd:"" help:"Have what comes to a hook said as it is built in."`
}

type templateShowCmd struct{ aHook }

func (c *templateShowCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	t, err := client.HookTemplate(ctx, c.ID)
	if err != nil {
		return err
	}
	return c.show(t, func() {
		fmt.Print(t.Source)
		if t.Source != "" && !strings.HasSuffix(t.Source, "\n") {
			fmt.Println()
		}
		if t.Failure != "" {
			fmt.Fprintln(os.Stderr, "stoa: it failed the last time:", printable(t.Failure))
		}
	})
}

// More is not read of a file. The server refuses much less, and says how much it takes.
const maxFileRead = 1 << 20

// readFile is a file's text, or for "-" that of standard input.
func readFile(name string) (string, error) {
	f := os.Stdin
	if name != "-" {
		var err error
		if f, err = os.Open(name); err != nil {
			return "", err
		}
		defer f.Close()
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFileRead+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("read %s: %w", name, err)
	case len(b) > maxFileRead:
		return "", fmt.Errorf("%s is longer than %d bytes", name, maxFileRead)
	}
	return string(b), nil
}

type templateSetCmd struct {
	aHook
	File    string   `arg:"" help:"A file with the template; - or left out: standard input." default:"-"`
	Formats []string `name:"format" help:"Only for what is recognised as this; may be repeated. All when left out." placeholder:"FORMAT"`
}

// Help is shown below the flags.
func (c *templateSetCmd) Help() string {
	return "Example: stoa hook template set 12 deploys.tmpl --format json\n\ndocs/integrations.md explains what a template may say."
}

func (c *templateSetCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	source, err := readFile(c.File)
	if err != nil {
		return err
	}
	if strings.TrimSpace(source) == "" {
		return errors.New("the template is empty: stoa hook template remove has what comes said as it is built in")
	}
	t, err := client.SetHookTemplate(ctx, c.ID, source, c.Formats)
	if err != nil {
		return err
	}
	return c.show(t, func() { fmt.Printf("What comes to hook %d is said by the template: %s\n", c.ID, templateLine(t)) })
}

type templateRemoveCmd struct{ aHook }

func (c *templateRemoveCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	_, err = client.SetHookTemplate(ctx, c.ID, "", nil)
	return err
}

type templateTestCmd struct {
	aHook
	File    string            `arg:"" optional:"" help:"A file with a template; -: standard input; left out: the hook's own."`
	Payload string            `help:"A file with what a tool sends; -: standard input; left out: what came last." placeholder:"FILE"`
	Header  map[string]string `help:"A header that the tool sends, by which some are recognised; may be repeated." placeholder:"NAME=VALUE"`
}

// Help is shown below the flags.
func (c *templateTestCmd) Help() string {
	return `Nothing is posted and nothing changed. A mistake is told by line and column, and the exit code is 1 then.

Example: stoa hook template test 12 deploys.tmpl --payload deploy.json --header X-GitHub-Event=push`
}

// Validate refuses what can never be read.
func (c *templateTestCmd) Validate() error {
	if c.File == "-" && c.Payload == "-" {
		return errors.New("the template and the payload cannot both be standard input")
	}
	if c.Payload == "" && len(c.Header) > 0 {
		return errors.New("--header is for what --payload has")
	}
	return nil
}

func (c *templateTestCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	source, err := c.source(ctx, client)
	if err != nil {
		return err
	}
	payload, err := c.payload(ctx, client)
	if err != nil {
		return err
	}
	tried, err := client.TryHookTemplate(ctx, c.ID, source, payload)
	if err != nil {
		return err
	}
	if tried.Problem == nil || c.JSON {
		if err := c.show(tried, func() { showRehearsal(tried) }); err != nil {
			return err
		}
	}
	if p := tried.Problem; p != nil {
		return fmt.Errorf("%s:%d:%d: %s", c.templateName(), p.Line, p.Column, p.Message)
	}
	return nil
}

func (c *templateTestCmd) source(ctx context.Context, client *remote.Client) (string, error) {
	if c.File != "" {
		return readFile(c.File)
	}
	t, err := client.HookTemplate(ctx, c.ID)
	return t.Source, err
}

// templateName is where the template is from, as mistakes are told with it.
func (c *templateTestCmd) templateName() string {
	if c.File == "" || c.File == "-" {
		return "template"
	}
	return c.File
}

func (c *templateTestCmd) payload(ctx context.Context, client *remote.Client) (remote.HookPayload, error) {
	if c.Payload != "" {
		body, err := readFile(c.Payload)
		return remote.HookPayload{Header: c.Header, Body: body}, err
	}
	kept, err := client.HookPayloads(ctx, c.ID)
	if err != nil {
		return remote.HookPayload{}, err
	}
	if len(kept) == 0 {
		return remote.HookPayload{}, errors.New("no payload of this hook is kept: give one with --payload")
	}
	return kept[0], nil
}

// showRehearsal prints a notification as far as a terminal can.
func showRehearsal(r remote.Rehearsal) {
	said := r.Event
	alerts := ""
	if said.Notify {
		alerts = ", alerts everybody in the room"
	}
	fmt.Printf("%s from %s, recognised as %s%s\n", said.Color, printable(said.Sender), r.Format, alerts)
	if r.Key != "" {
		fmt.Printf("key %s, state %s\n", printable(r.Key), orNone(printable(r.State)))
	}
	fmt.Println()
	if said.Card != nil {
		showCard(said.Card)
		return
	}
	fmt.Println(printable(plain(said.Body, said.Format)))
}

func plain(text, format string) string {
	if format == "html" {
		return markup.PlainText(text)
	}
	return text
}

// showCard prints what a card says: its title and link, its text, and its attributes.
func showCard(c *hipchat.Card) {
	fmt.Println(printable(c.Title))
	if c.URL != "" {
		fmt.Println(printable(c.URL))
	}
	if c.Activity != nil {
		fmt.Println(printable(markup.PlainText(c.Activity.HTML)))
	}
	if c.Description != nil {
		fmt.Printf("\n%s\n", printable(plain(c.Description.Value, c.Description.Format)))
	}
	if len(c.Attributes) > 0 {
		fmt.Println()
	}
	for _, a := range c.Attributes {
		fmt.Printf("%s: %s\n", printable(a.Label), printable(a.Value.Label))
	}
}
