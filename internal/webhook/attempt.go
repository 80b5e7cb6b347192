package webhook

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
	"unicode/utf8"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/mask"
	"github.com/stoachat/stoa/internal/outbound"
)

// errDisabled says that a delivery belongs to an add-on that is disabled. Such deliveries are held; one that was claimed or
// committed in the same moment waits, until the add-on is enabled.
var errDisabled = errors.New("the add-on is disabled")

const (
	disabledWait = time.Minute
	maxAnswer    = 64 << 10 // bytes of a receiver's answer
	maxLastError = 500      // bytes of what is kept about a failure
	noteTimeout  = 10 * time.Second
	noteRetry    = time.Second // the wait after a note that the store did not take
)

// outcome is how an attempt ended. hook is the zero value when it is gone.
type outcome struct {
	state  chat.DeliveryState
	status int
	err    string
	next   time.Time // when to try again, for DeliveryPending
	aside  bool      // its queue is to go on without it
	pause  string    // why the webhook is to be paused, whatever else it takes
	hook   chat.Webhook
	answer []byte        // a notification to post, or nil
	trace  *chat.Attempt // nil: nothing was sent
}

// deliver makes one attempt, notes how it ended, posts the answer, and tells when which queue is to be looked at again.
// What was begun is noted even when ctx ends meanwhile.
func (d *Deliverer) deliver(ctx context.Context, owed chat.Delivery) finished {
	o := d.attempt(ctx, owed)
	if o.state == chat.DeliveryPending && ctx.Err() != nil {
		o.next, o.aside = d.Now(), false // the server stops: not the receiver's fault
	}
	gone, err := d.note(ctx, owed, chat.Settlement{
		DeliveryID: owed.ID, Claim: owed.Claim, State: o.state, Status: o.status, Error: o.err, At: d.Now(), Next: o.next, Aside: o.aside, Attempt: o.trace,
	})
	switch {
	case gone: // deleted with its webhook during the call, or made by another node, which took this one for dead
		return finished{}
	case err != nil:
		d.Log.ErrorContext(ctx, "delivery not noted, it will be made again", "delivery_id", owed.ID, "error", err)
		return finished{queue: owed.Queue, next: d.Now().Add(d.Lease)}
	}
	if o.trace != nil && d.Tried != nil {
		d.Tried(o.state, o.trace.Took)
	}
	noteCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTimeout)
	defer cancel()
	d.follow(noteCtx, owed, o)
	if o.aside {
		return finished{queue: queueOfOne(owed.ID), next: o.next}
	}
	return finished{queue: owed.Queue, next: o.next}
}

// note notes how an attempt ended. While the store does not take it, it is tried again for as long as the delivery is claimed:
// given up, it would be made once more, and its queue would wait for the end of the claim.
func (d *Deliverer) note(ctx context.Context, owed chat.Delivery, e chat.Settlement) (gone bool, err error) {
	for {
		gone, err = d.settler.note(e)
		if err == nil || !d.Now().Before(owed.Claimed.Add(d.Lease)) {
			return gone, err
		}
		select {
		case <-ctx.Done():
			return gone, err
		case <-time.After(noteRetry):
		}
	}
}

// follow does what follows from an attempt whose end has been noted.
func (d *Deliverer) follow(ctx context.Context, owed chat.Delivery, o outcome) {
	if o.state == chat.DeliveryFailed {
		d.Log.WarnContext(ctx, "delivery given up", "delivery_id", owed.ID, "webhook_id", owed.WebhookID,
			"attempts", owed.Attempts, "error", o.err)
	}
	if o.hook.Ended {
		if o.state != chat.DeliveryPending && d.Ended != nil {
			d.Ended()
		}
		return
	}
	why, err := d.lasting(ctx, owed, o)
	if err != nil {
		d.Log.ErrorContext(ctx, "state of a webhook not read", "webhook_id", owed.WebhookID, "error", err)
	}
	if why != "" {
		d.pause(ctx, o.hook, why)
	}
	if o.answer != nil && d.Answer != nil {
		d.answer(ctx, owed, o)
	}
}

// answer posts what the receiver answered. What is wrong with that is told where its author looks, beside the delivery.
func (d *Deliverer) answer(ctx context.Context, owed chat.Delivery, o outcome) {
	err := d.Answer(ctx, o.hook, owed, o.answer)
	if err == nil {
		return
	}
	why := "the answer was not posted: "
	var known *chat.Error
	if errors.As(err, &known) {
		why += known.Message
	} else {
		why += "internal error"
		d.Log.ErrorContext(ctx, "answer to webhook not posted", "delivery_id", owed.ID, "webhook_id", owed.WebhookID, "error", err)
	}
	if err := d.Store.NoteAnswer(ctx, owed.ID, shorten(mask.New().Text(why))); err != nil {
		d.Log.ErrorContext(ctx, "why an answer to a webhook was not posted is not noted", "delivery_id", owed.ID, "error", err)
	}
}

func (d *Deliverer) attempt(ctx context.Context, owed chat.Delivery) outcome {
	req, hook, secrets, err := d.request(ctx, owed)
	if errors.Is(err, chat.ErrNotFound) {
		return failed(0, err.Error())
	}
	if errors.Is(err, errDisabled) {
		return outcome{state: chat.DeliveryPending, status: owed.LastStatus, err: owed.LastError, next: d.Now().Add(disabledWait), hook: hook}
	}
	if err != nil {
		if ctx.Err() == nil {
			d.Log.ErrorContext(ctx, "delivery not prepared", "delivery_id", owed.ID, "webhook_id", owed.WebhookID, "error", err)
		}
		return d.retry(owed, outbound.Response{}, errors.New("internal error: the call could not be prepared"))
	}
	if hook.Paused != "" {
		return outcome{state: chat.DeliveryHeld, status: owed.LastStatus, err: owed.LastError, hook: hook}
	}
	if d.Now().Sub(owed.Claimed) > d.Begin { // this process was frozen, and another node may have it
		return outcome{state: chat.DeliveryPending, status: owed.LastStatus, err: owed.LastError, next: d.Now(), hook: hook}
	}
	o := d.call(ctx, req, owed, secrets)
	if hook.Ended && o.state == chat.DeliveryHeld {
		o.state = chat.DeliveryFailed // nobody will resume it
	}
	o.hook = hook
	return o
}

