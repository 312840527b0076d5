// Task 2 server. Wrong: reads the list and waits for the next client
package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	door, _ := net.Listen("tcp", ":"+os.Args[1])
	for {
		client, _ := door.Accept()
		text := make([]byte, 1024)
		length, _ := client.Read(text)
		fmt.Printf("List received: %s\n", text[:length])
	}
}
