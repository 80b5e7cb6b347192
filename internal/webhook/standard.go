package webhook

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// secretPrefix marks a secret of the Standard Webhooks specification.
const secretPrefix = "whsec_"

// NewSecret makes the secret that a registration's deliveries are signed with. spec: Standard Webhooks, symmetric
// signatures: 24 to 64 random bytes in base64.
func NewSecret() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails, see crypto/rand
	return secretPrefix + base64.StdEncoding.EncodeToString(key)
}

// Signature signs a delivery with a registration's secret. spec: Standard Webhooks, symmetric signatures.
func Signature(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		return "", fmt.Errorf("webhook secret: %w", err)
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// secrets are those that sign a webhook's deliveries now: two while they are being changed.
func (d *Deliverer) secrets(hook chat.Webhook) (opened []string, err error) {
	sealed := [][]byte{hook.SealedSecret}
	if d.Now().Before(hook.FormerUntil) {
		sealed = append(sealed, hook.SealedFormer)
	}
	for _, s := range sealed {
		if s == nil || d.Open == nil {
			continue
		}
		secret, err := d.Open(s)
		if err != nil {
			return nil, fmt.Errorf("webhook secret: %w", err)
		}
		opened = append(opened, secret)
	}
	return opened, nil
}

// sign adds the headers of Standard Webhooks: the delivery's id, which is the same at every attempt, the moment of this
// one, and a signature by each of the registration's secrets.
func (d *Deliverer) sign(h http.Header, hook chat.Webhook, owed chat.Delivery) error {
	now := d.Now()
	id := owed.UID
	if id == "" { // it was owed before deliveries had one
		id = "delivery-" + strconv.FormatInt(owed.ID, 10)
	}
	h.Set("Webhook-Id", id)
	h.Set("Webhook-Timestamp", strconv.FormatInt(now.Unix(), 10))
	secrets, err := d.secrets(hook)
	if err != nil || len(secrets) == 0 {
		return err
	}
	signatures := make([]string, len(secrets))
	for i, secret := range secrets {
		if signatures[i], err = Signature(secret, id, now, owed.Payload); err != nil {
			return err
		}
	}
	h.Set("Webhook-Signature", strings.Join(signatures, " "))
	return nil
}
