// Command agent holds one Ed25519 key for litewitness, which takes its key from an ssh-agent only.
//
// It reads the seed in hex from its input, serves the socket that is named, prints the key's fingerprint, and ends
// when its input does.
package main

import (
	"bufio"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strings"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

func run(socket string, input *bufio.Reader) error {
	line, err := input.ReadString('\n')
	if err != nil {
		return err
	}
	seed, err := hex.DecodeString(strings.TrimSpace(line))
	if err != nil || len(seed) != ed25519.SeedSize {
		return errors.New("the input is no seed")
	}
	key := ed25519.NewKeyFromSeed(seed)
	keyring := agent.NewKeyring()
	if err := keyring.Add(agent.AddedKey{PrivateKey: key}); err != nil {
		return err
	}
	public, err := ssh.NewPublicKey(key.Public())
	if err != nil {
		return err
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	defer listener.Close()
	go serve(listener, keyring)
	fmt.Println(ssh.FingerprintSHA256(public))
	_, err = io.Copy(io.Discard, input)
	return err
}

func serve(listener net.Listener, keyring agent.Agent) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			_ = agent.ServeAgent(keyring, connection)
		}()
	}
}

func main() {
	log.SetFlags(0)
	if err := run(os.Args[1], bufio.NewReader(os.Stdin)); err != nil {
		log.Fatal(err)
	}
}
