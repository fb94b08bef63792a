package database_test

import (
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

func TestVerifyFindsMattersThatNobodyWouldLookAtAgain(t *testing.T) {
	testTamperings(t, map[string]tampering{
		"a matter was silenced": {
			`UPDATE matters SET next_at = 0 WHERE id = ?`,
			"ledger.schedule", "任〔2023〕1号：第 ", "matters.next_at of the matter holds “”; by the events and the mechanism it is not after “2023-03-",
		},
		"a matter was silenced by an instant before 1970": {
			`UPDATE matters SET next_at = -1 WHERE id = ?`,
			"ledger.schedule", "matters.next_at", "matters.next_at",
		},
		"a matter was put off": {
			`UPDATE matters SET next_at = next_at + 1 WHERE id = ?`,
			"ledger.schedule", "按事件与机制应不晚于“2023-03-", "is not after “2023-03-",
		},
		"a cursor was put past what falls due": {
			`UPDATE matters SET cursor_at = 4000000000000000, next_at = 0 WHERE id = ?`,
			"ledger.schedule", "matters.cursor_at 存为“2096-10-02 15:06:40”，按事件与机制应早于“2023-03-", "matters.cursor_at of the matter holds “2096-10-02 15:06:40”; by the events and the mechanism it is before “2023-03-",
		},
		"a cursor was turned back": {
			`UPDATE matters SET cursor_at = 1 WHERE id = ?`,
			"ledger.schedule", "应不早于“2023-03-01 10:00:00”", "is not before “2023-03-01 10:00:00”",
		},
	})
}

func TestVerifyNamesEveryColumnThatDiffers(t *testing.T) {
	testTamperings(t, map[string]tampering{
		"two columns of a matter": {
			`UPDATE matters SET light = 'green', owner = 'x' WHERE id = ?`,
			"ledger.cache", "matters.light 存为“green”，按事件推演应为“red”；matters.owner 存为“x”，按事件推演应为“招商局干部”", "matters.light of the matter holds “green”; by the events it is “red”; matters.owner holds “x”",
		},
		"two columns of an event": {
			`UPDATE events SET actor = 'x', type = 'y' WHERE stream = ? AND seq = 1`,
			"ledger.column", "列 type 被改动：存为“y”，原文是“registered”；列 actor 被改动：存为“x”", "column type of event 1 was changed: it holds “y”, the event itself says “registered”; column actor holds “x”",
		},
		"what a zone is called": {
			`UPDATE zones SET title = 'x' WHERE zone_id <> ?`,
			"ledger.zone_title", "zones.title 存为“x”，启用过的机制称为“", "zones.title of the zone holds “x”",
		},
		"who applied a mechanism": {
			`UPDATE versions SET applied_by = 'x' WHERE zone_id <> ?`,
			"ledger.version", "versions.applied_by 存为“x”", "versions.applied_by holds “x”",
		},
	})
}

// review/2023-W08 was missed and then met; what a withdrawn matter owed lapses.
func TestVerifyComparesDutiesThatHaveEnded(t *testing.T) {
	const met = ` WHERE matter_id = ? AND id = 'review/2023-W08'`
	testTamperings(t, map[string]tampering{
		"one that was met late was met in time": {
			`UPDATE duties SET ended_at = due_at` + met,
			"ledger.cache", "应做项 review/2023-W08（2023年第8周）的缓存列 duties.ended_at 存为“2023-02-24 17:30:00”，按事件推演应为“2023-03-01 10:00:00”",
			"duties.ended_at of duty review/2023-W08 (week 8 of 2023) holds “2023-02-24 17:30:00”; by the events it is “2023-03-01 10:00:00”",
		},
		"one that was missed first never was": {
			`UPDATE duties SET missed_at = 0` + met,
			"ledger.cache", "缓存列 duties.missed_at 存为“”，按事件推演应为“2023-02-24 17:30:00”", "duties.missed_at of duty review/2023-W08 (week 8 of 2023) holds “”",
		},
		"one that was met lapsed": {
			`UPDATE duties SET state = 'lapsed'` + met,
			"ledger.cache", "缓存列 duties.state 存为“lapsed”，按事件推演应为“met”", "duties.state of duty review/2023-W08 (week 8 of 2023) holds “lapsed”; by the events it is “met”",
		},
		"one that was met was somebody else's": {
			`UPDATE duties SET owner = 'x'` + met,
			"ledger.cache", "缓存列 duties.owner 存为“x”", "duties.owner of duty review/2023-W08",
		},
		"one that was met was deleted": {
			`DELETE FROM duties` + met,
			"ledger.row_missing", "缺少应做项 review/2023-W08（2023年第8周） 的缓存行", "the cached row of duty review/2023-W08 (week 8 of 2023) is missing",
		},
		"one that was met was made up": {
			`INSERT INTO duties SELECT zone_id, matter_id, 'review/2023-W01', opens_at, what, owner, cadence, '2023-W01', letter, due_at, state, missed_at, ended_at, matter_key FROM duties` + met,
			"ledger.row_added", "多出应做项 review/2023-W01（2023年第1周） 的缓存行", "a cached row of duty review/2023-W01 (week 1 of 2023) that no event made",
		},
	})
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		s := w.assigned("2023-02-01 09:00", "任务", "red")
		w.do("2023-02-02 09:00", "督查室主任", "withdraw", s.ID, func(c *matter.Command) { c.Reason = "重复" })
		w.verified()
		tamper(t, db, `UPDATE duties SET state = 'met' WHERE matter_id = ? AND state = 'lapsed'`, s.ID)
		if _, err := w.Verify(t.Context(), zone, nil); !errs.Is(err, "ledger.cache") || !strings.Contains(errs.Message(err, text.Zh), "duties.state 存为“met”，按事件推演应为“lapsed”") {
			t.Error(err)
		}
	})
}

