package main

import (
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/system"
)

func TestConfigurationInForceIsShownWithoutSecrets(t *testing.T) {
	var c cli
	parser, err := newParser(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.Parse([]string{
		"serve", "--database", "postgres://stoa:pl4nted-1@db/stoa?sslmode=disable&password=pl4nted-2", "--proxy", "http://me:pl4nted-3@proxy:3128",
		"--admin-email", "ada@example.org", "--admin-password", "pl4nted-4", "--files", "s3://bucket?region=x&secret_access_key=pl4nted-5",
		"--tls-key", "/etc/stoa/key.pem", "--rate-v2", "7",
		"--bus", "nats://stoa:pl4nted-6@one:4222,nats://stoa:pl4nted-7@two:4222", "--bus-secret", "pl4nted-8",
	})
	if err != nil {
		t.Fatal(err)
	}
	shown := make(map[string]system.Setting)
	for _, s := range inForce(parsed.Selected().Flags) {
		shown[s.Name] = s
		if strings.Contains(s.Value, "pl4nted") || s.Help == "" {
			t.Errorf("%+v", s)
		}
	}
	for name, want := range map[string]string{
		"rate-v2": "7", "rate-v1": "100", "admin-email": "ada@example.org", "tls-key": "/etc/stoa/key.pem", "log-retention": "168h0m0s", "proxy": "http://[masked]@proxy:3128",
		"bus": "nats://[masked]@one:4222,nats://[masked]@two:4222",
	} {
		if got := shown[name].Value; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if shown["rate-v2"].Default || !shown["rate-v1"].Default || !shown["base-url"].Default || !shown["log-retention"].Default {
		t.Errorf("what is set: %+v", shown)
	}
}
