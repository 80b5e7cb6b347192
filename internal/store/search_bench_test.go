package store_test

import (
	"context"
	"fmt"
	"math/rand"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// talk fills the search with messages of a dozen words, a message a minute, in rooms that take turns. Words come as often
// as in a language: the tenth of the rank is said a tenth as often.
func talk(b *testing.B, s *store.Store, messages int64, rooms []chat.Room) {
	random := rand.New(rand.NewSource(1))
	words := rand.NewZipf(random, 1.1, 8, 50_000)
	batch := make([][]chat.SearchEntry, len(rooms))
	for n := int64(1); n <= messages; n++ {
		at := int(n) % len(rooms)
		conversation := rooms[at].ConversationID
		e := chat.SearchEntry{ConversationID: conversation, Seq: (n-1)/int64(len(rooms)) + 1, Time: minute(n),
			Tags: []string{fmt.Sprint("c", conversation), fmt.Sprint("u", n%50+1)}}
		if n%100 == 0 {
			e.Tags = append(e.Tags, "hfile")
		}
		for range 12 {
			e.Words = append(e.Words, fmt.Sprintf("w%dx", words.Uint64()))
		}
		if batch[at] = append(batch[at], e); len(batch[at]) == 2000 {
			mustIndex(b, s, conversation, batch[at]...)
			batch[at] = batch[at][:0]
		}
	}
	for at, rest := range batch {
		if len(rest) > 0 {
			mustIndex(b, s, rooms[at].ConversationID, rest...)
		}
	}
}

// BenchmarkSearch finds pages of 21 among a million messages in twenty rooms.
func BenchmarkSearch(b *testing.B) {
	for name, url := range map[string]func(testing.TB) string{"SQLite": storetest.SQLite, "PostgreSQL": storetest.PostgreSQL} {
		b.Run(name, func(b *testing.B) { benchmarkSearch(b, url) })
	}
}

func benchmarkSearch(b *testing.B, url func(testing.TB) string) {
	const messages = 1_000_000
	s, ctx := storetest.Open(b, url(b)), context.Background()
	ada := mustUser(b, s, "ada")
	var rooms []chat.Room
	for n := range 20 {
		rooms = append(rooms, mustRoom(b, s, fmt.Sprint("Room ", n), ada.ID))
	}
	began := time.Now()
	talk(b, s, messages, rooms)
	b.Logf("%d messages indexed, %.0f/s", messages, messages/time.Since(began).Seconds())
	if err := s.Fill(ctx, `ANALYZE`); err != nil {
		b.Fatal(err)
	}
	// As the page asks: what stands in quotes is a phrase, and other words find longer ones.
	beginning := func(text string) chat.SearchPart { return chat.SearchPart{Words: []string{text}, Prefix: true} }
	w := func(n int) chat.SearchPart { return beginning(fmt.Sprintf("w%dx", n)) }
	without := func(n int) chat.SearchPart { return chat.SearchPart{Words: w(n).Words, Prefix: true, Not: true} }
	here := chat.SearchTags{Any: []string{fmt.Sprint("c", rooms[3].ConversationID)}}
	for name, q := range map[string]chat.SearchQuery{
		"a word in every other message":  {Parts: []chat.SearchPart{w(0)}},
		"a word of rank 1000":            {Parts: []chat.SearchPart{w(1000)}},
		"a word of rank 40000":           {Parts: []chat.SearchPart{w(40_000)}},
		"no such word":                   {Parts: []chat.SearchPart{w(60_000)}},
		"two frequent words":             {Parts: []chat.SearchPart{w(1), w(2)}},
		"a frequent and a rare word":     {Parts: []chat.SearchPart{w(0), w(20_000)}},
		"a phrase of frequent words":     {Parts: []chat.SearchPart{word(false, "w1x", "w2x")}},
		"a beginning of 11 words":        {Parts: []chat.SearchPart{beginning("w1000")}},
		"a beginning of 111 words":       {Parts: []chat.SearchPart{beginning("w100")}},
		"a beginning of 1111 words":      {Parts: []chat.SearchPart{beginning("w40")}},
		"a word, in a room":              {Parts: []chat.SearchPart{w(100)}, Tags: []chat.SearchTags{here}},
		"files in a room":                {Tags: []chat.SearchTags{here, {Any: []string{"hfile"}}}},
		"a word, far back":               {Parts: []chat.SearchPart{w(100)}, Until: minute(messages / 10)},
		"a frequent word without others": {Parts: []chat.SearchPart{w(0), without(1), without(2)}},
	} {
		q.Reader, q.Limit = chat.Reader{UserID: ada.ID}, 21
		b.Run(name, func(b *testing.B) {
			fastest(b, func() error { _, err := s.Search(ctx, q); return err })
		})
	}
}
