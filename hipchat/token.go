package hipchat

// TokenRequest is what generate_token reads, from a form, a JSON body or the query. Which members a grant needs:
// spec: auth, 6.3. A client's id and secret come by HTTP Basic.
type TokenRequest struct {
	GrantType    string `json:"grant_type"`      // authorization_code, refresh_token, password, client_credentials, personal, room_notification
	Scope        string `json:"scope,omitempty"` // separated by spaces; empty: all that may be had
	Username     string `json:"username,omitempty"`
	Password     string `json:"password,omitempty"`
	Code         string `json:"code,omitempty"`
	RedirectURI  string `json:"redirect_uri,omitempty"`
	RefreshToken string `json:"refresh_token,omitempty"`
	UserID       ID     `json:"user_id,omitempty"`
	GroupID      ID     `json:"group_id,omitempty"`
	ClientName   string `json:"client_name,omitempty"`
}

// TokenResponse is the token endpoint's answer (200). For client_credentials exactly the first six members are
// sent. spec: auth, 6.4.
type TokenResponse struct {
	AccessToken  string `json:"access_token"`
	ExpiresIn    int64  `json:"expires_in"` // seconds
	GroupID      int64  `json:"group_id"`
	GroupName    string `json:"group_name"`
	Scope        string `json:"scope"`      // separated by spaces
	TokenType    string `json:"token_type"` // bearer
	RefreshToken string `json:"refresh_token,omitempty"`
}

// Session describes a token. spec: auth, 7.
type Session struct {
	AccessToken string       `json:"access_token"`
	Client      *OAuthClient `json:"client"`
	ExpiresIn   int64        `json:"expires_in"` // seconds left
	Owner       *Person      `json:"owner"`      // null unless the token is a person's
	OwnerType   string       `json:"owner_type"` // client or user
	Scopes      []string     `json:"scopes"`
}

// OAuthClient is an OAuth client: an installation, or what a room token speaks for.
type OAuthClient struct {
	ID            string   `json:"id"`
	Name          string   `json:"name"`
	AllowedScopes []string `json:"allowed_scopes"`
	Room          *Place   `json:"room"` // null for the whole group
	Links         Links    `json:"links"`
}
