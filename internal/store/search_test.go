package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// entry is said at a second of a day.
func entry(conversation, seq int64, second int, tags []string, words ...string) chat.SearchEntry {
	return chat.SearchEntry{ConversationID: conversation, Seq: seq, Time: born.Add(time.Duration(second) * time.Second), Words: words, Tags: tags}
}

func mustIndex(t testing.TB, s *store.Store, conversation int64, entries ...chat.SearchEntry) {
	t.Helper()
	b := chat.SearchBatch{ConversationID: conversation, After: entries[0].Seq - 1, Seq: entries[len(entries)-1].Seq, Entries: entries}
	if taken, err := s.IndexSearch(context.Background(), b); err != nil || !taken {
		t.Fatalf("taken: %v, %v", taken, err)
	}
}

// seqs answers "conversation.seq" of what is found, in order.
func seqs(t testing.TB, s *store.Store, q chat.SearchQuery) [][2]int64 {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	hits, err := s.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	var list [][2]int64
	for _, h := range hits {
		list = append(list, [2]int64{h.ConversationID, h.Seq})
	}
	return list
}

func word(not bool, words ...string) chat.SearchPart { return chat.SearchPart{Words: words, Not: not} }

func TestSearchFindsWordsPhrasesAndTagsTheNewestFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		ada := mustUser(t, s, "ada")
		c := mustRoom(t, s, "Ops", ada.ID).ConversationID
		mustIndex(t, s, c,
			entry(c, 1, 10, []string{"u1", "hfile"}, "the", "deploy", "is", "down"),
			entry(c, 2, 20, []string{"u2"}, "deployed", "again"),
			entry(c, 3, 20, []string{"u1"}, "down", "is", "the", "deploy"), // at the same moment as the one before
			entry(c, 4, 30, []string{"u2", "hfile", "hlink"}, "日", "本"),
			entry(c, 5, 40, nil))
		prefix := chat.SearchPart{Words: []string{"depl"}, Prefix: true}
		for name, want := range map[string]struct {
			q    chat.SearchQuery
			seqs []int64
		}{
			"everything":       {chat.SearchQuery{}, []int64{5, 4, 3, 2, 1}},
			"a word":           {chat.SearchQuery{Parts: []chat.SearchPart{word(false, "deploy")}}, []int64{3, 1}},
			"a beginning":      {chat.SearchQuery{Parts: []chat.SearchPart{prefix}}, []int64{3, 2, 1}},
			"a phrase":         {chat.SearchQuery{Parts: []chat.SearchPart{word(false, "is", "down")}}, []int64{1}},
			"characters":       {chat.SearchQuery{Parts: []chat.SearchPart{word(false, "日", "本")}}, []int64{4}},
			"two words":        {chat.SearchQuery{Parts: []chat.SearchPart{prefix, word(false, "again")}}, []int64{2}},
			"without a word":   {chat.SearchQuery{Parts: []chat.SearchPart{prefix, word(true, "again")}}, []int64{3, 1}},
			"only without":     {chat.SearchQuery{Parts: []chat.SearchPart{word(true, "deploy"), word(true, "again")}}, []int64{5, 4}},
			"a tag":            {chat.SearchQuery{Tags: []chat.SearchTags{{Any: []string{"hfile"}}}}, []int64{4, 1}},
			"one of two tags":  {chat.SearchQuery{Tags: []chat.SearchTags{{Any: []string{"hlink", "u1"}}}}, []int64{4, 3, 1}},
			"both of two tags": {chat.SearchQuery{Tags: []chat.SearchTags{{Any: []string{"hfile"}}, {Any: []string{"u1"}}}}, []int64{1}},
			"without a tag":    {chat.SearchQuery{Parts: []chat.SearchPart{prefix}, Tags: []chat.SearchTags{{Any: []string{"u1"}, Not: true}}}, []int64{2}},
			"a tag is no word": {chat.SearchQuery{Parts: []chat.SearchPart{word(false, "hfile")}}, nil},
			"a word is no tag": {chat.SearchQuery{Tags: []chat.SearchTags{{Any: []string{"deploy"}}}}, nil},
			"since":            {chat.SearchQuery{Since: born.Add(30 * time.Second)}, []int64{5, 4}},
			"until":            {chat.SearchQuery{Until: born.Add(20 * time.Second), Parts: []chat.SearchPart{prefix}}, []int64{1}},
			"a limit":          {chat.SearchQuery{Limit: 2, Parts: []chat.SearchPart{prefix}}, []int64{3, 2}},
		} {
			want.q.Reader.UserID = ada.ID
			var got []int64
			for _, hit := range seqs(t, s, want.q) {
				got = append(got, hit[1])
			}
			if diff := cmp.Diff(want.seqs, got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		first, err := s.Search(t.Context(), chat.SearchQuery{Reader: chat.Reader{UserID: ada.ID}, Limit: 3})
		if err != nil || len(first) != 3 {
			t.Fatalf("%v, %v", first, err)
		}
		rest := seqs(t, s, chat.SearchQuery{Reader: chat.Reader{UserID: ada.ID}, Before: first[2].Place})
		if diff := cmp.Diff([][2]int64{{c, 2}, {c, 1}}, rest); diff != "" {
			t.Errorf("the second page: %s", diff)
		}
	})
}

