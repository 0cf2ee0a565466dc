// Command timelock encrypts to a round of drand's quicknet and decrypts with its signature, with the
// identity-based encryption of drand's own library, in the stanza that drand's tle writes.
//
//	timelock encrypt ROUND < plain > age
//	timelock decrypt SIGNATURE < age > plain
package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"filippo.io/age"
	bls "github.com/drand/kyber-bls12381"
	"github.com/drand/kyber/encrypt/ibe"
)

const (
	chain     = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
	publicKey = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c" +
		"8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb" +
		"5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
	pointLength = 96
	maskLength  = 16
)

var suite = bls.NewBLS12381Suite()

// recipient is a round.
type recipient uint64

func (r recipient) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	key, err := hex.DecodeString(publicKey)
	if err != nil {
		return nil, err
	}
	master := suite.G2().Point()
	if err := master.UnmarshalBinary(key); err != nil {
		return nil, err
	}
	id := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(r)))
	locked, err := ibe.EncryptCCAonG2(suite, master, id[:], fileKey)
	if err != nil {
		return nil, err
	}
	body, err := locked.U.MarshalBinary()
	if err != nil {
		return nil, err
	}
	body = append(append(body, locked.V...), locked.W...)
	args := []string{strconv.FormatUint(uint64(r), 10), chain}
	return []*age.Stanza{{Type: "tlock", Args: args, Body: body}}, nil
}

// identity is the signature of a round.
type identity []byte

func (i identity) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	if len(stanzas) != 1 || stanzas[0].Type != "tlock" || len(stanzas[0].Body) != pointLength+2*maskLength {
		return nil, age.ErrIncorrectIdentity
	}
	signature := suite.G1().Point()
	if err := signature.UnmarshalBinary(i); err != nil {
		return nil, err
	}
	body := stanzas[0].Body
	point := suite.G2().Point()
	if err := point.UnmarshalBinary(body[:pointLength]); err != nil {
		return nil, err
	}
	masked := body[pointLength:]
	locked := &ibe.Ciphertext{U: point, V: masked[:maskLength], W: masked[maskLength:]}
	return ibe.DecryptCCAonG2(suite, signature, locked)
}

func encrypt(round string) error {
	number, err := strconv.ParseUint(round, 10, 64)
	if err != nil {
		return err
	}
	w, err := age.Encrypt(os.Stdout, recipient(number))
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, os.Stdin); err != nil {
		return err
	}
	return w.Close()
}

func decrypt(signature string) error {
	key, err := hex.DecodeString(signature)
	if err != nil {
		return err
	}
	r, err := age.Decrypt(os.Stdin, identity(key))
	if err != nil {
		return err
	}
	_, err = io.Copy(os.Stdout, r)
	return err
}

func run(args []string) error {
	if len(args) == 2 && args[0] == "encrypt" {
		return encrypt(args[1])
	}
	if len(args) == 2 && args[0] == "decrypt" {
		return decrypt(args[1])
	}
	return errors.New("timelock encrypt ROUND, or timelock decrypt SIGNATURE")
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
