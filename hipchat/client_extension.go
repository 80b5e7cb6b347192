package hipchat

import (
	"context"
	"net/http"
)

// An extension is one module of an add-on, made while it runs. The methods come in sixes and are all alike: Create makes or
// replaces the module under its key, Get answers it, Delete removes it; those of a room are seen in that room, the
// global ones everywhere. Only an add-on's token may call them. spec: rest-v2, 4.10.

func getModule[M any](ctx context.Context, c *Client, op string, p path) (module M, err error) {
	err = c.get(ctx, op, p, nil, &module)
	return module, err
}

func (c *Client) createModule(ctx context.Context, op string, p path, module any) (made ExtensionCreated, err error) {
	err = c.send(ctx, op, http.MethodPut, p, module, &made)
	return made, err
}

func roomModule(room ID, kind, key string) path {
	return path{"room", room, "extension", ID(kind), ID(key)}
}

func globalModule(kind, key string) path { return path{"extension", ID(kind), ID(key)} }

// CreateRoomAction makes or replaces an action in the room. spec: rest-v2, create_room_action
func (c *Client) CreateRoomAction(ctx context.Context, room ID, a Action) (ExtensionCreated, error) {
	return c.createModule(ctx, "create_room_action", roomModule(room, KindAction, a.Key), a)
}

// GetRoomAction answers an action of the room. spec: rest-v2, get_room_action
func (c *Client) GetRoomAction(ctx context.Context, room ID, key string) (Action, error) {
	return getModule[Action](ctx, c, "get_room_action", roomModule(room, KindAction, key))
}

// DeleteRoomAction removes an action of the room. spec: rest-v2, delete_room_action
func (c *Client) DeleteRoomAction(ctx context.Context, room ID, key string) error {
	return c.delete(ctx, "delete_room_action", roomModule(room, KindAction, key))
}

// CreateGlobalAction makes or replaces an action everywhere. spec: rest-v2, create_global_action
func (c *Client) CreateGlobalAction(ctx context.Context, a Action) (ExtensionCreated, error) {
	return c.createModule(ctx, "create_global_action", globalModule(KindAction, a.Key), a)
}

// GetGlobalAction answers an action of the whole group. spec: rest-v2, get_global_action
func (c *Client) GetGlobalAction(ctx context.Context, key string) (Action, error) {
	return getModule[Action](ctx, c, "get_global_action", globalModule(KindAction, key))
}

// DeleteGlobalAction removes an action of the whole group. spec: rest-v2, delete_global_action
func (c *Client) DeleteGlobalAction(ctx context.Context, key string) error {
	return c.delete(ctx, "delete_global_action", globalModule(KindAction, key))
}

// CreateRoomDialog makes or replaces a dialog in the room. spec: rest-v2, create_room_dialog
func (c *Client) CreateRoomDialog(ctx context.Context, room ID, d Dialog) (ExtensionCreated, error) {
	return c.createModule(ctx, "create_room_dialog", roomModule(room, KindDialog, d.Key), d)
}

// GetRoomDialog answers a dialog of the room. spec: rest-v2, get_room_dialog
func (c *Client) GetRoomDialog(ctx context.Context, room ID, key string) (Dialog, error) {
	return getModule[Dialog](ctx, c, "get_room_dialog", roomModule(room, KindDialog, key))
}

// DeleteRoomDialog removes a dialog of the room. spec: rest-v2, delete_room_dialog
func (c *Client) DeleteRoomDialog(ctx context.Context, room ID, key string) error {
	return c.delete(ctx, "delete_room_dialog", roomModule(room, KindDialog, key))
}

// CreateGlobalDialog makes or replaces a dialog everywhere. spec: rest-v2, create_global_dialog
func (c *Client) CreateGlobalDialog(ctx context.Context, d Dialog) (ExtensionCreated, error) {
	return c.createModule(ctx, "create_global_dialog", globalModule(KindDialog, d.Key), d)
}

