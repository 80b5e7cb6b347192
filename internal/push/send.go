package push

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

// parcel is a message on its way to one browser.
type parcel struct {
	to      chat.PushSubscription
	payload []byte
	topic   string // a later one takes the place of one that waits; up to 32 characters. spec: RFC 8030, 5.4
	urgent  bool   // named, or said to one person: it may wake a sleeping device
}

const (
	life       = 24 * 60 * 60 // seconds for which a push service keeps what it cannot hand over
	maxPause   = time.Minute
	maxAnswer  = 4 << 10
	sendWithin = 10 * time.Second
)

// enqueue never waits: when push services are slower than what is said, what came last is dropped.
func (p *Pusher) enqueue(x parcel) {
	if !p.parcels.add(x) {
		p.dropped.Add(1)
		p.Log.Warn("a push was dropped: too many are waiting")
	}
}

func (p *Pusher) send(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case subscription := <-p.parcels.next:
			if err := p.try(ctx, p.parcels.take(subscription)); err != nil && ctx.Err() == nil {
				p.Log.WarnContext(ctx, "a push was not taken", "subscription", subscription, "error", err)
			}
			p.parcels.done(subscription)
		}
	}
}

// try hands a parcel to its push service, a few times if need be. A browser that is gone is forgotten.
func (p *Pusher) try(ctx context.Context, x parcel) error {
	for attempt := 0; ; attempt++ {
		status, after, err := p.once(ctx, x)
		switch {
		case err == nil && status < 300:
			return nil
		case status == http.StatusNotFound || status == http.StatusGone:
			err := p.Store.DeletePushSubscription(ctx, 0, x.to.Endpoint)
			if errors.Is(err, chat.ErrNotFound) { // an earlier parcel found out
				return nil
			}
			return err
		case err == nil:
			err = fmt.Errorf("the push service answered %d", status)
		}
		again := status == 0 || status == http.StatusTooManyRequests || status >= 500
		if !again || attempt == attempts-1 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(max(p.Pause(attempt), after)):
		}
	}
}

// once answers the push service's status, 0 when none came, and how long it wants to be left alone.
func (p *Pusher) once(ctx context.Context, x parcel) (status int, after time.Duration, err error) {
	k, err := p.keys.get(ctx, p.Store, p.Sealer)
	if err != nil {
		return 0, 0, err
	}
	urgency := webpush.UrgencyNormal
	if x.urgent {
		urgency = webpush.UrgencyHigh
	}
	// Clipped, since the library pads what it is given in place and others send the same.
	res, err := webpush.SendNotificationWithContext(ctx, slices.Clip(x.payload),
		&webpush.Subscription{Endpoint: x.to.Endpoint, Keys: webpush.Keys{P256dh: x.to.P256dh, Auth: x.to.Auth}},
		&webpush.Options{
			HTTPClient: gate{p.Outbound}, Subscriber: p.contact(), TTL: life, Urgency: urgency,
			Topic:          x.topic,
			VAPIDPublicKey: k.public, VAPIDPrivateKey: k.private, VapidExpiration: p.Now().Add(12 * time.Hour),
		})
	if err != nil {
		return 0, 0, err
	}
	defer res.Body.Close()
	seconds, _ := strconv.Atoi(res.Header.Get("Retry-After")) // a date, or nonsense, is no answer
	return res.StatusCode, time.Duration(min(max(seconds, 0), int(maxPause/time.Second))) * time.Second, nil
}

// contact is by what a push service's people can tell who sends. spec: RFC 8292, 2.1
func (p *Pusher) contact() string {
	if strings.HasPrefix(p.Base, "https:") {
		return p.Base
	}
	return "stoa@localhost.invalid" // the library makes it a mailto: address
}

// gate lets the library's requests leave through the one gate: only to public addresses, since browsers bring them.
type gate struct{ out *outbound.Client }

// Do makes a request.
func (g gate) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	res, err := g.out.Do(r.Context(), outbound.Request{
		Method: r.Method, URL: r.URL.String(), Header: r.Header, Body: body,
		Policy: outbound.Public, Purpose: "push", MaxResponse: maxAnswer, Timeout: sendWithin,
	})
	if err != nil && res.Status == 0 {
		return nil, err
	}
	return &http.Response{StatusCode: res.Status, Header: res.Header, Body: io.NopCloser(bytes.NewReader(res.Body))}, nil
}
