package cli

import (
	"context"
	"crypto/rand"
	"iter"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
)

// asked counts how often somebody asks for one matter, and for many at once.
type asked struct {
	*database.Store

	one, many int
}

func (a *asked) Matter(ctx context.Context, zone, id string) (engine.MatterRow, error) {
	a.one++
	return a.Store.Matter(ctx, zone, id)
}

func (a *asked) List(ctx context.Context, zone string, f engine.Filter) iter.Seq2[engine.MatterRow, error] {
	a.many++
	return a.Store.List(ctx, zone, f)
}

func TestTheMattersOfDraftsAreAskedForOnceHoweverManyThereAre(t *testing.T) {
	t.Parallel()
	file := datedFile(t)
	db, err := database.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	at := time.Date(2023, 6, 12, 10, 0, 0, 0, calendar.Location())
	store := &asked{Store: database.NewStore(db)}
	e := engine.New(store, func() time.Time { return at }, id.New, rand.Reader)
	var letters []engine.LetterRow
	for l, err := range store.Letters(t.Context(), "demo", engine.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		letters = append(letters, l)
	}
	drafts, err := dossier.Drafts(t.Context(), e, "demo", letters, at)
	if err != nil || len(letters) != 2 || len(drafts) != 2 || store.one != 0 || store.many != 1 {
		t.Errorf("%d of %d drafts, %v; asked %d times for one matter, %d times for many", len(drafts), len(letters), err, store.one, store.many)
	}
}

func TestAListOfLettersDoesNotPassOverAMatterThatCannotBeRead(t *testing.T) {
	t.Parallel()
	file := datedFile(t)
	damage(t, file, "UPDATE matters SET state = x'7b' WHERE number LIKE '%1号'")
	if out, said, code := run(t, "", "letter", "list", "--db", file, "--at", "2023-06-12 10:00"); code == exitOK {
		t.Errorf("%s%s", out, said)
	}
}

func TestADraftIsListedWithWhatCameAfterIt(t *testing.T) {
	t.Parallel()
	qinlian := datedZone(t)
	if out, errOut, code := qinlian("matter", "draft-letter", "年1", "--template", "督办函", "--to", "局长", "--reason", "仍滞后", "--as", "主任"); code != exitOK {
		t.Fatalf("%d\n%s%s", code, out, errOut)
	}
	out, _, _ := qinlian("letter", "list")
	if strings.Count(out, "年〔2023〕1号/L2") != 2 || !strings.Contains(out, "又拟 年〔2023〕1号/L2") {
		t.Error(out)
	}
}

// datedFile is a copy of the database of datedZone.
func datedFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "copy.db")
	if out, errOut, code := datedZone(t)("backup", file); code != exitOK {
		t.Fatalf("%d\n%s%s", code, out, errOut)
	}
	return file
}
