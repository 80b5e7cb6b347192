package world

import (
	"math/rand/v2"
	"strings"
)

// common are the words that are used most, in this order.
const common = `the to a is in it for on and that this of we i you be with not are was have at but if so can do from just will
	what there no one all up or now out get they has by new an about when then need me as think good like see my here our
	know time works test server build please still file page user error team today tomorrow next week release branch merge review
	ticket customer deploy staging production database query cache log config version update fix broken failed green red slow fast
	check change should could would because after before again already maybe really right left same other first last back down off
	over only more some any than also how why who where which their them his her its your us go going done made make work working
	look looks looking try trying thanks yes ok sure great nice sorry question answer idea problem issue meeting call lunch coffee
	morning later soon probably actually anyway both each every many much few little long short old big small`

// vocabulary is how many words there are.
const vocabulary = 30_000

// words talks.
type words struct {
	random *rand.Rand
	ranks  *rand.Zipf
	known  []string
}

func newWords(random *rand.Rand, known []string) *words {
	return &words{random, rand.NewZipf(random, 1.12, 2, vocabulary-1), known}
}

// lexicon is all words by their rank.
func lexicon() []string {
	all := strings.Fields(common)
	for rank := len(all); rank < vocabulary; rank++ {
		all = append(all, madeUp(rank))
	}
	return all
}

// Word is the word of a rank, 0 being the most frequent, and empty for none.
func Word(rank int) string {
	if all := lexicon(); rank >= 0 && rank < len(all) {
		return all[rank]
	}
	return ""
}

// madeUp is a word of syllables.
func madeUp(rank int) string {
	var b strings.Builder
	for n := rank + 2000; n > 0; n /= 20 {
		b.WriteByte("bcdfghklmnprstvwzxjq"[n%20])
		b.WriteByte("aeiou"[n/4%5])
	}
	return b.String()
}

// sentence appends one, of which most are short.
func (w *words) sentence(b []byte) []byte {
	for i := range 2 + min(30, int(w.random.ExpFloat64()*8)) {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, w.known[w.ranks.Uint64()]...)
	}
	return b
}
