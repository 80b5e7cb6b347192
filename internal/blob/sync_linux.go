package blob

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// syncAll brings the whole file system of a directory to the disk.
func syncAll(root *os.Root) error {
	f, err := root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(unix.Syncfs(int(f.Fd())), f.Close())
}