// GetGlobalDialog answers a dialog of the whole group. spec: rest-v2, get_global_dialog
func (c *Client) GetGlobalDialog(ctx context.Context, key string) (Dialog, error) {
	return getModule[Dialog](ctx, c, "get_global_dialog", globalModule(KindDialog, key))
}

// DeleteGlobalDialog removes a dialog of the whole group. spec: rest-v2, delete_global_dialog
func (c *Client) DeleteGlobalDialog(ctx context.Context, key string) error {
	return c.delete(ctx, "delete_global_dialog", globalModule(KindDialog, key))
}

// CreateRoomExternalPage makes or replaces an external page in the room. spec: rest-v2, create_room_external_page
func (c *Client) CreateRoomExternalPage(ctx context.Context, room ID, p ExternalPage) (ExtensionCreated, error) {
	return c.createModule(ctx, "create_room_external_page", roomModule(room, KindExternalPage, p.Key), p)
}

// GetRoomExternalPage answers an external page of the room. spec: rest-v2, get_room_external_page
func (c *Client) GetRoomExternalPage(ctx context.Context, room ID, key string) (ExternalPage, error) {
	return getModule[ExternalPage](ctx, c, "get_room_external_page", roomModule(room, KindExternalPage, key))
}

// DeleteRoomExternalPage removes an external page of the room. spec: rest-v2, delete_room_external_page
func (c *Client) DeleteRoomExternalPage(ctx context.Context, room ID, key string) error {
	return c.delete(ctx, "delete_room_external_page", roomModule(room, KindExternalPage, key))
}

// CreateGlobalExternalPage makes or replaces an external page everywhere. spec: rest-v2, create_global_external_page
func (c *Client) CreateGlobalExternalPage(ctx context.Context, p ExternalPage) (ExtensionCreated, error) {
	return c.createModule(ctx, "create_global_external_page", globalModule(KindExternalPage, p.Key), p)
}

// GetGlobalExternalPage answers an external page of the whole group. spec: rest-v2, get_global_external_page
func (c *Client) GetGlobalExternalPage(ctx context.Context, key string) (ExternalPage, error) {
	return getModule[ExternalPage](ctx, c, "get_global_external_page", globalModule(KindExternalPage, key))
}

// DeleteGlobalExternalPage removes an external page of the whole group. spec: rest-v2, delete_global_external_page
func (c *Client) DeleteGlobalExternalPage(ctx context.Context, key string) error {
	return c.delete(ctx, "delete_global_external_page", globalModule(KindExternalPage, key))
}

// CreateRoomGlance makes or replaces a glance in the room. spec: rest-v2, create_room_glance
func (c *Client) CreateRoomGlance(ctx context.Context, room ID, g Glance) (ExtensionCreated, error) {
	return c.createModule(ctx, "create_room_glance", roomModule(room, KindGlance, g.Key), g)
}

// GetRoomGlance answers a glance of the room. spec: rest-v2, get_room_glance
func (c *Client) GetRoomGlance(ctx context.Context, room ID, key string) (Glance, error) {
	return getModule[Glance](ctx, c, "get_room_glance", roomModule(room, KindGlance, key))
}

// DeleteRoomGlance removes a glance of the room. spec: rest-v2, delete_room_glance
func (c *Client) DeleteRoomGlance(ctx context.Context, room ID, key string) error {
	return c.delete(ctx, "delete_room_glance", roomModule(room, KindGlance, key))
}

// CreateGlobalGlance makes or replaces a glance everywhere. spec: rest-v2, create_global_glance
func (c *Client) CreateGlobalGlance(ctx context.Context, g Glance) (ExtensionCreated, error) {
	return c.createModule(ctx, "create_global_glance", globalModule(KindGlance, g.Key), g)
}

// GetGlobalGlance answers a glance of the whole group. spec: rest-v2, get_global_glance
func (c *Client) GetGlobalGlance(ctx context.Context, key string) (Glance, error) {
	return getModule[Glance](ctx, c, "get_global_glance", globalModule(KindGlance, key))
}