func TestVerifyFindsANumberThatWasTakenTwice(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		s := w.assigned("2023-02-01 09:00", "任务", "red")
		issue := func(when, number string) {
			t.Helper()
			drafted := w.do(when, "督查室主任", "draft-letter", s.ID, func(c *matter.Command) { c.Template, c.To, c.Reason = "reminder", "招商局干部", "催办" })
			w.do(when, "督查室主任", "issue-letter", s.ID, func(c *matter.Command) {
				c.Letter, c.Number = drafted.Letters[len(drafted.Letters)-1].ID, number
			})
		}
		issue("2023-02-02 09:00", "")
		w.verified()
		issue("2023-02-02 10:00", "提〔2023〕1号") // by hand what the register gave
		for lang, words := range map[text.Lang]string{text.Zh: "编号 提〔2023〕1号 被用了两次", text.En: "the number 提〔2023〕1号 was taken twice"} {
			if _, err := w.Verify(t.Context(), zone, nil); !errs.Is(err, "ledger.number_twice") || !strings.Contains(errs.Message(err, lang), words) {
				t.Errorf("%s: %v", lang, err)
			}
		}
	})
}

func TestVerifyReadsWhatIsNoLongerReadable(t *testing.T) {
	testTamperings(t, map[string]tampering{
		"the files of a mechanism are garbage": {
			`UPDATE versions SET files = hash WHERE zone_id <> ?`, // PostgreSQL: see tamper
			"mechanism.unreadable", "（versions.files）不是压缩包", "(versions.files) are no archive",
		},
		"a table was dropped": {
			`DROP TABLE duties`,
			"database.incomplete", "缺少表或列 duties", "table or column duties",
		},
		"the keys are no pair": {
			`UPDATE zones SET private_key = 'x' WHERE zone_id <> ?`,
			"ledger.keys", "zones.private_key、zones.public_key", "zones.private_key, zones.public_key",
		},
	})
	db := databasetest.Migrated(t, databasetest.SQLite(t)) // PostgreSQL's columns hold nothing else
	w, first := watched(t, db)
	tamper(t, db, `UPDATE matters SET progress = 'abc' WHERE id = ?`, first)
	_, err := w.Verify(t.Context(), zone, nil)
	if !errs.Is(err, "ledger.column") || errs.KindOf(err) != errs.Corrupt || !strings.Contains(errs.Message(err, text.Zh), "表 matters 的一行（id="+first+"）：列 matters.progress 存成 text，应为 real") {
		t.Error(err)
	}
	tamper(t, db, "UPDATE matters SET progress = 0, weight = 1.5 WHERE id = ?", first)
	if _, err = w.Verify(t.Context(), zone, nil); !errs.Is(err, "database.unreadable") || !strings.Contains(errs.Message(err, text.Zh), "表 matters 的列 weight 存有该列不应有的值（zone_id=testzone id="+first) {
		t.Error(err)
	}
	tamper(t, db, "UPDATE matters SET weight = 0, state = 'x' WHERE id = ?", first)
	if _, err = dossier.Of(t.Context(), w.Engine, zone, first, w.now); !errs.Is(err, "ledger.cache") || !strings.Contains(errs.Message(err, text.Zh), "任〔2023〕1号：表 matters 的列 state 无法读出") {
		t.Error(err)
	}
	tamper(t, db, "UPDATE events SET pos = 'abc' WHERE stream = ? AND seq = 2", first)
	if _, err = w.Verify(t.Context(), zone, nil); !errs.Is(err, "ledger.column") || !strings.Contains(errs.Message(err, text.En), "a row of table events (stream="+first+" seq=2): column events.pos is stored as text and should be integer") {
		t.Error(err)
	}
	for _, index := range []string{"SELECT 1", "CREATE INDEX events_unfit ON events (zone_id) WHERE pos = 0"} {
		tamper(t, db, "DROP INDEX IF EXISTS events_unfit", "")
		execute(t, db, index)
		if _, err = w.Verify(t.Context(), zone, nil); !errs.Is(err, "database.incomplete") || !strings.Contains(errs.Message(err, text.Zh), "索引 events_unfit 缺失或被改动过") {
			t.Error(err)
		}
	}
}

