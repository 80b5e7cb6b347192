// Command stoa is Stoa: the server, and the command line that administers it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // time zones must work on machines that have no database of them

	"github.com/alecthomas/kong"
)

// serveOnly is the part of the command line that runs a server.
type serveOnly struct {
	Config kong.ConfigFlag `help:"TOML file with settings under the names of the flags." env:"STOA_CONFIG" placeholder:"FILE"`

	Serve serveCmd `cmd:"" help:"Run the server."`
}

// cli is the whole command line. Every flag can also be set in the environment and in a file.
type cli struct {
	serveOnly

	VersionFlag kong.VersionFlag `name:"version" help:"Show the version."`

	Dev      devCmd      `cmd:"" help:"Run a server to write integrations against, which keeps nothing."`
	User     userCmd     `cmd:"" help:"List and create accounts."`
	Room     roomCmd     `cmd:"" help:"List, create and delete rooms."`
	Token    tokenCmd    `cmd:"" help:"Create, list and revoke tokens for integrations."`
	Hook     hookCmd     `cmd:"" help:"Make and delete the addresses that tools send to, and say how what they send looks."`
	Send     sendCmd     `cmd:"" help:"Post a notification or a message."`
	Addon    addonCmd    `cmd:"" help:"Install, list, update, disable and remove add-ons."`
	Secret   secretCmd   `cmd:"" help:"Change the key that secrets are sealed with."`
	Doctor   doctorCmd   `cmd:"" help:"Find out what can be reached, from here and from the server, and what to open."`
	Delivery deliveryCmd `cmd:"" help:"See, repeat and hold back what is delivered to webhooks."`
	Audit    auditCmd    `cmd:"" help:"See who changed what in the group, and who signed in."`
	Call     callCmd     `cmd:"" help:"See what integrations call, and what they are answered."`
	Search   searchCmd   `cmd:"" help:"Build the search anew, and see how far it is."`
	Emoticon emoticonCmd `cmd:"" help:"Add, list and remove the group's own emoticons."`
	Check    checkCmd    `cmd:"" help:"Find out whether an integration runs against any server."`
	Backup   backupCmd   `cmd:"" help:"Copy all that a server keeps into one file, while it runs, and check such files."`
	Restore  restoreCmd  `cmd:"" help:"Fill an empty server from a backup."`
	Import   importCmd   `cmd:"" help:"Make a group of what another chat exported."`
	Export   exportCmd   `cmd:"" help:"Write the group as another chat exports its own."`
	Health   healthCmd   `cmd:"" help:"Ask a server whether it can do its work."`
	Bench    benchCmd    `cmd:"" help:"Measure a server against the least that could be done."`
	Version  versionCmd  `cmd:"" help:"Show the version."`

	Completion completionCmd `cmd:"" help:"Print what makes a shell complete commands and flags."`
	Complete   completeCmd   `cmd:"" hidden:""`
}

// The exit codes: 0 for good, 1 for findings or failure, 2 for wrong use.
const (
	exitFailure = 1
	exitUsage   = 2
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parsed, err := parse(ctx, args)
	if err != nil {
		var bad *kong.ParseError
		if errors.As(err, &bad) {
			_ = bad.Context.PrintUsage(true)
		}
		fmt.Fprintln(os.Stderr, "stoa:", err)
		return exitUsage
	}
	if err := parsed.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "stoa:", err)
		return codeOf(err)
	}
	return 0
}

// codeOf is the exit code for what a command ended with.
func codeOf(err error) int {
	var coded kong.ExitCoder
	switch {
	case err == nil:
		return 0
	case errors.As(err, &coded):
		return coded.ExitCode()
	default:
		return exitFailure
	}
}

// parse reads the command line. Its whole description takes a fifth of a server's start to build, so there the part that
// the server has is tried alone; what that cannot read is the whole one's to explain.
func parse(ctx context.Context, args []string) (*kong.Context, error) {
	if len(args) > 0 && args[0] == "serve" {
		if parsed, err := parseBy(ctx, &serveOnly{}, args); err == nil {
			return parsed, nil
		}
	}
	return parseBy(ctx, &cli{}, args)
}

func parseBy(ctx context.Context, grammar any, args []string) (*kong.Context, error) {
	parser, err := newParser(ctx, grammar)
	if err != nil {
		return nil, err
	}
	return parser.Parse(args)
}

// newParser makes the parser of a cli, or of a part of it.
func newParser(ctx context.Context, grammar any) (*kong.Kong, error) {
	return kong.New(grammar,
		kong.Name("stoa"),
		kong.Description("Self-hosted team chat that speaks HipChat's wire."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Configuration(tomlFile),
		kong.Vars{"version": version()},
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
}
