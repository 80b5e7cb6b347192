package app

import (
	"errors"
	"fmt"
	"net"
	"net/url"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/mailin"
)

// listenMail opens the listener for mail, where one is wanted.
func (a *App) listenMail() (err error) {
	if a.cfg.MailListen == "" {
		if a.cfg.MailDomain != "" {
			return errors.New("--mail-domain needs --mail-listen: the address that takes mail")
		}
		return nil
	}
	if a.cfg.MailDomain == "" {
		u, err := url.Parse(a.base)
		if err != nil {
			return fmt.Errorf("base URL: %w", err)
		}
		a.cfg.MailDomain = u.Hostname()
	}
	if a.mailListener, err = net.Listen("tcp", a.cfg.MailListen); err != nil {
		return fmt.Errorf("listen for mail: %w", err)
	}
	return nil
}

// mailServer takes mail for rooms.
func (a *App) mailServer(rate, flood *auth.Windows) *mailin.Server {
	return mailin.New(mailin.Config{
		Chat: a.chat, Tokens: a.tokens, Files: a.files, Rate: rate, Flood: flood, Domain: a.cfg.MailDomain, TLS: a.shown, Log: a.log,
	})
}

// MailAddress is where mail is taken; empty when none is.
func (a *App) MailAddress() string {
	if a.mailListener == nil {
		return ""
	}
	return a.mailListener.Addr().String()
}
