package chat

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Auditor writes the audit log. Whatever changes the group goes through Change:
//
//	err := auditor.Change(ctx, p, chat.AuditEntry{
//		Kind: chat.AuditTokenRevoked, Target: chat.AuditTarget{Kind: "token", ID: t.ID, Name: t.Name},
//	}, func(ctx context.Context) error { return store.DeleteToken(ctx, t.ID) })
//
// A nil Auditor writes nothing.
type Auditor struct {
	store AuditStore
	now   func() time.Time

	mu     sync.Mutex
	minute time.Time // the one that failed is about
	failed int       // sign-ins that have failed in it
}

// NewAuditor makes an Auditor.
func NewAuditor(store AuditStore, now func() time.Time) *Auditor {
	return &Auditor{store: store, now: now}
}

// PendingAudit is an entry that the store writes in the transaction of the change that it tells of.
type PendingAudit struct {
	AuditEntry
	Written bool
}

type pendingAuditKey struct{}

// PendingAuditOf answers the entry that a call of the store carries; nil: none.
func PendingAuditOf(ctx context.Context) *PendingAudit {
	pending, _ := ctx.Value(pendingAuditKey{}).(*PendingAudit)
	return pending
}

// Change runs a change and writes the entry about it; who did it and from where are filled in. The store writes the entry
// in the first transaction that it commits with the context that change is given, so change should be one call of the
// store's; when it commits none with it, the entry is written afterwards. A change that fails leaves no entry, and in
// one transaction an entry that cannot be written leaves no change. p is nil for what the server does by itself.
func (a *Auditor) Change(ctx context.Context, p *Principal, e AuditEntry, change func(ctx context.Context) error) error {
	if a == nil {
		return change(ctx)
	}
	pending := &PendingAudit{AuditEntry: a.complete(ctx, p, e)}
	if err := change(context.WithValue(ctx, pendingAuditKey{}, pending)); err != nil || pending.Written {
		return err
	}
	return a.store.AddAudit(ctx, pending.AuditEntry)
}

// Update is Change for what may turn out to change nothing that the log tells of: without changes there is no entry.
func (a *Auditor) Update(ctx context.Context, p *Principal, e AuditEntry, change func(ctx context.Context) error) error {
	if len(e.Changes) == 0 {
		return change(ctx)
	}
	return a.Change(ctx, p, e, change)
}

// Note writes an entry about what changes nothing in the database, such as somebody's reading of a private room.
func (a *Auditor) Note(ctx context.Context, p *Principal, e AuditEntry) error {
	if a == nil {
		return nil
	}
	return a.store.AddAudit(ctx, a.complete(ctx, p, e))
}

func (a *Auditor) complete(ctx context.Context, p *Principal, e AuditEntry) AuditEntry {
	e.At, e.Origin = a.now().UTC(), OriginOf(ctx)
	if e.Actor == (AuditActor{}) {
		e.Actor = actorOf(p)
	}
	return e
}

func actorOf(p *Principal) AuditActor {
	if p == nil {
		return AuditActor{Credential: "server"}
	}
	actor := AuditActor{UserID: p.UserID(), Name: p.Name, Credential: string(p.Kind), TokenID: p.TokenID, InstallationID: p.InstallationID}
	if p.Kind == "" {
		actor.Credential = "session"
	}
	return actor
}

// maxFailures is how many failed sign-ins of a minute have an entry each: whoever guesses must not fill the disk.
const maxFailures = 60

// SignInFailed writes down that somebody could not sign in under a name. Of a flood, the beginning is written down and
// afterwards how many there were.
func (a *Auditor) SignInFailed(ctx context.Context, account string) error {
	if a == nil || !storable(account) {
		return nil
	}
	over, write := a.count()
	if over > 0 {
		if err := a.Note(ctx, nil, flood(over)); err != nil {
			return err
		}
	}
	if !write {
		return nil
	}
	return a.Note(ctx, nil, AuditEntry{Kind: AuditSignInFailed, Target: AuditTarget{Kind: "user", Name: account}})
}

// Settle writes down how many sign-ins have failed without an entry of their own.
func (a *Auditor) Settle(ctx context.Context) error {
	a.mu.Lock()
	over := a.begin(a.now().Truncate(time.Minute))
	a.mu.Unlock()
	if over == 0 {
		return nil
	}
	return a.Note(ctx, nil, flood(over))
}

func flood(n int) AuditEntry {
	return AuditEntry{Kind: AuditSignInFailed, Changes: []AuditChange{{Field: "attempts", To: strconv.Itoa(n)}}}
}

// count notes a failure. over is how many of an earlier minute are without an entry; write tells whether this one gets one.
func (a *Auditor) count() (over int, write bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	over = a.begin(a.now().Truncate(time.Minute))
	a.failed++
	return over, a.failed <= maxFailures
}

// begin turns to a minute, and answers how many of the one before are without an entry.
func (a *Auditor) begin(minute time.Time) (over int) {
	if minute.Equal(a.minute) {
		return 0
	}
	over = max(0, a.failed-maxFailures)
	a.minute, a.failed = minute, 0
	return over
}

// Origin is where a request came from.
type Origin struct {
	RequestID string
	Address   string // of whoever opened the connection
	Forwarded string // whom that one says to speak for: true when it is a proxy of ours, and otherwise anybody's claim
}

type originKey struct{}

// WithOrigin notes where a request came from, with its remote address and its X-Forwarded-For as they came.
func WithOrigin(ctx context.Context, o *Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

// OriginOf answers where the request came from; zero for what no request asked for.
func OriginOf(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(*Origin)
	if o == nil {
		return Origin{}
	}
	clean := *o
	if host, _, err := net.SplitHostPort(o.Address); err == nil {
		clean.Address = host
	}
	// The last one was written by whoever is nearest.
	last := o.Forwarded[strings.LastIndexByte(o.Forwarded, ',')+1:]
	clean.Forwarded = ""
	if a, err := netip.ParseAddr(strings.TrimSpace(last)); err == nil {
		clean.Forwarded = a.WithZone("").String()
	}
	return clean
}
