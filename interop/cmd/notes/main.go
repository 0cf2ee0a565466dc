// Command notes holds formats against golang.org/x/mod/sumdb and filippo.io/torchwood.
//
// "notes verify" reads from its input what Avow made and says what it found; "notes make" prints what Avow must take.
package main

import (
	"encoding/json"
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	var result any
	var err error
	switch os.Args[1] {
	case "verify":
		var request verifyRequest
		if err = json.NewDecoder(os.Stdin).Decode(&request); err == nil {
			result, err = verify(request)
		}
	case "make":
		result, err = makeAll()
	default:
		log.Fatal("verify or make")
	}
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		log.Fatal(err)
	}
}
