package hipchat

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
	AccessToken string   `json:"access_token"`
	Client      *Client  `json:"client"`
	ExpiresIn   int64    `json:"expires_in"` // seconds left
	Owner       any      `json:"owner"`      // a UserStub for a person's token, else null
	OwnerType   string   `json:"owner_type"` // client or user
	Scopes      []string `json:"scopes"`
}

// Client is an OAuth client: an installation, or what a room token speaks for.
type Client struct {
	ID            string   `json:"id"`
	Name          string   `json:"name"`
	AllowedScopes []string `json:"allowed_scopes"`
	Room          any      `json:"room"` // a RoomStub, or null for the whole group
	Links         Links    `json:"links"`
}
