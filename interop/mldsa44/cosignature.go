// Package mldsa44 makes and verifies cosignatures of type 0x06 (C2SP tlog-cosignature), written from the text alone.
package mldsa44

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"filippo.io/mldsa"
	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
)

const algorithm = 0x06

// message is the structure cosigned_message of the whole tree of a checkpoint.
func message(name string, time uint64, text string) ([]byte, error) {
	checkpoint, err := torchwood.ParseCheckpoint(text)
	if err != nil {
		return nil, err
	}
	m := []byte("subtree/v1\n\x00")
	m = append(append(m, byte(len(name))), name...)
	m = binary.BigEndian.AppendUint64(m, time)
	m = append(append(m, byte(len(checkpoint.Origin))), checkpoint.Origin...)
	m = binary.BigEndian.AppendUint64(m, 0)
	m = binary.BigEndian.AppendUint64(m, uint64(checkpoint.N))
	return append(m, checkpoint.Hash[:]...), nil
}

func keyID(name string, material []byte) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n"), material...))
	return binary.BigEndian.Uint32(sum[:])
}

// Cosigner signs as a witness does.
type Cosigner struct {
	name string
	key  *mldsa.PrivateKey
	time uint64
}

var _ note.Signer = (*Cosigner)(nil)

// NewCosigner takes the time that it will sign with, in seconds since the epoch.
func NewCosigner(name string, seed []byte, time uint64) (*Cosigner, error) {
	key, err := mldsa.NewPrivateKey(mldsa.MLDSA44(), seed)
	if err != nil {
		return nil, err
	}
	return &Cosigner{name, key, time}, nil
}

func (c *Cosigner) material() []byte { return append([]byte{algorithm}, c.key.PublicKey().Bytes()...) }

// Name is the key's.
func (c *Cosigner) Name() string { return c.name }

// KeyHash is the key ID.
func (c *Cosigner) KeyHash() uint32 { return keyID(c.name, c.material()) }

// Vkey is the key as C2SP signed-note writes it.
func (c *Cosigner) Vkey() string {
	return fmt.Sprintf("%s+%08x+%s", c.name, c.KeyHash(), base64.StdEncoding.EncodeToString(c.material()))
}

// Sign gives time and signature.
func (c *Cosigner) Sign(text []byte) ([]byte, error) {
	m, err := message(c.name, c.time, string(text))
	if err != nil {
		return nil, err
	}
	signature, err := c.key.Sign(nil, m, &mldsa.Options{})
	if err != nil {
		return nil, err
	}
	return append(binary.BigEndian.AppendUint64(nil, c.time), signature...), nil
}

type verifier struct {
	name string
	id   uint32
	key  *mldsa.PublicKey
}

// NewVerifier reads a vkey of this type.
func NewVerifier(vkey string) (note.Verifier, error) {
	parts := strings.Split(vkey, "+")
	if len(parts) < 3 {
		return nil, errors.New("not a vkey")
	}
	// Base64 has plus signs too.
	material, err := base64.StdEncoding.DecodeString(strings.Join(parts[2:], "+"))
	if err != nil || len(material) == 0 || material[0] != algorithm {
		return nil, errors.New("not a vkey of type 0x06")
	}
	id := keyID(parts[0], material)
	if fmt.Sprintf("%08x", id) != parts[1] {
		return nil, errors.New("the key ID is another one")
	}
	key, err := mldsa.NewPublicKey(mldsa.MLDSA44(), material[1:])
	if err != nil {
		return nil, err
	}
	return &verifier{parts[0], id, key}, nil
}

func (v *verifier) Name() string    { return v.name }
func (v *verifier) KeyHash() uint32 { return v.id }
func (v *verifier) Verify(text, signature []byte) bool {
	if len(signature) < 8 {
		return false
	}
	m, err := message(v.name, binary.BigEndian.Uint64(signature), string(text))
	return err == nil && mldsa.Verify(v.key, m, signature[8:], &mldsa.Options{}) == nil
}
