package outage

import (
	"net"
	"os"
	"syscall"
)

// Leave is asked before each outgoing call. It fails as if there were no way to anywhere.
func (s *Switches) Leave() error {
	if s.State().Outbound != Blocked {
		return nil
	}
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.EHOSTUNREACH)}
}
