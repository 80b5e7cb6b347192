package addon

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// Options say what an add-on is and how it behaves. Key, Name, Description and BaseURL are required.
type Options struct {
	Key         string         // names the add-on everywhere, like com.example.builds. spec: connect, 2.2
	Name        string         // what people call it
	Description string         // what it is good for, in a sentence
	BaseURL     string         // where servers and browsers reach it, with a path in front or without
	Homepage    string         // for people; empty: BaseURL
	Vendor      hipchat.Vendor // who makes it

	Scopes       []string // what it asks for. For servers that do not know all of them, see DescriptorURLFor
	FromName     string   // signs its notifications; empty: Name
	OnlyRooms    bool     // not to be installed for a whole group
	OnlyGroups   bool     // not to be installed into a single room
	RedirectURLs []string // where people come back to who let it act for them. spec: auth, 8
	Installed    func(context.Context, *Installation) error
	Updated      func(context.Context, *Installation) error // its descriptor was agreed to anew
	Uninstalled  func(context.Context, Record)              // it has gone, and its token with it

	// ThroughBrowser is for an add-on that servers cannot reach: the browser of whoever installs it carries over where its
	// client is to be read. spec: connect, 3.5.
	ThroughBrowser bool

	// Admit decides which servers may install the add-on, before anything is fetched from them; nil: all may. The
	// error's text is shown to whoever installs.
	Admit func(context.Context, hipchat.InstallPayload) error

	// AllowUnsigned takes webhooks without a signature from servers that are too old to sign any, see
	// hipchat.FeatureWebhookOptions. Whoever knows the id of such an installation can then make events up.
	AllowUnsigned bool

	// Undelivered is told what was posted and reached nobody: the server refused it, or could not be reached for as long as
	// GiveUpAfter says.
	Undelivered func(context.Context, Post, error)
	GiveUpAfter time.Duration // 0: a day

	Store      Store             // of installations; nil: memory, so that a restart forgets them all
	HTTPClient *http.Client      // calls the servers; nil: one with a limit of 10 s
	Log        *slog.Logger      // nil: slog.Default
	Observe    func(Observation) // is told what happened, to count it; nil: nobody is

	RereadAfter time.Duration    // a document is read again when a call finds nobody, unless that was in vain so lately; 0: a minute
	Leeway      time.Duration    // how far clocks may differ; 0: a minute
	Now         func() time.Time // nil: time.Now
}

// The defaults of Options.
const (
	defaultReread  = time.Minute
	defaultLeeway  = time.Minute
	defaultGiveUp  = 24 * time.Hour
	defaultTimeout = 10 * time.Second // what the vendor's frameworks allow. spec: connect, 3.4
)

func (o *Options) complete() {
	if o.Homepage == "" {
		o.Homepage = o.BaseURL
	}
	if o.Store == nil {
		o.Store = NewMemory()
	}
	if o.HTTPClient == nil {
		o.HTTPClient = &http.Client{Timeout: defaultTimeout}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Observe == nil {
		o.Observe = func(Observation) {}
	}
	if o.RereadAfter == 0 {
		o.RereadAfter = defaultReread
	}
	if o.Leeway == 0 {
		o.Leeway = defaultLeeway
	}
	if o.GiveUpAfter == 0 {
		o.GiveUpAfter = defaultGiveUp
	}
	if o.Now == nil {
		o.Now = time.Now
	}
}
