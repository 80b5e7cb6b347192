package signin

import (
	"context"
	"html/template"
	"log/slog"
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

// Store is what this package asks of the database.
type Store interface {
	Sources(ctx context.Context) ([]chat.Source, error)
	SetSource(ctx context.Context, v chat.Source) error
	DeleteSource(ctx context.Context, key string) error
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
}

// Config is what a Service is built from.
type Config struct {
	Store     Store
	Chat      *chat.Service
	Tokens    *auth.Tokens
	Steps     *auth.SecondSteps
	Entrances *auth.Entrances
	Sealer    *auth.Sealer
	Outbound  *outbound.Client
	File      File        // sources that stand in a file, and cannot be changed on the page
	Base      string      // the public URL, without a trailing slash
	Keeps     func() bool // this node syncs directories; nil: it does
	Now       func() time.Time
	Log       *slog.Logger
}

// Service knows who vouches for people from outside, and lets in whom they vouch for.
type Service struct {
	Config
	tickets *auth.Tickets
	used    *auth.Windows // states of sign-ins that have come back
	page    *template.Template

	tries   *auth.Windows // wrong passwords, by the person in the directory
	visits  chan struct{} // one for each sign-in that asks a directory, or a provider who it is
	syncing chan struct{} // one sync at a time; taken before mu

	mu           sync.Mutex
	parties      map[string]*party       // by the provider's key
	counterparts map[string]*counterpart // by the identity provider's key
	syncs        map[string]Sync         // by the directory's key
}

// New makes a Service.
func New(c Config) *Service {
	if c.Keeps == nil {
		c.Keeps = func() bool { return true }
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Service{
		Config: c, tickets: auth.NewTickets(c.Sealer, c.Now), used: auth.NewWindows(1, tripLife, c.Now), page: refusalPage(),
		tries: auth.NewWindows(10, 5*time.Minute, c.Now), visits: make(chan struct{}, maxVisits), syncing: make(chan struct{}, 1),
		parties: make(map[string]*party), counterparts: make(map[string]*counterpart), syncs: make(map[string]Sync),
	}
}
