package main

import (
	"context"
	"fmt"

	"github.com/stoachat/stoa/internal/remote"
)

type userCmd struct {
	List   userListCmd   `cmd:"" help:"List the group's people."`
	Create userCreateCmd `cmd:"" help:"Make an account, or bring a deleted one back. A password is made up when none is given."`
	Invite userInviteCmd `cmd:"" help:"Make an account whose person chooses the password, and print the link to hand over."`
	Delete userDeleteCmd `cmd:"" help:"Deactivate an account and end what the person is signed in with."`
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

type userInviteCmd struct {
	target
	Name  string `help:"Full name." required:""`
	Email string `help:"E-mail address." required:""`
	Admin bool   `help:"Make them a group administrator."`
}

// Help implements kong.HelpProvider.
func (c *userInviteCmd) Help() string {
	return "The link is good once, for a week. Inviting somebody again who has not come yet replaces it." +
		"\n\nExample: stoa user invite --name 'Ada Brook' --email ada@example.org"
}

func (c *userInviteCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	in, err := client.InviteUser(ctx, remote.NewUser{Name: c.Name, Email: c.Email, Admin: c.Admin})
	if err != nil {
		return err
	}
	return c.show(in, func() {
		fmt.Printf("Invited @%s, id %d\n", in.User.MentionName, in.User.ID)
		fmt.Printf("Link, shown once, good until %s:\n%s\n", in.Expires.Local().Format("2006-01-02 15:04"), in.URL)
	})
}

type userDeleteCmd struct {
	target
	User string `arg:"" help:"Id, e-mail address or @mention."`
}

func (c *userDeleteCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	u, err := client.DeleteUser(ctx, c.User)
	if err != nil {
		return err
	}
	return c.show(u, func() { fmt.Printf("Deactivated @%s, id %d\n", u.MentionName, u.ID) })
}
