package hipchat

// CapabilitiesDocument is the answer of get_capabilities: the root from which add-ons learn every URL.
// spec: connect, 1; rest-v2, 4.1.
type CapabilitiesDocument struct {
	Capabilities            ServerCapabilities `json:"capabilities"`
	ConnectServerAPIVersion int                `json:"connect_server_api_version,omitempty"`
	Description             string             `json:"description"`
	Key                     string             `json:"key"`
	Links                   CapabilitiesLinks  `json:"links"`
	Name                    string             `json:"name"`
	Vendor                  Vendor             `json:"vendor"`
}

// ServerCapabilities holds what the server provides to add-ons.
type ServerCapabilities struct {
	HipchatAPIProvider HipchatAPIProvider `json:"hipchatApiProvider"`
	OAuth2Provider     OAuth2Provider     `json:"oauth2Provider"`
}

// HipchatAPIProvider says where the API is and which scopes there are. The URL ends in a slash.
type HipchatAPIProvider struct {
	AvailableScopes map[string]Scope `json:"availableScopes"`
	URL             string           `json:"url"`
}

// OAuth2Provider says where consent is asked and tokens are had.
type OAuth2Provider struct {
	AuthorizationURL string `json:"authorizationUrl"`
	TokenURL         string `json:"tokenUrl"`
}

// CapabilitiesLinks are absolute; none ends in a slash. Self equals the capabilitiesUrl of every install payload.
type CapabilitiesLinks struct {
	API       string `json:"api"`
	Homepage  string `json:"homepage"`
	Self      string `json:"self"`
	Subdomain string `json:"subdomain,omitempty"`
}

// Vendor names who makes an add-on or the server.
type Vendor struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// InstallPayload is what the server POSTs to an add-on's callbackUrl. spec: connect, 3.4; client-quirks, O6.
type InstallPayload struct {
	CapabilitiesURL string `json:"capabilitiesUrl"`
	GroupID         int64  `json:"groupId"`
	OAuthID         string `json:"oauthId"`
	OAuthSecret     string `json:"oauthSecret,omitempty"`
	RoomID          int64  `json:"roomId,omitempty"` // absent for the whole group
}
