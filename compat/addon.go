package compat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Addon is an add-on to check, and how.
type Addon struct {
	URL    string        // of the descriptor, or of what it stands below
	Listen string        // the address of this machine at which the add-on reaches the checker; empty: 127.0.0.1
	Say    string        // a message that the add-on answers to; empty: made up from the pattern of its webhook
	Only   []string      // names of cases; empty: all
	Quiet  time.Duration // how long nothing must happen before the add-on counts as done; 0: 100 ms

	Progress func(Case) // is told of each case as it ends; nil: nobody
}

const defaultQuiet = 100 * time.Millisecond

// addonCase is one thing that is tried with an add-on.
type addonCase struct {
	trial[*visit]
	needs needs // cases that must have ended well for this one to mean anything
}

// visit is one run over an add-on, and what was learned of it so far.
type visit struct {
	w       *world
	other   *world // a second one, for add-ons that can be installed only once on each; nil: not needed yet
	subject *subject
	quiet   time.Duration
	stimuli []stimulus
	habits  map[string]reaction // how it answered where nothing was wrong, by the stimulus
	begun   reaction            // what it did at its installation
	gone    bool                // it does not serve its descriptor any more
}

// Check installs the add-on on throwaway servers, uses it, and takes it out again, in every way in which a server may be
// different from the one that its author had. The error says that it could not be checked.
func (a Addon) Check(ctx context.Context) (r *Report, err error) {
	chosen, err := chosenAddonCases(a.Only)
	if err != nil {
		return nil, err
	}
	r = &Report{Form: "addon", Subject: a.URL, Began: time.Now()}
	v, err := a.visit(ctx, r)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.close()) }()
	outcomes := map[string]Outcome{}
	for _, c := range chosen {
		done, err := v.tryAddon(ctx, c, outcomes)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
		outcomes[c.Name] = done.Outcome
		if a.unasked(c) && done.Outcome != Failed && done.Outcome != Skipped { // else it is why another one says nothing
			continue
		}
		r.Cases = append(r.Cases, done)
		if a.Progress != nil {
			a.Progress(done)
		}
	}
	r.Took = time.Since(r.Began)
	return r, nil
}

// unasked tells whether a case is tried only because others need it.
func (a Addon) unasked(c addonCase) bool { return len(a.Only) > 0 && !slices.Contains(a.Only, c.Name) }

func (a Addon) visit(ctx context.Context, r *Report) (*visit, error) {
	ip := a.Listen
	if ip == "" {
		ip = "127.0.0.1"
	}
	w, err := newWorld(ctx, ip)
	if err != nil {
		return nil, err
	}
	s, err := readSubject(ctx, w.outbound, a.URL)
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	v := &visit{w: w, subject: s, quiet: a.Quiet, habits: map[string]reaction{}}
	if v.quiet == 0 {
		v.quiet = defaultQuiet
	}
	var left []string
	v.stimuli, left = s.stimuli(a.Say)
	r.Subject = s.url
	r.Notes = append(r.Notes, "the server's document, token endpoint, API and pages are on four ports of "+ip+", below odd paths")
	for _, why := range left {
		r.Notes = append(r.Notes, "left out: "+why)
	}
	return v, nil
}

func (v *visit) close() error {
	err := v.w.close()
	if v.other != nil {
		err = errors.Join(err, v.other.close())
	}
	return err
}

// AddonCases are the names of the cases of Addon.Check, in their order.
func AddonCases() (names []string) {
	for _, c := range addonCases() {
		names = append(names, c.Name)
	}
	return names
}

// AddonRules are those that a case of Addon.Check may find broken. After any of them the add-on may be gone.
func AddonRules(name string) []string {
	for _, c := range addonCases() {
		if c.Name == name {
			return append(c.Rules, "addon-gone")
		}
	}
	return nil
}

// chosenAddonCases are those of these names with the cases that they need, in their order.
func chosenAddonCases(only []string) ([]addonCase, error) {
	all := addonCases()
	trials := make([]trial[*visit], len(all))
	for i, c := range all {
		trials[i] = c.trial
	}
	if err := known(trials, only); err != nil || len(only) == 0 {
		return all, err
	}
	wanted := map[string]bool{}
	for _, c := range slices.Backward(all) {
		if wanted[c.Name] = wanted[c.Name] || slices.Contains(only, c.Name); wanted[c.Name] {
			for _, need := range c.needs {
				wanted[need] = true
			}
		}
	}
	return slices.DeleteFunc(all, func(c addonCase) bool { return !wanted[c.Name] }), nil
}

// tryAddon runs one case, unless one that it needs did not end well.
func (v *visit) tryAddon(ctx context.Context, c addonCase, before map[string]Outcome) (Case, error) {
	for _, need := range c.needs {
		if o := before[need]; o == Failed || o == Skipped {
			return Case{Name: c.Name, Title: c.Title, Outcome: Skipped, Reason: fmt.Sprintf("it says nothing while %q is %s", need, o)}, nil
		}
	}
	if v.gone {
		return Case{Name: c.Name, Title: c.Title, Outcome: Skipped, Reason: "the add-on is gone"}, nil
	}
	done, err := c.try(ctx, v)
	if err == nil {
		err = ctx.Err()
	}
	if v.gone = err == nil && !v.alive(ctx, patience/2); v.gone && done.Outcome != Failed {
		done.Findings = append(done.Findings, found("addon-gone", "afterwards", "GET "+v.subject.url+" is not answered any more"))
		done.Outcome, done.Reason = Failed, ""
	}
	return done, err
}

// callers are the stimuli at which the add-on calls the API.
func (v *visit) callers() (found []stimulus) {
	for _, s := range v.stimuli {
		if len(v.habits[s.name].called()) > 0 {
			found = append(found, s)
		}
	}
	return found
}

var errNoCalls = skip("it was not seen to call the API when it is used")

// caller is the first stimulus at which the add-on calls the API.
func (v *visit) caller() (stimulus, error) {
	all := v.callers()
	if len(all) == 0 {
		return stimulus{}, errNoCalls
	}
	return all[0], nil
}

// signed are the stimuli that carry a signature and were accepted, one of each kind.
func (v *visit) signed() (found []stimulus) {
	kinds := map[string]bool{}
	for _, s := range v.stimuli {
		kind := s.event + s.kind
		if h := v.habits[s.name]; s.signed && h.accepted() && !kinds[kind] {
			kinds[kind] = true
			found = append(found, s)
		}
	}
	return found
}

// telling are a few stimuli that show whether the add-on works: the first that makes it call, a webhook and a page.
func (v *visit) telling() (few []stimulus) {
	few = append(few, v.callers()...)
	few = few[:min(len(few), 1)]
	for _, page := range []bool{false, true} {
		for _, s := range v.stimuli {
			if (s.event == "") == page && v.habits[s.name].accepted() {
				if !slices.ContainsFunc(few, func(f stimulus) bool { return f.name == s.name }) {
					few = append(few, s)
				}
				break
			}
		}
	}
	return few
}
