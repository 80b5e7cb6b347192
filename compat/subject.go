package compat

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/outbound"
)

// subject is the add-on to check.
type subject struct {
	url string // of its descriptor
	raw []byte
	d   hipchat.Descriptor
}

// usual are the paths at which add-ons and frameworks keep their descriptor.
func usual() []string {
	return []string{"/capabilities.json", "/atlassian-connect.json", "/addon/capabilities", "/capabilities", "/descriptor", "/descriptor.json", "/addon.json", "/"}
}

// readSubject reads the descriptor at an address, or at one of the usual paths below it.
func readSubject(ctx context.Context, out *outbound.Client, address string) (*subject, error) {
	raw, err := readDescriptor(ctx, out, address)
	found := address
	for _, path := range usual() {
		if err == nil || ctx.Err() != nil {
			break
		}
		found = strings.TrimRight(address, "/") + path
		var at error
		if raw, at = readDescriptor(ctx, out, found); at == nil {
			err = nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("no descriptor at %s, nor at the usual paths below it: %w", address, err)
	}
	s := &subject{url: found, raw: raw}
	_ = json.Unmarshal(raw, &s.d) // what is wrong with it is told by its check
	return s, nil
}

func readDescriptor(ctx context.Context, out *outbound.Client, address string) ([]byte, error) {
	res, err := out.Do(ctx, outbound.Request{
		URL: address, Header: http.Header{"Accept": {"application/json"}}, Policy: outbound.Trusted, Purpose: "descriptor", FollowRedirects: true, MaxResponse: 256 << 10,
	})
	if err != nil {
		return nil, err
	}
	if res.Status != http.StatusOK {
		return nil, fmt.Errorf("answered %d", res.Status)
	}
	var d struct {
		Key          *string        `json:"key"`
		Capabilities map[string]any `json:"capabilities"`
	}
	if err := json.Unmarshal(res.Body, &d); err != nil {
		return nil, fmt.Errorf("no JSON: %w", err)
	}
	if d.Key == nil || d.Capabilities == nil {
		return nil, fmt.Errorf("JSON without a key and capabilities")
	}
	return res.Body, nil
}

// unsigned are webhooks that carry no proof of where they come from.
func (s *subject) unsigned() (events []string) {
	for _, w := range s.d.Capabilities.Webhooks {
		if w.Authentication != hipchat.AuthenticationJWT {
			events = append(events, w.Event)
		}
	}
	return events
}
