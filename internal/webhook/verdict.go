package webhook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

// A receiver that is down is waited for, so that its deliveries arrive in order. One that refuses a single payload
// again and again would hold back all others for a day: after so many attempts, which take two minutes or an hour,
// that delivery is set aside. It is tried by itself from then on, for the rest of its day, and its queue goes on.
const (
	refusalsBeforeAside = 8
	faultsBeforeAside   = 12
	// maxAside is how many set aside deliveries in a row mean that the receiver refuses everything.
	maxAside = 20
)

// aside tells whether a delivery that was answered so at each of its attempts is to be set aside. Answers that speak of
// the receiver's state and not of the payload are waited out.
func aside(status, attempts int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusTooEarly, http.StatusTooManyRequests,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusInsufficientStorage:
		return false
	}
	switch status / 100 {
	case 4:
		return attempts >= refusalsBeforeAside
	case 5:
		return attempts >= faultsBeforeAside
	}
	return false
}

// judge says what an answer means for the delivery.
func (d *Deliverer) judge(owed chat.Delivery, resp outbound.Response) outcome {
	switch {
	case resp.Status/100 == 2:
		return outcome{state: chat.DeliveryDone, status: resp.Status, answer: notification(resp)}
	case resp.Status == http.StatusGone:
		return outcome{state: chat.DeliveryHeld, status: resp.Status, err: "the receiver answered 410: it is gone",
			pause: "the receiver answered 410: it is gone"}
	}
	o := d.retry(owed, resp, refusal(resp))
	o.aside = o.state == chat.DeliveryPending && aside(resp.Status, owed.Attempts)
	return o
}

// unanswered says in words that a receiver was reached and did not answer in time. A connection that does not come about says so itself.
func unanswered(err error, limit time.Duration) error {
	var network *net.OpError
	if !errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) {
		return err
	}
	return fmt.Errorf("no answer within %s: answer first, and do what takes longer afterwards", limit)
}

// refusal is an answer that is no success, with the receiver's own reason where it gave one.
func refusal(resp outbound.Response) error {
	if why := resp.Reason(); why != "" {
		return fmt.Errorf("the receiver answered %d: %s", resp.Status, why)
	}
	return fmt.Errorf("the receiver answered %d", resp.Status)
}

func failed(status int, why string) outcome {
	return outcome{state: chat.DeliveryFailed, status: status, err: why}
}

// retry puts the delivery off, or gives it up when its time is over. The last attempt is made at the very end.
func (d *Deliverer) retry(owed chat.Delivery, resp outbound.Response, err error) outcome {
	why := shorten(unanswered(err, d.Timeout).Error())
	now, end := d.Now(), began(owed).Add(d.GiveUpAfter)
	if !now.Before(end) {
		return failed(resp.Status, why)
	}
	next := now.Add(max(retryIn(d.FirstRetry, owed.Attempts), retryAfter(resp.Header, now)))
	if next.After(end) {
		next = end
	}
	return outcome{state: chat.DeliveryPending, status: resp.Status, err: why, next: next}
}

// shorten makes a text what is kept of an error.
func shorten(why string) string {
	why = strings.ToValidUTF8(strings.ReplaceAll(why, "\x00", ""), "")
	if len(why) > maxLastError {
		why = strings.ToValidUTF8(why[:maxLastError], "")
	}
	return why
}

func began(owed chat.Delivery) time.Time { return cmp.Or(owed.Since, owed.Created) }

// lasting tells whether what went wrong is a reason to pause the webhook, and says why. A single delivery that nobody
// wants is none, as long as others are taken.
func (d *Deliverer) lasting(ctx context.Context, owed chat.Delivery, o outcome) (why string, err error) {
	since := began(owed)
	switch {
	case o.pause != "":
		return o.pause, nil
	case o.state == chat.DeliveryFailed && o.hook.ID != 0:
		why = "nothing was taken for " + d.GiveUpAfter.String()
	case o.aside:
		n, oldest, err := d.Store.AsideOf(ctx, owed.WebhookID)
		if err != nil || n < maxAside {
			return "", err
		}
		why, since = fmt.Sprintf("the receiver refused %d deliveries in a row", n), oldest
	default:
		return "", nil
	}
	done, err := d.Store.DoneSince(ctx, owed.WebhookID, since)
	if done || err != nil {
		return "", err
	}
	return why + ": " + o.err, nil
}

// pause pauses a webhook that has failed for good, and tells its owner the first time.
func (d *Deliverer) pause(ctx context.Context, hook chat.Webhook, why string) {
	first, err := d.Store.PauseWebhook(ctx, hook.ID, why, d.Now())
	if err != nil {
		d.Log.ErrorContext(ctx, "webhook not paused", "webhook_id", hook.ID, "error", err)
		return
	}
	if !first {
		return
	}
	d.Log.WarnContext(ctx, "webhook paused", "webhook_id", hook.ID, "why", why)
	if d.Paused == nil {
		return
	}
	hook.Paused = why
	if err := d.Paused(ctx, hook); err != nil {
		d.Log.WarnContext(ctx, "nobody was told that a webhook is paused", "webhook_id", hook.ID, "error", err)
	}
}
