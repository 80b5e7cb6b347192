package webhook

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

const (
	maxAnswer    = 64 << 10 // bytes of a receiver's answer
	maxLastError = 500      // bytes of what is kept about a failure
	noteTimeout  = 10 * time.Second
)

// outcome is how an attempt ended. hook is the zero value when it is gone.
type outcome struct {
	state  chat.DeliveryState
	status int
	err    string
	next   time.Time // when to try again, for DeliveryPending
	hook   chat.Webhook
	answer []byte // a notification to post, or nil
}

// deliver makes one attempt, notes how it ended, posts the answer, and tells when the delivery is to be tried again.
// What was begun is noted even when ctx ends meanwhile.
func (d *Deliverer) deliver(ctx context.Context, owed chat.Delivery) (next time.Time) {
	o := d.attempt(ctx, owed)
	if o.state == chat.DeliveryPending && ctx.Err() != nil {
		o.next = d.Now() // the server stops: not the receiver's fault
	}
	noteCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTimeout)
	defer cancel()
	err := d.Store.FinishDelivery(noteCtx, owed.ID, o.state, o.status, o.err, o.next)
	switch {
	case errors.Is(err, chat.ErrNotFound): // deleted with its webhook during the call
		return time.Time{}
	case err != nil:
		d.Log.ErrorContext(noteCtx, "delivery not noted, it will be made again", "delivery_id", owed.ID, "error", err)
		return d.Now().Add(d.Lease)
	}
	if o.state == chat.DeliveryFailed {
		d.Log.WarnContext(noteCtx, "delivery given up", "delivery_id", owed.ID, "webhook_id", owed.WebhookID,
			"attempts", owed.Attempts, "error", o.err)
	}
	if o.hook.Ended && o.state != chat.DeliveryPending && d.Ended != nil {
		d.Ended()
	}
	if o.answer != nil && d.Answer != nil && !o.hook.Ended {
		if err := d.Answer(noteCtx, o.hook, owed, o.answer); err != nil {
			d.Log.WarnContext(noteCtx, "answer to webhook not posted", "delivery_id", owed.ID, "webhook_id", owed.WebhookID, "error", err)
		}
	}
	return o.next
}

func (d *Deliverer) attempt(ctx context.Context, owed chat.Delivery) outcome {
	req, hook, err := d.request(ctx, owed)
	if errors.Is(err, chat.ErrNotFound) {
		return failed(0, err.Error())
	}
	if err != nil {
		if ctx.Err() == nil {
			d.Log.ErrorContext(ctx, "delivery not prepared", "delivery_id", owed.ID, "webhook_id", owed.WebhookID, "error", err)
		}
		return d.retry(owed, outbound.Response{}, errors.New("internal error: the call could not be prepared"))
	}
	o := d.call(ctx, req, owed)
	o.hook = hook
	return o
}

func (d *Deliverer) call(ctx context.Context, req outbound.Request, owed chat.Delivery) outcome {
	resp, err := d.Outbound.Do(ctx, req)
	switch {
	case err != nil && !errors.Is(err, outbound.ErrTooLarge):
		return d.retry(owed, resp, err)
	case resp.Status/100 == 2:
		return outcome{state: chat.DeliveryDone, status: resp.Status, answer: notification(resp)}
	case resp.Status == http.StatusGone:
		return failed(resp.Status, "the receiver answered 410: it is gone for good")
	}
	return d.retry(owed, resp, fmt.Errorf("the receiver answered %d", resp.Status))
}

// request builds the call. It fails with chat.ErrNotFound when the webhook or its installation is gone.
func (d *Deliverer) request(ctx context.Context, owed chat.Delivery) (outbound.Request, chat.Webhook, error) {
	hook, err := d.Store.Webhook(ctx, owed.WebhookID)
	if err != nil {
		return outbound.Request{}, hook, fmt.Errorf("webhook: %w", err)
	}
	policy, err := d.policy(ctx, hook)
	if err != nil {
		return outbound.Request{}, hook, err
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
	if hook.JWT && hook.InstallationID != 0 {
		err = d.authenticate(ctx, &req, hook, owed)
	}
	return req, hook, err
}

// authenticate adds the JWT as header, and in the query for receivers that look only there.
// spec: connect, 5.4 Authentication of deliveries; client-quirks, O12
func (d *Deliverer) authenticate(ctx context.Context, req *outbound.Request, hook chat.Webhook, owed chat.Delivery) error {
	oauthID, secret, err := d.Secret(ctx, hook.InstallationID)
	if err != nil {
		return fmt.Errorf("secret: %w", err)
	}
	zone, err := d.zone(ctx, owed.ActorID)
	if err != nil {
		return err
	}
	token, err := Sign(oauthID, secret, owed.ActorID, zone, owed.RoomID, d.Now())
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "JWT "+token)
	if !d.HeaderOnly {
		req.URL = WithSignedRequest(req.URL, token)
	}
	return nil
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
// own host.
func (d *Deliverer) policy(ctx context.Context, hook chat.Webhook) (outbound.Policy, error) {
	if hook.InstallationID != 0 {
		inst, err := d.Store.Installation(ctx, hook.InstallationID)
		if err != nil {
			return outbound.Public, fmt.Errorf("installation: %w", err)
		}
		by, err := d.Store.User(ctx, inst.InstalledBy)
		if err != nil && !errors.Is(err, chat.ErrNotFound) {
			return outbound.Public, fmt.Errorf("installer: %w", err)
		}
		if (by.Admin || by.Owner) && !by.Deleted && (hook.Declared || sameHost(hook.URL, inst.CallbackURL)) {
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

func failed(status int, why string) outcome {
	return outcome{state: chat.DeliveryFailed, status: status, err: why}
}

// retry puts the delivery off, or gives it up when its time is over. The last attempt is made at the very end.
func (d *Deliverer) retry(owed chat.Delivery, resp outbound.Response, err error) outcome {
	why := strings.ToValidUTF8(strings.ReplaceAll(err.Error(), "\x00", ""), "")
	if len(why) > maxLastError {
		why = strings.ToValidUTF8(why[:maxLastError], "")
	}
	now, end := d.Now(), owed.Created.Add(d.GiveUpAfter)
	if !now.Before(end) {
		return failed(resp.Status, why)
	}
	next := now.Add(max(retryIn(d.FirstRetry, owed.Attempts), retryAfter(resp.Header, now)))
	if next.After(end) {
		next = end
	}
	return outcome{state: chat.DeliveryPending, status: resp.Status, err: why, next: next}
}

// notification gives the answer's body when it asks for a notification: JSON with a message.
// spec: connect, 5.5 Response of the receiver
func notification(resp outbound.Response) []byte {
	var n struct {
		Message string `json:"message"`
	}
	if resp.Truncated || !utf8.Valid(resp.Body) || json.Unmarshal(resp.Body, &n) != nil || n.Message == "" {
		return nil
	}
	return resp.Body
}
