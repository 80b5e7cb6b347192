package chat

import "context"

// Participants lists who is in the room now: people who joined it and are connected. spec: rest-v2, 4.4 get_room.
func (s *Service) Participants(ctx context.Context, r Room) ([]User, error) {
	inside, err := s.ParticipantsIn(ctx, []Room{r})
	return inside[r.ID], err
}

// ParticipantsIn is Participants for many rooms at once, by their ids. Who is not connected is not looked up.
func (s *Service) ParticipantsIn(ctx context.Context, rooms []Room) (map[int64][]User, error) {
	ids := make([]int64, len(rooms))
	for i, r := range rooms {
		ids[i] = r.ID
	}
	joined, err := s.store.JoinedAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	online := make(map[int64]bool)
	for _, users := range joined {
		for _, id := range users {
			online[id] = online[id] || s.live.Online(id)
		}
	}
	people, err := s.UsersByID(ctx, keys(online))
	if err != nil {
		return nil, err
	}
	inside := make(map[int64][]User, len(rooms))
	for room, users := range joined {
		for _, id := range users {
			if u, ok := people[id]; ok && !u.Deleted {
				inside[room] = append(inside[room], u)
			}
		}
	}
	return inside, nil
}

// OwnersOf finds the owners of the rooms, by their ids.
func (s *Service) OwnersOf(ctx context.Context, rooms []Room) (map[int64]User, error) {
	owners := make(map[int64]bool)
	for _, r := range rooms {
		owners[r.OwnerID] = true
	}
	return s.UsersByID(ctx, keys(owners))
}

// keys are the ids of a set that are in it.
func keys(set map[int64]bool) []int64 {
	var ids []int64
	for id, in := range set {
		if in {
			ids = append(ids, id)
		}
	}
	return ids
}

// JoinedIDs answers who has joined the room, be they connected or not.
func (s *Service) JoinedIDs(ctx context.Context, r Room) ([]int64, error) {
	return s.store.Joined(ctx, r.ID)
}
