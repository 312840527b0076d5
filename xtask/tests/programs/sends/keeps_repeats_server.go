// Task 2 server. Wrong: sends back what it got. Each client has a goroutine of its own
package main

import (
	"bufio"
	"fmt"
	"net"
	"strings"
)

func serve(conn net.Conn) {
	defer conn.Close()
	line, _ := bufio.NewReader(conn).ReadString('\n')
	numbers := strings.Fields(line)
	fmt.Fprintf(conn, "%s\n", strings.Join(numbers, " "))
}

func main() {
	listener, err := net.Listen("tcp", ":12345")
	if err != nil {
		panic(err)
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			continue
		}
		go serve(conn)
	}
}
