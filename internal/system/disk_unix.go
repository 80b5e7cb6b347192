//go:build linux || darwin || freebsd

package system

import "syscall"

// DiskOf looks at the file system of a directory.
func DiskOf(directory string) *Disk {
	var s syscall.Statfs_t
	if directory == "" || syscall.Statfs(directory, &s) != nil {
		return nil
	}
	block := uint64(s.Bsize)
	return &Disk{Free: uint64(s.Bavail) * block, Total: s.Blocks * block}
}
