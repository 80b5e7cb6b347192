package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"

	"github.com/stoachat/stoa/internal/api"
	"github.com/stoachat/stoa/internal/xmpp"
)

// xmppListeners are where XMPP is spoken; nil ones are not there.
type xmppListeners struct {
	plain  net.Listener // with STARTTLS, unless it is off
	direct net.Listener // TLS from the first byte

	encryption xmpp.Encryption
}

func (l xmppListeners) any() bool { return l.plain != nil || l.direct != nil }

func (l xmppListeners) close() {
	for _, one := range []net.Listener{l.plain, l.direct} {
		if one != nil {
			_ = one.Close() // closed already by who served it
		}
	}
}

// listenXMPP opens the listeners for XMPP, where they are wanted.
func (a *App) listenXMPP() (err error) {
	certificate := a.listeners.TLS != nil
	switch {
	case a.cfg.XMPPListen == "" && a.cfg.XMPPDirect == "":
		if a.cfg.XMPPTLS != "" {
			return errors.New("--xmpp-tls needs --xmpp-listen: the address that speaks XMPP")
		}
		return nil
	case a.cfg.XMPPDirect != "" && !certificate:
		return errors.New("--xmpp-tls-listen needs a certificate, like https")
	case a.cfg.XMPPListen != "":
		if a.xmpp.encryption, err = xmpp.ParseEncryption(a.cfg.XMPPTLS, certificate); err != nil {
			return err
		}
		if a.xmpp.plain, err = net.Listen("tcp", a.cfg.XMPPListen); err != nil {
			return fmt.Errorf("listen for XMPP: %w", err)
		}
	}
	if a.cfg.XMPPDirect == "" {
		return nil
	}
	if a.xmpp.direct, err = net.Listen("tcp", a.cfg.XMPPDirect); err != nil {
		return fmt.Errorf("listen for XMPP in TLS: %w", err)
	}
	return nil
}

// xmppServer speaks XMPP; nil where nobody can reach it.
func (a *App) xmppServer() *xmpp.Server {
	if !a.xmpp.any() {
		return nil
	}
	return xmpp.New(xmpp.Config{
		Chat: a.chat, Tokens: a.tokens, Passwords: a.passwords, Feed: a.hub, Bus: a.bus, View: a.view, Group: a.store.Group,
		Encryption: a.xmpp.encryption, TLS: a.shown, Version: Version, Log: a.log,
	})
}

// xmppSessions answers how many streams are signed in.
func (a *App) xmppSessions() float64 {
	if a.handler == nil || a.handler.xmpp == nil {
		return 0
	}
	return float64(a.handler.xmpp.Sessions())
}

// serveXMPP serves the listeners until work ends.
func (a *App) serveXMPP(work context.Context, background *sync.WaitGroup) {
	serve := func(l net.Listener, direct bool) {
		background.Go(func() {
			if err := a.handler.xmpp.Serve(work, l, direct); err != nil {
				a.log.Error("XMPP is spoken no more", "error", err)
			}
		})
	}
	if a.xmpp.plain != nil {
		serve(a.xmpp.plain, false)
	}
	if a.xmpp.direct != nil {
		serve(a.xmpp.direct, true)
	}
}

// xmppSettings are what the page tells people about it.
func (a *App) xmppSettings() api.XMPP {
	return api.XMPP{View: a.view, Port: port(a.xmpp.plain), TLSPort: port(a.xmpp.direct), Encryption: string(a.xmpp.encryption)}
}

// port is a listener's, 0 for none.
func port(l net.Listener) int {
	if l == nil {
		return 0
	}
	at, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return 0
	}
	return at.Port
}

// XMPPAddress is where XMPP is spoken with STARTTLS, and in TLS from the first byte; empty where it is not.
func (a *App) XMPPAddress() (plain, direct string) {
	if a.xmpp.plain != nil {
		plain = a.xmpp.plain.Addr().String()
	}
	if a.xmpp.direct != nil {
		direct = a.xmpp.direct.Addr().String()
	}
	return plain, direct
}