func TestABeginningFindsWhateverItGoesOnAs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		ada := mustUser(t, s, "ada")
		c := mustRoom(t, s, "Ops", ada.ID).ConversationID
		entries := []chat.SearchEntry{
			entry(c, 1, 1, []string{"u1", "sdeployer"}, "deploy", "is", "down"),
			entry(c, 2, 2, []string{"u2"}, "deployed", "is", "downstream"),
			entry(c, 3, 3, nil, "deplore", "dépôt", "deplo"), // as nobody folds them, but the database has to keep them apart
			entry(c, 4, 4, nil, "λογος", "деплой", "деплоя", "x"),
			entry(c, 5, 5, nil, "xy", "3", "33", "日", "本"),
		}
		for n := range int64(300) { // more than are looked up by themselves
			entries = append(entries, entry(c, 6+n, 6+int(n), nil, fmt.Sprintf("many%03d", n), "deployer"))
		}
		mustIndex(t, s, c, entries...)
		prefix := func(words ...string) chat.SearchPart { return chat.SearchPart{Words: words, Prefix: true} }
		without := func(words ...string) chat.SearchPart { return chat.SearchPart{Words: words, Prefix: true, Not: true} }
		some := func(last int64) (list []int64) {
			for seq := int64(305); seq >= last; seq-- {
				list = append(list, seq)
			}
			return list
		}
		for name, want := range map[string]struct {
			parts []chat.SearchPart
			tags  []chat.SearchTags
			seqs  []int64
		}{
			"a whole word":                       {[]chat.SearchPart{prefix("down")}, nil, []int64{2, 1}},
			"some words":                         {[]chat.SearchPart{prefix("deplo")}, nil, append(some(6), 3, 2, 1)},
			"too many words":                     {[]chat.SearchPart{prefix("many")}, nil, some(6)},
			"ten of them":                        {[]chat.SearchPart{prefix("many29")}, nil, some(296)},
			"none":                               {[]chat.SearchPart{prefix("nobody")}, nil, nil},
			"behind all":                         {[]chat.SearchPart{prefix("zzz")}, nil, nil},
			"the end of a phrase":                {[]chat.SearchPart{prefix("is", "down")}, nil, []int64{2, 1}},
			"of a longer one":                    {[]chat.SearchPart{prefix("deploy", "is", "dow")}, nil, []int64{1}},
			"of a phrase that nobody said":       {[]chat.SearchPart{prefix("down", "depl")}, nil, nil},
			"two":                                {[]chat.SearchPart{prefix("depl"), prefix("downs")}, nil, []int64{2}},
			"without one":                        {[]chat.SearchPart{prefix("down"), without("downs")}, nil, []int64{1}},
			"only without":                       {[]chat.SearchPart{without("many"), without("dow")}, nil, []int64{5, 4, 3}},
			"with a tag":                         {[]chat.SearchPart{prefix("depl")}, []chat.SearchTags{{Any: []string{"u2"}}}, []int64{2}},
			"a tag's":                            {[]chat.SearchPart{prefix("sdepl")}, nil, nil},
			"an accent":                          {[]chat.SearchPart{prefix("dép")}, nil, []int64{3}},
			"a sigma that the index has changed": {[]chat.SearchPart{prefix("λογος")}, nil, []int64{4}},
			"another script":                     {[]chat.SearchPart{prefix("депл")}, nil, []int64{4}},
			"a word of one letter":               {[]chat.SearchPart{prefix("x")}, nil, []int64{5, 4}},
			"a digit":                            {[]chat.SearchPart{prefix("3")}, nil, []int64{5}},
			"a character":                        {[]chat.SearchPart{prefix("日", "本")}, nil, []int64{5}},
		} {
			var got []int64
			for _, hit := range seqs(t, s, chat.SearchQuery{Reader: chat.Reader{UserID: ada.ID}, Parts: want.parts, Tags: want.tags, Limit: 1000}) {
				got = append(got, hit[1])
			}
			if diff := cmp.Diff(want.seqs, got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		if taken, err := s.IndexSearch(t.Context(), chat.SearchBatch{ConversationID: c, After: 305, Seq: 306, Gone: []int64{2},
			Entries: []chat.SearchEntry{entry(c, 1, 1, nil, "downtown")}}); err != nil || !taken {
			t.Fatalf("taken: %v, %v", taken, err)
		}
		for beginning, want := range map[string]int{"down": 1, "downs": 0, "downt": 1} {
			if got := seqs(t, s, chat.SearchQuery{Reader: chat.Reader{UserID: ada.ID}, Parts: []chat.SearchPart{prefix(beginning)}}); len(got) != want {
				t.Errorf("after what was said is gone %s finds %v", beginning, got)
			}
		}
	})
}

