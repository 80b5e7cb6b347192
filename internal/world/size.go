package world

import (
	"errors"
	"math"
)

// Size is how much of everything there is.
type Size struct {
	People   int
	Rooms    int
	Chats    int // between two people
	Messages int // in rooms and chats
	Files    int // that some of them share
	Years    int
}

// Documented is the largest HipChat Server of which the numbers were ever published, with as many chats as its people may have had.
func Documented() Size {
	return Size{People: 1600, Rooms: 2600, Chats: 12_000, Messages: 7_400_000, Files: 150_000, Years: 4}
}

// Times is a size by a factor, with at least a few of each.
func (s Size) Times(factor float64) Size {
	by := func(n, least int) int { return max(least, int(math.Round(float64(n)*factor))) }
	s.People, s.Rooms, s.Chats = by(s.People, 4), by(s.Rooms, 4), by(s.Chats, 2)
	s.Chats = min(s.Chats, s.People*(s.People-1)/2)
	s.Messages, s.Files = by(s.Messages, 1000), by(s.Files, 10)
	return s
}

func (s Size) check() error {
	switch {
	case s.People < 2 || s.People > 1_000_000 || s.Rooms < 1 || s.Rooms > 1_000_000:
		return errors.New("a world has 2 to a million people and 1 to a million rooms")
	case s.Chats < 1 || s.Chats > s.People*(s.People-1)/2:
		return errors.New("a world has a chat at least, and no more than one between any two people")
	case s.Messages < 10*(s.Rooms+s.Chats) || s.Messages > 1_000_000_000:
		return errors.New("a world has ten messages for each room and chat at least, and a thousand million at most")
	case s.Files < 0 || s.Files > s.Messages/2 || s.Years < 1 || s.Years > 20:
		return errors.New("half of the messages may share files, and a world is 1 to 20 years old")
	}
	return nil
}

// inRooms is the share of the messages that are said in rooms.
const inRooms = 0.72

// shares divides messages among n places: the k-th has 1/k of what the first one has, to the power of steepness, and each
// has some.
func shares(messages, n int, steepness float64) []int {
	weights, sum := make([]float64, n), 0.0
	for k := range weights {
		weights[k] = math.Pow(float64(k+1), -steepness)
		sum += weights[k]
	}
	sizes, left := make([]int, n), messages
	for k := n - 1; k > 0; k-- {
		sizes[k] = max(3, int(float64(messages)*weights[k]/sum))
		left -= sizes[k]
	}
	sizes[0] = left
	return sizes
}
