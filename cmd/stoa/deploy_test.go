package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/stoachat/stoa/internal/stoatest"
)

const deployed = "../../deploy"

// deployFiles are the files of deploy/ with such a name, and what is in them.
func deployFiles(t *testing.T, pattern string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(deployed, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if ok, err := filepath.Match(pattern, e.Name()); !ok || err != nil {
			return err
		}
		b, err := os.ReadFile(path)
		found[strings.TrimPrefix(path, deployed+"/")] = string(b)
		return err
	})
	if err != nil || len(found) == 0 {
		t.Fatalf("%s: %v", pattern, err)
	}
	return found
}

// parses tells whether the command line is one.
func parses(t *testing.T, args []string) error {
	t.Helper()
	parser, err := newParser(t.Context(), &cli{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(args)
	return err
}

var setting = regexp.MustCompile(`\bSTOA_[A-Z0-9_]+`)

func TestWhatIsDeployedUsesSettingsThatThereAre(t *testing.T) {
	parser, err := newParser(t.Context(), &cli{})
	if err != nil {
		t.Fatal(err)
	}
	var known []string
	for _, leaf := range parser.Model.Leaves(false) {
		for _, f := range leaf.Flags {
			known = append(known, f.Envs...)
		}
	}
	used := 0
	for name, text := range deployFiles(t, "*") {
		for _, s := range setting.FindAllString(text, -1) {
			if used++; !slices.Contains(known, s) {
				t.Errorf("%s uses %s, which is no setting", name, s)
			}
		}
	}
	if used < 20 {
		t.Errorf("only %d settings were found", used)
	}
}

func TestUnitsRunCommandsThatThereAre(t *testing.T) {
	for name, text := range deployFiles(t, "*.service") {
		_, line, ok := strings.Cut(text, "\nExecStart=/usr/local/bin/stoa ")
		line, _, _ = strings.Cut(line, "\n")
		if !ok {
			t.Errorf("%s does not start stoa", name)
			continue
		}
		if err := parses(t, strings.Fields(line)); err != nil {
			t.Errorf("%s: stoa %s: %v", name, line, err)
		}
	}
}

func TestUnitsAreTakenBySystemdAndLeaveLittleExposed(t *testing.T) {
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("systemd-analyze is not installed")
	}
	dir := t.TempDir()
	for name, text := range deployFiles(t, "stoa*.*e*r*") {
		path := filepath.Join(dir, filepath.Base(name))
		// The binary is not installed here.
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, "/usr/local/bin/stoa", "/bin/true")), 0o600); err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(path) != ".service" {
			continue
		}
		if out, err := exec.Command("systemd-analyze", "verify", "--man=no", path).CombinedOutput(); err != nil || bytes.Contains(out, []byte(filepath.Base(path)+":")) {
			t.Errorf("%s: %v: %s", name, err, out)
		}
		if out, err := exec.Command("systemd-analyze", "security", "--offline=true", "--threshold=25", path).CombinedOutput(); err != nil {
			t.Errorf("%s: %s", name, bytes.TrimSpace(out[max(0, len(out)-200):]))
		}
	}
}

// documents are the documents of a YAML file.
func documents(t *testing.T, name, text string) (all []any) {
	t.Helper()
	for dec := yaml.NewDecoder(strings.NewReader(text)); ; {
		var v any
		err := dec.Decode(&v)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, v)
	}
}

// under collects what stands under a key, at any depth.
func under(v any, key string) (found []any) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if k == key {
				found = append(found, x)
			}
			found = append(found, under(x, key)...)
		}
	case []any:
		for _, x := range v {
			found = append(found, under(x, key)...)
		}
	}
	return found
}

func TestManifestsCanBeReadAndProbePathsThatThereAre(t *testing.T) {
	s := stoatest.Start(t)
	asked := map[string]bool{}
	for name, text := range deployFiles(t, "*.yaml") {
		docs := documents(t, name, text)
		if len(docs) == 0 {
			t.Errorf("%s is empty", name)
		}
		for _, probe := range under(docs, "httpGet") {
			for _, path := range under(probe, "path") {
				asked[path.(string)] = true
			}
		}
		for _, args := range under(docs, "args") {
			var line []string
			for _, arg := range args.([]any) {
				line = append(line, arg.(string))
			}
			if err := parses(t, line); err != nil {
				t.Errorf("%s: stoa %v: %v", name, line, err)
			}
		}
	}
	for _, text := range deployFiles(t, "haproxy.cfg") {
		asked[regexp.MustCompile(`httpchk GET (\S+)`).FindStringSubmatch(text)[1]] = true
	}
	for path := range asked {
		if a := s.Send("GET", path, nil, nil); a.Status != 200 {
			t.Errorf("%s is answered with %d", path, a.Status)
		}
	}
	if !asked["/healthz"] || !asked["/readyz"] {
		t.Errorf("probed: %v", asked)
	}
	if code := run([]string{"health", "--url", s.URL}); code != 0 {
		t.Errorf("stoa health ends with %d", code)
	}
	if code := run([]string{"health", "--url", "http://127.0.0.1:1"}); code != exitFailure {
		t.Errorf("of no server, stoa health ends with %d", code)
	}
}

func TestTheImageIsMadeOfWhatIsThere(t *testing.T) {
	text := deployFiles(t, "Dockerfile")["Dockerfile"]
	stages := map[string]bool{}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) == 4 && words[0] == "FROM":
			stages[words[3]] = true
		case len(words) > 2 && words[0] == "COPY" && strings.HasPrefix(words[1], "--from="):
			if stage := strings.TrimPrefix(words[1], "--from="); !stages[stage] {
				t.Errorf("there is no stage %s", stage)
			}
		case len(words) > 2 && words[0] == "COPY":
			for _, source := range words[1 : len(words)-1] {
				if _, err := os.Stat(filepath.Join("../..", source)); err != nil {
					t.Error(err)
				}
			}
		}
	}
	if len(stages) != 2 || !strings.Contains(text, "\nUSER 65532") {
		t.Errorf("stages %v, or it runs as root", stages)
	}
	for _, args := range [][]string{{"serve"}, {"health"}} {
		if !strings.Contains(text, `"`+args[0]+`"]`) {
			t.Errorf("it does not run stoa %s", args[0])
		}
		if err := parses(t, args); err != nil {
			t.Errorf("stoa %s: %v", args[0], err)
		}
	}
}
