package compat

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Source is a tree of source code to be checked. What it says is read and never run.
type Source struct {
	Dir  string
	Only []string // names of cases; all when empty
}

// Check reads the tree. It answers an error when there is nothing to read.
func (s Source) Check(ctx context.Context) (*Report, error) {
	r := &Report{Form: "source", Subject: s.Dir, Began: time.Now()}
	if err := known(sourceTrials(), s.Only); err != nil {
		return nil, err
	}
	t, err := readTree(ctx, s.Dir)
	if err != nil {
		return nil, err
	}
	r.Notes = t.notes()
	if r.Cases, err = try(ctx, t, sourceTrials(), s.Only); err != nil {
		return nil, err
	}
	r.Took = time.Since(r.Began)
	return r, nil
}

func sourceTrials() []trial[*tree] {
	return []trial[*tree]{
		{"addresses", "names no server in the code", []string{fixedHost, defaultHost, fixedEndpoint}, eachFile((*file).addresses)},
		{"schemes", "lets the base URL say whether it is http or https", []string{fixedScheme}, eachFile((*file).schemes)},
		{"api-version", "does not rely on API v1", []string{v1Only}, wholeTree((*tree).apiVersion)},
		{"capabilities", "asks the capabilities document for addresses, as an add-on", []string{fixedTokenPath}, wholeTree((*tree).capabilities)},
		{"tokens", "has no tokens in it", []string{tokenInCode}, wholeTree((*tree).tokens)},
		{"signed-requests", "checks the signatures of signed requests", []string{jwtUnverified, jwtAlgNone}, eachFile((*file).signatures)},
		{"certificates", "checks the server's certificate", []string{trustsAll}, eachFile((*file).certificates)},
	}
}

// maxFindings bounds what one case tells: who sees that many reads no further.
const maxFindings = 100

// eachFile makes a trial of what is looked for in each file that belongs to what is shipped.
func eachFile(look func(*file) []Finding) func(context.Context, *tree) ([]Finding, error) {
	return func(_ context.Context, t *tree) ([]Finding, error) {
		var found []Finding
		for _, f := range t.files {
			if !f.aside {
				found = append(found, look(f)...)
			}
		}
		return bounded(found), nil
	}
}

func wholeTree(look func(*tree) []Finding) func(context.Context, *tree) ([]Finding, error) {
	return func(_ context.Context, t *tree) ([]Finding, error) { return bounded(look(t)), nil }
}

func bounded(found []Finding) []Finding { return found[:min(len(found), maxFindings)] }

// at makes the finding of a rule in a line of the file.
func (f *file) at(rule string, offset int) Finding {
	line := f.line(offset)
	return found(rule, fmt.Sprintf("%s:%d", f.path, line), f.shown(line))
}

// once leaves one finding of a rule in each line.
func once(list []Finding) []Finding {
	var out []Finding
	for _, f := range list {
		if !slices.ContainsFunc(out, func(o Finding) bool { return o.Rule == f.Rule && o.Where == f.Where }) {
			out = append(out, f)
		}
	}
	return out
}

// apiVersion reports once that a tree calls API v1 and nowhere v2.
func (t *tree) apiVersion() []Finding {
	var seen []string
	where := ""
	for _, f := range t.files {
		if f.aside {
			continue
		}
		if callsV2.MatchString(f.code) {
			return nil
		}
		for _, at := range callsV1.FindAllStringIndex(f.code, 5-len(seen)) {
			line := f.line(at[0])
			if where == "" {
				where = fmt.Sprintf("%s:%d", f.path, line)
			}
			seen = append(seen, fmt.Sprintf("%s:%d: %s", f.path, line, f.shown(line)))
		}
	}
	if where == "" {
		return nil
	}
	return []Finding{found(v1Only, where, seen...)}
}

// capabilities reports where an add-on puts the token endpoint's address together.
func (t *tree) capabilities() []Finding {
	if !slices.ContainsFunc(t.files, func(f *file) bool { return !f.aside && strings.Contains(f.code, "capabilitiesUrl") }) {
		return nil
	}
	var list []Finding
	for _, f := range t.files {
		if f.aside {
			continue
		}
		for _, at := range tokenPath.FindAllStringIndex(f.code, maxFindings) {
			if !f.named(at[0]) {
				list = append(list, f.at(fixedTokenPath, at[0]))
			}
		}
	}
	return once(list)
}
