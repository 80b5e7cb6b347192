package realtime

import (
	"cmp"
	"slices"
	"time"
)

// What presence costs grows with the square of a group: everybody is told of everybody. So changes are gathered, the longer
// the more sessions there are to tell, and many are told as one frame that says each presence once.

const (
	gatheredFor = 1000 // sessions; for each such number more, changes are gathered for as long again
	apart       = 16   // changes at most that have a frame each
)

// gathering is how long changes are gathered. The caller holds p.mu.
func (p *people) gathering() time.Duration {
	return p.bounds.Gather * time.Duration(1+p.here/gatheredFor)
}

// presenceFrames tells what has become of people, none of whom is there twice.
func presenceFrames(changed map[presence][]int64) (frames []byte) {
	all := 0
	for _, ids := range changed {
		all += len(ids)
	}
	if all > apart {
		return presencesFrame(changed)
	}
	for now, ids := range changed {
		for _, id := range ids {
			frames = append(frames, presenceFrame(id, now)...)
		}
	}
	return frames
}

// alike is people whose presence is the same.
type alike struct {
	UserIDs []int64 `json:"user_ids"`
	Online  bool    `json:"online"`
	Show    string  `json:"show"`
	Mobile  bool    `json:"mobile,omitempty"`
}

func presencesFrame(changed map[presence][]int64) []byte {
	var all []alike
	for now, ids := range changed {
		all = append(all, alike{slices.Sorted(slices.Values(ids)), now.online, now.show, now.mobile})
	}
	slices.SortFunc(all, func(a, b alike) int { return cmp.Compare(a.UserIDs[0], b.UserIDs[0]) })
	return encode(struct {
		Type  string  `json:"type"`
		Alike []alike `json:"alike"`
	}{"presences", all})
}
