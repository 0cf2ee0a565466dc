package main

import (
	"bytes"
	"errors"
	"fmt"

	"avow.localhost/interop/mldsa44"
	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Bytes are base64 in JSON.
type receipt struct {
	Entry []byte `json:"entry"`
	Proof string `json:"proof"`
}

type inclusion struct {
	Entry []byte   `json:"entry"`
	Index int64    `json:"index"`
	Size  int64    `json:"size"`
	Root  []byte   `json:"root"`
	Path  [][]byte `json:"path"`
}

type consistency struct {
	From     int64    `json:"from"`
	FromRoot []byte   `json:"fromRoot"`
	To       int64    `json:"to"`
	ToRoot   []byte   `json:"toRoot"`
	Proof    [][]byte `json:"proof"`
}

type verifyRequest struct {
	Log         string        `json:"log"`
	Policy      string        `json:"policy"`
	Checkpoint  string        `json:"checkpoint"`
	Receipts    []receipt     `json:"receipts"`
	Inclusions  []inclusion   `json:"inclusions"`
	Consistency []consistency `json:"consistency"`
	// MlDsa is a note and the key that has cosigned it.
	MlDsa struct {
		Vkey string `json:"vkey"`
		Note string `json:"note"`
	} `json:"mlDsa"`
}

type verifyResult struct {
	Size         int64 `json:"size"`
	Cosignatures int   `json:"cosignatures"`
	Receipts     int   `json:"receipts"`
	Inclusions   int   `json:"inclusions"`
	Consistency  int   `json:"consistency"`
	MlDsa        int   `json:"mlDsa"`
}

var errTaken = errors.New("what was changed was taken all the same")

func hashes(all [][]byte) []tlog.Hash {
	list := make([]tlog.Hash, len(all))
	for i, bytes := range all {
		copy(list[i][:], bytes)
	}
	return list
}

func hashOf(bytes []byte) (hash tlog.Hash) {
	copy(hash[:], bytes)
	return hash
}

// changed has one bit of the last byte flipped.
func changed(data []byte) []byte {
	other := bytes.Clone(data)
	other[len(other)-1] ^= 1
	return other
}

func verify(request verifyRequest) (result verifyResult, err error) {
	if result.Size, result.Cosignatures, err = verifyCheckpoint(request); err != nil {
		return result, fmt.Errorf("the checkpoint: %w", err)
	}
	if result.Receipts, err = verifyReceipts(request); err != nil {
		return result, fmt.Errorf("a receipt: %w", err)
	}
	if result.Inclusions, err = verifyInclusions(request.Inclusions); err != nil {
		return result, fmt.Errorf("an inclusion proof: %w", err)
	}
	if result.Consistency, err = verifyConsistency(request.Consistency); err != nil {
		return result, fmt.Errorf("a consistency proof: %w", err)
	}
	if result.MlDsa, err = verifyMlDsa(request.MlDsa.Vkey, request.MlDsa.Note); err != nil {
		return result, fmt.Errorf("an ML-DSA-44 cosignature: %w", err)
	}
	return result, nil
}

// verifyCheckpoint opens the note by the log's key alone, and then under the whole policy.
func verifyCheckpoint(request verifyRequest) (int64, int, error) {
	key, err := note.NewVerifier(request.Log)
	if err != nil {
		return 0, 0, err
	}
	if _, err := note.Open([]byte(request.Checkpoint), note.VerifierList(key)); err != nil {
		return 0, 0, err
	}
	policy, err := torchwood.ParsePolicy([]byte(request.Policy))
	if err != nil {
		return 0, 0, err
	}
	checkpoint, opened, err := torchwood.VerifyCheckpoint([]byte(request.Checkpoint), policy)
	if err != nil {
		return 0, 0, err
	}
	other := bytes.Replace([]byte(request.Checkpoint), []byte(fmt.Sprintf("\n%d\n", checkpoint.N)),
		[]byte(fmt.Sprintf("\n%d\n", checkpoint.N+1)), 1)
	if _, _, err := torchwood.VerifyCheckpoint(other, policy); err == nil {
		return 0, 0, errTaken
	}
	return checkpoint.N, len(opened.Sigs) - 1, nil
}

func verifyReceipts(request verifyRequest) (int, error) {
	policy, err := torchwood.ParsePolicy([]byte(request.Policy))
	if err != nil {
		return 0, err
	}
	for _, one := range request.Receipts {
		if err := torchwood.VerifyProof(policy, tlog.RecordHash(one.Entry), []byte(one.Proof)); err != nil {
			return 0, err
		}
		if torchwood.VerifyProof(policy, tlog.RecordHash(changed(one.Entry)), []byte(one.Proof)) == nil {
			return 0, errTaken
		}
	}
	return len(request.Receipts), nil
}

func verifyInclusions(all []inclusion) (int, error) {
	for _, one := range all {
		path, root := tlog.RecordProof(hashes(one.Path)), hashOf(one.Root)
		if err := tlog.CheckRecord(path, one.Size, root, one.Index, tlog.RecordHash(one.Entry)); err != nil {
			return 0, err
		}
		if tlog.CheckRecord(path, one.Size, root, one.Index, tlog.RecordHash(changed(one.Entry))) == nil {
			return 0, errTaken
		}
	}
	return len(all), nil
}

func verifyConsistency(all []consistency) (int, error) {
	for _, one := range all {
		proof := tlog.TreeProof(hashes(one.Proof))
		if err := tlog.CheckTree(proof, one.To, hashOf(one.ToRoot), one.From, hashOf(one.FromRoot)); err != nil {
			return 0, err
		}
		if tlog.CheckTree(proof, one.To, hashOf(one.ToRoot), one.From, hashOf(changed(one.FromRoot))) == nil {
			return 0, errTaken
		}
	}
	return len(all), nil
}

func verifyMlDsa(vkey, signed string) (int, error) {
	key, err := mldsa44.NewVerifier(vkey)
	if err != nil {
		return 0, err
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(key))
	if err != nil {
		return 0, err
	}
	return len(opened.Sigs), nil
}
