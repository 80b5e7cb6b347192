package bench

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/remote"
)

// vocabulary is how many words there are; how often each is used falls with its rank, as in a language.
const vocabulary = 5000

// runSearch fills a room with messages of random words, waits until all have been read into the index, and looks for
// words of many kinds.
func runSearch(ctx context.Context, c Config, progress io.Writer) (*SearchResult, error) {
	t, err := parseTarget(c.Server)
	if err != nil {
		return nil, err
	}
	own, remove, err := c.roomOfItsOwn(ctx, "Bench search")
	if err != nil {
		return nil, err
	}
	defer remove()
	say(progress, 0, "search: %d messages are posted", c.Messages)
	if err := fill(ctx, t, own, c.Messages, babble); err != nil {
		return nil, err
	}
	begin := time.Now()
	say(progress, 0, "search: until all are found")
	if err := c.indexed(ctx); err != nil {
		return nil, err
	}
	r := &SearchResult{Messages: c.Messages, Behind: time.Since(begin).Seconds()}
	for _, kind := range []struct{ name, query string }{
		{"a frequent word", word(1)},
		{"a rare word", word(vocabulary - 1)},
		{"no word", "nobodysaysthis"},
		{"two frequent words", word(1) + " " + word(2)},
		{"a frequent and a rare one", word(1) + " " + word(vocabulary/2)},
		{"a beginning", word(1)[:3]},
		{"a phrase", `"` + word(1) + " " + word(1) + `"`},
	} {
		share := max(c.Duration/7, 50*time.Millisecond)
		say(progress, share, "search: %s", kind.name)
		rate, err := searches(ctx, t, c, kind.query, share)
		if err != nil {
			return nil, err
		}
		r.Queries = append(r.Queries, QueryResult{Kind: kind.name, Rate: rate})
	}
	return r, nil
}

// word is the word of a rank, made of syllables.
func word(rank int) string {
	var b strings.Builder
	for n := rank + 100; n > 0; n /= 20 {
		b.WriteByte("bcdfghklmnprstvwzxjq"[n%20])
		b.WriteByte("aeiou"[n%5])
	}
	return b.String()
}

// babble is the i-th message, always the same.
func babble(i int) string {
	random := rand.New(rand.NewPCG(uint64(i), 7))
	rank := rand.NewZipf(random, 1.1, 1, vocabulary-1)
	words := make([]string, 8+random.IntN(12))
	for k := range words {
		words[k] = word(int(rank.Uint64()))
	}
	return fmt.Sprintf(`{"message":%q,"message_format":"text"}`, strings.Join(words, " "))
}

// indexed waits until the search has read every message.
func (c Config) indexed(ctx context.Context) error {
	client, err := remote.New(c.Server, c.WSToken)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience+time.Duration(c.Messages)*time.Millisecond)
	defer cancel()
	for {
		behind, err := client.SearchBehind(ctx)
		if err != nil {
			return fmt.Errorf("until the search has read all: %w", err)
		}
		if behind == 0 {
			return nil
		}
		pause(ctx, 20*time.Millisecond)
	}
}

// searches looks for the same again and again, over one connection.
func searches(ctx context.Context, t target, c Config, query string, duration time.Duration) (Rate, error) {
	return repeated(ctx, t, t.get("/api/search?q="+url.QueryEscape(query), c.WSToken), c.PID, duration)
}

// repeated makes the same request again and again, over one connection.
func repeated(ctx context.Context, t target, request []byte, pid int, duration time.Duration) (Rate, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	callers, err := callersOf(ctx, t, 1)
	if err != nil {
		return Rate{}, err
	}
	times := newHistogram()
	begin, cpu := time.Now(), processorTime(pid)
	for ok := true; ok; ok = time.Since(begin) < duration {
		start := time.Now()
		if _, err := callers[0].read(request); err != nil {
			return Rate{}, err
		}
		_ = times.RecordValue(min(time.Since(start), maxTime).Microseconds())
	}
	r := rateOf(times, time.Since(begin))
	r.CPU = each(processorTime(pid)-cpu, r.Requests)
	return r, nil
}
