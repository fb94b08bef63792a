package database_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/session"
)

// tampering is one way of changing the database behind the engine's back. Every ? is the first matter's id.
type tampering struct {
	sql  string // statements, one a line
	code string
	zh   string // what the message says, in part
	en   string
}

var tamperings = map[string]tampering{
	"a body was rewritten": {
		`UPDATE events SET body = hash WHERE stream = ? AND seq = 2`,
		"ledger.hash", "任〔2023〕1号：第 2 条事件的内容与散列不符", "任〔2023〕1号: event 2 does not match its hash",
	},
	"a row was deleted from the middle": {
		`DELETE FROM events WHERE stream = ? AND seq = 2`,
		"ledger.sequence", "任〔2023〕1号：第 2 条事件缺失", "任〔2023〕1号: event 2 is missing",
	},
	"the last row was deleted": {
		`DELETE FROM events WHERE stream = ? AND seq = (SELECT max(seq) FROM events WHERE stream = ?)`,
		"ledger.cache", "任〔2023〕1号：第 ", "任〔2023〕1号: after event ",
	},
	"all rows of a matter were deleted": {
		`DELETE FROM events WHERE stream = ?`,
		"ledger.stream_missing", "任〔2023〕1号 的事件被删除", "the events of 任〔2023〕1号 were deleted",
	},
	"all rows of a matter and its cached row were deleted": {
		"DELETE FROM events WHERE stream = ?\nDELETE FROM matters WHERE id = ?",
		"ledger.stray", "所属的事项 ", " belongs to matter ",
	},
	"every trace of a matter was deleted": {
		"DELETE FROM events WHERE stream = ?\nDELETE FROM matters WHERE id = ?\nDELETE FROM duties WHERE matter_id = ?\nDELETE FROM letters WHERE matter_id = ?",
		"ledger.number_missing", "编号 任〔2023〕1号 缺失：已用到 任〔2023〕3号", "the number 任〔2023〕1号 is missing: numbers up to 任〔2023〕3号 were taken",
	},
	"an actor's column was edited": {
		`UPDATE events SET actor = 'x' WHERE stream = ? AND seq = 1`,
		"ledger.column", "任〔2023〕1号：第 1 条事件的列 actor 被改动：存为“x”，原文是“督查室主任”", "任〔2023〕1号: column actor of event 1 was changed: it holds “x”, the event itself says “督查室主任”",
	},
	"an actor's column got a quotation mark": {
		`UPDATE events SET actor = '督查室主任","person":"p-dcs1' WHERE stream = ? AND seq = 1`,
		"ledger.column", "列 actor 被改动", "column actor of event 1",
	},
	"an instant's column was edited": {
		`UPDATE events SET at = at + 1 WHERE stream = ? AND seq = 1`,
		"ledger.column", "列 at 被改动：存为“2023-02-01 09:00:00.000001”，原文是“2023-02-01 09:00:00”", "holds “2023-02-01 09:00:00.000001”",
	},
	"a separator was written into a column": {
		`UPDATE events SET actor = 'a' || chr(31) || 'b' WHERE stream = ? AND seq = 1`,
		"ledger.column", "列 actor 被改动", "column actor of event 1",
	},
	"a light in the cache was edited": {
		`UPDATE matters SET light = 'green' WHERE id = ?`,
		"ledger.cache", "事项的缓存列 matters.light 存为“green”，按事件推演应为“red”", "cached column matters.light of the matter holds “green”; by the events it is “red”",
	},
	"a due date in the cache was edited": {
		`UPDATE matters SET due_on = due_on + 1 WHERE id = ?`,
		"ledger.cache", "matters.due_on 存为“2023-02-16”，按事件推演应为“2023-02-15”", "matters.due_on of the matter holds “2023-02-16”",
	},
	"a folded state was edited": {
		`UPDATE matters SET state = replace(CAST(state AS TEXT), '"missed":', '"missed":1') WHERE id = ?`,
		"ledger.cache", "matters.state.missed 存为“1", "matters.state.missed of the matter holds “1",
	},
	"a cached row was deleted": {
		`DELETE FROM matters WHERE id = ?`,
		"ledger.cache_missing", "任〔2023〕1号：缓存行被删除", "任〔2023〕1号: its cached row was deleted",
	},
	"a duty was marked as met": {
		`UPDATE duties SET state = 'met' WHERE matter_id = ? AND id = 'review/2023-W07'`,
		"ledger.cache", "应做项 review/2023-W07（2023年第7周）的缓存列 duties.state 存为“met”，按事件推演应为“missed”", "duties.state of duty review/2023-W07 (week 7 of 2023) holds “met”; by the events it is “missed”",
	},
	"a duty was given to somebody else": {
		`UPDATE duties SET owner = 'x' WHERE matter_id = ? AND id = 'review/2023-W07'`,
		"ledger.cache", "应做项 review/2023-W07（2023年第7周）的缓存列 duties.owner 存为“x”，按事件推演应为“招商局干部”", "duties.owner of duty review/2023-W07",
	},
	"separators were written into a duty": {
		`UPDATE duties SET owner = 'x' || chr(30) || 'y' || chr(31) WHERE matter_id = ? AND id = 'review/2023-W07'`,
		"ledger.cache", "缓存列 duties.owner", "duties.owner of duty review/2023-W07",
	},
	"a missed duty was deleted": {
		`DELETE FROM duties WHERE matter_id = ? AND id = 'review/2023-W07'`,
		"ledger.row_missing", "缺少应做项 review/2023-W07（2023年第7周） 的缓存行", "the cached row of duty review/2023-W07 (week 7 of 2023) is missing",
	},
	"a duty was made up": {
		`INSERT INTO duties SELECT zone_id, matter_id, 'review/2023-W99', opens_at, what, owner, cadence, '2023-W99', letter, due_at, state, missed_at, ended_at, matter_key FROM duties WHERE matter_id = ? AND id = 'review/2023-W07'`,
		"ledger.row_added", "多出应做项 review/2023-W99（2023年第99周） 的缓存行", "a cached row of duty review/2023-W99 (week 99 of 2023) that no event made",
	},
	"a duty of no matter was made up": {
		`INSERT INTO duties SELECT zone_id, 'nobody', id, opens_at, what, owner, cadence, period, letter, due_at, state, missed_at, ended_at, matter_key FROM duties WHERE matter_id = ? AND id = 'review/2023-W07'`,
		"ledger.stray", "应做项 review/2023-W07 所属的事项 nobody 不存在", "the duty review/2023-W07 belongs to matter nobody, of which there is none",
	},
	"a letter's addressee was changed": {
		`UPDATE letters SET to_post = 'x' WHERE matter_id = ?`,
		"ledger.cache", "（提示函 提〔2023〕1号）的缓存列 letters.to_post 存为“x”，按事件推演应为“招商局干部”", "(提示函 提〔2023〕1号) holds “x”; by the events it is “招商局干部”",
	},
	"a letter was deleted": {
		`DELETE FROM letters WHERE matter_id = ?`,
		"ledger.row_missing", "（提示函 提〔2023〕1号） 的缓存行", "(提示函 提〔2023〕1号) is missing",
	},
	"who applied a mechanism was rewritten": {
		`UPDATE versions SET applied_by = 'x' WHERE zone_id <> ?`,
		"ledger.version", "机制版本 ", "mechanism version ",
	},
	"a position in the log was moved": {
		`UPDATE events SET pos = pos + 100000 WHERE stream = ? AND seq = 2`,
		"ledger.gap", "位缺失（在任〔2023〕1号 的第 1 条事件与任〔2023〕1号 的第 3 条事件之间）", "is missing (between event 1 of 任〔2023〕1号 and event 3 of 任〔2023〕1号)",
	},
	"a counter was turned back": {
		`UPDATE numbers SET last = 2 WHERE register = 'task' AND zone_id <> ?`,
		"ledger.number_counter", "编号簿“任务”（2023 年）记到 2 号，事件取用到 3 号", "the register “任务” of 2023 stands at 2; events took numbers up to 3",
	},
	"a counter was turned on": {
		`UPDATE numbers SET last = 7 WHERE register = 'letter/reminder' AND zone_id <> ?`,
		"ledger.number_counter", "编号簿“提示函”（2023 年）记到 7 号，事件取用到 3 号", "the register “提示函” of 2023 stands at 7; events took numbers up to 3",
	},
	"a counter was deleted": {
		`DELETE FROM numbers WHERE register = 'task' AND zone_id <> ?`,
		"ledger.number_counter", "编号簿“任务”（2023 年）记到 0 号，事件取用到 3 号", "stands at 0",
	},
	"a counter of numbers that nobody took was added": {
		`INSERT INTO numbers SELECT zone_id, register, 2024, 1 FROM numbers WHERE register = 'task' AND zone_id <> ?`,
		"ledger.number_counter", "编号簿“任务”（2024 年）记到 1 号，事件取用到 0 号", "the register “任务” of 2024 stands at 1",
	},
}

