package hipchat

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ErrUnsigned says that a webhook's call is not to be believed. The error around it says what is wrong with its signature.
var ErrUnsigned = errors.New("hipchat: the call is not signed with this webhook's secret")

// The headers of the Standard Webhooks specification, which Stoa's calls have.
const (
	headerID        = "Webhook-Id"
	headerTimestamp = "Webhook-Timestamp"
	headerSignature = "Webhook-Signature"
)

// signedWithin is how far the clocks may differ, as in the specification's own libraries.
const signedWithin = 5 * time.Minute

func unsigned(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrUnsigned, fmt.Sprintf(format, args...))
}

// checkSignature is a Standard Webhooks receiver's check: a secret's HMAC-SHA256 over the id, the moment and the body.
func checkSignature(h http.Header, body []byte, secrets []string) error {
	id, at, signatures := h.Get(headerID), h.Get(headerTimestamp), h.Get(headerSignature)
	if id == "" || at == "" || signatures == "" {
		return unsigned("it lacks one of the headers webhook-id, webhook-timestamp and webhook-signature")
	}
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return unsigned("webhook-timestamp is %q, and no number of seconds", at)
	}
	if off := time.Since(time.Unix(seconds, 0)); off.Abs() > signedWithin {
		return unsigned("it was signed %s from now: set both clocks by NTP, or it was sent before", off.Round(time.Second))
	}
	if len(secrets) == 0 {
		return errors.New("hipchat: ReadWebhook was given no secret: stoa delivery secret shows a webhook's")
	}
	for _, secret := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil || len(key) == 0 {
			return errors.New("hipchat: ReadWebhook was given a secret that is none: they are whsec_ and base64")
		}
		mac := hmac.New(sha256.New, key)
		fmt.Fprintf(mac, "%s.%s.", id, at)
		mac.Write(body)
		want := []byte("v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)))
		for one := range strings.FieldsSeq(signatures) {
			if hmac.Equal([]byte(one), want) {
				return nil
			}
		}
	}
	return unsigned("webhook-signature does not fit the secret and the body: is it another webhook's secret, or was the body changed on its way?")
}
