package auth

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"
)

// Tickets are texts that a browser carries from one request to the next: only this server makes and reads them, each is
// good for one purpose and for a while, and the server keeps nothing.
type Tickets struct {
	sealer *Sealer
	now    func() time.Time
}

// NewTickets makes Tickets. now may be nil.
func NewTickets(sealer *Sealer, now func() time.Time) *Tickets {
	if now == nil {
		now = time.Now
	}
	return &Tickets{sealer: sealer, now: now}
}

// maxTicket bounds what is opened, in bytes.
const maxTicket = 4 << 10

type ticket struct {
	Purpose  string          `json:"purpose"`
	Deadline time.Time       `json:"deadline"`
	Value    json.RawMessage `json:"value"`
}

// Issue makes a ticket that carries v.
func (t *Tickets) Issue(purpose string, life time.Duration, v any) (string, error) {
	value, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("ticket: %w", err)
	}
	text, err := json.Marshal(ticket{purpose, t.now().Add(life), value})
	if err != nil {
		return "", fmt.Errorf("ticket: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(t.sealer.Seal(string(text))), nil
}

// Open reads what a ticket carries into v. One that is made up, too old or for something else is ErrInvalidToken.
func (t *Tickets) Open(purpose, text string, v any) error {
	if len(text) > maxTicket {
		return ErrInvalidToken
	}
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return ErrInvalidToken
	}
	plain, err := t.sealer.Open(sealed)
	if err != nil {
		return ErrInvalidToken
	}
	var k ticket
	if err := json.Unmarshal([]byte(plain), &k); err != nil || k.Purpose != purpose || !t.now().Before(k.Deadline) {
		return ErrInvalidToken
	}
	return json.Unmarshal(k.Value, v)
}
