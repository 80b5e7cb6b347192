package main

import (
	"context"
	"fmt"
)

type secretCmd struct {
	Rotate secretRotateCmd `cmd:"" help:"Seal the secrets of add-ons and webhooks with a new key."`
}

type secretRotateCmd struct{ target }

// Help is shown below the flags.
func (c *secretRotateCmd) Help() string {
	return "The server makes a new secret.key in its data directory and seals with it what the old one sealed. The secrets\n" +
		"themselves stay: no add-on notices. The old key is kept as secret.key.former until the server starts again."
}

func (c *secretRotateCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	n, err := client.RotateSecrets(ctx)
	if err != nil {
		return err
	}
	return c.show(map[string]int{"resealed": n}, func() { fmt.Printf("%d secrets are sealed with a new key.\n", n) })
}
