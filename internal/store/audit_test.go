package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestAnEntryThatCannotBeWrittenLeavesNoChange(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		auditor := chat.NewAuditor(s, time.Now)
		u, err := s.CreateUser(t.Context(), chat.User{Name: "Ada", MentionName: "ada", Email: "ada@example.test"}, "")
		if err != nil {
			t.Fatal(err)
		}
		rename := func(name string) error {
			return auditor.Change(t.Context(), nil, chat.AuditEntry{Kind: chat.AuditUserUpdated}, func(ctx context.Context) error {
				_, err := s.UpdateUser(ctx, u.ID, chat.UserPatch{Name: &name})
				return err
			})
		}
		if err := rename("Ada Lovelace"); err != nil {
			t.Fatal(err)
		}
		if err := s.Fill(t.Context(), `DROP TABLE audit_entry`); err != nil {
			t.Fatal(err)
		}
		if err := rename("Mallory"); err == nil {
			t.Error("a change went by without its entry")
		}
		if now, err := s.User(t.Context(), u.ID); err != nil || now.Name != "Ada Lovelace" {
			t.Errorf("now %q, %v", now.Name, err)
		}
	})
}

func TestOldEntriesOfTheAuditLogGo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		now := time.Now().UTC().Truncate(time.Microsecond)
		for _, age := range []time.Duration{3 * time.Hour, time.Hour} {
			if err := s.AddAudit(t.Context(), chat.AuditEntry{At: now.Add(-age), Kind: chat.AuditRoomDeleted}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.DeleteAudit(t.Context(), now.Add(-2*time.Hour)); err != nil {
			t.Fatal(err)
		}
		left, err := s.Audit(t.Context(), chat.AuditFilter{Limit: 10})
		if err != nil || len(left) != 1 || !left[0].At.Equal(now.Add(-time.Hour)) {
			t.Errorf("left: %+v, %v", left, err)
		}
	})
}
