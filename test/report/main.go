// Command report reads what go test -json writes and prints it for people: a line for each package, the output of
// what failed, the reason of what was skipped, and last the count of all tests with their subtests. It ends with
// status 1 when something failed.
//
//	go test -json ./... | go run ./test/report
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
)

func main() {
	failed, err := report(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
	if failed {
		os.Exit(1)
	}
}

// event is a line of go test -json, see go doc test2json.
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
	Elapsed float64 // seconds
}

// name is one test of one package, or the package itself.
type name struct{ pkg, test string }

type counts struct{ passed, failed, skipped int }

// report prints what the events tell and answers whether something failed. Lines that are no events (a tool's own
// words) are printed as they are.
func report(in io.Reader, out io.Writer) (failed bool, err error) {
	var total counts
	output := map[name]*strings.Builder{}
	failedIn := map[string]bool{}
	races := map[string]*raceReport{}
	lines := bufio.NewReader(in)
	for {
		line, readErr := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) != nil || e.Action == "" {
				fmt.Fprintf(out, "%s", line)
			} else {
				if e.Action == "output" {
					racesOf(races, e.Package).add(e.Output)
				}
				total.add(out, e, output, failedIn)
				if e.Test == "" && e.Action == "fail" {
					fmt.Fprint(out, racesOf(races, e.Package))
				}
			}
		}
		if readErr == io.EOF {
			break
		}
		if readErr != nil {
			return true, readErr
		}
	}
	fmt.Fprintf(out, "%d passed, %d failed, %d skipped\n", total.passed, total.failed, total.skipped)
	return total.failed > 0, nil
}

// raceReport is what the race detector has said in one package. go test takes that for words of whichever test has spoken last,
// which may be one that passes.
type raceReport struct {
	strings.Builder
	inside bool
}

func racesOf(races map[string]*raceReport, pkg string) *raceReport {
	if races[pkg] == nil {
		races[pkg] = &raceReport{}
	}
	return races[pkg]
}

// add takes a line of a package's output.
func (r *raceReport) add(line string) {
	frame := strings.HasPrefix(line, "==================")
	switch {
	case strings.HasPrefix(line, "WARNING: DATA RACE"):
		r.inside = true
	case frame && r.inside:
		r.inside = false
		r.WriteString(line)
	}
	if r.inside {
		r.WriteString(line)
	}
}

func (c *counts) add(out io.Writer, e event, output map[name]*strings.Builder, failedIn map[string]bool) {
	n := name{e.Package, e.Test}
	said := output[n]
	if said == nil {
		said = &strings.Builder{}
		output[n] = said
	}
	switch e.Action {
	case "output":
		said.WriteString(e.Output)
		return
	case "build-output":
		fmt.Fprint(out, e.Output)
		return
	case "pass", "fail", "skip":
		delete(output, n)
	default:
		return
	}
	if e.Test == "" {
		c.addPackage(out, e, said.String(), output, failedIn)
		return
	}
	switch e.Action {
	case "pass":
		c.passed++
	case "skip":
		c.skipped++
		fmt.Fprintf(out, "skipped: %s %s: %s\n", e.Package, e.Test, reason(said.String()))
	case "fail":
		c.failed++
		failedIn[e.Package] = true
		fmt.Fprintf(out, "FAIL %s %s\n%s", e.Package, e.Test, said)
	}
}

// addPackage prints a package's line. A package that failed without a failing test (it did not build, or it crashed)
// counts as one failure, and shows all that it said.
func (c *counts) addPackage(
	out io.Writer, e event, said string, output map[name]*strings.Builder, failedIn map[string]bool,
) {
	switch {
	case e.Action == "skip":
		return // no test files
	case e.Action == "fail" && !failedIn[e.Package]:
		c.failed++
		fmt.Fprintf(out, "FAIL %s\n%s", e.Package, said)
		unfinished(out, e.Package, output)
	}
	fmt.Fprintf(out, "%-4s %s %.1fs\n", e.Action, e.Package, e.Elapsed)
}

// unfinished prints what the package's tests had said that were running when it ended: one of them ended it.
func unfinished(out io.Writer, pkg string, output map[name]*strings.Builder) {
	var tests []string
	for n := range output {
		if n.pkg == pkg {
			tests = append(tests, n.test)
		}
	}
	sort.Strings(tests)
	for _, test := range tests {
		fmt.Fprintf(out, "unfinished: %s\n%s", test, output[name{pkg, test}])
	}
}

// reason finds why a test was skipped in its output: the last line that is not the frame of go test.
func reason(said string) string {
	why := "no reason given"
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "===") && !strings.HasPrefix(line, "---") {
			why = line
		}
	}
	return why
}
