package store_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestOfManyFirstAccountsOnTwoNodesOneIsMade(t *testing.T) {
	t.Parallel()
	url := storetest.PostgreSQL(t)
	one, two := storetest.Open(t, url), storetest.Open(t, url)
	var trying sync.WaitGroup
	var made atomic.Int64
	for n := range 10 {
		name := fmt.Sprintf("eager%d", n)
		for i, s := range []chat.Store{one, two} {
			trying.Go(func() {
				u := chat.User{Name: name, MentionName: fmt.Sprint(name, i), Email: fmt.Sprintf("%s%d@example.org", name, i), Owner: true}
				if _, err := s.CreateOwner(t.Context(), u.MentionName, u, "hash"); err == nil {
					made.Add(1)
				} else if !errors.Is(err, chat.ErrSettled) {
					t.Error(err)
				}
			})
		}
	}
	trying.Wait()
	people, err := one.Users(t.Context(), chat.UserFilter{})
	if err != nil || len(people) != 1 || made.Load() != 1 {
		t.Fatalf("%d were made, and there are %v, %v", made.Load(), people, err)
	}
	if g, err := two.Group(t.Context()); err != nil || g.Name != people[0].MentionName {
		t.Errorf("the group of %s is called %q, %v", people[0].MentionName, g.Name, err)
	}
}

func TestTheFirstAccountLeavesTheGroupItsNameWhenItGivesNone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		if _, err := s.CreateOwner(t.Context(), "", chat.User{Name: "Ada", MentionName: "ada", Email: "ada@example.org"}, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := s.CreateOwner(t.Context(), "Hers", chat.User{Name: "Eve", MentionName: "eve", Email: "eve@example.org"}, ""); !errors.Is(err, chat.ErrSettled) {
			t.Errorf("the second: %v", err)
		}
		if g, err := s.Group(t.Context()); err != nil || g.Name != "Stoa" {
			t.Errorf("%q, %v", g.Name, err)
		}
	})
}
