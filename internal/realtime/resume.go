package realtime

import (
	"context"
	"errors"
	"fmt"

	"github.com/gobwas/ws"

	"github.com/stoachat/stoa/internal/chat"
)

// page is how many events are read from the log at once.
const page = 100

// comeBack is told with a code for what went wrong here.
const comeBack = "come back and resume"

// errGone says that the client has ended the watch or the connection meanwhile.
var errGone = errors.New("gone")

// catchUp brings one watch after another up to the present. It runs while any is behind, at most once per session,
// so a session asks the database one question at a time.
func (s *session) catchUp() {
	for w := s.nextBehind(); w != nil; w = s.nextBehind() {
		err := s.bring(w)
		var refused *chat.Error
		switch {
		case err == nil || errors.Is(err, errGone) || s.hub.ctx.Err() != nil:
		case errors.As(err, &refused):
			s.drop(w)
			s.complain(w.conversation, refused.Message)
		default:
			s.hub.logger.Error("a live session cannot catch up", "conversation", w.conversation, "err", err)
			s.out.close(ws.StatusInternalServerError, comeBack)
		}
	}
}

func (s *session) nextBehind() *watch {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) == 0 {
		s.queue = nil
		s.reading = false
		return nil
	}
	w := s.queue[0]
	s.queue = s.queue[1:]
	return w
}

func (s *session) drop(w *watch) {
	s.mu.Lock()
	s.forget(w)
	s.mu.Unlock()
	s.hub.unsubscribe(w)
}

// bring subscribes first and reads the log afterwards. What is committed after the reading rings, and a ring that
// comes while the watch is behind is only noted: so the reading goes on until it has seen all that rang.
func (s *session) bring(w *watch) error {
	if err := s.admit(w); err != nil {
		return err
	}
	last, err := s.hub.lastSeq(w.conversation)
	if err != nil {
		return err
	}
	for {
		sent, caughtUp := s.settle(w, last)
		if caughtUp {
			s.hub.settled(w.conversation, sent)
			return nil
		}
		if sent > last || last-sent > s.hub.bounds.Missed {
			err = s.reset(w, last)
		} else {
			err = s.replay(w, sent, last)
		}
		if err != nil {
			return err
		}
		last = s.newest(w, last)
	}
}

// admit asks whether the client may watch, once, and subscribes it.
func (s *session) admit(w *watch) error {
	s.mu.Lock()
	asked := !w.resumes
	s.mu.Unlock()
	if asked {
		return nil
	}
	err := s.hub.ask(func(ctx context.Context) error {
		return s.hub.access.CanLook(ctx, s.principal, w.conversation)
	})
	if err != nil {
		return fmt.Errorf("access: %w", err)
	}
	s.hub.subscribe(w)
	s.mu.Lock()
	gone := w.gone
	s.mu.Unlock()
	if gone {
		s.hub.unsubscribe(w)
		return errGone
	}
	return nil
}

// settle ends the catching up if everything up to last, and all that rang meanwhile, has been sent.
func (s *session) settle(w *watch, last int64) (sent int64, caughtUp bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w.sent != max(last, w.told) {
		return w.sent, false
	}
	w.behind = false
	if w.resumes {
		w.resumes = false
		s.out.add(seqFrame("watching", w.conversation, w.sent))
	}
	return w.sent, true
}

// newest answers the highest seq that is known: from a ring, or because a page of the log held newer events.
func (s *session) newest(w *watch, last int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(last, w.told, w.sent)
}

// reset tells the client to load the newest page by itself: too much is missing, or it knows a seq that the log does
// not have. It stands for the answer to a watch command.
func (s *session) reset(w *watch, last int64) error {
	if !s.out.await() {
		return errGone
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if w.gone || !s.out.add(seqFrame("reset", w.conversation, last)) {
		return errGone
	}
	w.sent, w.resumes = last, false
	return nil
}

// replay sends the events after sent from the log, at least up to last.
func (s *session) replay(w *watch, sent, last int64) error {
	for sent < last {
		frames, err := s.page(w.conversation, sent, last)
		if err != nil {
			return err
		}
		if len(frames) == 0 {
			return s.reset(w, last) // the log has lost them: its conversation was deleted
		}
		sent += int64(len(frames))
		for len(frames) > 0 {
			n := s.hub.bounds.together(frames)
			if err := s.sendFromLog(w, frames[:n]); err != nil {
				return err
			}
			frames = frames[n:]
		}
	}
	return nil
}

// page answers what follows a seq. A guest does not get what everybody gets.
func (s *session) page(conversation, after, last int64) ([][]byte, error) {
	if s.principal.After == 0 {
		return s.hub.page(conversation, after, last)
	}
	return s.hub.readPage(conversation, after, func(e chat.Event) chat.Event { return e.ForGuest(s.principal.After) })
}

// sendFromLog waits for room in the pending list, which is allowed here: nobody but this session waits.
func (s *session) sendFromLog(w *watch, frames [][]byte) error {
	if !s.out.await() {
		return errGone
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if w.gone || !s.out.addAll(frames) {
		return errGone
	}
	w.sent += int64(len(frames))
	return nil
}

func (h *Hub) after(conversation, seq int64) (events []chat.Event, err error) {
	err = h.ask(func(ctx context.Context) (err error) {
		events, err = h.log.EventsAfter(ctx, conversation, seq, page)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("events after %d: %w", seq, err)
	}
	return events, nil
}

// ask bounds a question to the database in time, and how many are asked at once: after a restart everyone resumes.
func (h *Hub) ask(question func(context.Context) error) error {
	h.resumes <- struct{}{}
	defer func() { <-h.resumes }()
	ctx, cancel := context.WithTimeout(h.ctx, h.bounds.ReadLogWait)
	defer cancel()
	return question(ctx)
}
