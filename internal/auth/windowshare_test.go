package auth_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stoachat/stoa/internal/auth"
)

// street has nodes that hear each other at once.
type street struct{ houses []*house }

type house struct {
	street *street
	hear   func(from string, payload []byte)
}

func (s *street) house() *house {
	h := &house{street: s}
	s.houses = append(s.houses, h)
	return h
}

func (h *house) Tell(_ string, payload []byte) {
	for _, other := range h.street.houses {
		if other != h && other.hear != nil {
			other.hear("", payload)
		}
	}
}

func (h *house) Hear(_ string, hear func(string, []byte)) (cancel func()) {
	h.hear = hear
	return func() { h.hear = nil }
}

// shared makes the same windows on n nodes, which count together until the test ends.
func shared(t *testing.T, n, limit int) []*auth.Windows {
	var s street
	var all []*auth.Windows
	for range n {
		w := auth.NewWindows(limit, time.Minute, nil)
		share := auth.NewWindowShare(s.house())
		share.Add("calls", w)
		go share.Run(t.Context())
		all = append(all, w)
	}
	synctest.Wait()
	return all
}

func TestNodesCountTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := shared(t, 3, 10)
		for range 6 {
			all[0].Take("token")
		}
		all[1].Take("token")
		time.Sleep(time.Second) // of the bubble's clock
		synctest.Wait()
		for i, w := range all {
			if left, _ := w.Peek("token"); left.Remaining != 3 {
				t.Errorf("node %d has %d left", i, left.Remaining)
			}
		}
		all[2].GiveBack("token")
		time.Sleep(time.Second)
		synctest.Wait()
		for range 4 {
			if _, ok := all[0].Take("token"); !ok {
				t.Error("what another node gave back is not there")
			}
		}
		if _, ok := all[0].Take("token"); ok {
			t.Error("the limit is passed")
		}
		time.Sleep(time.Minute)
		if _, over := all[1].Peek("token"); over {
			t.Error("the window has not ended")
		}
	})
}

func TestManyKeysAreToldInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := shared(t, 2, 10)
		const keys = 1200
		for i := range keys {
			all[0].Take(fmt.Sprint("key", i))
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		for i := range keys {
			if left, _ := all[1].Peek(fmt.Sprint("key", i)); left.Remaining != 9 {
				t.Fatalf("key %d has %d left", i, left.Remaining)
			}
		}
	})
}

func TestWhatIsNoCountIsNotCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s street
		other := s.house()
		w := auth.NewWindows(10, time.Minute, nil)
		share := auth.NewWindowShare(s.house())
		share.Add("calls", w)
		go share.Run(t.Context())
		synctest.Wait()
		soon := time.Now().Add(time.Second).UnixMicro()
		for _, payload := range []string{
			"", "null", `{"others":{"token":{"n":5,"ends":9}}}`,
			`{"calls":{"token":{"n":5,"ends":1}}}`, `{"calls":{"token":{"n":5,"ends":9000000000000000}}}`,
			fmt.Sprintf(`{"calls":{"token":{"n":-5,"ends":%d}}}`, soon),
		} {
			other.Tell("windows", []byte(payload))
		}
		if left, _ := w.Peek("token"); left.Remaining != 10 {
			t.Errorf("%d left", left.Remaining)
		}
	})
}
