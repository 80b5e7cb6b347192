package mail

import (
	"context"
	"errors"
	netmail "net/mail"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Setting is what an administrator sets. A nil password leaves the one that there is.
type Setting struct {
	Host     string
	Port     int
	Security chat.MailSecurity
	Username string
	Password *string
	Sender   string
}

// Server answers who mail is handed to, to an administrator; ok is false when there is nobody.
func (m *Mailer) Server(ctx context.Context, p *chat.Principal) (s chat.MailServer, ok bool, err error) {
	if err := may(p); err != nil {
		return s, false, err
	}
	s, err = m.Store.MailServer(ctx)
	if errors.Is(err, chat.ErrNotFound) {
		return s, false, nil
	}
	return s, err == nil, err
}

func may(p *chat.Principal) error {
	if p.GroupAdmin() {
		return nil
	}
	return chat.Errorf(chat.Forbidden, "Only a group administrator may set the mail server")
}

// Set sets who mail is handed to.
func (m *Mailer) Set(ctx context.Context, p *chat.Principal, in Setting) error {
	before, _, err := m.Server(ctx, p)
	if err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	after, err := m.changed(before, in)
	if err != nil {
		return err
	}
	return m.Audit.Change(ctx, p, auditOf(before, after, in.Password != nil), func(ctx context.Context) error {
		return m.Store.SetMailServer(ctx, after)
	})
}

// changed is a server after a change. A password is not taken along to where it was not given for.
func (m *Mailer) changed(before chat.MailServer, in Setting) (chat.MailServer, error) {
	after := chat.MailServer{Host: in.Host, Port: in.Port, Security: in.Security, Username: in.Username, Sender: in.Sender}
	same := before.Host == in.Host && before.Port == in.Port && before.Security == in.Security && before.Username == in.Username
	switch {
	case in.Username == "":
	case in.Password != nil:
		after.SealedPassword = m.Sealer.Seal(*in.Password)
	case same && len(before.SealedPassword) > 0:
		after.SealedPassword = before.SealedPassword
	default:
		return after, chat.Violates(hipchat.Required("password"))
	}
	return after, nil
}

// Remove sends no more mail.
func (m *Mailer) Remove(ctx context.Context, p *chat.Principal) error {
	before, ok, err := m.Server(ctx, p)
	switch {
	case err != nil:
		return err
	case !ok:
		return chat.Errorf(chat.NotFound, "No mail server is set")
	}
	return m.Audit.Change(ctx, p, auditOf(before, chat.MailServer{}, false), m.Store.DeleteMailServer)
}

const (
	maxHost   = 253
	maxSecret = 500
)

func (s *Setting) check() error {
	s.Host, s.Sender, s.Username = strings.TrimSpace(s.Host), strings.TrimSpace(s.Sender), strings.TrimSpace(s.Username)
	password := ""
	if s.Password != nil {
		password = *s.Password
	}
	for _, v := range []*hipchat.Violation{
		hipchat.CheckLength("host", s.Host, 1, maxHost),
		hipchat.CheckLength("username", s.Username, 0, maxSecret),
		hipchat.CheckLength("password", password, 0, maxSecret),
		hipchat.CheckLength("sender", s.Sender, 1, maxSecret),
	} {
		if v != nil {
			return chat.Violates(v)
		}
	}
	parsed, err := netmail.ParseAddress(s.Sender)
	switch {
	case strings.ContainsAny(s.Host, "/:@[] \t\r\n\x00"):
		return violates("host", s.Host, "the name or the address of a host, without a port")
	case s.Port < 1 || s.Port > 65535:
		return violates("port", s.Port, "a number from 1 to 65535")
	case s.Security != chat.MailStartTLS && s.Security != chat.MailTLS && s.Security != chat.MailPlain:
		return chat.Violates(hipchat.NotIn("security", string(s.Security), []string{string(chat.MailStartTLS), string(chat.MailTLS), string(chat.MailPlain)}))
	case err != nil || parsed.Address != s.Sender:
		return violates("sender", hipchat.Abridge(s.Sender), "a mail address like stoa@example.org")
	case s.Security == chat.MailPlain && s.Username != "":
		return violates("security", string(s.Security), "starttls or tls: a password is not sent where anybody could read it")
	}
	return nil
}

func violates(field string, value any, expected string) error {
	return chat.Violates(&hipchat.Violation{Field: field, Rule: hipchat.RuleFormat, Value: value, Expected: expected})
}

// auditOf is what the audit log says of a change; a password is only named.
func auditOf(before, after chat.MailServer, password bool) chat.AuditEntry {
	e := chat.AuditEntry{Kind: chat.AuditSettingChanged, Target: chat.AuditTarget{Kind: "setting", Name: "mail server"}}
	for _, c := range []chat.AuditChange{
		{Field: "server", From: shown(before), To: shown(after)}, {Field: "security", From: string(before.Security), To: string(after.Security)},
		{Field: "username", From: before.Username, To: after.Username}, {Field: "sender", From: before.Sender, To: after.Sender},
	} {
		if c.From != c.To {
			e.Changes = append(e.Changes, c)
		}
	}
	if password {
		e.Changes = append(e.Changes, chat.AuditChange{Field: "password"})
	}
	return e
}

func shown(s chat.MailServer) string {
	if s.Host == "" {
		return ""
	}
	return address(s)
}
