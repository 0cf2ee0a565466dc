// Command tessera-log runs a log of Tessera in a folder until it has as many entries as asked for, each of its
// checkpoints cosigned by the witnesses of a policy.
//
// tessera-log -folder FOLDER -policy FILE -entries N, with the log's signer key on its input
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
)

// batches is how often the log grows: each checkpoint but the first needs a consistency proof.
const batches = 4

func run(ctx context.Context, folder, policyFile string, entries int) error {
	skey, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(skey)))
	if err != nil {
		return err
	}
	policy, err := os.ReadFile(policyFile)
	if err != nil {
		return err
	}
	witnesses, err := tessera.NewWitnessGroupFromPolicy(policy)
	if err != nil {
		return err
	}
	driver, err := posix.New(ctx, posix.Config{Path: folder})
	if err != nil {
		return err
	}
	options := tessera.NewAppendOptions().
		WithCheckpointSigner(signer).
		WithBatching(uint(entries/batches), 50*time.Millisecond).
		WithCheckpointInterval(100*time.Millisecond).
		WithWitnesses(witnesses, &tessera.WitnessOptions{FailOpen: false})
	appender, shutdown, reader, err := tessera.NewAppender(ctx, driver, options)
	if err != nil {
		return err
	}
	awaiter := tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, 20*time.Millisecond)
	for batch := range batches {
		if err := appendBatch(ctx, appender, awaiter, batch, entries/batches); err != nil {
			return err
		}
	}
	return shutdown(ctx)
}

// appendBatch returns when the last entry is under a published, and so cosigned, checkpoint.
func appendBatch(ctx context.Context, appender *tessera.Appender, awaiter *tessera.PublicationAwaiter, batch, count int) error {
	futures := make([]tessera.IndexFuture, count)
	for i := range futures {
		futures[i] = appender.Add(ctx, tessera.NewEntry([]byte(fmt.Sprintf("entry %d of batch %d", i, batch))))
	}
	for _, future := range futures {
		if _, _, err := awaiter.Await(ctx, future); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	log.SetFlags(0)
	folder := flag.String("folder", "", "folder of the log")
	policy := flag.String("policy", "", "file with the policy that names the witnesses and their addresses")
	entries := flag.Int("entries", 400, "how many entries")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := run(ctx, *folder, *policy, *entries); err != nil {
		log.Fatal(err)
	}
}
