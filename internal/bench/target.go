package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/freeport"
	"github.com/stoachat/stoa/internal/remote"
)

// Against makes a room on a running server to measure with, and fills the configuration with it. token is a person's
// token. cleanUp removes the room.
func (c *Config) Against(ctx context.Context, base, token string) (cleanUp func(), err error) {
	client, err := remote.New(base, token)
	if err != nil {
		return nil, err
	}
	room, err := client.CreateRoom(ctx, "Bench "+time.Now().UTC().Format("2006-01-02 15.04.05.000"), "", "public")
	if err != nil {
		return nil, fmt.Errorf("make a room: %w", err)
	}
	issued, err := client.CreateRoomToken(ctx, room.Name, "bench")
	if err != nil {
		return nil, fmt.Errorf("make a token: %w", err)
	}
	c.Server, c.WSToken, c.Token = strings.TrimRight(base, "/"), token, issued.Token
	c.Room, c.Conversation = fmt.Sprint(room.ID), room.Conversation
	return func() { _ = client.DeleteRoom(context.WithoutCancel(ctx), c.Room) }, nil // a room left over is a small loss
}

// Local measures throwaway servers that it starts from the command (this program's file), one for each scenario. args are
// added to the servers' own.
func Local(ctx context.Context, c Config, command string, progress io.Writer, args ...string) (Report, error) {
	c = c.withDefaults()
	floor, err := StartFloor(ctx, command, "bench", "floor")
	if err != nil {
		return Report{}, err
	}
	defer floor.Stop()
	poster, err := StartFloor(ctx, command, "bench", "floor")
	if err != nil {
		return Report{}, err
	}
	defer poster.Stop()
	c.Floor, c.FloorPID, c.Poster = floor.URL, floor.PID, poster.URL
	var whole Report
	for _, s := range scenarios() {
		if c.Scenario != s.name && (c.Scenario != All || s.aside) {
			continue
		}
		err := c.alone(ctx, s.name, command, progress, args, &whole)
		if err != nil && !c.without(err, progress) {
			return whole, err
		}
	}
	whole.Ratio = whole.headline()
	return whole, nil
}

// alone runs one scenario on a server of its own.
func (c Config) alone(ctx context.Context, scenario, command string, progress io.Writer, args []string, r *Report) error {
	c.Scenario = scenario
	if scenario == Start {
		return c.starting(ctx, command, progress, args, r)
	}
	var env []string
	if scenario == Idle {
		env = []string{"GOGC=10"} // what is resident is then close to what is held
	}
	if scenario == Soak {
		debug, err := freeport.Address()
		if err != nil {
			return err
		}
		args = append([]string{"--debug-listen", debug}, args...)
		c.Debug = "http://" + debug
	}
	stop, err := c.throwaway(ctx, env, command, args)
	if err != nil {
		return err
	}
	defer stop()
	return c.measure(ctx, progress, r)
}

// starting runs Start, whose servers come and go.
func (c Config) starting(ctx context.Context, command string, progress io.Writer, args []string, r *Report) error {
	dir, err := os.MkdirTemp("", "stoa-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	address, err := freeport.Address()
	if err != nil {
		return err
	}
	c.Ready = "http://" + address
	c.Environment = firstAdministrator()
	c.Command = append([]string{command, "serve", "--listen", address, "--base-url", c.Ready, "--data", dir, "--log-level", "error"}, args...)
	c.FloorCommand = []string{command, "bench", "floor", "--listen", address}
	return c.measure(ctx, progress, r)
}

const benchEmail, benchPassword = "bench@example.test", "only for this run"

func firstAdministrator() []string {
	return []string{"STOA_ADMIN_EMAIL=" + benchEmail, "STOA_ADMIN_PASSWORD=" + benchPassword}
}

// throwaway starts servers for this run alone and fills the configuration with them. stop ends them and removes their data.
func (c *Config) throwaway(ctx context.Context, env []string, command string, args []string) (stop func(), err error) {
	nodes, err := c.startNodes(ctx, env, command, args)
	if err != nil {
		return nil, err
	}
	stop = func() { stopAll(nodes) }
	first := nodes[0]
	token, err := signIn(ctx, first.URL, benchEmail, benchPassword)
	if err == nil {
		_, err = c.Against(ctx, first.URL, token)
	}
	if err != nil {
		stop()
		return nil, err
	}
	c.PID, c.Data = first.PID, first.dir
	for _, n := range nodes[1:] {
		c.Others = append(c.Others, n.Node)
	}
	return stop, nil
}

const startLimit = 20 * time.Second

// signIn waits until the server answers and gets a token.
func signIn(ctx context.Context, base, email, password string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	client, err := hipchat.NewClient(base, hipchat.WithRetries(0, 0))
	if err != nil {
		return "", err
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for err = client.HealthCheck(ctx); err != nil; err = client.HealthCheck(ctx) {
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("the server did not start: %w", err)
		case <-tick.C:
		}
	}
	token, err := client.GenerateToken(ctx, hipchat.Credentials{}, hipchat.TokenRequest{GrantType: hipchat.GrantPassword, Username: email, Password: password})
	return token.AccessToken, err
}
