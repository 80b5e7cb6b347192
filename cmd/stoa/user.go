package main

import (
	"context"
	"fmt"

	"github.com/stoachat/stoa/internal/remote"
)

type userCmd struct {
	List   userListCmd   `cmd:"" help:"List the group's people."`
	Create userCreateCmd `cmd:"" help:"Make an account. A password is made up when none is given."`
}

type userListCmd struct{ target }

func (c *userListCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	users, err := client.Users(ctx)
	if err != nil {
		return err
	}
	return c.show(users, func() {
		rows := make([][]any, 0, len(users))
		for _, u := range users {
			rows = append(rows, []any{u.ID, "@" + u.MentionName, u.Email, u.Name})
		}
		table("ID MENTION EMAIL NAME", rows)
	})
}

type userCreateCmd struct {
	target
	Name     string `help:"Full name." required:""`
	Email    string `help:"E-mail address." required:""`
	Password string `help:"Password; made up when empty." env:"STOA_NEW_PASSWORD" placeholder:"PASSWORD"`
	Admin    bool   `help:"Make them a group administrator."`
}

func (c *userCreateCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	u, password, err := client.CreateUser(ctx, remote.NewUser{Name: c.Name, Email: c.Email, Password: c.Password, Admin: c.Admin})
	if err != nil {
		return err
	}
	out := struct {
		remote.User
		Password string `json:"password,omitempty"`
	}{u, password}
	return c.show(out, func() {
		fmt.Printf("Created @%s, id %d\n", u.MentionName, u.ID)
		if password != "" {
			fmt.Printf("Password, shown once: %s\n", password)
		}
	})
}
