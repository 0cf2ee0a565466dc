// Command reader reads a whole log over HTTP, by Tessera's client and by torchwood's, which check every hash.
//
// reader -url https://register.example/log/ -policy FILE -key FILE
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"net/url"
	"os"
	"strings"

	"filippo.io/torchwood"
	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/client"
	"golang.org/x/mod/sumdb/note"
)

type result struct {
	Size         int64 `json:"size"`
	Cosignatures int   `json:"cosignatures"`
	Entries      int64 `json:"entries"`
	Inclusions   int   `json:"inclusions"`
	Consistency  int   `json:"consistency"`
}

// byTorchwood verifies the checkpoint under the policy and reads every entry.
func byTorchwood(ctx context.Context, address string, policyText []byte) (r result, err error) {
	policy, err := torchwood.ParsePolicy(policyText)
	if err != nil {
		return r, err
	}
	fetcher, err := torchwood.NewTileFetcher(address)
	if err != nil {
		return r, err
	}
	signed, err := fetcher.ReadEndpoint(ctx, "checkpoint")
	if err != nil {
		return r, err
	}
	checkpoint, opened, err := torchwood.VerifyCheckpoint(signed, policy)
	if err != nil {
		return r, err
	}
	r.Size, r.Cosignatures = checkpoint.N, len(opened.Sigs)-1
	reader, err := torchwood.NewClient(fetcher)
	if err != nil {
		return r, err
	}
	for index, entry := range reader.AllEntries(ctx, checkpoint.Tree, 0) {
		if index != r.Entries || len(entry) != 32 {
			return r, fmt.Errorf("entry %d has %d bytes", index, len(entry))
		}
		r.Entries++
	}
	if err := reader.Err(); err != nil {
		return r, err
	}
	if r.Entries != checkpoint.N {
		return r, fmt.Errorf("%d entries of %d", r.Entries, checkpoint.N)
	}
	return r, nil
}

// byTessera builds proofs from tiles and verifies them against the log's checkpoint.
func byTessera(ctx context.Context, address string, vkey []byte, r *result) error {
	root, err := url.Parse(address)
	if err != nil {
		return err
	}
	fetcher, err := client.NewHTTPFetcher(root, nil)
	if err != nil {
		return err
	}
	key, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	if err != nil {
		return err
	}
	checkpoint, _, _, err := client.FetchCheckpoint(ctx, fetcher.ReadCheckpoint, key, key.Name())
	if err != nil {
		return err
	}
	builder, err := client.NewProofBuilder(ctx, checkpoint.Size, fetcher.ReadTile)
	if err != nil {
		return err
	}
	leaves, err := client.FetchLeafHashes(ctx, fetcher.ReadTile, 0, checkpoint.Size, checkpoint.Size)
	if err != nil {
		return err
	}
	for index, leaf := range leaves {
		path, err := builder.InclusionProof(ctx, uint64(index))
		if err != nil {
			return err
		}
		err = proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(index), checkpoint.Size, leaf, path, checkpoint.Hash)
		if err != nil {
			return err
		}
		r.Inclusions++
	}
	// Of an older tree there are no partial tiles that a client may ask for: its root comes from the leaves.
	older := (&compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}).NewEmptyRange(0)
	for _, leaf := range leaves {
		if err := older.Append(leaf, nil); err != nil {
			return err
		}
		root, err := older.GetRootHash(nil)
		if err != nil {
			return err
		}
		path, err := builder.ConsistencyProof(ctx, older.End(), checkpoint.Size)
		if err != nil {
			return err
		}
		err = proof.VerifyConsistency(rfc6962.DefaultHasher, older.End(), checkpoint.Size, path, root, checkpoint.Hash)
		if err != nil {
			return err
		}
		r.Consistency++
	}
	// An entry bundle must hold what the tile beside it has the hashes of.
	bundle, err := client.GetEntryBundle(ctx, fetcher.ReadEntryBundle, 0, checkpoint.Size)
	if err != nil {
		return err
	}
	for index, entry := range bundle.Entries {
		if !bytes.Equal(rfc6962.DefaultHasher.HashLeaf(entry), leaves[index]) {
			return fmt.Errorf("entry %d is not the one of its tile", index)
		}
	}
	if len(bundle.Entries) == 0 {
		return errors.New("an empty bundle")
	}
	return nil
}

func run(address, policyFile, keyFile string) (r result, err error) {
	policy, err := os.ReadFile(policyFile)
	if err != nil {
		return r, err
	}
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return r, err
	}
	ctx := context.Background()
	if r, err = byTorchwood(ctx, address, policy); err != nil {
		return r, fmt.Errorf("torchwood: %w", err)
	}
	if err := byTessera(ctx, address, key, &r); err != nil {
		return r, fmt.Errorf("Tessera: %w", err)
	}
	return r, nil
}

func main() {
	log.SetFlags(0)
	address := flag.String("url", "", "the log's address, with a slash at its end")
	policy := flag.String("policy", "", "file with the policy")
	key := flag.String("key", "", "file with the log's vkey")
	flag.Parse()
	found, err := run(*address, *policy, *key)
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		log.Fatal(err)
	}
}
