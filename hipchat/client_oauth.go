package hipchat

import (
	"context"
	"net/http"
	"net/url"
)

// The grants of GenerateToken. spec: auth, 6.3.
const (
	GrantAuthorizationCode = "authorization_code"
	GrantRefreshToken      = "refresh_token"
	GrantPassword          = "password"
	GrantClientCredentials = "client_credentials"
	GrantPersonal          = "personal"
	GrantRoomNotification  = "room_notification"
)

// GenerateToken exchanges what in holds for a token. Which grant needs the credentials of an OAuth client:
// spec: auth, 6. Without any, the grant "personal" goes with the client's own token.
// spec: rest-v2, generate_token
func (c *Client) GenerateToken(ctx context.Context, client Credentials, in TokenRequest) (out TokenResponse, err error) {
	err = c.do(ctx, call{
		op: "generate_token", method: http.MethodPost, address: c.tokenURL, body: formBody(in.values()), out: &out,
		basic: client, open: in.GrantType != GrantPersonal || client.ID != "",
	})
	return out, err
}

func (t TokenRequest) values() url.Values {
	q := url.Values{"grant_type": {t.GrantType}}
	for name, value := range map[string]string{
		"scope": t.Scope, "username": t.Username, "password": t.Password, "code": t.Code, "redirect_uri": t.RedirectURI,
		"refresh_token": t.RefreshToken, "user_id": string(t.UserID), "group_id": string(t.GroupID), "client_name": t.ClientName,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// GetSession describes a token: the client's own, or another one of the same person. expand knows "owner" and
// "client.room". spec: rest-v2, get_session
func (c *Client) GetSession(ctx context.Context, token string, expanded ...string) (s Session, err error) {
	err = c.get(ctx, "get_session", path{"oauth", "token", ID(token)}, expand(expanded), &s)
	return s, err
}

// DeleteSession makes a token worthless. spec: rest-v2, delete_session
func (c *Client) DeleteSession(ctx context.Context, token string) error {
	return c.delete(ctx, "delete_session", path{"oauth", "token", ID(token)})
}
