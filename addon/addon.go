package addon

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// Addon is an add-on: an http.Handler for everything that servers and browsers ask of it. It is safe for concurrent use.
type Addon struct {
	opt        Options
	descriptor hipchat.Descriptor
	prefix     string // the path of BaseURL, without a slash at the end
	mux        *http.ServeMux
	mounted    map[string]bool // the paths of modules
	live       registry
	replays    replays
	ring       chan struct{} // something is in the outbox
	tasks      tasks
}

// New makes an add-on of its options and modules. It refuses what a server would refuse.
func New(options Options, modules ...Module) (*Addon, error) {
	base, err := url.Parse(options.BaseURL)
	if err != nil || !hipchat.IsWebURL(options.BaseURL) || base.RawQuery != "" || base.Fragment != "" {
		return nil, fmt.Errorf("addon: BaseURL must be like https://builds.example.com; it is %q", options.BaseURL)
	}
	options.BaseURL = strings.TrimRight(options.BaseURL, "/")
	options.complete()
	a := &Addon{opt: options, prefix: strings.TrimRight(base.Path, "/"), mux: http.NewServeMux(), mounted: make(map[string]bool),
		ring: make(chan struct{}, 1), tasks: tasks{late: make(chan struct{})}}
	a.describe()
	a.route()
	for _, m := range modules {
		if err := m.join(a); err != nil {
			return nil, fmt.Errorf("addon: %w", err)
		}
	}
	if v := a.descriptor.Check(); v != nil {
		return nil, fmt.Errorf("addon: a server would refuse the descriptor: %w", v)
	}
	return a, nil
}

// Descriptor is what the add-on tells servers about itself, at DescriptorURL. spec: connect, 2.
func (a *Addon) Descriptor() hipchat.Descriptor { return a.descriptor }

// DescriptorURL is what whoever installs the add-on gives to their server.
func (a *Addon) DescriptorURL() string { return a.descriptor.Links.Self }

// The paths below BaseURL that every add-on serves; the modules' begin with their kind.
const (
	pathDescriptor  = "/descriptor.json"
	pathInstall     = "/installation"
	pathUpdate      = "/update"
	pathInstalled   = "/installed"
	pathUpdated     = "/updated"
	pathUninstalled = "/uninstalled"
)

func (a *Addon) describe() {
	o := a.opt
	a.descriptor = hipchat.Descriptor{
		Key: o.Key, Name: o.Name, Description: o.Description,
		Links: hipchat.DescriptorLinks{Self: a.url(pathDescriptor), Homepage: o.Homepage},
		Capabilities: hipchat.DescriptorCapabilities{
			Installable: a.installable(),
			Consumer:    &hipchat.APIConsumer{Scopes: append([]string{}, o.Scopes...), FromName: o.FromName},
		},
	}
	if o.Vendor.Name != "" {
		a.descriptor.Vendor = &o.Vendor
	}
	if len(o.RedirectURLs) > 0 {
		a.descriptor.Capabilities.OAuth2 = &hipchat.OAuth2Consumer{RedirectionURLs: slices.Clone(o.RedirectURLs)}
	}
}

// installable says how the add-on gets its client: from the server or, where that cannot reach it, through the browser
// of whoever installs it. spec: connect, 3.3 to 3.5.
func (a *Addon) installable() *hipchat.Installable {
	i := &hipchat.Installable{AllowGlobal: new(!a.opt.OnlyRooms), AllowRoom: new(!a.opt.OnlyGroups)}
	if a.opt.ThroughBrowser {
		i.InstalledURL, i.UpdatedURL, i.UninstalledURL = a.url(pathInstalled), a.url(pathUpdated), a.url(pathUninstalled)
	} else {
		i.CallbackURL, i.UpdateCallbackURL = a.url(pathInstall), a.url(pathUpdate)
	}
	return i
}

// URL is the address of a path below BaseURL.
func (a *Addon) URL(path string) string { return a.url(path) }

// url is the address of a path below BaseURL; one that is absolute already stays as it is.
func (a *Addon) url(path string) string {
	if !strings.HasPrefix(path, "/") {
		return path
	}
	return a.opt.BaseURL + path
}

func (a *Addon) route() {
	a.mux.HandleFunc("GET "+pathDescriptor, a.serveDescriptor)
	a.mux.HandleFunc("POST "+pathInstall, a.serveInstall)
	a.mux.HandleFunc("POST "+pathUpdate, a.serveUpdate)
	a.mux.HandleFunc("DELETE "+pathInstall+"/{id}", a.serveUninstall)
	if a.opt.ThroughBrowser {
		a.mux.HandleFunc("GET "+pathInstalled, a.serveInstalled)
		a.mux.HandleFunc("GET "+pathUpdated, a.serveInstalled)
		a.mux.HandleFunc("GET "+pathUninstalled, a.serveUninstalled)
	}
}

// ServeHTTP answers whoever asks below BaseURL. A proxy in front may have taken the path of BaseURL away.
func (a *Addon) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := http.Handler(a.mux)
	if strings.HasPrefix(r.URL.Path, a.prefix+"/") {
		h = http.StripPrefix(a.prefix, h)
	}
	h.ServeHTTP(w, r)
}

// Handle serves something of the add-on's own below BaseURL, like a hook that a build server calls. The pattern is one of
// http.ServeMux.
func (a *Addon) Handle(pattern string, h http.Handler) { a.mux.Handle(pattern, h) }

// DescriptorURLFor is what to give to a server of that level, which refuses descriptors that ask for scopes it does not
// know: these are left out there. spec: auth, 5; product, 13.4.
func (a *Addon) DescriptorURLFor(l hipchat.Level) string {
	if l.CheckScopes(a.opt.Scopes) == nil {
		return a.DescriptorURL()
	}
	return a.DescriptorURL() + "?level=" + string(l)
}

func (a *Addon) serveDescriptor(w http.ResponseWriter, r *http.Request) {
	level, v := hipchat.ParseLevel("level", r.URL.Query().Get("level"))
	if v != nil {
		a.fail(w, r, "the descriptor", refuse(http.StatusBadRequest, "%s", v))
		return
	}
	d := a.descriptor
	if level.CheckScopes(a.opt.Scopes) != nil {
		consumer := *d.Capabilities.Consumer
		consumer.Scopes = slices.DeleteFunc(slices.Clone(consumer.Scopes), func(id string) bool { return level.CheckScopes([]string{id}) != nil })
		d.Capabilities.Consumer = &consumer
		d.Links.Self = a.DescriptorURLFor(level)
	}
	a.writeJSON(w, http.StatusOK, d)
}
