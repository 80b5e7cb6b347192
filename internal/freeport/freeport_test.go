package freeport

import (
	"fmt"
	"net"
	"os"
	"sync"
	"testing"
)

func TestNoAddressIsAnsweredTwiceAndEachCanBeListenedAt(t *testing.T) {
	const many = 200
	answered := make(chan string, many)
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			for range many / 8 {
				a, err := Address()
				if err != nil {
					t.Error(err)
				}
				answered <- a
			}
		})
	}
	asking.Wait()
	close(answered)
	seen := map[string]bool{}
	for a := range answered {
		if seen[a] {
			t.Errorf("%s was answered twice", a)
		}
		seen[a] = true
		l, err := net.Listen("tcp", a)
		if err != nil {
			t.Error(err)
			continue
		}
		t.Cleanup(func() { l.Close() })
	}
	again, err := Address()
	if err != nil || seen[again] {
		t.Errorf("%s is not free, %v", again, err)
	}
}

// Tests on the same machine listen at any port, by the hundred, and would be given this one before its program comes to listen.
func TestAPortIsNoneThatTheSystemGivesToOthers(t *testing.T) {
	text, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range")
	if err != nil {
		t.Skip("this system does not say which it gives")
	}
	var from, to int
	if _, err := fmt.Sscan(string(text), &from, &to); err != nil {
		t.Fatal(err)
	}
	if from < 32_768 {
		t.Skipf("this machine gives those from %d on", from)
	}
	if lowest <= to && highest > from {
		t.Errorf("ports from %d to %d are tried, and the system gives those from %d to %d", lowest, highest, from, to)
	}
}
