package connect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

const (
	// installableLife is how long an add-on has to read its client. spec: connect, 3.5.
	installableLife = 30 * time.Minute
	// maxRelayed bounds addresses and opaque text that pass through the server, in bytes.
	maxRelayed = 4000
)

// leadOn makes what the add-on may read once, and answers the address that the installer's browser has to open: the
// add-on's own page, which is told where to read, and where to send the browser afterwards. spec: connect, 3.5
func (h *Host) leadOn(ctx context.Context, in chat.Installation, page string, payload hipchat.InstallPayload, relayState string) (string, error) {
	text, err := json.Marshal(payload)
	if err != nil {
		return "", fmt.Errorf("installable: %w", err)
	}
	token := auth.RandomText(40)
	err = h.store.CreateInstallable(ctx, chat.Installable{
		Hash: hashOf(token), InstallationID: in.ID, AddonKey: in.Key, OAuthID: in.OAuthID,
		Sealed: h.sealer.Seal(string(text)), Expires: h.now().UTC().Add(installableLife),
	})
	if err != nil {
		return "", err
	}
	query := url.Values{
		"installable_url": {h.view.URL("/v2/addon/" + in.OAuthID + "/installable/" + token)},
		"redirect_url":    {h.view.URL(addonsPage(in.RoomID))},
	}
	if relayState != "" {
		query.Set("relayState", relayState)
	}
	return withQuery(page, query), nil
}

// addonsPage is the path of the page that lists a room's add-ons, or the group's.
func addonsPage(roomID int64) string {
	if roomID == 0 {
		return "/admin/addons"
	}
	return "/rooms/addons/" + strconv.FormatInt(roomID, 10)
}

// withQuery adds to a URL's query and leaves the rest as it stands.
func withQuery(address string, query url.Values) string {
	address, fragment, hasFragment := strings.Cut(address, "#")
	separator := "?"
	if strings.Contains(address, "?") {
		separator = "&"
	}
	address += separator + query.Encode()
	if hasFragment {
		address += "#" + fragment
	}
	return address
}

// Installable answers what the token is good for, once: an add-on's new client, or which one has gone. An add-on that
// has no callback is installed by this reading: until then nothing of it is active. ref is the add-on's key or an id
// of the installation. spec: connect, 3.5, 3.6; rest-v2, get_integration_installable_data
func (h *Host) Installable(ctx context.Context, ref, token string) (json.RawMessage, error) {
	gone := chat.Errorf(chat.NotFound, "Installable data not found: it has been read, or has expired")
	// What is read is gone, whether or not the add-on waits for it.
	ctx = context.WithoutCancel(ctx)
	i, err := h.store.TakeInstallable(ctx, hashOf(token))
	if errors.Is(err, chat.ErrNotFound) {
		return nil, gone
	}
	if err != nil {
		return nil, err
	}
	if !h.now().Before(i.Expires) || ref != i.AddonKey && ref != i.OAuthID && ref != strconv.FormatInt(i.InstallationID, 10) {
		return nil, gone // RemoveUnread takes the rest away
	}
	if err := h.conclude(ctx, i.InstallationID, gone); err != nil {
		return nil, err
	}
	text, err := h.sealer.Open(i.Sealed)
	return json.RawMessage(text), err
}

// conclude activates an installation that has waited for its add-on. Others it leaves alone; id 0 is none.
func (h *Host) conclude(ctx context.Context, id int64, gone error) error {
	if id == 0 {
		return nil
	}
	in, err := h.store.Installation(ctx, id)
	if errors.Is(err, chat.ErrNotFound) || err == nil && in.Ended {
		return gone
	}
	if err != nil || in.Active {
		return err
	}
	d, err := parse(in.Descriptor)
	if err == nil {
		err = h.activate(ctx, &in, d)
	}
	if err != nil {
		h.takeBack(ctx, in)
	}
	return err
}

// RemoveUnread removes the installations whose add-ons have not read their clients in time.
func (h *Host) RemoveUnread(ctx context.Context) error {
	return errors.Join(h.abandonStale(ctx), h.removeUnfinished(ctx, func(in chat.Installation) bool {
		return h.now().Sub(in.Created) > installableLife+h.callback
	}))
}

// abandonStale takes back updates that a node was killed in the middle of.
func (h *Host) abandonStale(ctx context.Context) error {
	ids, err := h.store.StaleUpdates(ctx, installableLife+h.callback)
	for _, id := range ids {
		h.log.WarnContext(ctx, "abandoning an unfinished update", "installation", id)
		err = errors.Join(err, h.store.AbandonUpdate(ctx, id))
	}
	if len(ids) > 0 {
		h.tokens.Forget()
	}
	return err
}