// signedTwice is a watched ledger with a checkpoint after its matters and one at its end, over more than the
// 256 events that make a node.
func signedTwice(t *testing.T, db *database.DB) (w *world, older, newest ledger.Checkpoint) {
	t.Helper()
	w, id := watched(t, db)
	sign := func() ledger.Checkpoint {
		note, err := w.Checkpoint(t.Context(), zone)
		if err != nil {
			t.Fatal(err)
		}
		z, err := w.Store().Zone(t.Context(), zone)
		if err != nil {
			t.Fatal(err)
		}
		cp, err := ledger.OpenCheckpoint(note, z.PublicKey)
		if err != nil {
			t.Fatal(err)
		}
		return cp
	}
	older = sign()
	for newest = older; newest.Size < 300; newest = sign() {
		for range 100 {
			w.do("2023-03-01 11:00", "招商局干部", "report", id, func(c *matter.Command) { c.Progress, c.Text = new(10.0), "在办" })
		}
	}
	return w, older, newest
}

func TestVerifyNoticesWhatIsMissingAtTheEnd(t *testing.T) {
	for name, c := range map[string]tampering{
		"the size was lowered": {
			sql: `UPDATE zones SET size = size - 1 WHERE zone_id <> ?`, code: "ledger.truncated",
		},
		"the size was lowered and the newest checkpoint deleted": {
			sql: "UPDATE zones SET size = size - 1 WHERE zone_id <> ?\nDELETE FROM checkpoints WHERE zone_id <> ? AND size > 250", code: "ledger.size",
		},
		"all checkpoints were deleted": {
			sql: `DELETE FROM checkpoints WHERE zone_id <> ?`, code: "ledger.checkpoint_missing",
		},
		"all checkpoints were deleted, and the nodes with them": {
			sql: "DELETE FROM checkpoints WHERE zone_id <> ?\nDELETE FROM nodes WHERE zone_id <> ?", code: "ledger.checkpoint_missing",
		},
		"the newest checkpoint was deleted": {
			sql: `DELETE FROM checkpoints WHERE zone_id <> ? AND size > 250`, code: "ledger.checkpoint_missing",
		},
		"a checkpoint's size was edited": {
			sql: `UPDATE checkpoints SET size = 3 WHERE zone_id <> ? AND size = (SELECT max(size) FROM checkpoints)`, code: "ledger.checkpoint_row",
		},
		"a checkpoint's instant was edited": {
			sql: `UPDATE checkpoints SET at = at + 1000000 WHERE zone_id <> ?`, code: "ledger.checkpoint_row",
		},
		"a checkpoint's note is another's": {
			sql: `UPDATE checkpoints SET note = 'x' WHERE zone_id <> ? AND size < 250`, code: "ledger.bad_checkpoint",
		},
	} {
		t.Run(name, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, db *database.DB) {
				w, _, _ := signedTwice(t, db)
				w.verified()
				tamper(t, db, c.sql, "")
				if _, err := w.Verify(t.Context(), zone, nil); !errs.Is(err, c.code) || errs.KindOf(err) != errs.Corrupt {
					t.Fatalf("want %s, got %v", c.code, err)
				}
			})
		})
	}
}

