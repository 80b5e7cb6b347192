package store

import (
	"context"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

// maxTerms is how many words a beginning may go on as and be looked up by them. FTS5 holds a page of the index or a few for
// each at the same time.
const maxTerms = 128

// matchWords is a part of a query in FTS5's language. For a beginning FTS5 gathers in memory where any of its words are
// said, all over the index, before it answers the first. For words that are named it walks from the newest on, so the
// words that there are take the beginning's place.
//
// The index has words as FTS5 writes them, which is another way for letters like the final sigma. No word begins as it is
// asked for then, and that is left to FTS5, as is what goes on as too many.
func matchWords(ctx context.Context, read querier, part chat.SearchPart) (string, error) {
	const words = "words : "
	phrase := `"` + strings.Join(part.Words, " ") + `"`
	if !part.Prefix {
		return words + phrase, nil
	}
	before, last := part.Words[:len(part.Words)-1], part.Words[len(part.Words)-1]
	terms, err := termsOf(ctx, read, last)
	if err != nil {
		return "", err
	}
	if len(terms) == 0 || len(terms) > maxTerms {
		return words + phrase + " *", nil
	}
	front := strings.Join(append(before[:len(before):len(before)], ""), " ")
	for i, term := range terms {
		terms[i] = `"` + front + term + `"`
	}
	return words + "(" + strings.Join(terms, " OR ") + ")", nil
}

// termsOf answers words of the index that begin so, in order, and one more than maxTerms at the most. From each it goes to the
// next without a look at where it is said; char(1) comes before whatever a word goes on with. Tags are among them, which
// are nothing that was said. A word of messages that are gone may be.
func termsOf(ctx context.Context, read querier, beginning string) ([]string, error) {
	return collect(ctx, read, scanText, `WITH RECURSIVE found (term) AS (
			SELECT (SELECT term FROM search_term WHERE term >= $1 AND term <= $2 ORDER BY term LIMIT 1)
		UNION ALL
			SELECT (SELECT next.term FROM search_term AS next WHERE next.term >= found.term || char(1) AND next.term <= $2 ORDER BY next.term LIMIT 1)
			FROM found WHERE term IS NOT NULL LIMIT $3)
		SELECT term FROM found WHERE term IS NOT NULL`, beginning, beginning+"\U0010FFFF", maxTerms+1)
}
