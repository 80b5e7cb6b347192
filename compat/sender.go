package compat

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// Sender is a program that posts to a room, set up as its user would set it up.
type Sender struct {
	// Command is the program and its arguments. In each of them {base_url}, {token}, {room}, {full_url} (of API v2) and
	// {full_url_v1} stand for what a server's user would copy from it.
	Command []string
	TLS     bool          // the server speaks https, with an authority of its own
	Timeout time.Duration // how long each run may take; 0: 20 s
	Only    []string      // names of cases; all when empty
}

const usualTimeout = 20 * time.Second

// Check runs the program, once for each case, against a throwaway server. It answers an error when it cannot be run.
func (s Sender) Check(ctx context.Context) (*Report, error) {
	if s.Timeout == 0 {
		s.Timeout = usualTimeout
	}
	if err := errors.Join(s.complete(), known(senderTrials(), s.Only)); err != nil {
		return nil, err
	}
	st, err := openStand(ctx)
	if err != nil {
		return nil, fmt.Errorf("the throwaway server: %w", err)
	}
	defer st.close()
	return s.checkAt(ctx, st)
}

func (s Sender) checkAt(ctx context.Context, st *stand) (*Report, error) {
	r := &Report{Form: "sender", Subject: strings.Join(s.Command, " "), Began: time.Now()}
	traps, err := setTraps()
	if err != nil {
		return nil, fmt.Errorf("the traps: %w", err)
	}
	defer traps.close()
	in := &session{Sender: s, stand: st, traps: traps, told: map[string]bool{}}
	defer in.close()
	if in.rooms[0], in.rooms[1], err = st.rooms(ctx); err != nil {
		return nil, fmt.Errorf("the rooms: %w", err)
	}
	if r.Cases, err = try(ctx, in, senderTrials(), s.Only); err != nil {
		return nil, err
	}
	r.Notes = append(traps.notes, in.notes()...)
	r.Took = time.Since(r.Began)
	return r, nil
}

// complete tells what is missing.
func (s Sender) complete() error {
	if len(s.Command) == 0 {
		return errors.New("there is no command to run")
	}
	if !s.takes("{base_url}") && !s.takes("{full_url}") && !s.takes("{full_url_v1}") {
		return errors.New("the command does not say where to post: give it {base_url} (with {token}), {full_url} or {full_url_v1} where its user would write one; " +
			"a program that lets nobody write an address is bound to one server (IG-01, IG-04), and stoa check source finds where")
	}
	if _, err := exec.LookPath(s.Command[0]); err != nil {
		return err
	}
	return nil
}

// takes tells whether the placeholder stands in the command.
func (s Sender) takes(placeholder string) bool {
	return strings.Contains(strings.Join(s.Command, "\x00"), placeholder)
}

// notes say what was left out, and what the guide prefers.
func (in *session) notes() []string {
	var list []string
	if !in.takes("{full_url}") && !in.takes("{full_url_v1}") {
		list = append(list, "The guide recommends that a complete URL can be given as well (IG-06): {full_url} was not tried.")
	}
	if in.without != nil {
		list = append(list, "It drops the path of the base URL, so the other cases were tried without one.")
	}
	for _, host := range in.traps.others() {
		list = append(list, "It also called "+host+", which was not let through.")
	}
	return list
}

func senderTrials() []trial[*session] {
	faults := []string{ignoresStatus, repeatsForever, doesNotEnd, tellsToken, fixedHost}
	return []trial[*session]{
		{"odd-address", "posts to an odd port below an odd path", []string{fixedHost, wrongScheme, dropsPrefix, nothingArrives, wrongRoom, wrongToken,
			refusedBody, failsThoughTaken, doesNotEnd, repeatsForever, v1Only, tellsToken}, oddAddress},
		{"trailing-slash", "takes a base URL with a slash at its end", []string{doublesSlash, nothingArrives, dropsPrefix}, trailingSlash},
		{"room-name", "posts to a room with a blank in its name", []string{rawRoomName}, roomName},
		{"refused", "notices that its token is refused (401)", faults, faulty(refuse(401))},
		{"no-room", "notices that there is no such room (404)", faults, faulty(refuse(404))},
		{"failing", "notices that the server fails (500)", faults, faulty(refuse(500))},
		{"slow-down", "slows down when it is told to (429)", append([]string{hurriesAfter429}, faults...), slowDown},
		{"redirected", "follows a redirection (307)", append([]string{ignoresRedirect}, faults...), redirected},
		{"silent", "gives up on a server that does not answer", append([]string{noTimeLimit}, faults...), silent},
		{"untrusted", "does not post to a server whose certificate it cannot trust", []string{trustsAll, ignoresStatus, doesNotEnd}, untrusted},
	}
}

// SenderRules are the names of the rules that a sender may break.
func SenderRules() []string {
	var names []string
	for _, t := range senderTrials() {
		names = append(names, t.Rules...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
