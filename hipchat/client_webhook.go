package hipchat

import (
	"context"
	"iter"
	"net/http"
)

// GetAllWebhooks answers one page of the webhooks of a room that the caller made. spec: rest-v2, get_all_webhooks
func (c *Client) GetAllWebhooks(ctx context.Context, room ID, page Page) (List[Webhook], error) {
	return getPage[Webhook](ctx, c.caller, "get_all_webhooks", path{"room", room, "webhook"}, page.values())
}

// Webhooks walks through all the pages of GetAllWebhooks.
func (c *Client) Webhooks(ctx context.Context, room ID, page Page) iter.Seq2[Webhook, error] {
	return walk[Webhook](ctx, c.caller, "get_all_webhooks", path{"room", room, "webhook"}, page.values())
}

// CreateWebhook asks to be called about what happens in a room. CreateRoomWebhook is its successor for add-ons.
// spec: rest-v2, create_webhook
func (c *Client) CreateWebhook(ctx context.Context, room ID, in WebhookRequest) (made Created, err error) {
	err = c.send(ctx, "create_webhook", http.MethodPost, path{"room", room, "webhook"}, in, &made)
	return made, err
}

// GetWebhook answers a webhook with its room and who made it. spec: rest-v2, get_webhook
func (c *Client) GetWebhook(ctx context.Context, room ID, id int64, expanded ...string) (w Webhook, err error) {
	err = c.get(ctx, "get_webhook", path{"room", room, "webhook", IDOf(id)}, expand(expanded), &w)
	return w, err
}

// DeleteWebhook ends the calls. spec: rest-v2, delete_webhook
func (c *Client) DeleteWebhook(ctx context.Context, room ID, id int64) error {
	return c.delete(ctx, "delete_webhook", path{"room", room, "webhook", IDOf(id)})
}
