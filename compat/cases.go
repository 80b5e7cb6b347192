package compat

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// trial is a case before it is tried on a T. Cases are data, so that a test and the command try the same ones.
type trial[T any] struct {
	Name, Title string
	Rules       []string // that it may find broken
	Run         func(context.Context, T) ([]Finding, error)
}

// skip is why a case says nothing about this T. A trial answers it as its error; any other error ends the run.
type skip string

func (s skip) Error() string { return string(s) }

// try tries the cases one after the other: all, or only those that are named.
func try[T any](ctx context.Context, t T, trials []trial[T], only []string) ([]Case, error) {
	if err := known(trials, only); err != nil {
		return nil, err
	}
	var cases []Case
	for _, tr := range trials {
		if len(only) > 0 && !slices.Contains(only, tr.Name) {
			continue
		}
		c, err := tr.try(ctx, t)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", tr.Name, err)
		}
		cases = append(cases, c)
	}
	return cases, nil
}

func (tr trial[T]) try(ctx context.Context, t T) (Case, error) {
	began := time.Now()
	findings, err := tr.Run(ctx, t)
	c := Case{Name: tr.Name, Title: tr.Title, Outcome: outcomeOf(findings), Took: time.Since(began), Findings: findings}
	if reason, ok := err.(skip); ok {
		c.Outcome, c.Reason, c.Findings = Skipped, string(reason), nil
		return c, nil
	}
	return c, err
}

// known refuses names that no case has.
func known[T any](trials []trial[T], only []string) error {
	names := make([]string, len(trials))
	for i, tr := range trials {
		names[i] = tr.Name
	}
	for _, name := range only {
		if !slices.Contains(names, name) {
			return fmt.Errorf("there is no case %q; there are %s", name, strings.Join(names, ", "))
		}
	}
	return nil
}
