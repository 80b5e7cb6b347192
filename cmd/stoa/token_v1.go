package main

import (
	"context"

	"github.com/stoachat/stoa/internal/remote"
)

// listV1 prints what is left to move to API v2: a line for each token and method.
func (c *tokenListCmd) listV1(ctx context.Context, client *remote.Client) error {
	tokens, err := client.V1Tokens(ctx)
	if err != nil {
		return err
	}
	return c.show(tokens, func() {
		var rows [][]any
		for _, t := range tokens {
			if len(t.Uses) == 0 {
				rows = append(rows, []any{t.ID, t.Name, "-", 0, "never", "-", "-", "-"})
			}
			for _, u := range t.Uses {
				instead := "nothing in v2"
				if u.Successor != nil {
					instead = u.Successor.Method + " " + u.Successor.Path
				}
				rows = append(rows, []any{t.ID, t.Name, u.Method, u.Calls, u.LastUsed.Format("2006-01-02"), u.Address, u.UserAgent, instead})
			}
		}
		table("ID NAME METHOD CALLS LAST FROM PROGRAM INSTEAD", rows)
	})
}