// What few of very many messages have is found behind those that are looked at first.
func TestABeginningIsFoundHoweverFarBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		ada := mustUser(t, s, "ada")
		c := mustRoom(t, s, "Ops", ada.ID).ConversationID
		var entries []chat.SearchEntry
		for seq := int64(1); seq <= 6000; seq++ {
			words := []string{"usual"}
			if seq == 3 || seq == 900 || seq == 5990 {
				words = append(words, "rarely")
			}
			entries = append(entries, entry(c, seq, int(seq), nil, words...))
		}
		mustIndex(t, s, c, entries...)
		rare := chat.SearchQuery{Reader: chat.Reader{UserID: ada.ID}, Limit: 2, Parts: []chat.SearchPart{{Words: []string{"rare"}, Prefix: true}}}
		first, err := s.Search(t.Context(), rare)
		if err != nil || len(first) != 2 || first[0].Seq != 5990 || first[1].Seq != 900 {
			t.Fatalf("the first page is %v, %v", first, err)
		}
		next := rare
		next.Before = first[1].Place
		dated := rare
		dated.Since, dated.Until = born.Add(2*time.Second), born.Add(5000*time.Second)
		usual := rare
		usual.Parts = []chat.SearchPart{{Words: []string{"usu"}, Prefix: true}}
		for name, want := range map[string]struct {
			q    chat.SearchQuery
			seqs [][2]int64
		}{
			"the second page":   {next, [][2]int64{{c, 3}}},
			"between two dates": {dated, [][2]int64{{c, 900}, {c, 3}}},
			"what all have":     {usual, [][2]int64{{c, 6000}, {c, 5999}}},
		} {
			if diff := cmp.Diff(want.seqs, seqs(t, s, want.q)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	})
}

