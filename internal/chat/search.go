package chat

import "time"

// SearchEntry is what can be found of an event: the words of what it says, folded and in their order, and tags for all
// else. internal/search makes both; the store only compares them.
type SearchEntry struct {
	ConversationID, Seq int64
	Time                time.Time
	Words               []string // letters and digits only
	Tags                []string // likewise
}

// SearchPart is words that follow each other.
type SearchPart struct {
	Words  []string
	Prefix bool // the last of them may go on
	Not    bool // they must not be there
}

// SearchTags is a group of tags of which an entry must have one, or must not have any.
type SearchTags struct {
	Any []string
	Not bool
}

// SearchQuery selects entries, the newest first. All parts and all groups of tags must hold.
type SearchQuery struct {
	Reader       Reader
	Parts        []SearchPart
	Tags         []SearchTags
	Since, Until time.Time // Since is inclusive, Until is not; zero: none
	Before       int64     // only what stands behind this place of an earlier answer; 0: from the newest on
	Limit        int
}

// SearchHit is an entry that was found. Place orders the hits, see SearchQuery.Before.
type SearchHit struct {
	Place               int64
	ConversationID, Seq int64
}

// SearchLag is a log that has not been read to its end for the search.
type SearchLag struct {
	ConversationID int64
	Seq            int64 // read up to here
	LastSeq        int64
}

// SearchBatch is what reading a piece of a log changes: entries that are new or anew, and those that go.
type SearchBatch struct {
	ConversationID int64
	After          int64 // the log had been read up to here
	Seq            int64 // and has been now
	Entries        []SearchEntry
	Gone           []int64 // seqs
}
