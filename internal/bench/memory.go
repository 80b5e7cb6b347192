package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
)

// parts is a process's resident memory by whose it is, in KiB.
type parts struct {
	Go      int // Go's heap and stacks, and its own tables where the kernel has names for them
	Program int // pages of files: the program's own above all
	Other   int // all else: what SQLite has, and Go's own tables elsewhere
}

// partsOf reads a process's mappings, where there is a /proc.
func partsOf(pid int) (parts, error) {
	f, err := os.Open("/proc/" + strconv.Itoa(pid) + "/smaps")
	if err != nil {
		return parts{}, fmt.Errorf("mappings: %w", err)
	}
	defer f.Close()
	return readParts(f)
}

// Go chooses a place for its heap by chance, above programs and below all that the kernel places by itself.
const goHeapBegins, goHeapEnds = 1 << 32, 0x7e << 40

// readParts adds up mappings. spec: proc_pid_smaps(5)
func readParts(from io.Reader) (p parts, err error) {
	var part *int
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		words := bytes.Fields(lines.Bytes())
		if len(words) == 0 {
			continue
		}
		if begin, _, found := bytes.Cut(words[0], []byte("-")); found {
			part = p.of(begin, words)
			continue
		}
		if part != nil && len(words) > 1 && string(words[0]) == "Rss:" {
			kb, _ := strconv.Atoi(string(words[1])) // the kernel writes numbers
			*part += kb
		}
	}
	return p, lines.Err()
}

// of tells whose a mapping is by its first line, whose first word begins with an address and whose sixth is a file's name, or
// what Go calls it where the kernel keeps such names.
func (p *parts) of(begin []byte, words [][]byte) *int {
	address, _ := strconv.ParseUint(string(begin), 16, 64)
	name := bytes.Join(words[min(5, len(words)):], []byte(" "))
	switch {
	case bytes.HasPrefix(name, []byte("/")):
		return &p.Program
	case goHeapBegins <= address && address < goHeapEnds && len(words) < 6, bytes.HasPrefix(name, []byte("[anon: Go:")):
		return &p.Go
	}
	return &p.Other
}
