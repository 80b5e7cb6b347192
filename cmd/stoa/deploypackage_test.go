package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// The packages themselves are made by make dist, which takes a build for each system.
func TestPackagesAreMadeOfWhatIsThere(t *testing.T) {
	var p struct {
		Contents []struct {
			Src, Dst string
			Expand   bool
		}
		Scripts map[string]string
	}
	if err := yaml.Unmarshal([]byte(deployFiles(t, "nfpm.yaml")["package/nfpm.yaml"]), &p); err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile("../../scripts/dist.sh")
	if err != nil {
		t.Fatal(err)
	}
	staged := []string{"stoa", "stoa.service", "stoa-backup.service"} // by names that it puts together
	for _, m := range regexp.MustCompile(`\$stage/([\w.-]+)`).FindAllStringSubmatch(string(script), -1) {
		staged = append(staged, m[1])
	}
	sources := slices.Collect(maps.Values(p.Scripts))
	for _, c := range p.Contents {
		sources = append(sources, c.Src)
		if strings.Contains(c.Src, "${") != c.Expand {
			t.Errorf("%s: expand is %v", c.Src, c.Expand)
		}
	}
	if len(p.Contents) < 9 || len(p.Scripts) != 3 {
		t.Errorf("%d files and %d scripts", len(p.Contents), len(p.Scripts))
	}
	for _, src := range sources {
		if name, ok := strings.CutPrefix(src, "${STAGE}/"); ok {
			if !slices.Contains(staged, name) {
				t.Errorf("scripts/dist.sh does not make %s", name)
			}
			continue
		}
		if _, err := os.Stat(filepath.Join("../..", src)); err != nil {
			t.Error(err)
		}
	}
}

// Where no systemd runs - in an image, in a chroot - a package only puts its files there.
func TestScriptsOfPackagesDoNothingWithoutSystemd(t *testing.T) {
	if _, err := os.Stat("/run/systemd/system"); err == nil {
		t.Skip("systemd runs here")
	}
	for name := range deployFiles(t, "*.sh") {
		for _, args := range [][]string{{"configure"}, {"configure", "0.0.9"}, {"remove"}, {"upgrade"}, {"purge"}, {"0"}, {"1"}, {"2"}} {
			if out, err := exec.Command("sh", append([]string{filepath.Join(deployed, name)}, args...)...).CombinedOutput(); err != nil || len(out) != 0 {
				t.Errorf("%s %v: %v: %s", name, args, err, out)
			}
		}
	}
}
