package mail

import (
	"slices"

	"github.com/wneessen/go-mail/smtp"
)

// overTLS signs in where the connection is encrypted from its first byte, which the library does not know when it did not
// dial. A password is sent as PLAIN, or as LOGIN to servers that know nothing else.
type overTLS struct {
	smtp.Auth
	username, password, host string
}

// Start implements smtp.Auth.
func (a *overTLS) Start(server *smtp.ServerInfo) (proto string, toServer []byte, err error) {
	a.Auth = smtp.PlainAuth("", a.username, a.password, a.host, false)
	if !slices.Contains(server.Auth, "PLAIN") && slices.Contains(server.Auth, "LOGIN") {
		a.Auth = smtp.LoginAuth(a.username, a.password, a.host, false)
	}
	return a.Auth.Start(server)
}
