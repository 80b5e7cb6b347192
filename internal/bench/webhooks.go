package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// runWebhooks measures deliveries to receivers that answer at once: alone, and then beside others that never answer.
func runWebhooks(ctx context.Context, c Config, progress io.Writer) (*WebhooksResult, error) {
	good := c.Receivers - c.Hanging
	all, err := receive(c.Receivers, good)
	if err != nil {
		return nil, err
	}
	defer all.close()
	hooks, err := newRegistrations(c)
	if err != nil {
		return nil, err
	}
	defer hooks.remove(context.WithoutCancel(ctx))
	result := &WebhooksResult{Receivers: good, Hanging: c.Hanging}
	say(progress, 2*(c.Duration+warmUp), "webhooks: %d receivers for %v", good, 2*c.Duration)
	if result.Alone, err = dispatch(ctx, c, all, hooks, all.urls[:good]); err != nil {
		return nil, err
	}
	say(progress, 2*(c.Duration+warmUp), "webhooks: %d receivers, %d of them hanging, for %v", c.Receivers, c.Hanging, 2*c.Duration)
	if result.Beside, err = dispatch(ctx, c, all, hooks, all.urls[good:]); err != nil || c.Floor == "" {
		return result, err
	}
	floor, err := all.bare(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("floor: %w", err)
	}
	result.Floor = &floor
	result.Ratio = result.Beside.PerSecond / floor
	return result, nil
}

// dispatch registers more receivers in the room and measures: the rate while inFlight notifications are on their way,
// and the time of one that is alone.
func dispatch(ctx context.Context, c Config, all *receivers, hooks *registrations, more []string) (Dispatch, error) {
	if err := hooks.add(ctx, more); err != nil {
		return Dispatch{}, err
	}
	many, err := all.measure(ctx, c, inFlight)
	if err != nil {
		return Dispatch{}, err
	}
	one, err := all.measure(ctx, c, 1)
	if err != nil {
		return Dispatch{}, err
	}
	return Dispatch{PerSecond: many.PerSecond, P50: one.P50, P99: one.P99}, nil
}

// registrations are webhooks of the room. Each has a queue of its own.
type registrations struct {
	client *hipchat.Client
	room   hipchat.ID
	ids    []int64
}

func newRegistrations(c Config) (*registrations, error) {
	client, err := hipchat.NewClient(c.Server, hipchat.WithToken(c.WSToken), hipchat.WithRetries(0, 0))
	return &registrations{client: client, room: hipchat.ID(c.Room)}, err
}

func (r *registrations) add(ctx context.Context, urls []string) error {
	for _, u := range urls {
		made, err := r.client.CreateWebhook(ctx, r.room, hipchat.WebhookRequest{URL: u, Event: hipchat.EventRoomNotification})
		if err != nil {
			return fmt.Errorf("make a webhook: %w", err)
		}
		r.ids = append(r.ids, made.ID)
	}
	return nil
}

func (r *registrations) remove(ctx context.Context) {
	for _, id := range r.ids {
		_ = r.client.DeleteWebhook(ctx, r.room, id) // one that is left over goes with the room
	}
}

// measure posts notifications, of which so many may be on their way to receivers that answer, and counts what arrives.
func (a *receivers) measure(ctx context.Context, c Config, underWay int) (Rate, error) {
	t, err := parseTarget(c.Server)
	if err != nil {
		return Rate{}, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	begin := time.Now().Add(warmUp)
	end := begin.Add(c.Duration)
	a.count(begin, end)
	var posting sync.WaitGroup
	for range underWay {
		caller, err := newCaller(ctx, t, nil)
		if err != nil {
			return Rate{}, err
		}
		defer context.AfterFunc(ctx, func() { caller.conn.Close() })()
		posting.Go(func() {
			defer caller.conn.Close()
			if err := a.post(ctx, c, t, caller, end); err != nil {
				cancel(err)
			}
		})
	}
	posting.Wait()
	if err := context.Cause(ctx); err != nil {
		return Rate{}, err
	}
	return a.counted(c.Duration), nil
}

// post posts one notification after the other, each when the last has arrived everywhere.
func (a *receivers) post(ctx context.Context, c Config, t target, caller *caller, end time.Time) error {
	late := time.NewTimer(patience)
	defer late.Stop()
	for time.Now().Before(end) {
		n, arrived := a.expect()
		caller.request = t.request(notifyPath(c.Room), c.Token, numbered(n))
		if err := caller.call(); err != nil {
			return err
		}
		late.Reset(patience)
		select {
		case <-arrived:
		case <-ctx.Done():
			return nil
		case <-late.C:
			return fmt.Errorf("%d deliveries of a notification never came", a.missing(n))
		}
	}
	return nil
}

// bare lets the floor post what was delivered last to the receivers that answer, and answers its rate.
func (a *receivers) bare(ctx context.Context, c Config) (float64, error) {
	body := a.last()
	if body == nil {
		return 0, errors.New("nothing was delivered")
	}
	begin := time.Now().Add(warmUp)
	a.count(begin, begin.Add(c.Duration))
	err := askFloor(ctx, c.Floor, floorJob{URLs: a.urls[:a.good], Body: body, Duration: warmUp + c.Duration})
	return a.counted(c.Duration).PerSecond, err
}
