package main

import (
	"context"
	"fmt"
)

type roomCmd struct {
	List   roomListCmd   `cmd:"" help:"List rooms."`
	Create roomCreateCmd `cmd:"" help:"Make a room."`
	Delete roomDeleteCmd `cmd:"" help:"Delete a room with its history."`
}

type roomListCmd struct{ target }

func (c *roomListCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	rooms, err := client.Rooms(ctx)
	if err != nil {
		return err
	}
	return c.show(rooms, func() {
		rows := make([][]any, 0, len(rooms))
		for _, r := range rooms {
			rows = append(rows, []any{r.ID, r.Privacy, r.Name})
		}
		table("ID PRIVACY NAME", rows)
	})
}

type roomCreateCmd struct {
	target
	Name    string `arg:"" help:"The room's name."`
	Topic   string `help:"Its topic."`
	Private bool   `help:"Only for people who are invited."`
}

func (c *roomCreateCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	privacy := "public"
	if c.Private {
		privacy = "private"
	}
	r, err := client.CreateRoom(ctx, c.Name, c.Topic, privacy)
	if err != nil {
		return err
	}
	return c.show(r, func() { fmt.Printf("Created room %s, id %d\n", r.Name, r.ID) })
}

type roomDeleteCmd struct {
	target
	Room string `arg:"" help:"The room's name or id."`
}

func (c *roomDeleteCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	return client.DeleteRoom(ctx, c.Room)
}