func (d *Deliverer) call(ctx context.Context, req outbound.Request, owed chat.Delivery, secrets []string) (o outcome) {
	at := d.Now()
	resp, err := d.Outbound.Do(ctx, req)
	if err != nil && !errors.Is(err, outbound.ErrTooLarge) {
		o = d.retry(owed, resp, err)
	} else {
		o = d.judge(owed, resp)
	}
	if o.err != "" {
		o.err = mask.New(secrets...).Text(o.err) // a receiver may repeat what it was sent
	}
	o.trace = trace(at, req, resp, o.err, secrets)
	return o
}

// request builds the call, and answers the secrets that are in it. It fails with chat.ErrNotFound when the webhook or its
// installation is gone.
func (d *Deliverer) request(ctx context.Context, owed chat.Delivery) (outbound.Request, chat.Webhook, []string, error) {
	hook, err := d.Store.Webhook(ctx, owed.WebhookID)
	if err != nil {
		return outbound.Request{}, hook, nil, fmt.Errorf("webhook: %w", err)
	}
	policy, err := d.policy(ctx, hook)
	if err != nil {
		return outbound.Request{}, hook, nil, err
	}
	req := outbound.Request{
		Method:      http.MethodPost,
		URL:         hook.URL,
		Header:      http.Header{"Content-Type": {"application/json"}},
		Body:        owed.Payload,
		Policy:      policy,
		Purpose:     "webhook",
		Party:       hook.InstallationID,
		Timeout:     d.Timeout,
		MaxResponse: maxAnswer,
	}
	if err := d.sign(req.Header, hook, owed); err != nil {
		return req, hook, nil, err
	}
	if !hook.JWT || hook.InstallationID == 0 {
		return req, hook, nil, nil
	}
	token, err := d.authenticate(ctx, &req, hook, owed)
	return req, hook, []string{token}, err
}

// authenticate adds the JWT as header, and in the query for receivers that look only there.
// spec: connect, 5.4 Authentication of deliveries; client-quirks, O12
func (d *Deliverer) authenticate(ctx context.Context, req *outbound.Request, hook chat.Webhook, owed chat.Delivery) (token string, err error) {
	oauthID, secret, err := d.Secret(ctx, hook.InstallationID)
	if err != nil {
		return "", fmt.Errorf("secret: %w", err)
	}
	zone, err := d.zone(ctx, owed.ActorID)
	if err != nil {
		return "", err
	}
	token, err = Sign(oauthID, secret, owed.ActorID, zone, owed.RoomID, d.Now())
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "JWT "+token)
	if !d.HeaderOnly {
		req.URL = WithSignedRequest(req.URL, token)
	}
	return token, nil
}

// zone is the time zone of the acting person, UTC where nobody acted.
func (d *Deliverer) zone(ctx context.Context, userID int64) (string, error) {
	if userID == 0 {
		return "UTC", nil
	}
	u, err := d.Store.User(ctx, userID)
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return "", fmt.Errorf("time zone: %w", err)
	}
	return cmp.Or(u.Timezone, "UTC"), nil
}

// policy says how far a webhook reaches: into private networks when a group administrator installed it. What the
// administrator agreed to is the descriptor; a webhook that the add-on registers later reaches no further than its
// own host, which is its callback's, or without a callback its descriptor's.
func (d *Deliverer) policy(ctx context.Context, hook chat.Webhook) (outbound.Policy, error) {
	if hook.InstallationID != 0 {
		inst, err := d.Store.Installation(ctx, hook.InstallationID)
		if err != nil {
			return outbound.Public, fmt.Errorf("installation: %w", err)
		}
		if inst.Disabled && !hook.Ended {
			return outbound.Public, errDisabled
		}
		by, err := d.Store.User(ctx, inst.InstalledBy)
		if err != nil && !errors.Is(err, chat.ErrNotFound) {
			return outbound.Public, fmt.Errorf("installer: %w", err)
		}
		if (by.Admin || by.Owner) && !by.Deleted && (hook.Declared || sameHost(hook.URL, cmp.Or(inst.CallbackURL, inst.DescriptorURL))) {
			return outbound.Trusted, nil
		}
	}
	if d.Trusted != nil && d.Trusted(ctx, hook) {
		return outbound.Trusted, nil
	}
	return outbound.Public, nil
}

func sameHost(a, b string) bool {
	ua, errA := url.Parse(a)
	ub, errB := url.Parse(b)
	return errA == nil && errB == nil && ua.Host != "" && ua.Host == ub.Host
}

// notification gives the answer's body when it asks for a notification: JSON with a message, if only one of a wrong type.
// spec: connect, 5.5 Response of the receiver
func notification(resp outbound.Response) []byte {
	var n struct {
		Message any `json:"message"`
	}
	if resp.Truncated || !utf8.Valid(resp.Body) || json.Unmarshal(resp.Body, &n) != nil || n.Message == nil || n.Message == "" {
		return nil
	}
	return resp.Body
}
