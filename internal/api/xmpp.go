package api

import (
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/view"
)

// XMPP says how chat clients connect. Without a port there, it is not spoken.
type XMPP struct {
	View       *view.View
	Port       int    // with STARTTLS, unless that is off; 0: none
	TLSPort    int    // in TLS from the first byte; 0: none
	Encryption string // of the first: required, optional or off
}

type xmppView struct {
	Spoken     bool           `json:"spoken"`
	Account    string         `json:"account,omitempty"`
	Nick       string         `json:"nick,omitempty"` // in rooms
	Server     string         `json:"server,omitempty"`
	Port       int            `json:"port,omitempty"`
	TLSPort    int            `json:"tls_port,omitempty"`
	Encryption string         `json:"encryption,omitempty"`
	Rooms      []xmppRoomView `json:"rooms,omitempty"` // those that the caller has joined
}

type xmppRoomView struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

// getXMPP answers what the caller tells a chat client, at what was the vendor's page of it. spec: xmpp, 1.2.
func (a *API) getXMPP(w http.ResponseWriter, r *http.Request) error {
	if a.c.XMPP.Port == 0 && a.c.XMPP.TLSPort == 0 {
		a.answer(w, http.StatusOK, xmppView{})
		return nil
	}
	p := auth.PrincipalFrom(r.Context())
	all, err := a.c.Chat.Conversations(r.Context(), p)
	if err != nil {
		return err
	}
	v := xmppView{
		Spoken: true, Account: a.c.XMPP.View.UserJID(p.UserID()), Nick: p.User.Name, Server: a.c.XMPP.View.Host(),
		Port: a.c.XMPP.Port, TLSPort: a.c.XMPP.TLSPort, Encryption: a.c.XMPP.Encryption,
	}
	for _, c := range all {
		if c.Room != nil {
			v.Rooms = append(v.Rooms, xmppRoomView{c.Room.Name, a.c.XMPP.View.RoomJID(*c.Room)})
		}
	}
	a.answer(w, http.StatusOK, v)
	return nil
}