// PostgreSQL would read all messages for what it takes to be frequent.
func TestPostgreSQLAsksTheIndexForABeginningThatFewHave(t *testing.T) {
	t.Parallel()
	url, wire := storetest.Tap(t, storetest.PostgreSQL(t))
	s := storetest.Open(t, url)
	c := mustRoom(t, s, "Ops", 0).ConversationID
	mustIndex(t, s, c, entry(c, 1, 1, nil, "usual", "rarely"), entry(c, 2, 2, nil, "usual"))
	for name, tt := range map[string]struct {
		part    chat.SearchPart
		walks   int // through entries from the newest on
		lookups int // in the index of words
	}{
		"a page of what the newest have": {chat.SearchPart{Words: []string{"usual"}, Prefix: true}, 1, 0},
		"what fewer have":                {chat.SearchPart{Words: []string{"rare"}, Prefix: true}, 1, 1},
		"a whole word":                   {chat.SearchPart{Words: []string{"rarely"}}, 1, 0},
		"the absence of what begins so":  {chat.SearchPart{Words: []string{"other"}, Prefix: true, Not: true}, 1, 0},
	} {
		wire.Taken()
		seqs(t, s, chat.SearchQuery{Reader: chat.Reader{All: true}, Limit: 2, Parts: []chat.SearchPart{tt.part}})
		statements, _ := wire.Taken()
		walks, lookups := 0, 0
		for _, text := range statements {
			walks += strings.Count(text, "ORDER BY search_entry.id DESC")
			lookups += strings.Count(text, "ORDER BY (search_entry.id + 0) DESC")
		}
		if walks != tt.walks || lookups != tt.lookups {
			t.Errorf("%s: %d walks and %d lookups:\n%s", name, walks, lookups, strings.Join(statements, "\n"))
		}
	}
}

func TestSearchIsBroughtUpToDateSweptAndCleared(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		ada := mustUser(t, s, "ada")
		room := mustRoom(t, s, "Ops", ada.ID)
		other := mustRoom(t, s, "Design", ada.ID)
		c := room.ConversationID
		for range 3 {
			mustAppend(t, s, said(c, ada.ID, "hello"))
		}
		mustAppend(t, s, said(other.ConversationID, ada.ID, "hello"))
		lag := func(ids []int64) []chat.SearchLag {
			t.Helper()
			all, err := s.SearchLag(ctx, ids)
			if err != nil {
				t.Fatal(err)
			}
			slices.SortFunc(all, func(a, b chat.SearchLag) int { return int(a.ConversationID - b.ConversationID) })
			return all
		}
		if diff := cmp.Diff([]chat.SearchLag{{ConversationID: c, LastSeq: 3}, {ConversationID: other.ConversationID, LastSeq: 1}}, lag(nil)); diff != "" {
			t.Errorf("at first: %s", diff)
		}
		mustIndex(t, s, c, entry(c, 1, 1, nil, "one"), entry(c, 2, 2, nil, "two"))
		if diff := cmp.Diff([]chat.SearchLag{{ConversationID: c, Seq: 2, LastSeq: 3}}, lag([]int64{c})); diff != "" {
			t.Errorf("after a batch: %s", diff)
		}
		find := func(w string) int {
			return len(seqs(t, s, chat.SearchQuery{Reader: chat.Reader{UserID: ada.ID, All: true}, Parts: []chat.SearchPart{word(false, w)}}))
		}
		// An entry that is put again replaces what it said; one that is gone is not found.
		next := chat.SearchBatch{ConversationID: c, After: 2, Seq: 3, Entries: []chat.SearchEntry{entry(c, 1, 1, nil, "changed")}, Gone: []int64{2, 77}}
		if taken, err := s.IndexSearch(ctx, next); err != nil || !taken {
			t.Fatalf("taken: %v, %v", taken, err)
		}
		for _, after := range []int64{0, 2} { // by who does not know that
			late := chat.SearchBatch{ConversationID: c, After: after, Seq: 3, Entries: []chat.SearchEntry{entry(c, 1, 1, nil, "one")}}
			if taken, err := s.IndexSearch(ctx, late); err != nil || taken {
				t.Errorf("read again after %d: taken %v, %v", after, taken, err)
			}
		}
		if find("one") != 0 || find("changed") != 1 || find("two") != 0 || len(lag([]int64{c})) != 0 {
			t.Errorf("after a change: %d, %d, %d", find("one"), find("changed"), find("two"))
		}
		if more, err := s.SweepSearch(ctx); more || err != nil {
			t.Errorf("nothing to sweep: %t, %v", more, err)
		}
		if err := s.DeleteRoom(ctx, room.ID, nil); err != nil {
			t.Fatal(err)
		}
		if find("changed") != 0 {
			t.Error("what was said in a deleted room is found")
		}
		if more, err := s.SweepSearch(ctx); more || err != nil {
			t.Errorf("sweep before the log is removed: %t, %v", more, err)
		}
		late := chat.SearchBatch{ConversationID: c, After: 3, Seq: 4, Entries: []chat.SearchEntry{entry(c, 4, 4, nil, "late")}}
		if taken, err := s.IndexSearch(ctx, late); err != nil || taken {
			t.Errorf("a deleted room is read on: taken %v, %v", taken, err)
		}
		if err := clearAll(ctx, s); err != nil {
			t.Fatal(err)
		}
		if more, err := s.SweepSearch(ctx); !more || err != nil {
			t.Errorf("sweep: %t, %v", more, err)
		}
		if more, err := s.SweepSearch(ctx); more || err != nil {
			t.Errorf("sweep again: %t, %v", more, err)
		}
		o := other.ConversationID
		mustIndex(t, s, o, entry(o, 1, 1, nil, "one"))
		if err := s.ClearSearch(ctx); err != nil {
			t.Fatal(err)
		}
		if taken, err := s.IndexSearch(ctx, chat.SearchBatch{ConversationID: o, After: 1, Seq: 2}); err != nil || taken {
			t.Errorf("as if it had not been cleared: taken %v, %v", taken, err)
		}
		if find("one") != 0 || len(lag(nil)) != 1 {
			t.Errorf("after clearing: %d found, lag %v", find("one"), lag(nil))
		}
		mustIndex(t, s, o, entry(o, 1, 1, nil, "one"))
		if find("one") != 1 {
			t.Error("it cannot be built again")
		}
	})
}

