package hook

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
	"github.com/stoachat/stoa/internal/shape"
)

// What is kept of a token: as many payloads, none of them longer, and in such a time no more, since each is a write more
// than the sender asked for.
const (
	Kept       = 10
	MaxPayload = 128 << 10 // bytes
	keptIn     = time.Minute
)

// Payload is a request that was kept, without what is secret in its headers.
type Payload struct {
	chat.HookPayload
	Header http.Header
	Body   string
}

// Request is what was sent, as far as it was kept.
func (p Payload) Request() format.Request {
	return format.Request{Header: p.Header, Body: []byte(p.Body)}
}

// sealed is a payload as it is encrypted.
type sealed struct {
	Header http.Header `json:"header"`
	Body   string      `json:"body"`
}

// take keeps a request. That it cannot is no reason to refuse it.
func (h *Templates) take(ctx context.Context, t chat.HookTemplate, kind string, r format.Request) {
	if len(r.Body) > MaxPayload {
		return
	}
	if _, ok := h.keep.Take(strconv.FormatInt(t.TokenID, 10)); !ok {
		return
	}
	raw, err := json.Marshal(sealed{shape.Headers(r.Header), strings.ToValidUTF8(string(r.Body), "\ufffd")})
	if err == nil {
		p := chat.HookPayload{TokenID: t.TokenID, Received: h.c.Now().UTC(), Format: kind, SealedRequest: h.c.Sealer.Seal(string(raw))}
		err = h.c.Store.AddHookPayload(context.WithoutCancel(ctx), p, Kept)
	}
	if err != nil {
		h.c.Log.WarnContext(ctx, "a hook's payload was not kept", "token", t.TokenID, "error", err)
	}
}

// Payloads answers what was kept of a token, newest first.
func (h *Templates) Payloads(ctx context.Context, tokenID int64) ([]Payload, error) {
	list, err := h.c.Store.HookPayloads(ctx, tokenID)
	if err != nil {
		return nil, err
	}
	all := make([]Payload, 0, len(list))
	for _, p := range list {
		text, err := h.c.Sealer.Open(p.SealedRequest)
		if err != nil {
			return nil, err
		}
		var s sealed
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			return nil, err
		}
		all = append(all, Payload{p, s.Header, s.Body})
	}
	return all, nil
}
