package chat

import (
	"context"
	"errors"
	"sync"
	"time"
)

// lookEvery is how often an administrator's reading of a private room that they do not belong to is written down.
const lookEvery = time.Hour

// looks remembers who has looked into which room lately.
type looks struct {
	mu   sync.Mutex
	last map[[2]int64]time.Time // by user and room
}

// maxLooks bounds what is remembered. Whoever is forgotten is written down once more.
const maxLooks = 10_000

// due tells whether a look is to be written down.
func (l *looks) due(userID, roomID int64, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := [2]int64{userID, roomID}
	if last, ok := l.last[key]; ok && now.Sub(last) < lookEvery {
		return false
	}
	if l.last == nil || len(l.last) >= maxLooks {
		l.last = make(map[[2]int64]time.Time)
	}
	l.last[key] = now
	return true
}

// CanLook is CanRead for what answers something of a conversation: that an administrator looks into a private room which
// they do not belong to is written into the audit log, before they see anything of it.
func (s *Service) CanLook(ctx context.Context, p *Principal, conversationID int64) error {
	r, isRoom, err := s.RoomOf(ctx, p, conversationID)
	if err != nil || !isRoom {
		return err
	}
	return s.look(ctx, p, r)
}

// RoomToRead is Room for what answers something of its log, see CanLook.
func (s *Service) RoomToRead(ctx context.Context, p *Principal, ref string) (Room, error) {
	r, err := s.Room(ctx, p, ref)
	if err != nil {
		return Room{}, err
	}
	return r, s.look(ctx, p, r)
}

// outside tells whether a private room is one that the person sees as an administrator alone.
func (s *Service) outside(ctx context.Context, p *Principal, r Room) (bool, error) {
	if p.User == nil || p.User.Guest || !r.Private || r.OwnerID == p.User.ID {
		return false, nil
	}
	_, err := s.store.Member(ctx, r.ID, p.User.ID)
	if !errors.Is(err, ErrNotFound) {
		return false, err
	}
	in, err := s.IsIn(ctx, p, r)
	return !in, err
}

func (s *Service) look(ctx context.Context, p *Principal, r Room) error {
	if outside, err := s.outside(ctx, p, r); err != nil || !outside {
		return err
	}
	if !s.looks.due(p.User.ID, r.ID, s.now()) {
		return nil
	}
	return s.audit.Note(ctx, p, AuditEntry{Kind: AuditRoomRead, Target: r.auditTarget()})
}
