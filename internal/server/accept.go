package server

import (
	"net"
	"runtime"
)

// paced accepts a connection when those before it have had a turn. When ten thousand pages come back in the same moment, all
// of them would be accepted first, and whoever posts meanwhile would stand in line behind all of them.
type paced struct{ net.Listener }

func (l paced) Accept() (net.Conn, error) {
	runtime.Gosched()
	return l.Listener.Accept()
}
