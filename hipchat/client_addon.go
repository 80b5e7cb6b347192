package hipchat

import (
	"context"
	"net/http"
	"net/url"
)

// GetCapabilities answers what the server offers to add-ons, and where. It needs no token. spec: rest-v2, get_capabilities
func (c *Client) GetCapabilities(ctx context.Context) (doc CapabilitiesDocument, err error) {
	err = c.do(ctx, call{op: "get_capabilities", method: http.MethodGet, path: path{"capabilities"}, out: &doc, open: true})
	return doc, err
}

// GetAddonCapabilitiesSchema answers the JSON Schema of an add-on's descriptor; draft is v2, v4 or empty.
// spec: rest-v2, get_addon_capabilities_schema
func (c *Client) GetAddonCapabilitiesSchema(ctx context.Context, draft string) (schema map[string]any, err error) {
	q := url.Values{}
	if draft != "" {
		q.Set("draft", draft)
	}
	err = c.do(ctx, call{op: "get_addon_capabilities_schema", method: http.MethodGet, path: path{"capabilities", "addon", "schema"}, query: q, out: &schema, open: true})
	return schema, err
}

// GetIntegrationInstallableData answers, once, what an install callback would have brought. integration is the id or the
// key of the add-on. spec: rest-v2, get_integration_installable_data
func (c *Client) GetIntegrationInstallableData(ctx context.Context, integration ID, token string) (in InstallPayload, err error) {
	err = c.do(ctx, call{op: "get_integration_installable_data", method: http.MethodGet, path: path{"addon", integration, "installable", ID(token)}, out: &in, open: true, once: true})
	return in, err
}

// CreateIntegrationLink makes a link for people to click, which leads where the add-on says at that moment.
// spec: rest-v2, create_integration_link
func (c *Client) CreateIntegrationLink(ctx context.Context, in IntegrationLinkRequest) (link IntegrationLink, err error) {
	err = c.send(ctx, "create_integration_link", http.MethodPost, path{"addon", "link"}, in, &link)
	return link, err
}

// InvokeIntegrationLink answers where a link leads now. It needs no token. spec: rest-v2, invoke_integration_link
func (c *Client) InvokeIntegrationLink(ctx context.Context, token string) (address string, err error) {
	err = c.do(ctx, call{op: "invoke_integration_link", method: http.MethodGet, path: path{"addon", "link", ID(token)}, location: &address, open: true, once: true})
	return address, err
}

// DeleteIntegrationLink makes a link lead nowhere. spec: rest-v2, delete_integration_link
func (c *Client) DeleteIntegrationLink(ctx context.Context, token string) error {
	return c.delete(ctx, "delete_integration_link", path{"addon", "link", ID(token)})
}

// AddonUIUpdate gives the add-on's glances new content, for everybody in the group. spec: rest-v2, addon_ui_update
func (c *Client) AddonUIUpdate(ctx context.Context, glances ...GlanceUpdate) error {
	return c.updateUI(ctx, "addon_ui_update", path{"addon", "ui"}, glances)
}

// RoomAddonUIUpdate gives the add-on's glances new content, for everybody in a room. spec: rest-v2, room_addon_ui_update
func (c *Client) RoomAddonUIUpdate(ctx context.Context, room ID, glances ...GlanceUpdate) error {
	return c.updateUI(ctx, "room_addon_ui_update", path{"addon", "ui", "room", room}, glances)
}

// UserInRoomAddonUIUpdate gives the add-on's glances new content, for one person in a room.
// spec: rest-v2, user_in_room_addon_ui_update
func (c *Client) UserInRoomAddonUIUpdate(ctx context.Context, room, user ID, glances ...GlanceUpdate) error {
	return c.updateUI(ctx, "user_in_room_addon_ui_update", path{"addon", "ui", "room", room, "user", user}, glances)
}

// UserAddonUIUpdate gives the add-on's glances new content, for one person everywhere. spec: rest-v2, user_addon_ui_update
func (c *Client) UserAddonUIUpdate(ctx context.Context, user ID, glances ...GlanceUpdate) error {
	return c.updateUI(ctx, "user_addon_ui_update", path{"addon", "ui", "user", user}, glances)
}

func (c *Client) updateUI(ctx context.Context, op string, p path, glances []GlanceUpdate) error {
	return c.send(ctx, op, http.MethodPost, p, UIUpdate{Glance: glances}, nil)
}

// HealthCheck asks whether the server is there. It needs no token, and has no page: the vendor's own client called it.
// spec: auth, 1
func (c *Client) HealthCheck(ctx context.Context) error {
	return c.do(ctx, call{op: "health_check", method: http.MethodHead, path: path{"health-check"}, open: true})
}