func TestOnlyACheckpointKeptElsewhereTellsOfAnEndThatWasCutOffCleanly(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		w.now = at("2023-01-04 09:00")
		if err := w.Apply(t.Context(), bundle(t, "20wd"), engine.Act{Program: true}, w.now); err != nil {
			t.Fatal(err)
		}
		note, err := w.Checkpoint(t.Context(), zone)
		if err != nil {
			t.Fatal(err)
		}
		z, err := w.Store().Zone(t.Context(), zone)
		if err != nil {
			t.Fatal(err)
		}
		older, err := ledger.OpenCheckpoint(note, z.PublicKey)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Extends(t.Context(), older); err != nil {
			t.Fatal(err)
		}
		tamper(t, db, "DELETE FROM events WHERE zone_id <> ? AND pos = 1\nDELETE FROM versions WHERE zone_id <> ? AND applied_at > from_at - 1\nDELETE FROM checkpoints WHERE zone_id <> ?\nUPDATE zones SET size = 1, world = world + 1 WHERE zone_id <> ?", "")
		if err := w.Extends(t.Context(), older); !errs.Is(err, "ledger.truncated") {
			t.Error(err)
		}
	})
}

// What was worked out under one version stays so: another cannot take effect before it, whatever instant is named.
func TestAVersionBeginsAfterWhatTheLedgerHasWorkedOut(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		id := w.assigned("2023-02-01 09:00", "任务", "red").ID
		w.sweep("2023-02-06 07:00") // the cursor stands behind the last event, with nothing due between
		w.now = at("2023-02-06 08:00")
		for _, c := range [][2]string{{"2023-02-02 09:00", "mechanism.from_past"}, {"2023-02-06 06:59", "mechanism.from_past"}, {"2023-02-06 07:00", ""}} {
			if err := w.Apply(t.Context(), bundle(t, "2wd"), engine.Act{At: at(c[0]), Program: true}, at(c[0])); (err != nil || c[1] != "") && !errs.Is(err, c[1]) {
				t.Errorf("%s: %v", c[0], err)
			}
		}
		w.verified()
		w.sweep("2023-02-06 08:10")
		w.verified()
		tamper(t, db, `UPDATE matters SET next_at = 0 WHERE id = ?`, id)
		if _, err := w.Verify(t.Context(), zone, nil); !errs.Is(err, "ledger.schedule") {
			t.Error(err)
		}
	})
}
