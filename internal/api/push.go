package api

import (
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// pushKey answers the key that a browser asks its push service with.
func (a *API) pushKey(w http.ResponseWriter, r *http.Request) error {
	key, err := a.c.Pushes.PublicKey(r.Context())
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, map[string]string{"public_key": key})
	return nil
}

// subscribeToPushes has pushes sent to the caller's browser, in the shape that browsers' PushSubscription has.
func (a *API) subscribeToPushes(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Endpoint string `json:"endpoint"`
		Keys     struct {
			P256dh string `json:"p256dh"`
			Auth   string `json:"auth"`
		} `json:"keys"`
		ExpirationTime *float64 `json:"expirationTime"` // of no use: an address that has ended says so
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	err := a.c.Pushes.Subscribe(r.Context(), auth.PrincipalFrom(r.Context()),
		chat.PushSubscription{Endpoint: in.Endpoint, P256dh: in.Keys.P256dh, Auth: in.Keys.Auth})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a *API) endPushes(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Endpoint string `json:"endpoint"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if err := a.c.Pushes.Unsubscribe(r.Context(), auth.PrincipalFrom(r.Context()), in.Endpoint); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