// watched is a ledger with three matters, each with missed duties and a letter issued.
func watched(t *testing.T, db *database.DB) (w *world, first string) {
	t.Helper()
	w = open(t, db)
	var ids []string
	for range 3 {
		ids = append(ids, w.assigned("2023-02-01 09:00", "任务", "red").ID)
	}
	w.sweep("2023-03-01 09:00")
	for _, id := range ids {
		s := w.do("2023-03-01 10:00", "督查室主任", "look-at", id, func(c *matter.Command) { c.Duty = "review/2023-W08" })
		w.do("2023-03-01 10:00", "督查室主任", "draft-letter", id, func(c *matter.Command) { c.Letter, c.Reason = s.Letters[0].ID, "逾期" })
		w.do("2023-03-01 10:00", "督查室主任", "issue-letter", id, func(c *matter.Command) { c.Letter = s.Letters[0].ID })
	}
	return w, ids[0]
}

func TestVerifyNamesTheFirstBadEvent(t *testing.T) { testTamperings(t, tamperings) }

func testTamperings(t *testing.T, tamperings map[string]tampering) {
	t.Helper()
	for name, c := range tamperings {
		t.Run(name, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, db *database.DB) {
				w, first := watched(t, db)
				if got := w.verified(); got.Matters != 3 || got.Numbers != 6 {
					t.Fatalf("before: %+v", got)
				}
				tamper(t, db, c.sql, first)
				_, err := w.Verify(t.Context(), zone, nil)
				if !errs.Is(err, c.code) || errs.KindOf(err) != errs.Corrupt {
					t.Fatalf("want %s, got %v", c.code, err)
				}
				for lang, words := range map[text.Lang]string{text.Zh: c.zh, text.En: c.en} {
					if got := errs.Message(err, lang); !strings.Contains(got, words) {
						t.Errorf("says %s\nwant %s", got, words)
					}
				}
			})
		})
	}
}

