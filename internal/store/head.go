package store

import (
	"context"
	"slices"
)

// headsAtOnce bounds the arguments of one question.
const headsAtOnce = 1000

type conversationHead struct{ id, seq int64 }

// Heads answers the seq of the newest event of each of the conversations, those left out that are not there.
func (s *Store) Heads(ctx context.Context, conversationIDs []int64) (map[int64]int64, error) {
	heads := make(map[int64]int64, len(conversationIDs))
	for ids := range slices.Chunk(conversationIDs, headsAtOnce) {
		var p params
		query := `SELECT id, last_seq FROM conversation WHERE ` + in(&p, "id", ids)
		found, err := collect(ctx, s.read, scanHead, query, p...)
		if err != nil {
			return nil, s.explain("heads", err)
		}
		for _, h := range found {
			heads[h.id] = h.seq
		}
	}
	return heads, nil
}

func scanHead(s scanner) (h conversationHead, err error) {
	return h, s.Scan(&h.id, &h.seq)
}
