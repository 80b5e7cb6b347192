package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// Podman asks no registry of its own accord.
func TestImagesAreNamedWithTheirRegistry(t *testing.T) {
	named, image := 0, regexp.MustCompile(`(?m)^(?:FROM|\s+image:) (\S+)`)
	for name, text := range deployFiles(t, "*") {
		for _, m := range image.FindAllStringSubmatch(text, -1) {
			if own, _, _ := strings.Cut(m[1], ":"); own == "stoa" {
				continue
			}
			if host, _, ok := strings.Cut(m[1], "/"); !ok || !strings.Contains(host, ".") {
				t.Errorf("%s: %s has no registry", name, m[1])
			}
			named++
		}
	}
	if named < 8 {
		t.Errorf("only %d images were found", named)
	}
}

// While the image makes the database, a server for that alone answers at the socket, and is stopped again.
func TestADatabaseCountsAsReadyWhenItAnswersByTCP(t *testing.T) {
	checked := 0
	for name, text := range deployFiles(t, "*.yaml") {
		var file struct {
			Services struct {
				Postgres struct {
					Healthcheck struct{ Test []string }
				}
			}
		}
		if !strings.HasPrefix(name, "compose/") {
			continue
		}
		if err := yaml.Unmarshal([]byte(text), &file); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		test := file.Services.Postgres.Healthcheck.Test
		if len(test) == 0 {
			continue
		}
		if i := slices.Index(test, "-h"); i < 0 || test[i+1] != "127.0.0.1" {
			t.Errorf("%s: %v asks at the socket", name, test)
		}
		checked++
	}
	if checked != 2 {
		t.Errorf("%d databases are checked", checked)
	}
}

// A key or a password beside the files of Compose belongs neither into an image's layers nor into a commit.
func TestSecretsBesideTheFilesOfComposeStayThere(t *testing.T) {
	for file, want := range map[string][]string{
		"../../.dockerignore": {"deploy/compose/secret.key", "**/.env"},
		"../../.gitignore":    {"/deploy/compose/secret.key", "/deploy/compose/.env"},
	} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range want {
			if !slices.Contains(strings.Split(string(b), "\n"), line) {
				t.Errorf("%s does not have %s", file, line)
			}
		}
	}
}
