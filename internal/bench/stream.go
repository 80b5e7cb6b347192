package bench

import (
	"bufio"
	"bytes"
)

// stream is a feed in whatever language: only the numbers of posts are looked for.
type stream struct {
	bytes *bufio.Reader
	end   func() error
}

func (s *stream) close() { _ = s.end() }

// listen looks through what comes. A number that stands at the end of what has come so far may go on, so it waits for
// the next byte.
func (s *stream) listen(heard func(i int)) error {
	for {
		if _, err := s.bytes.Peek(1); err != nil {
			return err
		}
		text, _ := s.bytes.Peek(s.bytes.Buffered())
		used, numbers := scan(text)
		for _, n := range numbers {
			heard(n)
		}
		if used == 0 { // the beginning of a mark, or of a number
			if _, err := s.bytes.Peek(len(text) + 1); err != nil {
				return err
			}
			continue
		}
		if _, err := s.bytes.Discard(used); err != nil {
			return err
		}
	}
}

// scan finds the numbers of posts, and says how much of the text need not be looked at again.
func scan(text []byte) (used int, numbers []int) {
	for {
		at := bytes.Index(text[used:], []byte(mark))
		if at < 0 {
			keep := 0 // of the end, what a mark may begin with
			for k := min(len(mark)-1, len(text)-used); k > 0; k-- {
				if bytes.HasSuffix(text[used:], []byte(mark[:k])) {
					keep = k
					break
				}
			}
			return len(text) - keep, numbers
		}
		begin := used + at + len(mark)
		end := begin
		for end < len(text) && text[end] >= '0' && text[end] <= '9' {
			end++
		}
		if end == len(text) {
			return used + at, numbers
		}
		if n, found := numberIn(text[used+at:]); found {
			numbers = append(numbers, n)
		}
		used = end
	}
}
