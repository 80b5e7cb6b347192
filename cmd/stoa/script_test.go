package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets this test binary be the command as well, for the scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"stoa": func() { os.Exit(run(os.Args[1:])) }})
}

// The scripts run the commands as the documentation shows them.
func TestTheCommandsDoWhatIsDocumented(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true})
}
