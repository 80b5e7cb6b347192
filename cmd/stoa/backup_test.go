package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestBackupsAndExportsAreWrittenWhereTheyCanBeWrittenEveryNight(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC)
	for _, tt := range []struct{ name, to, want string }{
		{"a directory", dir, filepath.Join(dir, "stoa-20261126T030000Z.tar")},
		{"a file", filepath.Join(dir, "stoa.tar"), filepath.Join(dir, "stoa.tar")},
		{"a directory that is not there", filepath.Join(dir, "nights"), ""},
		{"what is no archive", filepath.Join(dir, "stoa.zip"), ""},
	} {
		got, err := backupPath(tt.to, now)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%s: got %q, %v", tt.name, got, err)
		}
	}
	for to, want := range map[string]string{
		dir: filepath.Join(dir, "stoa-hipchat-20261126T030000Z.tar.gz"), filepath.Join(dir, "group.tar.gz"): filepath.Join(dir, "group.tar.gz"), filepath.Join(dir, "group.tar"): "",
	} {
		if got, err := pathFor(to, now, "stoa-hipchat-", ".tar.gz"); got != want || (err == nil) != (want != "") {
			t.Errorf("an export to %s: %q, %v", to, got, err)
		}
	}
	to := filepath.Join(dir, "nights")
	for _, command := range [][]string{{"backup"}, {"export", "hipchat"}} {
		if code := run(append(command, "--data", dir, "--to", to)); code != exitFailure {
			t.Errorf("%s: exit %d", command[0], code)
		}
	}
	if _, err := os.Stat(to); err == nil {
		t.Error("a file has the directory's name")
	}
}
