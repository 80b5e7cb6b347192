package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/stoachat/stoa/compat"
)

type checkCmd struct {
	Addon  checkAddonCmd  `cmd:"" help:"Install, use and remove a running add-on on throwaway servers: odd addresses, old releases, failures, forgeries."`
	Sender checkSenderCmd `cmd:"" help:"Run a program that posts to a room, against a server at an odd address that also fails."`
	Server checkServerCmd `cmd:"" help:"Make the calls of real clients to a server, and look at what it answers."`
	Source checkSourceCmd `cmd:"" help:"Read source code: fixed addresses, API v1, tokens, signatures and certificates that nobody checks."`
}

// checkFlags are what all forms of the checker have in common.
type checkFlags struct {
	Format string   `help:"Of the report: text, json, junit or html." enum:"text,json,junit,html" default:"text"`
	Output string   `help:"Write the report into this file instead of showing it." placeholder:"FILE"`
	Only   []string `help:"Try only these cases." placeholder:"CASE,…"`
	Badge  string   `help:"Write a badge for a README (SVG) into this file." placeholder:"FILE"`
}

// exitCode is an error that ends the program with a code of its own.
type exitCode struct {
	error
	code int
}

func (e exitCode) ExitCode() int { return e.code }

func (e exitCode) Unwrap() error { return e.error }

// report writes what was found as the flags say. It answers an error when something is broken, and another when
// nothing could be checked.
func (f *checkFlags) report(r *compat.Report, err error) error {
	if err != nil {
		return exitCode{err, exitUsage}
	}
	if err := f.write(r); err != nil {
		return exitCode{err, exitUsage}
	}
	if r.Broken() {
		return errors.New("something is broken; the report says what and how it is mended")
	}
	return nil
}

func (f *checkFlags) write(r *compat.Report) error {
	if f.Badge != "" {
		if err := toFile(f.Badge, r.WriteBadge); err != nil {
			return err
		}
	}
	write := map[string]func(io.Writer) error{"text": r.WriteText, "json": r.WriteJSON, "junit": r.WriteJUnit, "html": r.WriteHTML}[f.Format]
	if f.Output == "" {
		return write(os.Stdout)
	}
	return toFile(f.Output, write)
}

func toFile(path string, write func(io.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := errors.Join(write(file), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
