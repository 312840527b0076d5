package main

import (
	crypto "crypto/rand"
	"fmt"
	"math/big"
	"math/rand"
	"time"
)

func main() {
	rand.Seed(time.Now().UnixNano())
	n := 25 + rand.Intn(76)
	for i := 0; i < n; i++ {
		fmt.Print(1+rand.Intn(100), " ")
	}
	drawn, _ := crypto.Int(crypto.Reader, big.NewInt(1000000000))
	fmt.Print(drawn)
	numbers := map[int]bool{}
	for i := 0; i < n; i++ {
		numbers[i] = true
	}
	for number := range numbers {
		fmt.Print(" ", number)
	}
	fmt.Println()
}
