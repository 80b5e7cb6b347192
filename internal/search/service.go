package search

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Index is where entries are kept and found. internal/store has it.
type Index interface {
	Search(ctx context.Context, q chat.SearchQuery) ([]chat.SearchHit, error)
	EventsAfter(ctx context.Context, conversationID, seq int64, limit int) ([]chat.Event, error)
}

// Service answers searches.
type Service struct {
	index    Index
	chat     *chat.Service
	follower *Follower
	now      func() time.Time
}

// New makes a Service.
func New(index Index, c *chat.Service, f *Follower, now func() time.Time) *Service {
	if now == nil {
		now = time.Now
	}
	return &Service{index, c, f, now}
}

// Found is a message that was found, and where.
type Found struct {
	chat.Place
	Event   chat.Event
	Snippet []Piece
}

// Page is what was found, the newest first. Next goes on where it ends; empty: there is no more.
type Page struct {
	Found []Found
	Next  string
}

// patience bounds a search in time: one that takes longer is too wide.
const patience = 10 * time.Second

// Search finds what the text asks for among what the caller may read now.
func (s *Service) Search(ctx context.Context, p *chat.Principal, text, cursor string, limit int) (Page, error) {
	if p.User == nil || p.User.Guest {
		return Page{}, chat.Errorf(chat.Forbidden, "Only a person of the group can search")
	}
	q, err := Parse(text)
	if err != nil {
		return Page{}, err
	}
	wanted, err := s.resolve(ctx, p, q)
	if err != nil {
		return Page{}, err
	}
	if wanted.Before, err = place(cursor); err != nil {
		return Page{}, err
	}
	return s.find(ctx, p, wanted, limit)
}

// With answers what in a conversation has something: a file or a link.
func (s *Service) With(ctx context.Context, p *chat.Principal, conversationID int64, what, cursor string, limit int) (Page, error) {
	if p.User == nil || p.User.Guest {
		return Page{}, chat.Errorf(chat.Forbidden, "Only a person of the group can list what was shared")
	}
	if err := s.chat.CanLook(ctx, p, conversationID); err != nil {
		return Page{}, err
	}
	wanted := chat.SearchQuery{
		Reader: p.Reader(), Tags: []chat.SearchTags{{Any: []string{tag(tagConversation, conversationID)}}, {Any: []string{tagHas + what}}},
	}
	var err error
	if wanted.Before, err = place(cursor); err != nil {
		return Page{}, err
	}
	return s.find(ctx, p, wanted, limit)
}

// Behind is how many events the index is known to lack.
func (s *Service) Behind() int64 { return s.follower.Behind() }

// Rebuild forgets the index and reads every log anew. It answers when that has begun.
func (s *Service) Rebuild(ctx context.Context, p *chat.Principal) error {
	if !p.GroupAdmin() {
		return chat.Errorf(chat.Forbidden, "Only administrators of the group may build the search anew")
	}
	return s.follower.Rebuild(ctx)
}

func (s *Service) find(ctx context.Context, p *chat.Principal, wanted chat.SearchQuery, limit int) (Page, error) {
	wanted.Limit = limit + 1
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	hits, err := s.index.Search(bounded, wanted)
	if errors.Is(bounded.Err(), context.DeadlineExceeded) {
		return Page{}, refuse("That finds too much to look through: add a word, a room or a date")
	}
	if err != nil {
		return Page{}, err
	}
	return s.page(ctx, p, hits, limit, wanted.Parts)
}

// place reads the cursor of an earlier answer.
func place(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || n <= 0 {
		return 0, chat.Violates(hipchat.WrongType("cursor", cursor, "cursor of an earlier answer"))
	}
	return n, nil
}

func (s *Service) page(ctx context.Context, p *chat.Principal, hits []chat.SearchHit, limit int, parts []chat.SearchPart) (Page, error) {
	var page Page
	if len(hits) > limit {
		hits = hits[:limit]
		page.Next = strconv.FormatInt(hits[limit-1].Place, 10)
	}
	where := make(map[int64]Found)
	var refused *chat.Error
	for _, h := range hits {
		events, err := s.index.EventsAfter(ctx, h.ConversationID, h.Seq-1, 1)
		if err != nil {
			return Page{}, err
		}
		if len(events) == 0 || events[0].Seq != h.Seq || events[0].Deleted {
			continue // it went between the search and now
		}
		f, known := where[h.ConversationID]
		if !known {
			if f.Place, err = s.chat.PlaceOf(ctx, p, h.ConversationID); errors.Is(err, chat.ErrNotFound) || errors.As(err, &refused) {
				continue
			}
			if err != nil {
				return Page{}, err
			}
			where[h.ConversationID] = f
		}
		f.Event = events[0]
		f.Snippet = snippet(&f.Event, parts)
		page.Found = append(page.Found, f)
	}
	return page, nil
}
