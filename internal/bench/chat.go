package bench

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/remote"
)

// runChat lets people type and then send, as the page does it, while all of their sockets watch the room. Messages are
// sent on a schedule; the times are from when each was due to its arrival at a socket.
func runChat(ctx context.Context, c Config, progress io.Writer) (*ChatResult, error) {
	t, err := parseTarget(c.Server)
	if err != nil {
		return nil, err
	}
	say(progress, 0, "chat: %d people sign in", c.People)
	people, err := c.invite(ctx)
	if err != nil {
		return nil, err
	}
	defer people.leave(context.WithoutCancel(ctx))
	r := &ChatResult{People: c.People, Sockets: c.Sockets, Rate: c.Rate}
	if r.Stoa, err = onSchedule(ctx, c, progress, people.talking(c, t)); err != nil || c.Floor == "" {
		return r, err
	}
	floor, err := c.bareLoop()
	if err != nil {
		return nil, err
	}
	bare, err := onSchedule(ctx, c, progress, floor)
	if err != nil {
		return nil, fmt.Errorf("floor: %w", err)
	}
	r.Floor, r.P99Ratio = &bare, over(r.Stoa.First.P99, bare.First.P99)
	return r, nil
}

// crowd is made for the measurement, and removed afterwards.
type crowd struct {
	admin  *remote.Client
	ids    []int64
	tokens []string

	mu      sync.Mutex
	sockets []*socket // of each person, the first
}

// invite makes accounts and signs them in.
func (c Config) invite(ctx context.Context) (*crowd, error) {
	admin, err := remote.New(c.Server, c.WSToken)
	if err != nil {
		return nil, err
	}
	people := &crowd{admin: admin, sockets: make([]*socket, c.People)}
	anybody, err := hipchat.NewClient(c.Server, hipchat.WithRetries(0, 0))
	if err != nil {
		return nil, err
	}
	run := time.Now().UnixNano()
	for i := range c.People {
		const password = "only for this run"
		email := fmt.Sprintf("bench-%d-%d@example.test", run, i)
		made, _, err := admin.CreateUser(ctx, remote.NewUser{Name: fmt.Sprintf("Bench %d", i), Email: email, Password: password})
		if err != nil {
			people.leave(context.WithoutCancel(ctx))
			return nil, fmt.Errorf("make an account: %w", err)
		}
		people.ids = append(people.ids, made.ID)
		token, err := anybody.GenerateToken(ctx, hipchat.Credentials{}, hipchat.TokenRequest{GrantType: hipchat.GrantPassword, Username: email, Password: password})
		if err != nil {
			people.leave(context.WithoutCancel(ctx))
			return nil, fmt.Errorf("sign in: %w", err)
		}
		people.tokens = append(people.tokens, token.AccessToken)
	}
	return people, nil
}

// leave removes the accounts; one that is left over goes with a throwaway server.
func (p *crowd) leave(ctx context.Context) {
	for _, id := range p.ids {
		_, _ = p.admin.DeleteUser(ctx, fmt.Sprint(id))
	}
}

// talking has the people take turns.
func (p *crowd) talking(c Config, t target) sender {
	path := fmt.Sprintf("/api/conversations/%d/events", c.Conversation)
	return sender{
		name: "chat", target: t, pids: c.pids(),
		open: func(ctx context.Context, k int) (ear, error) {
			own := c
			own.WSToken = p.tokens[k%len(p.tokens)]
			s, err := watching(ctx, own, t)
			if err != nil {
				return nil, err
			}
			p.sit(k, s)
			return s, nil
		},
		post: func(caller *caller, i int) error {
			if err := p.typing(c, i); err != nil {
				return err
			}
			caller.request = t.request(path, p.tokens[i%len(p.tokens)], fmt.Sprintf(`{"body":%q,"client_id":"bench-%d"}`, sentence(i), i))
			return caller.call()
		},
	}
}

// sit notes a person's first socket.
func (p *crowd) sit(k int, s *socket) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sockets[k%len(p.sockets)] == nil {
		p.sockets[k%len(p.sockets)] = s
	}
}

// typing says that the person of whom it is the turn types, if they sit at a socket.
func (p *crowd) typing(c Config, i int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.sockets[i%len(p.sockets)]
	if s == nil {
		return nil
	}
	_, err := s.conn.Write(clientFrame(0x81, fmt.Sprintf(`{"type":"typing","conversation":%d}`, c.Conversation)))
	return err
}
