package addon

import (
	"net/http"

	"github.com/stoachat/stoa/hipchat"
)

// Module is a part of an add-on, given to New: a webhook (OnRoomMessage and its siblings), a Glance, a Panel, a Dialog, an
// Action, an ExternalPage, or a page for administrators (Configuration, AdminPage). Servers of before 2.0 know webhooks and
// the configuration page only, and pass over the others. spec: connect, 2.3; product, 13.4.
type Module interface {
	join(*Addon) error
}

// Panel is a page beside the conversation. spec: connect, 2.3; connect-js, 9.3.
type Panel struct {
	Key        string
	Name       string
	Icon       hipchat.Icon // its URLs may begin with a slash: below BaseURL. Empty: none
	Query      string       // more of its address, like "message={message.mid}"; see connect-js, 7
	Weight     int          // the lower, the higher up; 0: 100
	Conditions []hipchat.Condition
	Page       http.Handler // see Page and CallerOf
}

// join implements Module.
func (p Panel) join(a *Addon) error {
	path := "/panel/" + p.Key
	m := hipchat.WebPanel{
		Key: p.Key, Name: hipchat.Text{Value: p.Name}, URL: a.page(path, p.Query), Location: hipchat.LocationSidebarRight,
		Authentication: hipchat.AuthenticationJWT, Weight: weight(p.Weight), Conditions: p.Conditions,
	}
	if p.Icon.URL != "" {
		m.Icon = a.icon(p.Icon)
	}
	if v := m.Check(); v != nil {
		return wrong("panel", p.Key, v)
	}
	a.descriptor.Capabilities.WebPanels = append(a.descriptor.Capabilities.WebPanels, m)
	return a.mount(path, p.Page, false)
}

// Dialog is a page over everything else. spec: connect, 2.3; connect-js, 9.4.
type Dialog struct {
	Key     string
	Title   string
	Query   string // as in Panel
	Options DialogOptions
	Page    http.Handler
}

// join implements Module.
func (d Dialog) join(a *Addon) error {
	path := "/dialog/" + d.Key
	options, err := d.Options.json()
	if err != nil {
		return err
	}
	m := hipchat.Dialog{
		Key: d.Key, Title: hipchat.Text{Value: d.Title}, URL: a.page(path, d.Query),
		Authentication: hipchat.AuthenticationJWT, Options: options,
	}
	if v := m.Check(); v != nil {
		return wrong("dialog", d.Key, v)
	}
	a.descriptor.Capabilities.Dialogs = append(a.descriptor.Capabilities.Dialogs, m)
	return a.mount(path, d.Page, false)
}

// The menus that an Action can stand in.
const (
	MessageMenu = hipchat.LocationMessageAction // of each message
	InputMenu   = hipchat.LocationInputAction   // of the box that people type in
)

// Action is an entry in a menu that opens a module. spec: connect, 2.3; connect-js, 9.5.
type Action struct {
	Key        string
	Name       string
	Menu       string // MessageMenu or InputMenu
	Target     string // the key of a Dialog, a Panel, a Glance or an ExternalPage
	Weight     int
	Conditions []hipchat.Condition
}

// join implements Module.
func (m Action) join(a *Addon) error {
	action := hipchat.Action{
		Key: m.Key, Name: hipchat.Text{Value: m.Name}, Location: m.Menu, Target: hipchat.Target{Key: m.Target},
		Weight: weight(m.Weight), Conditions: m.Conditions,
	}
	if v := action.Check(); v != nil {
		return wrong("action", m.Key, v)
	}
	a.descriptor.Capabilities.Actions = append(a.descriptor.Capabilities.Actions, action)
	return nil
}

// ExternalPage is a page in a window of its own. Not every server signs its address: CallerOf answers nil then.
// spec: connect-js, 9.6.
type ExternalPage struct {
	Key   string
	Name  string // empty: none
	Query string // as in Panel
	Page  http.Handler
}

// join implements Module.
func (p ExternalPage) join(a *Addon) error {
	path := "/page/" + p.Key
	m := hipchat.ExternalPage{Key: p.Key, URL: a.page(path, p.Query)}
	if p.Name != "" {
		m.Name = &hipchat.Text{Value: p.Name}
	}
	if v := m.Check(); v != nil {
		return wrong("external page", p.Key, v)
	}
	a.descriptor.Capabilities.ExternalPages = append(a.descriptor.Capabilities.ExternalPages, m)
	return a.mount(path, p.Page, true)
}

// Configuration is the page where an installation is set up: shown right after it, and from then on to whoever
// administers it. spec: connect, 2.3; connect-js, 9.7.
type Configuration struct {
	RoomAdmins bool // where the add-on is installed for a group: also whoever administers a room, for this room
	Page       http.Handler
}

// join implements Module.
func (c Configuration) join(a *Addon) error {
	const path = "/configuration"
	a.descriptor.Capabilities.Configurable = &hipchat.Configurable{
		URL: a.url(path), Authentication: hipchat.AuthenticationJWT, AllowAccessToRoomAdmins: c.RoomAdmins,
	}
	return a.mount(path, c.Page, false)
}

// AdminPage is a page in the menu of the server's administration.
type AdminPage struct {
	Page http.Handler
}

// join implements Module.
func (p AdminPage) join(a *Addon) error {
	const path = "/administration"
	a.descriptor.Capabilities.AdminPage = &hipchat.AdminPage{URL: a.url(path)}
	return a.mount(path, p.Page, false)
}

// page is the address of a page; the query holds variables that servers fill in.
func (a *Addon) page(path, query string) string {
	if query != "" {
		path += "?" + query
	}
	return a.url(path)
}

func (a *Addon) icon(i hipchat.Icon) *hipchat.Icon {
	return &hipchat.Icon{URL: a.url(i.URL), URL2x: a.url(firstOf(i.URL2x, i.URL))}
}

func weight(n int) *hipchat.Weight {
	if n == 0 {
		return nil
	}
	return new(hipchat.Weight(n))
}