func TestNumbersGivenByHandBelongToNoRegister(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		for _, number := range []string{"赣办〔2023〕88号", "任〔2022〕7号", "任〔2023〕七号", "任〔2023〕0号", "任〔2023〕01号"} {
			w.do("2023-02-01 09:00", "督查室主任", "register", "", func(c *matter.Command) { c.Kind, c.Title, c.Number = "task", "任务", number })
		}
		w.assigned("2023-02-01 09:00", "任务", "red")
		if got := w.verified(); got.Numbers != 1 || got.Matters != 6 {
			t.Fatalf("%+v", got)
		}
	})
}

func TestSessionsTakeTheirNumbersWithoutAGap(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		w.now = at("2023-01-03 09:00")
		for _, pattern := range []string{"例〔{year}〕{seq}号", "会〔{year}〕{month}-{seq}号"} { // the pattern changes, the running number goes on
			b, err := mechanism.Load(fstest.MapFS{
				"testzone/all.yaml":  {Data: []byte(strings.Replace(office, "LIMIT", "10wd", 1))},
				"testzone/meet.yaml": {Data: []byte("session: weekly\ntitle: 周例会\nnumber: \"" + pattern + "\"\nblocks: [ { name: work, title: 工作 } ]\n")},
			}, zone)
			if err != nil {
				t.Fatal(errs.Message(err, "zh"))
			}
			if err := w.Apply(t.Context(), b, engine.Act{Program: true}, w.now); err != nil {
				t.Fatal(errs.Message(err, "zh"))
			}
			for range 2 {
				s, err := w.Convene(t.Context(), zone, engine.Act{Actor: "督查室主任"}, "weekly", session.Convene{Agenda: []session.Item{{Block: "work", Title: "进度"}}})
				if err != nil {
					t.Fatal(errs.Message(err, "zh"))
				}
				t.Log(s.Number)
			}
			w.now = at("2023-01-04 09:00")
		}
		if got := w.verified(); got.Numbers != 4 {
			t.Fatalf("%+v", got)
		}
		tamper(t, db, `UPDATE numbers SET last = 9 WHERE zone_id <> ?`, "")
		if _, err := w.Verify(t.Context(), zone, nil); !errs.Is(err, "ledger.number_counter") || !strings.Contains(errs.Message(err, "zh"), "周例会") {
			t.Fatal(err)
		}
	})
}

func TestVerifyIsGreenWhileOthersWrite(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w, _ := watched(t, db)
		done := make(chan error)
		go func() {
			for range 40 {
				out, err := w.Do(t.Context(), zone, matter.Command{Name: "register", Actor: "督查室主任", Kind: "task", Particulars: matter.Particulars{Title: "任务", Urgency: "red"}})
				if err == nil {
					_, err = w.Do(t.Context(), zone, matter.Command{Name: "assign", ID: out.Matter.ID, Actor: "督查室主任", Assignment: matter.Assignment{Owner: "招商局干部"}})
				}
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
		for {
			w.verified()
			select {
			case err := <-done:
				if err != nil {
					t.Error(errs.Message(err, "zh"))
				}
				if got := w.verified(); got.Matters != 43 {
					t.Errorf("%+v", got)
				}
				return
			default:
			}
		}
	})
}

func tamper(t *testing.T, db *database.DB, statements, id string) {
	t.Helper()
	if db.Dialect() == database.SQLite {
		statements = strings.ReplaceAll(statements, "chr(", "char(")
	} else {
		statements = strings.ReplaceAll(statements, "SET state = replace(CAST(state AS TEXT), '\"missed\":', '\"missed\":1')", "SET state = convert_to(replace(convert_from(state, 'UTF8'), '\"missed\":', '\"missed\":1'), 'UTF8')")
	}
	if db.Dialect() == database.PostgreSQL {
		statements = strings.ReplaceAll(statements, "SET files = hash", "SET files = convert_to(hash, 'UTF8')")
	}
	err := db.InTx(database.InZone(t.Context(), zone), func(ctx context.Context) error {
		for statement := range strings.Lines(statements) {
			args := make([]any, strings.Count(statement, "?"))
			for i := range args {
				args[i] = id
			}
			res, err := db.Conn(ctx).NewRaw(statement, args...).Exec(ctx)
			if err != nil {
				return err
			}
			if n, _ := res.RowsAffected(); n == 0 && !strings.HasPrefix(statement, "DROP") {
				t.Fatalf("%s changed nothing", statement)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
