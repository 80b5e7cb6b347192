// Package freeport finds ports of this machine's loopback for programs that are to be told where to listen.
package freeport

import (
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
	"sync/atomic"
)

// The ports that are tried. Those above are what systems give to whoever asks for any, so that one from there may be somebody
// else's before the program listens, or while it is restarted.
const (
	lowest  = 10_000
	highest = 32_000 // Linux begins at 32768, others at 49152
)

// given is how many ports this process has tried: none is answered twice, though its program has not come to listen yet.
var given atomic.Uint32

// first is where this process begins, so that two do not try the same ports at the same time.
var first = rand.Uint32N(highest - lowest)

var errNone = errors.New("no port of the loopback is free")

// Port answers a port of 127.0.0.1 at which nothing listens.
func Port() (int, error) {
	for range highest - lowest {
		port := lowest + int((first+given.Add(1))%(highest-lowest))
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			return port, l.Close()
		}
	}
	return 0, errNone
}

// Address is Port with the address in front: 127.0.0.1:PORT.
func Address() (string, error) {
	port, err := Port()
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), err
}
