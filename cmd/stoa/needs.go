package main

import (
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/remote"
)

// printNeeds says what must be open in the network for an add-on to work.
func printNeeds(n hipchat.Needs) {
	fmt.Println("It needs the network to let:")
	if n.Inbound {
		fmt.Println("  it call this server")
	}
	printEndpoints("this server", n.Outbound)
	printEndpoints("people's browsers", n.Browser)
}

// printAdvice says what its author might have meant otherwise.
func printAdvice(p remote.Preview) {
	for _, advice := range p.Advice {
		fmt.Println("About its descriptor:", advice+".")
	}
}

func printEndpoints(who string, endpoints []hipchat.Endpoint) {
	for _, e := range endpoints {
		fmt.Printf("  %s call %s (%s)\n", who, net.JoinHostPort(e.Host, strconv.Itoa(e.Port)), strings.Join(e.For, ", "))
	}
}
