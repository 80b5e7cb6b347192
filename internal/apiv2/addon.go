package apiv2

import (
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

func addonRoutes() []Route {
	drafts := []string{hipchat.SchemaDraft2, hipchat.SchemaDraft4}
	return []Route{
		{Method: get, Pattern: "/v2/capabilities/addon/schema", Name: "get_addon_capabilities_schema", Open: true,
			Summary: "The JSON Schema by which descriptors of add-ons are judged.",
			Query: []Parameter{{Name: "draft", Type: "string", Default: hipchat.SchemaDraft4, Options: drafts,
				Doc: "The generation of JSON Schema."}},
			Status: http.StatusOK, Answer: map[string]any{}, Since: hipchat.FeatureConnect, handle: (*API).getAddonCapabilitiesSchema},
		{Method: get, Pattern: "/v2/addon/{addon}/installable/{token}", Name: "get_integration_installable_data", Open: true,
			Summary: "What an add-on without a callback reads once to be installed: its client.",
			Status:  http.StatusOK, Answer: hipchat.InstallPayload{}, handle: (*API).getInstallableData},
		{Method: post, Pattern: "/v2/addon/link", Name: "create_integration_link", Classes: addons,
			Summary: "Makes a link that asks the add-on where it leads.",
			Body:    hipchat.IntegrationLinkRequest{}, Status: http.StatusOK, Answer: hipchat.IntegrationLink{}, Since: hipchat.FeatureConnect, handle: (*API).createIntegrationLink},
		{Method: get, Pattern: "/v2/addon/link/{token}", Name: "invoke_integration_link", Open: true,
			Summary: "Leads to where the add-on says.",
			Status:  http.StatusFound, Since: hipchat.FeatureConnect, handle: (*API).invokeIntegrationLink},
		{Method: del, Pattern: "/v2/addon/link/{token}", Name: "delete_integration_link", Classes: addons,
			Summary: "Deletes a link.",
			Status:  http.StatusNoContent, Since: hipchat.FeatureConnect, handle: (*API).deleteIntegrationLink},
	}
}

// getAddonCapabilitiesSchema answers the schema of descriptors.
// spec: rest-v2, get_addon_capabilities_schema
func (a *API) getAddonCapabilitiesSchema(w http.ResponseWriter, r *http.Request) error {
	switch draft := queryOf(r).get("draft"); draft {
	case "", hipchat.SchemaDraft4:
		a.answer(w, http.StatusOK, hipchat.DescriptorSchema(hipchat.SchemaDraft4))
	case hipchat.SchemaDraft2:
		a.answer(w, http.StatusOK, hipchat.DescriptorSchema(hipchat.SchemaDraft2))
	default:
		return chat.Violates(hipchat.NotIn("draft", draft, []string{hipchat.SchemaDraft2, hipchat.SchemaDraft4}))
	}
	return nil
}

// getInstallableData gives an add-on its client, once. The token in the path is the credential.
// spec: rest-v2, get_integration_installable_data; connect, 3.5
func (a *API) getInstallableData(w http.ResponseWriter, r *http.Request) error {
	if r.Method == http.MethodHead {
		return nil // looking is not reading: the data would be lost
	}
	data, err := a.addons.Installable(r.Context(), r.PathValue("addon"), r.PathValue("token"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	a.answer(w, http.StatusOK, data)
	return nil
}

// createIntegrationLink makes a link that asks the add-on where it leads.
// spec: rest-v2, create_integration_link
func (a *API) createIntegrationLink(w http.ResponseWriter, r *http.Request) error {
	var in hipchat.IntegrationLinkRequest
	if err := decode(r, &in); err != nil {
		return err
	}
	token, err := a.addons.CreateLink(r.Context(), auth.PrincipalFrom(r.Context()), in)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	a.answer(w, http.StatusOK, hipchat.IntegrationLink{Token: token, Links: hipchat.Links{Self: a.view.URL("/v2/addon/link/" + token)}})
	return nil
}

// invokeIntegrationLink leads to where the add-on says. A link counts its calls like a token: whoever has it makes the
// server call the add-on.
// spec: rest-v2, invoke_integration_link
func (a *API) invokeIntegrationLink(w http.ResponseWriter, r *http.Request) error {
	if r.Method == http.MethodHead {
		return nil // whoever only looks at an address does not follow it
	}
	token := r.PathValue("token")
	link, err := a.addons.Link(r.Context(), token)
	if err != nil {
		return err
	}
	left, ok := a.rate.Take("link/" + decimal(link.ID))
	a.setRate(w, left)
	if !ok {
		return errRate
	}
	location, err := a.addons.Follow(r.Context(), link, token)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer") // the address holds the token
	h.Set("Location", location)
	w.WriteHeader(http.StatusFound)
	return nil
}

// deleteIntegrationLink deletes a link of the calling add-on.
// spec: rest-v2, delete_integration_link
func (a *API) deleteIntegrationLink(w http.ResponseWriter, r *http.Request) error {
	if err := a.addons.DeleteLink(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("token")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
