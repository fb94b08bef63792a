package cli

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/kernel/engine"
)

// asked are letters in order of drafting, and how often somebody asked for some of them.
type asked struct {
	letters []engine.LetterRow
	times   int
}

func (a *asked) Letters(_ context.Context, _ string, f engine.Filter) iter.Seq2[engine.LetterRow, error] {
	a.times++
	return func(yield func(engine.LetterRow, error) bool) {
		for _, l := range a.letters {
			if slices.Contains(f.IDs, l.MatterID) && !yield(l, nil) {
				return
			}
		}
	}
}

func TestWhatCameAfterDraftsIsAskedForOnceHoweverManyThereAre(t *testing.T) {
	t.Parallel()
	store := &asked{}
	for i := range 300 {
		of := fmt.Sprint("m", i)
		store.letters = append(store.letters,
			engine.LetterRow{MatterID: of, ID: "L1", Template: "reminder", State: "drafted", DraftedAt: 10},
			engine.LetterRow{MatterID: of, ID: "L2", Template: "supervision", State: "issued", Number: "督1号", DraftedAt: 20},
			engine.LetterRow{MatterID: of, ID: "L3", Template: "reminder", State: "issued", DraftedAt: 30},
			engine.LetterRow{MatterID: of, ID: "L4", Template: "bulletin", State: "superseded", DraftedAt: 40},
			engine.LetterRow{MatterID: of, ID: "L5", Template: "bulletin", State: "drafted", DraftedAt: 50},
		)
	}
	among, err := besideDrafts(t.Context(), store, "z", store.letters)
	if err != nil || store.times != 1 {
		t.Fatalf("%v; asked %d times", err, store.times)
	}
	if got := strings.Join(among.later(&store.letters[0], "7号"), " "); got != "督1号 7号/L5" {
		t.Errorf("since the first draft: %s", got)
	}
	if got := among.later(&store.letters[4], "7号"); got != nil {
		t.Errorf("since the last: %s", got)
	}
	if among, err := besideDrafts(t.Context(), store, "z", store.letters[1:3]); err != nil || len(among) != 0 || store.times != 1 {
		t.Errorf("no draft among them: %v, %v, asked %d times", among, err, store.times)
	}
}
