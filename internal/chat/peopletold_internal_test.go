package chat

import (
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// heardPeople keeps what was told: a line for each frame, with who is in it.
type heardPeople struct {
	t     *testing.T
	lines []string
}

func (h *heardPeople) hear(frame []byte) {
	var f struct {
		Type   string      `json:"type"`
		People []personNow `json:"people"`
		personNow
	}
	if err := json.Unmarshal(frame, &f); err != nil {
		h.t.Fatal(err)
	}
	line := f.Type
	if f.Type == "person" {
		f.People = []personNow{f.personNow}
	}
	for _, p := range f.People {
		line += fmt.Sprintf(" %d:%s", p.UserID, p.Name)
		if p.Profile {
			line += "(profile)"
		}
	}
	h.lines = append(h.lines, line)
}

func TestPeopleWhoChangeSoonAfterEachOtherAreToldTogether(t *testing.T) {
	person := func(id int64, name string) personNow { return personNow{UserID: id, Name: name} }
	profile := func(id int64, name string) personNow { return personNow{UserID: id, Name: name, Profile: true} }
	for _, c := range []struct {
		name    string
		changes [][]personNow // those of one list at once, and between lists a moment shorter than what frames are apart
		want    []string
	}{
		{"one", [][]personNow{{person(1, "a")}}, []string{"person 1:a"}},
		{"two", [][]personNow{{person(1, "a"), person(2, "b")}}, []string{"person 1:a", "person 2:b"}},
		{"several", [][]personNow{{person(1, "a"), person(2, "b"), person(3, "c")}}, []string{"person 1:a", "people 2:b 3:c"}},
		{"one over and over", [][]personNow{{person(1, "a"), person(2, "b"), person(1, "c"), person(1, "d")}}, []string{"person 1:a", "people 2:b 1:d"}},
		{"on and on", [][]personNow{{person(1, "a")}, {person(2, "b"), person(3, "c")}, {person(4, "d")}, {person(5, "e")}},
			[]string{"person 1:a", "people 2:b 3:c", "person 4:d", "person 5:e"}},
		{"after a pause", [][]personNow{{person(1, "a")}, nil, nil, nil, {person(2, "b")}}, []string{"person 1:a", "person 2:b"}},
		{"a title after a name", [][]personNow{{person(1, "a"), person(2, "b"), profile(2, "b")}}, []string{"person 1:a", "person 2:b"}},
		{"a name after a title", [][]personNow{{person(1, "a"), profile(2, "b"), person(2, "c")}}, []string{"person 1:a", "person 2:c"}},
		{"titles alone", [][]personNow{{person(1, "a"), profile(2, "b"), profile(2, "b")}}, []string{"person 1:a", "person 2:b(profile)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var told peopleTold
				heard := heardPeople{t: t}
				for _, now := range c.changes {
					for _, p := range now {
						told.tell(p, heard.hear)
					}
					time.Sleep(peopleApart * 3 / 4)
				}
				time.Sleep(time.Second)
				synctest.Wait()
				if d := cmp.Diff(c.want, heard.lines); d != "" {
					t.Errorf("(-want +got)\n%s", d)
				}
			})
		})
	}
}

func TestTheFirstWhoChangesIsToldAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told peopleTold
		heard := heardPeople{t: t}
		told.tell(personNow{UserID: 1, Name: "a"}, heard.hear)
		if d := cmp.Diff([]string{"person 1:a"}, heard.lines); d != "" {
			t.Errorf("(-want +got)\n%s", d)
		}
		time.Sleep(time.Second)
	})
}

func TestWhoWaitsIsToldOfWhenTheServerStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told peopleTold
		heard := heardPeople{t: t}
		for id, name := range []string{"a", "b", "c"} {
			told.tell(personNow{UserID: int64(id), Name: name}, heard.hear)
		}
		told.tellWaiting(heard.hear)
		want := []string{"person 0:a", "people 1:b 2:c"}
		if d := cmp.Diff(want, heard.lines); d != "" {
			t.Errorf("(-want +got)\n%s", d)
		}
		time.Sleep(time.Second)
		if d := cmp.Diff(want, heard.lines); d != "" {
			t.Errorf("later (-want +got)\n%s", d)
		}
	})
}

func TestVeryManyPeopleAreToldInFramesThatNodesCarry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told peopleTold
		var frames, people int
		long := string(make([]rune, 300)) // of which each is escaped
		for id := range int64(1000) {
			told.tell(personNow{UserID: id, Name: long}, func(frame []byte) {
				frames++
				var f struct{ People []personNow }
				if err := json.Unmarshal(frame, &f); err != nil {
					t.Error(err)
				}
				people += max(1, len(f.People))
				if len(frame) > 256<<10 {
					t.Errorf("a frame has %d bytes", len(frame))
				}
			})
		}
		time.Sleep(time.Second)
		if frames != 11 || people != 1000 {
			t.Errorf("%d frames told of %d people", frames, people)
		}
	})
}
