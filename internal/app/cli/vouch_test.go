package cli

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

func TestThatWhichWritesMuchEndsWithASignature(t *testing.T) {
	t.Parallel()
	const zone = "ganzhou-etdz"
	file := filepath.Join(t.TempDir(), "q.db")
	signed := func() (size, of int64) {
		t.Helper()
		a, err := app.OpenExisting(t.Context(), file, clock.System)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		}()
		z, err := a.Store.Zone(t.Context(), zone)
		if err != nil {
			t.Fatal(err)
		}
		cp, err := a.Store.Checkpoint(t.Context(), zone)
		if err != nil && errs.KindOf(err) != errs.NotFound {
			t.Fatal(err)
		}
		return cp.Size, z.Size
	}
	book := filepath.Join("..", "..", "..", "demo", "ganzhou-etdz.xlsx")
	importing := []string{"import", book, "--kind", "graded-task", "--as", "招商局党支部书记", "--at", "2023-03-01 09:00"}
	var before int64
	for _, step := range []struct {
		args  []string
		grows bool
	}{
		{[]string{"apply", "--from", "2023-01-01", "--as", "督查室主任"}, true},
		{append(slices.Clone(importing), "--dry-run"), false},
		{importing, true},
		{[]string{"sweep", "--at", "2023-06-12 08:30"}, true},
	} {
		args := append([]string{"--db", file, "--zone", zone}, step.args...)
		if _, errOut, code := run(t, "", args...); code != exitOK {
			t.Fatalf("%v: %s", step.args, errOut)
		}
		size, of := signed()
		if size != of || size > before != step.grows {
			t.Errorf("after %v %d of %d events are signed; before %d", step.args, size, of, before)
		}
		before = size
	}
	t.Run("verify tells what came after it", func(t *testing.T) {
		verify := []string{"--db", file, "--zone", zone, "verify"}
		for _, c := range []struct {
			does []string
			says string
		}{
			{nil, "last signed 2026-03-02 09:00, over all events"},
			{[]string{"matter", "report", "6", "--text", "在办", "--as", "招商一科专员", "--at", "2023-06-13 09:00"}, "last signed 2026-03-02 09:00; events since: 2, held together by their hashes alone"},
			{[]string{"sweep", "--at", "2023-06-14 08:30"}, "last signed 2026-03-02 09:00, over all events"},
		} {
			if c.does != nil {
				if _, errOut, code := run(t, "", append([]string{"--db", file, "--zone", zone}, c.does...)...); code != exitOK {
					t.Fatal(errOut)
				}
			}
			if said, _, code := run(t, "", verify...); code != exitOK || !strings.Contains(said, c.says) {
				t.Errorf("%d %s", code, said)
			}
		}
		if said, _, _ := run(t, "", append(verify, "--json")...); !strings.Contains(said, `"signed_at": "2026-03-02T09:00:00+08:00"`) || !strings.Contains(said, `"unsigned": 0`) {
			t.Error(said)
		}
	})
}