func TestSearchFindsOnlyWhatTheReaderMayRead(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		ada, bo, eve := mustUser(t, s, "ada"), mustUser(t, s, "bo"), mustUser(t, s, "eve")
		open := mustRoom(t, s, "Open", ada.ID)
		hidden, err := s.CreateRoom(ctx, chat.Room{Name: "Hidden", OwnerID: ada.ID, Private: true}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.AddMember(ctx, hidden.ID, bo.ID, chat.RoleMember); err != nil {
			t.Fatal(err)
		}
		direct, err := s.DirectChat(ctx, ada.ID, bo.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range []int64{open.ConversationID, hidden.ConversationID, direct} {
			mustIndex(t, s, c, entry(c, 1, i, nil, "secret"))
		}
		for name, c := range map[string]struct {
			reader chat.Reader
			want   []int64
		}{
			"the owner":                    {chat.Reader{UserID: ada.ID}, []int64{direct, hidden.ConversationID, open.ConversationID}},
			"a member":                     {chat.Reader{UserID: bo.ID}, []int64{direct, hidden.ConversationID, open.ConversationID}},
			"somebody else":                {chat.Reader{UserID: eve.ID}, []int64{open.ConversationID}},
			"an administrator":             {chat.Reader{UserID: eve.ID, All: true}, []int64{hidden.ConversationID, open.ConversationID}},
			"a token of one room":          {chat.Reader{UserID: ada.ID, RoomID: open.ID}, []int64{open.ConversationID}},
			"a token of a room not seen":   {chat.Reader{UserID: eve.ID, RoomID: hidden.ID}, nil},
			"an administrator's, of one":   {chat.Reader{UserID: eve.ID, All: true, RoomID: hidden.ID}, []int64{hidden.ConversationID}},
			"a delegate without the right": {chat.Reader{UserID: eve.ID, Delegate: true}, []int64{open.ConversationID}},
		} {
			var got []int64
			for _, hit := range seqs(t, s, chat.SearchQuery{Reader: c.reader, Parts: []chat.SearchPart{word(false, "secret")}}) {
				got = append(got, hit[0])
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	})
}

func TestManyEntriesOfOneMomentAllHaveTheirPlace(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		ada := mustUser(t, s, "ada")
		c := mustRoom(t, s, "Import", ada.ID).ConversationID
		var all []chat.SearchEntry
		for seq := int64(1); seq <= 500; seq++ {
			all = append(all, entry(c, seq, 0, nil, "same"))
		}
		mustIndex(t, s, c, all...)
		got := seqs(t, s, chat.SearchQuery{Reader: chat.Reader{UserID: ada.ID}, Parts: []chat.SearchPart{word(false, "same")}, Limit: 1000, Until: born.Add(time.Second)})
		if len(got) != 500 {
			t.Errorf("%d found within the second", len(got))
		}
	})
}
