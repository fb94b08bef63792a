package storetest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"sync"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

func (b *bench) matter(id, number string) engine.MatterRow {
	return engine.MatterRow{ZoneID: b.zone, ID: id, Number: number, Open: true, Head: []byte{1}, State: []byte("{}"), NumberKey: text.NumberKey(number)}
}

func matterID(m engine.MatterRow) string { return m.ID }

var matterTests = map[string]func(*bench){
	"rows of every sort come back as they were put": func(b *bench) {
		m, d, l := filled[engine.MatterRow](b.zone), filled[engine.DutyRow](b.zone), filled[engine.LetterRow](b.zone)
		b.put(engine.Rows{Matters: []engine.MatterRow{m}, Duties: []engine.DutyRow{d}, Letters: []engine.LetterRow{l}})
		same(b, "matter", got(b.store.Matter(b.Context(), b.zone, m.ID))(b), m)
		same(b, "matters", all(b, b.store.List(b.Context(), b.zone, engine.Filter{WithState: true})), []engine.MatterRow{m})
		same(b, "duties", all(b, b.store.Duties(b.Context(), b.zone, engine.Filter{})), []engine.DutyRow{d})
		same(b, "letters", all(b, b.store.Letters(b.Context(), b.zone, engine.Filter{})), []engine.LetterRow{l})
	},

	"rows in order of their matter come back as they were put, those of a range": func(b *bench) {
		var rows engine.Rows
		for _, id := range []string{"a", "b", "c"} {
			m, d, l := filled[engine.MatterRow](b.zone), filled[engine.DutyRow](b.zone), filled[engine.LetterRow](b.zone)
			m.ID, m.Number, m.NumberKey, d.MatterID, l.MatterID = id, id, text.NumberKey(id), id, id
			rows.Matters = append(rows.Matters, m)
			for i := range 3 {
				d.OpensAt, d.Owner = int64(9+i), []string{"局长", "\x1e", "x\x1fy\x1e\x1f"}[i]
				l.ID, l.ToPost = strconv.Itoa(i), d.Owner
				rows.Duties, rows.Letters = append(rows.Duties, d), append(rows.Letters, l)
			}
		}
		b.put(rows)
		for _, f := range []engine.Filter{{}, {Range: engine.Range{From: "b"}}, {Range: engine.Range{Below: "b"}}, {Range: engine.Range{From: "b", Below: "c"}}, {Matter: "b"}} {
			f.ByID, f.WithState = true, true
			var want engine.Rows
			for i, m := range rows.Matters {
				if (f.Range.From == "" || m.ID >= f.Range.From) && (f.Range.Below == "" || m.ID < f.Range.Below) && (f.Matter == "" || m.ID == f.Matter) {
					want.Matters, want.Duties, want.Letters = append(want.Matters, m), append(want.Duties, rows.Duties[3*i:3*i+3]...), append(want.Letters, rows.Letters[3*i:3*i+3]...)
				}
			}
			same(b, "matters", all(b, b.store.List(b.Context(), b.zone, f)), want.Matters)
			same(b, "duties", all(b, b.store.Duties(b.Context(), b.zone, f)), want.Duties)
			same(b, "letters", all(b, b.store.Letters(b.Context(), b.zone, f)), want.Letters)
		}
	},

	"empty columns come back empty": func(b *bench) {
		empty := engine.MatterRow{ZoneID: b.zone}
		b.put(engine.Rows{Matters: []engine.MatterRow{empty}, Duties: []engine.DutyRow{{ZoneID: b.zone}}, Letters: []engine.LetterRow{{ZoneID: b.zone}}})
		m := all(b, b.store.List(b.Context(), b.zone, engine.Filter{WithState: true}))
		if len(m) != 1 || len(m[0].Head)+len(m[0].State) != 0 {
			b.Fatalf("got %v", m)
		}
		m[0].Head, m[0].State = nil, nil
		same(b, "matters", m, []engine.MatterRow{empty})
		same(b, "duties", all(b, b.store.Duties(b.Context(), b.zone, engine.Filter{})), []engine.DutyRow{{ZoneID: b.zone}})
		same(b, "letters", all(b, b.store.Letters(b.Context(), b.zone, engine.Filter{})), []engine.LetterRow{{ZoneID: b.zone}})
	},

	"a row that is put again is overwritten in every column": func(b *bench) {
		for _, n := range []int{1, 3} { // one row and several are stored in different ways
			rows := engine.Rows{}
			var want []engine.MatterRow
			for i := range n {
				m := filled[engine.MatterRow](b.zone)
				m.ID, m.Number, m.NumberKey = fmt.Sprint(n, i), "", ""
				empty := engine.MatterRow{ZoneID: b.zone, ID: m.ID, Head: []byte{}, State: []byte{}}
				rows.Matters, want = append(rows.Matters, empty), append(want, m)
			}
			b.put(rows)
			b.put(engine.Rows{Matters: want})
			for _, m := range want {
				same(b, "matter", got(b.store.Matter(b.Context(), b.zone, m.ID))(b), m)
			}
		}
	},

	"of several rows with one key the last counts": func(b *bench) {
		var rows engine.Rows
		for i := range 5 {
			m := b.matter(strconv.Itoa(i%2), fmt.Sprint("号", i))
			rows.Matters = append(rows.Matters, m)
		}
		b.put(rows)
		same(b, "numbers", names(all(b, b.store.List(b.Context(), b.zone, engine.Filter{})), func(m engine.MatterRow) string { return m.Number }), "号3 号4")
	},

	"many rows at once are all kept": func(b *bench) {
		const n = 5000
		rows := engine.Rows{Matters: make([]engine.MatterRow, n)}
		for i := range rows.Matters {
			rows.Matters[i] = b.matter(fmt.Sprintf("%05d", i), fmt.Sprintf("招〔2026〕%05d号", i))
		}
		b.put(rows)
		same(b, "matters", all(b, b.store.List(b.Context(), b.zone, engine.Filter{WithState: true})), rows.Matters)
		same(b, "count", got(b.store.CountMatters(b.Context(), b.zone, engine.Filter{}))(b), n)
	},

	"a matter is found by its id and by its number, and not in another zone": func(b *bench) {
		m := b.matter("a", "督〔2026〕1号")
		b.put(engine.Rows{Matters: []engine.MatterRow{m, b.matter("b", "")}})
		for _, key := range []string{m.ID, m.Number} {
			same(b, key, got(b.store.Matter(b.Context(), b.zone, key))(b), m)
			b.inTx(func(ctx context.Context) error {
				same(b, key+" in a transaction", got(b.store.Matter(ctx, b.zone, key))(b), m)
				return nil
			})
			_, err := b.store.Matter(b.Context(), b.newZone(), key)
			b.wantKind(err, errs.NotFound, "matter.not_found")
		}
	},

	"several matters are found at once, and how far they have come": func(b *bench) {
		m, n := b.matter("a", "1"), b.matter("b", "")
		m.Seq, n.Seq, n.NextAt, n.CursorAt = 3, 5, 70, 60
		b.put(engine.Rows{Matters: []engine.MatterRow{n, m, b.matter("c", "")}})
		heads := []engine.Head{{ID: "a", Seq: 3, NextAt: m.NextAt, CursorAt: m.CursorAt}, {ID: "b", Seq: 5, NextAt: 70, CursorAt: 60}}
		ids := []string{"b", "a", "unknown", "1", "b"}
		b.inTx(func(ctx context.Context) error {
			same(b, "matters", got(b.store.Some(ctx, b.zone, ids))(b), []engine.MatterRow{m, n})
			same(b, "heads", got(b.store.Heads(ctx, b.zone, ids))(b), heads)
			return nil
		})
		same(b, "matters of another zone", len(got(b.store.Some(b.Context(), b.newZone(), ids))(b)), 0)
		same(b, "heads of another zone", len(got(b.store.Heads(b.Context(), b.newZone(), ids))(b)), 0)
	},

	"a matter without a number is not found by the empty one": func(b *bench) {
		b.put(engine.Rows{Matters: []engine.MatterRow{b.matter("a", "")}})
		_, err := b.store.Matter(b.Context(), b.zone, "")
		b.wantKind(err, errs.NotFound, "matter.not_found")
	},

	"two matters cannot have one number, but many may have none": func(b *bench) {
		b.put(engine.Rows{Matters: []engine.MatterRow{b.matter("a", ""), b.matter("b", ""), b.matter("c", "1")}})
		for _, rows := range [][]engine.MatterRow{{b.matter("d", "1")}, {b.matter("d", "1"), b.matter("e", "2")}} {
			err := b.store.InTx(b.Context(), func(ctx context.Context) error { return b.store.Put(ctx, engine.Rows{Matters: rows}) })
			b.wantKind(err, errs.Conflict, "matter.number_taken")
		}
		same(b, "count", got(b.store.CountMatters(b.Context(), b.zone, engine.Filter{}))(b), 3)
	},

	"what is due comes oldest first, with its state, up to the limit": func(b *bench) {
		var rows engine.Rows
		for id, at := range map[string]int64{"never": 0, "b": 20, "a": 20, "first": 10, "last": 30, "later": 31} {
			m := b.matter(id, "")
			m.NextAt = at
			rows.Matters = append(rows.Matters, m)
		}
		b.put(rows)
		b.inTx(func(ctx context.Context) error {
			due := got(b.store.Due(ctx, b.zone, 30, 10))(b)
			same(b, "due", names(due, matterID), "first a b last")
			same(b, "state", string(due[0].State), "{}")
			same(b, "with a limit", names(got(b.store.Due(ctx, b.zone, 30, 2))(b), matterID), "first a")
			same(b, "too early", len(got(b.store.Due(ctx, b.zone, 9, 10))(b)), 0)
			same(b, "limit 0", len(got(b.store.Due(ctx, b.zone, 30, 0))(b)), 0)
			return nil
		})
	},

	"Touch brings open matters forward, those that nothing awaited too, and never back": func(b *bench) {
		rows := engine.Rows{}
		for id, at := range map[string]int64{"never": 0, "before": 40, "at": 50, "after": 60} {
			m, over, closed := b.matter(id, ""), b.matter(id+" over", ""), b.matter(id+" closed", "")
			m.NextAt, over.NextAt, over.Open, over.Stage = at, at, false, "withdrawn"
			closed.NextAt, closed.Open, closed.Stage = at, false, "closed"
			rows.Matters = append(rows.Matters, m, over, closed)
		}
		b.put(rows)
		b.inTx(func(ctx context.Context) error { return b.store.Touch(ctx, b.zone, engine.Range{}, 50) })
		after := map[string]int64{}
		for _, m := range all(b, b.store.List(b.Context(), b.zone, engine.Filter{})) {
			after[m.ID] = m.NextAt
		}
		same(b, "NextAt", after, map[string]int64{
			"never": 50, "before": 40, "at": 50, "after": 50,
			"never over": 0, "before over": 40, "at over": 50, "after over": 50,
			"never closed": 50, "before closed": 40, "at closed": 50, "after closed": 50,
		})
		b.inTx(func(ctx context.Context) error {
			return b.store.Touch(ctx, b.zone, engine.Range{From: "at", Below: "at c"}, 30)
		})
		for _, m := range all(b, b.store.List(b.Context(), b.zone, engine.Filter{})) {
			if touched := m.NextAt == 30; touched != (m.ID == "at") {
				b.Errorf("%s of the range: next at %d", m.ID, m.NextAt)
			}
		}
	},

	"Reckoned is how far the zone's matters were worked out at most": func(b *bench) {
		same(b, "without matters", got(b.store.Reckoned(b.Context(), b.zone))(b), int64(0))
		var rows engine.Rows
		for id, at := range map[string]int64{"a": 40, "b": 60, "c": 50} {
			m := b.matter(id, "")
			m.CursorAt = at
			rows.Matters = append(rows.Matters, m)
		}
		b.put(rows)
		same(b, "with some", got(b.store.Reckoned(b.Context(), b.zone))(b), int64(60))
	},

	"the overview counts by unit and light, by kind and stage, and by post": func(b *bench) {
		var rows engine.Rows
		for i := range 12 {
			m := b.matter(strconv.Itoa(i), "")
			m.LeadUnit, m.Light, m.Owner = []string{"招商局", "住建局"}[i%2], []string{"red", "green", "amber"}[i%3], []string{"甲岗", "乙岗", ""}[i%3]
			m.Category = []string{"第一专班", "第二专班", "", ""}[i%4]
			m.Kind, m.Stage, m.Open = "任务", []string{"working", "closed"}[i/9], i < 9
			rows.Matters = append(rows.Matters, m)
			rows.Duties = append(rows.Duties, engine.DutyRow{
				ZoneID: b.zone, MatterID: m.ID, ID: "d", Owner: []string{"乙岗", "丙岗"}[i%2], What: []string{"review", "talk"}[i%2],
				Cadence: []string{"weekly", ""}[i%2], Period: []string{"2026-W01", ""}[i%2],
				State: []string{engine.DutyOpen, engine.DutyMissed, engine.DutyMet}[i/4],
			})
		}
		b.put(rows)
		same(b, "lights", got(b.store.LightCounts(b.Context(), b.zone))(b), []engine.LightCount{
			{LeadUnit: "住建局", Light: "amber", N: 1},
			{LeadUnit: "住建局", Light: "green", N: 2},
			{LeadUnit: "住建局", Light: "red", N: 1},
			{LeadUnit: "招商局", Light: "amber", N: 2},
			{LeadUnit: "招商局", Light: "green", N: 1},
			{LeadUnit: "招商局", Light: "red", N: 2},
		})
		same(b, "categories", got(b.store.CategoryCounts(b.Context(), b.zone))(b), []engine.CategoryCount{
			{Kind: "任务", Category: "第一专班", Light: "amber", N: 1},
			{Kind: "任务", Category: "第一专班", Light: "green", N: 1},
			{Kind: "任务", Category: "第一专班", Light: "red", N: 1},
			{Kind: "任务", Category: "第二专班", Light: "amber", N: 1},
			{Kind: "任务", Category: "第二专班", Light: "green", N: 1},
		})
		same(b, "matters of a category", names(all(b, b.store.List(b.Context(), b.zone, engine.Filter{Category: "第二专班"})), matterID), "1 5 9")
		same(b, "their count", got(b.store.CountMatters(b.Context(), b.zone, engine.Filter{Category: "第二专班"}))(b), 3)
		same(b, "their duties", got(b.store.CountDuties(b.Context(), b.zone, engine.Filter{Category: "第二专班"}))(b), 3)
		same(b, "kinds", got(b.store.KindCounts(b.Context(), b.zone))(b), []engine.KindCount{{Kind: "任务", Stage: "closed", N: 3}, {Kind: "任务", Stage: "working", N: 9}})
		loads := []engine.OwnerLoad{{Owner: "乙岗", Matters: 3, Duties: 2, Missed: 2}, {Owner: "丙岗", Duties: 2, Missed: 2}, {Owner: "甲岗", Matters: 3}}
		same(b, "loads", got(b.store.OwnerLoads(b.Context(), b.zone, 9))(b), loads)
		same(b, "the heaviest loads", got(b.store.OwnerLoads(b.Context(), b.zone, 2))(b), loads[:2])
		same(b, "duties", got(b.store.DutyCounts(b.Context(), b.zone))(b), []engine.DutyCount{
			{State: "missed", What: "review", Cadence: "weekly", Period: "2026-W01", N: 2},
			{State: "missed", What: "talk", N: 2},
			{State: "open", What: "review", Cadence: "weekly", Period: "2026-W01", N: 2},
			{State: "open", What: "talk", N: 2},
		})
		same(b, "lights of another zone", len(got(b.store.LightCounts(b.Context(), b.newZone()))(b)), 0)
	},
}

