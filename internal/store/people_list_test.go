package store_test

import (
	"testing"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestTenThousandPeopleAreReadPageByPage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		err := s.Fill(t.Context(), `INSERT INTO "user" (name, mention_name, mention_key, email, email_key, title, timezone, admin, owner, guest,
			deleted, password_hash, created, version)
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
			SELECT 'Person ' || i, 'p' || i, 'p' || i, 'p' || i || '@example.test', 'p' || i || '@example.test', '', 'UTC', FALSE, FALSE, FALSE,
			FALSE, 'x', 1, 'v' FROM n`)
		if err != nil {
			t.Fatal(err)
		}
		seen := make(map[int64]bool)
		for {
			page, err := s.FindPeople(t.Context(), chat.PersonFilter{Offset: len(seen), Limit: 500})
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, p := range page {
				if seen[p.ID] {
					t.Fatalf("%s comes twice", p.Name)
				}
				seen[p.ID] = true
			}
		}
		if len(seen) != 10_000 {
			t.Errorf("%d people", len(seen))
		}
		found, err := s.FindPeople(t.Context(), chat.PersonFilter{Text: "P9999@", State: chat.PeopleActive, Limit: 10})
		if err != nil || len(found) != 1 || found[0].Name != "Person 9999" || !found[0].HasPassword {
			t.Errorf("%+v, %v", found, err)
		}
	})
}
