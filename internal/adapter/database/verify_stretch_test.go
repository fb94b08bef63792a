package database_test

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// rewrite changes words in the event at a position and makes every hash after it anew, and the head that is cached, as
// somebody would who knows the program.
func (w *world) rewrite(db *database.DB, pos int64, old, words string) {
	w.t.Helper()
	err := db.InTx(database.InZone(w.t.Context(), zone), func(ctx context.Context) error {
		var stream string
		if err := db.Conn(ctx).NewRaw("SELECT stream FROM events WHERE zone_id = ? AND pos = ?", zone, pos).Scan(ctx, &stream); err != nil {
			return err
		}
		chain, err := w.Store().Stream(ctx, zone, stream)
		if err != nil {
			return err
		}
		var prev ledger.Hash
		for i := range chain {
			r := &chain[i]
			if r.Pos == pos {
				body := bytes.Replace(r.Body, []byte(old), []byte(words), 1)
				if bytes.Equal(body, r.Body) {
					w.t.Fatalf("%s has no %q", r.Body, old)
				}
				r.Body = body
			}
			hash := ledger.Chain(prev, r.Body)
			if hash != r.Hash {
				if _, err := db.Conn(ctx).NewRaw("UPDATE events SET body = ?, hash = ? WHERE zone_id = ? AND stream = ? AND seq = ?", r.Body, hash[:], zone, stream, r.Seq).Exec(ctx); err != nil {
					return err
				}
			}
			prev = hash
		}
		_, err = db.Conn(ctx).NewRaw("UPDATE matters SET head = ? WHERE zone_id = ? AND id = ?", prev[:], zone, stream).Exec(ctx)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

var between = regexp.MustCompile(`第 (\d+) 至 (\d+) 条之间`)

// A report's words are in its event alone: folding notices nothing.
func TestVerifyNamesTheStretchInWhichHistoryWasRewritten(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w, _, _ := signedTwice(t, db)
		signed, err := w.Store().Checkpoints(t.Context(), zone)
		if err != nil {
			t.Fatal(err)
		}
		before, after := int64(0), int64(1<<40) // the checkpoints around the end of the first whole node
		for _, cp := range signed {
			if cp.Size < 256 {
				before = max(before, cp.Size)
			} else {
				after = min(after, cp.Size)
			}
		}
		reported := func(in func(pos int64) bool) int64 {
			t.Helper()
			found := int64(-1)
			for r, err := range w.Store().Records(t.Context(), zone) {
				if err != nil {
					t.Fatal(err)
				}
				if r.Type == "reported" && in(r.Pos) {
					found = r.Pos
				}
			}
			if found < 0 {
				t.Fatal("no report lies there")
			}
			return found
		}
		w.rewrite(db, reported(func(pos int64) bool { return pos >= 256 && pos < after }), "在办", "办毕")
		w.stretch(256, after, "与日志树节点相符", "任〔2023〕1号")
		w.rewrite(db, reported(func(pos int64) bool { return pos >= before && pos < 256 }), "在办", "办毕") // and what comes first
		w.stretch(before, 256, "与检查点相符", "任〔2023〕1号")
	})
}

func TestVerifyNamesTwoEventsOfAMatterThatChangedPlaces(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w, _, _ := signedTwice(t, db)
		byPos := map[int64]ledger.Record{}
		for r, err := range w.Store().Records(t.Context(), zone) {
			if err != nil {
				t.Fatal(err)
			}
			byPos[r.Pos] = r
		}
		at := int64(100)
		for byPos[at+1].Stream != byPos[at].Stream {
			if at++; at == 200 {
				t.Fatal("no two of one matter follow each other")
			}
		}
		for _, move := range [][2]int64{{at, -1}, {at + 1, at}, {-1, at + 1}} {
			tamper(t, db, fmt.Sprintf(`UPDATE events SET pos = %d WHERE zone_id = ? AND pos = %d`, move[1], move[0]), zone)
		}
		_, err := w.Verify(t.Context(), zone, nil)
		zh := errs.Message(err, text.Zh)
		for _, r := range []ledger.Record{byPos[at], byPos[at+1]} {
			if name := "的第 " + strconv.FormatInt(r.Seq, 10) + " 条事件"; !strings.Contains(zh, name) {
				t.Errorf("%q is not in %s", name, zh)
			}
		}
		if !errs.Is(err, "ledger.checkpoint") || !strings.Contains(zh, "次序颠倒") {
			t.Error(err)
		}
	})
}