// togetherTests are about several readers and writers.
var togetherTests = map[string]func(*bench){
	"a reader sees nothing of an open transaction, does not wait for it, and sees all of it afterwards": func(b *bench) {
		see := func(ctx context.Context) [4]int {
			return [4]int{
				len(got(b.store.Stream(ctx, b.zone, "a"))(b)), int(got(b.store.Zone(ctx, b.zone))(b).Size),
				len(all(b, b.store.List(ctx, b.zone, engine.Filter{}))), got(b.store.CountDuties(ctx, b.zone, engine.Filter{}))(b),
			}
		}
		b.inTx(func(ctx context.Context) error {
			if err := b.store.Append(ctx, b.zone, b.chain("a", nil, 2)); err != nil {
				return err
			}
			if err := b.store.Put(ctx, engine.Rows{Matters: []engine.MatterRow{b.matter("a", "1")}, Duties: []engine.DutyRow{{ZoneID: b.zone}}}); err != nil {
				return err
			}
			same(b, "outside", see(b.Context()), [4]int{})
			same(b, "inside", see(ctx), [4]int{2, 2, 1, 1})
			return nil
		})
		same(b, "afterwards", see(b.Context()), [4]int{2, 2, 1, 1})
	},

	"a rollback undoes rows of every sort": func(b *bench) {
		b.undone(func(ctx context.Context) error {
			return b.store.Put(ctx, engine.Rows{
				Matters: []engine.MatterRow{filled[engine.MatterRow](b.zone)},
				Duties:  []engine.DutyRow{filled[engine.DutyRow](b.zone)}, Letters: []engine.LetterRow{filled[engine.LetterRow](b.zone)},
			})
		})
		same(b, "rows left", got(b.store.CountMatters(b.Context(), b.zone, engine.Filter{}))(b)+
			got(b.store.CountDuties(b.Context(), b.zone, engine.Filter{}))(b)+got(b.store.CountLetters(b.Context(), b.zone, engine.Filter{}))(b), 0)
	},

	"nothing is written outside a transaction": func(b *bench) {
		if err := b.store.Append(b.Context(), b.zone, b.chain("a", nil, 1)); err == nil {
			b.Error("an event was appended")
		}
		if err := b.store.Put(b.Context(), engine.Rows{Matters: []engine.MatterRow{b.matter("a", "")}}); err == nil {
			b.Error("a matter was stored")
		}
	},

	"a write that joins another transaction is part of it": func(b *bench) {
		b.undone(func(ctx context.Context) error {
			return b.store.InTx(ctx, func(ctx context.Context) error { return b.store.Append(ctx, b.zone, b.chain("a", nil, 1)) })
		})
		same(b, "size", got(b.store.Zone(b.Context(), b.zone))(b).Size, int64(0))
	},

	"sweepers at once take every matter exactly once": func(b *bench) {
		const matters, sweepers = 120, 4
		var rows engine.Rows
		for i := range matters {
			m := b.matter(fmt.Sprintf("%03d", i), "")
			m.NextAt = int64(1 + i%7)
			rows.Matters = append(rows.Matters, m)
		}
		b.put(rows)
		var mu sync.Mutex
		var swept []string
		var group sync.WaitGroup
		for range sweepers {
			group.Go(func() {
				for {
					var taken []string
					err := b.store.InTx(b.Context(), func(ctx context.Context) error {
						due, err := b.store.Due(ctx, b.zone, 7, 9)
						taken = taken[:0]
						for i := range due {
							due[i].NextAt = 0
							taken = append(taken, due[i].ID)
						}
						if err != nil {
							return err
						}
						return b.store.Put(ctx, engine.Rows{Matters: due})
					})
					if err != nil {
						b.Error(err)
						return
					}
					mu.Lock()
					swept = append(swept, taken...)
					mu.Unlock()
					if len(taken) == 0 {
						return
					}
				}
			})
		}
		group.Wait()
		slices.Sort(swept)
		if n := len(slices.Compact(slices.Clone(swept))); n != matters || len(swept) != matters {
			b.Errorf("%d matters were swept %d times, want %d once each", n, len(swept), matters)
		}
	},

	"whoever reads a matter in a transaction to change it loses no change of another": func(b *bench) {
		const writers, each = 6, 15
		b.put(engine.Rows{Matters: []engine.MatterRow{b.matter("a", "1")}})
		var group sync.WaitGroup
		for range writers {
			group.Go(func() {
				for range each {
					err := b.store.InTx(b.Context(), func(ctx context.Context) error {
						m, err := b.store.Matter(ctx, b.zone, "1")
						if err != nil {
							return err
						}
						m.Seq++
						return b.store.Put(ctx, engine.Rows{Matters: []engine.MatterRow{m}})
					})
					if err != nil {
						b.Error(err)
					}
				}
			})
		}
		group.Wait()
		same(b, "changes", got(b.store.Matter(b.Context(), b.zone, "a"))(b).Seq, int64(writers*each))
	},
}

// zeroState is a row as List gives it without its state.
func zeroState(m engine.MatterRow) engine.MatterRow {
	m.State, m.NumberKey = nil, ""
	return m
}

// field sets one column of a row by name.
func field[R any](row R, name string, value any) R {
	reflect.ValueOf(&row).Elem().FieldByName(name).Set(reflect.ValueOf(value))
	if m, ok := any(&row).(*engine.MatterRow); ok && name == "Number" {
		m.NumberKey = text.NumberKey(m.Number)
	}
	return row
}
