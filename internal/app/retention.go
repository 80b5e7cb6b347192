package app

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// keepShort deletes what has been kept for as long as the group wants: what was said in rooms and in one-to-one chats,
// with its files, and entries of the audit log.
func (a *App) keepShort(ctx context.Context, now time.Time) error {
	g, err := a.chat.GroupPreferences(ctx)
	if err != nil {
		return err
	}
	rooms, err := a.forget(ctx, now, g.RoomDays, chat.Logs{})
	own, errOwn := a.forgetByRoom(ctx, now)
	rooms += own
	direct, errDirect := a.forget(ctx, now, g.DirectDays, chat.Logs{Direct: true})
	err = errors.Join(err, errOwn, errDirect)
	if rooms+direct > 0 {
		a.files.SweepSoon()
		// What is gone is gone, also when the server stops in the middle of it.
		err = errors.Join(err, a.chat.Auditor().Note(context.WithoutCancel(ctx), nil, chat.AuditEntry{
			Kind: chat.AuditRetention, Target: chat.AuditTarget{Kind: "group", ID: 1},
			Changes: []chat.AuditChange{
				{Field: "events_in_rooms", To: strconv.FormatInt(rooms, 10)}, {Field: "events_in_chats", To: strconv.FormatInt(direct, 10)},
			},
		}))
	}
	if g.AuditDays > 0 {
		err = errors.Join(err, a.store.DeleteAudit(ctx, daysAgo(now, g.AuditDays)))
	}
	return err
}

func (a *App) forget(ctx context.Context, now time.Time, days int, which chat.Logs) (int64, error) {
	if days == 0 {
		return 0, nil
	}
	return a.store.DeleteHistory(ctx, daysAgo(now, days), which)
}

// forgetByRoom deletes in the rooms that have a number of days of their own.
func (a *App) forgetByRoom(ctx context.Context, now time.Time) (n int64, err error) {
	rooms, err := a.store.KeptRooms(ctx)
	for _, r := range rooms {
		gone, failed := a.forget(ctx, now, *r.KeepDays, chat.Logs{RoomID: r.ID})
		n, err = n+gone, errors.Join(err, failed)
	}
	return n, err
}

func daysAgo(now time.Time, days int) time.Time {
	return now.Add(-time.Duration(days) * 24 * time.Hour)
}