// stretch insists that verify names the events from (exclusive) to to.
func (w *world) stretch(from, to int64, words ...string) {
	w.t.Helper()
	_, err := w.Verify(w.t.Context(), zone, nil)
	zh := errs.Message(err, text.Zh)
	if !errs.Is(err, "ledger.checkpoint") || errs.KindOf(err) != errs.Corrupt {
		w.t.Fatalf("%v", err)
	}
	bounds := between.FindStringSubmatch(zh)
	if bounds == nil || bounds[1] != strconv.FormatInt(from+1, 10) || bounds[2] != strconv.FormatInt(to, 10) {
		w.t.Errorf("between %d and %d: %s", from+1, to, zh)
	}
	for _, word := range words {
		if !strings.Contains(zh, word) {
			w.t.Errorf("%q is not in %s", word, zh)
		}
	}
}

func TestVerifyFindsASupportingUnitThatSeesItsMattersNoMore(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		s := w.do("2023-02-01 09:00", "督查室主任", "register", "", func(c *matter.Command) { c.Kind, c.Title, c.Urgency = "task", "任务", "red" })
		w.do("2023-02-01 09:10", "督查室主任", "assign", s.ID, func(c *matter.Command) { c.Owner, c.Support = "招商局干部", []string{"jfj", "dcs", "jfj"} })
		w.verified()
		w.do("2023-02-02 09:10", "督查室主任", "transfer", s.ID, func(c *matter.Command) { c.Support, c.Reason = []string{"dcs"}, "改由督查室配合" })
		w.verified() // what a unit once supported stays there and opens nothing
		tamper(t, db, `DELETE FROM supports WHERE matter_id = ? AND unit = 'dcs'`, s.ID)
		if _, err := w.Verify(t.Context(), zone, nil); !errs.Is(err, "ledger.support") || errs.KindOf(err) != errs.Corrupt || !strings.Contains(errs.Message(err, text.Zh), "任〔2023〕1号") {
			t.Error(err)
		}
	})
}

// Each byte of the archive of a mechanism in turn, some of them: whatever it was, the version is named.
func TestVerifyNamesAMechanismWhoseFilesWereTouched(t *testing.T) {
	db := databasetest.Migrated(t, databasetest.SQLite(t))
	w := open(t, db)
	versions, err := w.Store().Versions(t.Context(), zone)
	if err != nil {
		t.Fatal(err)
	}
	whole := versions[0].Files
	put := func(files []byte) {
		t.Helper()
		err := db.InTx(database.InZone(t.Context(), zone), func(ctx context.Context) error {
			_, err := db.Conn(ctx).NewRaw("UPDATE versions SET files = ? WHERE zone_id = ?", files, zone).Exec(ctx)
			if err == nil {
				_, err = db.Conn(ctx).NewRaw("UPDATE zones SET world = world + 1 WHERE zone_id = ?", zone).Exec(ctx)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	found := 0
	for at := 0; at < len(whole); at += 1 + len(whole)/60 {
		files := bytes.Clone(whole)
		files[at] ^= 1
		put(files)
		_, err := w.Verify(t.Context(), zone, nil)
		if err == nil {
			continue // a byte of the archive that says nothing of the files: a time, a flag
		}
		found++
		if errs.KindOf(err) != errs.Corrupt || !strings.Contains(errs.Message(err, text.Zh), "机制版本 "+versions[0].Version) {
			t.Errorf("byte %d: %v (%s)", at, err, errs.KindOf(err))
		}
	}
	if found < 40 {
		t.Errorf("only %d were found", found)
	}
	put(whole)
	w.verified()
}