// DeleteGlobalGlance removes a glance of the whole group. spec: rest-v2, delete_global_glance
func (c *Client) DeleteGlobalGlance(ctx context.Context, key string) error {
	return c.delete(ctx, "delete_global_glance", globalModule(KindGlance, key))
}

// CreateRoomWebPanel makes or replaces a web panel in the room. spec: rest-v2, create_room_web_panel
func (c *Client) CreateRoomWebPanel(ctx context.Context, room ID, p WebPanel) (ExtensionCreated, error) {
	return c.createModule(ctx, "create_room_web_panel", roomModule(room, KindWebPanel, p.Key), p)
}

// GetRoomWebPanel answers a web panel of the room. spec: rest-v2, get_room_web_panel
func (c *Client) GetRoomWebPanel(ctx context.Context, room ID, key string) (WebPanel, error) {
	return getModule[WebPanel](ctx, c, "get_room_web_panel", roomModule(room, KindWebPanel, key))
}

// DeleteRoomWebPanel removes a web panel of the room. spec: rest-v2, delete_room_web_panel
func (c *Client) DeleteRoomWebPanel(ctx context.Context, room ID, key string) error {
	return c.delete(ctx, "delete_room_web_panel", roomModule(room, KindWebPanel, key))
}

// CreateGlobalWebPanel makes or replaces a web panel everywhere. spec: rest-v2, create_global_web_panel
func (c *Client) CreateGlobalWebPanel(ctx context.Context, p WebPanel) (ExtensionCreated, error) {
	return c.createModule(ctx, "create_global_web_panel", globalModule(KindWebPanel, p.Key), p)
}

// GetGlobalWebPanel answers a web panel of the whole group. spec: rest-v2, get_global_web_panel
func (c *Client) GetGlobalWebPanel(ctx context.Context, key string) (WebPanel, error) {
	return getModule[WebPanel](ctx, c, "get_global_web_panel", globalModule(KindWebPanel, key))
}

// DeleteGlobalWebPanel removes a web panel of the whole group. spec: rest-v2, delete_global_web_panel
func (c *Client) DeleteGlobalWebPanel(ctx context.Context, key string) error {
	return c.delete(ctx, "delete_global_web_panel", globalModule(KindWebPanel, key))
}

// CreateRoomWebhook makes or replaces a webhook in the room. spec: rest-v2, create_room_webhook
func (c *Client) CreateRoomWebhook(ctx context.Context, room ID, w WebhookRequest) (ExtensionCreated, error) {
	return c.createModule(ctx, "create_room_webhook", roomModule(room, KindWebhook, w.Key), w)
}

// GetRoomWebhook answers a webhook of the room. spec: rest-v2, get_room_webhook
func (c *Client) GetRoomWebhook(ctx context.Context, room ID, key string) (Webhook, error) {
	return getModule[Webhook](ctx, c, "get_room_webhook", roomModule(room, KindWebhook, key))
}

// DeleteRoomWebhook removes a webhook of the room. spec: rest-v2, delete_room_webhook
func (c *Client) DeleteRoomWebhook(ctx context.Context, room ID, key string) error {
	return c.delete(ctx, "delete_room_webhook", roomModule(room, KindWebhook, key))
}

// CreateGlobalWebhook makes or replaces a webhook everywhere. spec: rest-v2, create_global_webhook
func (c *Client) CreateGlobalWebhook(ctx context.Context, w WebhookRequest) (ExtensionCreated, error) {
	return c.createModule(ctx, "create_global_webhook", globalModule(KindWebhook, w.Key), w)
}

// GetGlobalWebhook answers a webhook of the whole group. spec: rest-v2, get_global_webhook
func (c *Client) GetGlobalWebhook(ctx context.Context, key string) (Webhook, error) {
	return getModule[Webhook](ctx, c, "get_global_webhook", globalModule(KindWebhook, key))
}

// DeleteGlobalWebhook removes a webhook of the whole group. spec: rest-v2, delete_global_webhook
func (c *Client) DeleteGlobalWebhook(ctx context.Context, key string) error {
	return c.delete(ctx, "delete_global_webhook", globalModule(KindWebhook, key))
}
