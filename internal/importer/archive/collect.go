package archive

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"iter"
	"math"
	"slices"

	"github.com/google/uuid"
)

// Said is a message and where it was said.
type Said struct {
	Room      int64 // 0: one-to-one
	Low, High int64 // as in Log
	Message
}

// Source is an export of another system, in these words.
type Source interface {
	Users() []User
	Rooms() []Room
	Emoticons() []Emoticon
	Messages(ctx context.Context) iter.Seq2[Said, error] // of each conversation in order
	Files(ctx context.Context) iter.Seq2[File, error]    // called after Messages has been read to its end
	Odd() []string
}

// Collect makes an Archive of another system's export. What was said is kept in the spool as Open keeps it.
func Collect(ctx context.Context, from Source, o Options) (a *Archive, err error) {
	a = &Archive{options: o, odd: newOddities(), users: slices.Clone(from.Users()), rooms: slices.Clone(from.Rooms()), emoticons: from.Emoticons(), source: from}
	if a.spool, err = newSpool(o.Spool); err != nil {
		return nil, err
	}
	if err := a.collect(ctx, from); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	slices.SortFunc(a.users, func(x, y User) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(a.rooms, func(x, y Room) int { return cmp.Compare(x.ID, y.ID) })
	return a, nil
}

func (a *Archive) collect(ctx context.Context, from Source) error {
	said, x := make(map[key][]found), newIndex()
	w := &collector{spool: a.spool}
	for m, err := range from.Messages(ctx) {
		if err != nil {
			return err
		}
		raw, err := m.Encode()
		if err != nil {
			return err
		}
		if len(raw) > math.MaxUint32 {
			return errElement
		}
		e, err := w.add(raw)
		if err != nil {
			return err
		}
		k := key{room: m.Room, low: m.Low, high: m.High}
		x.look(k, &m.Message)
		said[k] = append(said[k], found{id: uuid.MustParse(m.ID), place: place{time: m.Time.UnixMicro(), element: e}})
		a.told()
	}
	if err := w.flush(); err != nil {
		return err
	}
	for k, list := range said {
		x.add(k, list)
	}
	a.logs = x.logs(a.spool, a.odd)
	return nil
}

// collector writes elements into the spool, many at once.
type collector struct {
	spool *spool
	kept  bytes.Buffer
}

func (c *collector) add(raw []byte) (element, error) {
	e := element{at: c.spool.size + int64(c.kept.Len()), size: uint32(len(raw))} //nolint:gosec // looked at before
	c.kept.Write(raw)
	if c.kept.Len() < 1<<20 {
		return e, nil
	}
	return e, c.flush()
}

func (c *collector) flush() error {
	_, err := c.spool.add(entry{Reader: io.Reader(&c.kept)})
	return err
}

// Oddities counts what a Source does not understand. The zero value has counted nothing.
type Oddities struct{ all *oddities }

// Add counts one thing of a kind.
func (o *Oddities) Add(kind string) {
	if o.all == nil {
		o.all = newOddities()
	}
	o.all.add(kind)
}

// Lines answers a line for each kind, the most frequent first.
func (o *Oddities) Lines() []string {
	if o.all == nil {
		return nil
	}
	return o.all.lines()
}
