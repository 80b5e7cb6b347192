package signin

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/go-ldap/ldap/v3"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

const (
	// answerLimit is how long a directory may take for one answer, and visitLimit for one sign-in.
	answerLimit = 8 * time.Second
	visitLimit  = 15 * time.Second
	// maxVisit is how much a directory may say in one visit, in bytes: a hundred thousand people with a kilobyte each.
	maxVisit = 100 << 20
)

// visit is a connection to a directory, made safe as the administrator wants it and bound as who looks people up.
type visit struct {
	*ldap.Conn
	d    Directory
	stop func() bool
}

// visit connects to a directory. ctx bounds all that is asked there; close the visit afterwards.
func (s *Service) visit(ctx context.Context, d Directory) (*visit, error) {
	v, err := s.connect(ctx, d)
	if err != nil {
		return nil, away(d, err)
	}
	if d.BindDN != "" {
		err = v.Bind(d.BindDN, d.BindPassword)
	} else {
		err = v.UnauthenticatedBind("")
	}
	if err != nil {
		v.close()
		if ldap.IsErrorWithCode(err, ldap.LDAPResultInvalidCredentials) {
			return nil, chat.Errorf(chat.Unreachable, "%s does not let this server look people up: the bind password is wrong", d.Name)
		}
		return nil, away(d, err)
	}
	return v, nil
}

func (v *visit) close() {
	v.stop()
	_ = v.Close()
}

// connect dials through the gate: an administrator named the directory, which may be inside.
func (s *Service) connect(ctx context.Context, d Directory) (_ *visit, err error) {
	raw, err := s.Outbound.Dial(ctx, outbound.Trusted, net.JoinHostPort(d.Host, strconv.Itoa(d.Port)))
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = raw.Close() })
	defer func() {
		if err != nil {
			stop()
			_ = raw.Close()
		}
	}()
	var link net.Conn = &bounded{Conn: raw, left: maxVisit}
	config := s.Outbound.TLSConfig(d.Host)
	if d.CA != "" {
		config.RootCAs = x509.NewCertPool()
		config.RootCAs.AppendCertsFromPEM([]byte(d.CA))
	}
	if d.TLS == tlsFirst {
		secure := tls.Client(link, config)
		shaking, cancel := context.WithTimeout(ctx, answerLimit)
		defer cancel()
		if err := secure.HandshakeContext(shaking); err != nil {
			return nil, err
		}
		link = secure
	}
	conn := ldap.NewConn(link, d.TLS == tlsFirst)
	conn.SetTimeout(answerLimit)
	conn.Start()
	if d.TLS == tlsStart {
		if err := conn.StartTLS(config); err != nil {
			_ = conn.Close()
			return nil, fmt.Errorf("StartTLS: %w", err)
		}
	}
	return &visit{conn, d, stop}, nil
}

// bounded is a connection that ends when the other side has said too much.
type bounded struct {
	net.Conn
	left int64
}

var errTooMuch = errors.New("it says more than 100 MiB")

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooMuch
	}
	n, err := b.Conn.Read(p)
	b.left -= int64(n)
	return n, err
}

// away is for a directory that does not answer, or not as it should.
func away(d Directory, err error) error {
	var known *chat.Error
	if errors.As(err, &known) {
		return err
	}
	return chat.Errorf(chat.Unreachable, "%s does not answer as it should: %s", d.Name, shortened(err))
}
