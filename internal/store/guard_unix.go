//go:build linux || darwin || freebsd

package store

import (
	"os"
	"syscall"
)

// lockFile takes a lock that nobody else has, or fails at once.
func lockFile(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
