package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"github.com/stoachat/stoa/internal/freeport"
)

// Node is a server among those that share a database.
type Node struct {
	URL string
	PID int
}

// throwawayKey seals what is in databases of measurements: nodes share it, and so do runs, one after the other on one database.
const throwawayKey = "6d6561737572656d656e74732d6f6e6c792d6d6561737572656d656e74732121"

// maxNodes bounds the servers that are started.
const maxNodes = 16

// node is a server that was started here.
type node struct {
	Node
	dir  string
	stop func()
}

// startNode starts a server on an empty data directory and without rate limits. stop ends it and removes its data.
func startNode(ctx context.Context, env []string, command string, args []string) (*node, error) {
	dir, err := os.MkdirTemp("", "stoa-bench-*")
	if err != nil {
		return nil, err
	}
	address, err := freeport.Address()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	base := "http://" + address
	cmd := exec.CommandContext(ctx, command, append([]string{"serve", "--listen", address, "--base-url", base, "--data", dir,
		"--secret-key", throwawayKey, "--rate-limits", "off", "--log-level", "error"}, args...)...)
	cmd.Env = append(append(os.Environ(), env...), firstAdministrator()...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start a server: %w", err), os.RemoveAll(dir))
	}
	return &node{Node{base, cmd.Process.Pid}, dir, func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // the measurements are made; how it ends says nothing
		_ = os.RemoveAll(dir)
	}}, nil
}

// startNodes starts as many servers as are asked for, each when those before it answer. Several have a bus in themselves.
func (c *Config) startNodes(ctx context.Context, env []string, command string, args []string) (nodes []*node, err error) {
	defer func() {
		if err != nil {
			stopAll(nodes)
		}
	}()
	number := max(1, c.Nodes)
	buses, err := meeting(number)
	if err != nil {
		return nil, err
	}
	for i := range number {
		own := args
		if number > 1 {
			own = append([]string{"--bus", "embedded", "--bus-listen", buses[i], "--bus-peers", peersOf(buses, i)}, args...)
		}
		n, err := startNode(ctx, env, command, own)
		if err != nil {
			return nodes, err
		}
		nodes = append(nodes, n)
		if _, err := signIn(ctx, n.URL, benchEmail, benchPassword); err != nil {
			return nodes, err
		}
	}
	wait, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for _, n := range nodes { // all hear each other
		if err := answers(wait, n.URL); err != nil {
			return nodes, err
		}
	}
	return nodes, nil
}

func stopAll(nodes []*node) {
	for _, n := range nodes {
		n.stop()
	}
}

// meeting answers where the nodes' buses meet.
func meeting(number int) (buses []string, err error) {
	for range number {
		address, err := freeport.Address()
		if err != nil {
			return nil, err
		}
		buses = append(buses, address)
	}
	return buses, nil
}

func peersOf(buses []string, own int) string {
	var peers []string
	for i, bus := range buses {
		if i != own {
			peers = append(peers, "nats-route://"+bus)
		}
	}
	return strings.Join(peers, ",")
}

// pids are the processes of all nodes.
func (c Config) pids() []int {
	all := []int{c.PID}
	for _, n := range c.Others {
		all = append(all, n.PID)
	}
	return all
}
