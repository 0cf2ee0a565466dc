package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"time"

	"avow.localhost/interop/mldsa44"
	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	origin = "go.example/log"
	size   = 700
)

type made struct {
	Log         string        `json:"log"`
	Policy      string        `json:"policy"`
	Checkpoint  string        `json:"checkpoint"`
	Size        int64         `json:"size"`
	Root        []byte        `json:"root"`
	Receipts    []madeReceipt `json:"receipts"`
	Consistency []consistency `json:"consistency"`
	// Tiles and entry bundles by their paths.
	Tiles map[string][]byte `json:"tiles"`
}

type madeReceipt struct {
	receipt
	Index int64 `json:"index"`
}

// tree is a log in memory, with the stored hashes that x/mod computes.
type tree struct {
	entries [][]byte
	stored  []tlog.Hash
}

// ReadHashes makes it a tlog.HashReader.
func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		list[i] = t.stored[index]
	}
	return list, nil
}

func growTree() (*tree, error) {
	t := &tree{}
	for i := range int64(size) {
		entry := []byte(fmt.Sprintf("entry %d of a log that was made in Go", i))
		added, err := tlog.StoredHashes(i, entry, t)
		if err != nil {
			return nil, err
		}
		t.entries = append(t.entries, entry)
		t.stored = append(t.stored, added...)
	}
	return t, nil
}

// tiles gives what C2SP tlog-tiles puts on a server.
func (t *tree) tiles() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, tile := range tlog.NewTiles(torchwood.TileHeight, 0, size) {
		data, err := tlog.ReadTileData(tile, t)
		if err != nil {
			return nil, err
		}
		files[torchwood.TilePath(tile)] = data
		if tile.L > 0 {
			continue
		}
		var bundle []byte
		for i := tile.N * torchwood.TileWidth; i < tile.N*torchwood.TileWidth+int64(tile.W); i++ {
			if bundle, err = torchwood.AppendTileEntry(bundle, t.entries[i]); err != nil {
				return nil, err
			}
		}
		tile.L = -1
		files[torchwood.TilePath(tile)] = bundle
	}
	return files, nil
}

// sign gives a checkpoint by a new log key and two witnesses, and the policy that asks for both.
func sign(root tlog.Hash) (vkey, policy string, signed []byte, err error) {
	skey, vkey, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return "", "", nil, err
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		return "", "", nil, err
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", "", nil, err
	}
	first, err := torchwood.NewCosignatureSigner("go.example/w1", key)
	if err != nil {
		return "", "", nil, err
	}
	second, err := mldsa44.NewCosigner("go.example/w2", bytes.Repeat([]byte{7}, 32), uint64(time.Now().Unix()))
	if err != nil {
		return "", "", nil, err
	}
	checkpoint := torchwood.Checkpoint{Origin: origin, Tree: tlog.Tree{N: size, Hash: root}}
	signed, err = note.Sign(&note.Note{Text: checkpoint.String()}, signer, first, second)
	policy = fmt.Sprintf("log %s\nwitness w1 %s\nwitness w2 %s\ngroup both all w1 w2\nquorum both\n",
		vkey, first.Verifier(), second.Vkey())
	return vkey, policy, signed, err
}

func (t *tree) receipts(checkpoint []byte) ([]madeReceipt, error) {
	var list []madeReceipt
	for _, index := range []int64{0, 255, 256, 511, 512, size - 1} {
		proof, err := tlog.ProveRecord(size, index, t)
		if err != nil {
			return nil, err
		}
		text := torchwood.FormatProofWithExtraData(index, []byte("made in Go"), proof, checkpoint)
		list = append(list, madeReceipt{receipt{t.entries[index], string(text)}, index})
	}
	return list, nil
}

func (t *tree) consistency(root tlog.Hash) ([]consistency, error) {
	var list []consistency
	for _, from := range []int64{1, 2, 255, 256, 257, 512, 699} {
		older, err := tlog.TreeHash(from, t)
		if err != nil {
			return nil, err
		}
		proof, err := tlog.ProveTree(size, from, t)
		if err != nil {
			return nil, err
		}
		one := consistency{From: from, FromRoot: older[:], To: size, ToRoot: root[:]}
		for _, hash := range proof {
			one.Proof = append(one.Proof, bytes.Clone(hash[:]))
		}
		list = append(list, one)
	}
	return list, nil
}

func makeAll() (all made, err error) {
	t, err := growTree()
	if err != nil {
		return all, err
	}
	root, err := tlog.TreeHash(size, t)
	if err != nil {
		return all, err
	}
	vkey, policy, signed, err := sign(root)
	if err != nil {
		return all, err
	}
	all = made{Log: vkey, Policy: policy, Checkpoint: string(signed), Size: size, Root: root[:]}
	if all.Receipts, err = t.receipts(signed); err != nil {
		return all, err
	}
	if all.Consistency, err = t.consistency(root); err != nil {
		return all, err
	}
	all.Tiles, err = t.tiles()
	return all, err
}
