package main

import (
	"cmp"
	"flag"
	"fmt"
	"os"
)

var base = flag.String("url", "https://api.hipchat.com", "the server's base URL")

func main() {
	flag.Parse()
	web := cmp.Or(os.Getenv("HIPCHAT_WEB"),
		"https://www.hipchat.com/sign_in")
	fmt.Println(*base+"/v2/room/Ops/notification", web)
}
