package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/stoachat/stoa/internal/chat"
)

// head is the end of one conversation's log while a batch is added to it.
type head struct {
	id         int64
	lastSeq    int64
	lastActive int64   // microseconds
	said       int64   // messages and notifications
	topic      *string // the room's new topic
	moved      bool
}

// clientKey is what makes a repeated send recognisable.
type clientKey struct {
	conversation, user int64
	client             string
}

func keyOf(e *chat.Event) clientKey {
	return clientKey{conversation: e.ConversationID, user: e.UserID, client: e.ClientID}
}

// commit writes the batch in one transaction and sets every request's answer.
func (w *writer) commit(ctx context.Context, batch []*request) error {
	if quick, ok := w.statements.(atOnce); ok && changesNothing(batch) {
		err := quick.atOnce(ctx, w.store.appends, batch)
		if err == nil || !w.store.dialect.refused(err) {
			return err
		}
	}
	return w.commitInSteps(ctx, batch)
}

// commitInSteps reads what the batch repeats and changes before it writes.
func (w *writer) commitInSteps(ctx context.Context, batch []*request) error {
	return tx(ctx, w.store.appends, func(tx *sql.Tx) error {
		heads, err := w.statements.heads(ctx, tx, conversationsOf(batch))
		if err != nil {
			return err
		}
		repeats, err := w.repeats(ctx, tx, batch)
		if err != nil {
			return err
		}
		subjects, err := subjectsOf(ctx, tx, batch)
		if err != nil {
			return err
		}
		fresh := assign(batch, heads, repeats, subjects)
		if err := w.statements.insertEvents(ctx, tx, fresh); err != nil {
			return err
		}
		if err := subjects.save(ctx, tx); err != nil {
			return err
		}
		if err := follow(ctx, tx, fresh); err != nil {
			return err
		}
		if owed := owedBy(fresh); len(owed) > 0 {
			if err := w.statements.insertOwed(ctx, tx, owed); err != nil {
				return err
			}
		}
		return w.advance(ctx, tx, heads)
	})
}

// conversationsOf answers the ids of the batch's conversations, sorted, each once. Writers of several nodes lock
// them in this order and so never wait for each other in a circle.
func conversationsOf(batch []*request) []int64 {
	ids := make([]int64, len(batch))
	for i, r := range batch {
		ids[i] = r.Event.ConversationID
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// repeats finds the committed events that the batch's client ids already name.
func (w *writer) repeats(ctx context.Context, tx *sql.Tx, batch []*request) (map[clientKey]chat.Event, error) {
	var keys []clientKey
	for _, r := range batch {
		if r.Event.ClientID != "" {
			keys = append(keys, keyOf(&r.Event))
		}
	}
	if len(keys) == 0 {
		return map[clientKey]chat.Event{}, nil
	}
	return w.statements.repeats(ctx, tx, keys)
}

// assign gives each new event its seq, and answers the requests that are to be inserted. It notes in repeats, heads and
// subjects what the batch itself adds to them.
func assign(batch []*request, heads map[int64]*head, repeats map[clientKey]chat.Event, subjects subjects) []*request {
	fresh := make([]*request, 0, len(batch))
	for _, r := range batch {
		e, h := &r.Event, heads[r.Event.ConversationID]
		r.earlier, r.err, e.Seq = nil, nil, 0 // of an attempt that was rolled back
		if h == nil {
			r.err = chat.ErrNotFound
			continue
		}
		if e.ClientID != "" {
			if earlier, ok := repeats[keyOf(e)]; ok {
				r.earlier = &earlier
				continue
			}
		}
		if r.Apply != nil && !subjects.apply(r) {
			continue
		}
		h.lastSeq++
		e.Seq = h.lastSeq
		h.moved = true
		if e.Kind == chat.KindMessage || e.Kind == chat.KindNotification {
			h.lastActive = max(h.lastActive, micros(e.Time))
			h.said++
		}
		if r.Topic != nil {
			h.topic = r.Topic
		}
		if e.ClientID != "" {
			repeats[keyOf(e)] = *e
		}
		fresh = append(fresh, r)
	}
	return fresh
}

// owedBy collects the deliveries of the new events, with what they take over from their event.
func owedBy(fresh []*request) []chat.Delivery {
	var owed []chat.Delivery
	for _, r := range fresh {
		for _, d := range r.Owed {
			d.ConversationID, d.EventID = r.Event.ConversationID, r.Event.ID
			d.State = chat.DeliveryPending
			if d.Created.IsZero() {
				d.Created = r.Event.Time
			}
			if d.NextAttempt.IsZero() {
				d.NextAttempt = d.Created
			}
			owed = append(owed, d)
		}
	}
	return owed
}

// movedOf answers the heads that moved, in order of id.
func movedOf(heads map[int64]*head) []*head {
	moved := make([]*head, 0, len(heads))
	for _, h := range heads {
		if h.moved {
			moved = append(moved, h)
		}
	}
	slices.SortFunc(moved, func(a, b *head) int { return cmp.Compare(a.id, b.id) })
	return moved
}

const setTopic = `UPDATE room SET topic = $2, version = $3 WHERE conversation_id = $1`

// advance writes the heads that moved, and the topics that came with them.
func (w *writer) advance(ctx context.Context, tx *sql.Tx, heads map[int64]*head) error {
	moved := movedOf(heads)
	if len(moved) == 0 {
		return nil
	}
	if err := w.statements.advance(ctx, tx, moved); err != nil {
		return err
	}
	for _, h := range moved {
		if h.topic == nil {
			continue
		}
		if _, err := tx.ExecContext(ctx, setTopic, h.id, *h.topic, newVersion()); err != nil {
			return err
		}
	}
	return nil
}
