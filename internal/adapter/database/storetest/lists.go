package storetest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

var listTests = map[string]func(*bench){
	"a list is in order of number as people count, with those that have none first, in order of id": func(b *bench) {
		var rows engine.Rows
		for _, number := range []string{"督10", "督2", "a1", "B1", "招1"} {
			rows.Matters = append(rows.Matters, b.matter("id of "+number, number))
		}
		rows.Matters = append(rows.Matters, b.matter("2", ""), b.matter("1", ""))
		b.put(rows)
		list := func(f engine.Filter) string { return names(all(b, b.store.List(b.Context(), b.zone, f)), matterID) }
		same(b, "all", list(engine.Filter{}), "1 2 id of B1 id of a1 id of 招1 id of 督2 id of 督10")
		same(b, "a page", list(engine.Filter{After: "a1", Limit: 2}), "id of 招1 id of 督2")
		same(b, "the last page", list(engine.Filter{After: "督10", Limit: 2}), "")
		same(b, "from the middle", list(engine.Filter{After: "督2"}), "id of 督10")
		same(b, "sorted", list(engine.Filter{Sort: []engine.Order{{Column: "number", Desc: true}}, Limit: 3}), "id of 督10 id of 督2 id of 招1")
		same(b, "by id", list(engine.Filter{ByID: true, Limit: 3}), "1 2 id of B1")
	},

	"a list leaves the state out unless it is asked for": func(b *bench) {
		m := b.matter("a", "1")
		b.put(engine.Rows{Matters: []engine.MatterRow{m}})
		same(b, "with", all(b, b.store.List(b.Context(), b.zone, engine.Filter{WithState: true})), []engine.MatterRow{m})
		same(b, "without", all(b, b.store.List(b.Context(), b.zone, engine.Filter{})), []engine.MatterRow{zeroState(m)})
	},

	"columns of a list may hold what looks like the end of another": func(b *bench) {
		m := filled[engine.MatterRow](b.zone)
		for _, name := range []string{"Number", "Title", "Origin", "ID"} {
			m = field(m, name, "\x1f"+name+"\x1f")
		}
		plain := b.matter("plain", "督1")
		b.put(engine.Rows{Matters: []engine.MatterRow{plain, m}})
		same(b, "list", all(b, b.store.List(b.Context(), b.zone, engine.Filter{WithState: true})), []engine.MatterRow{m, plain})
		b.inTx(func(ctx context.Context) error {
			same(b, "in a transaction", all(b, b.store.List(ctx, b.zone, engine.Filter{})), []engine.MatterRow{zeroState(m), zeroState(plain)})
			return nil
		})
	},

	"a filter picks matters by each of its members": func(b *bench) {
		plain := b.matter("plain", "")
		plain.Parent, plain.Owner = "elsewhere", "某岗"
		cases := []struct {
			column string
			value  any
			filter engine.Filter
		}{
			{"Kind", "任务", engine.Filter{Kind: "任务"}},
			{"Kind", "诉求", engine.Filter{Kinds: []string{"诉求", "不存在"}}},
			{"Stage", "working", engine.Filter{Stage: "working"}},
			{"Stage", "closed", engine.Filter{Stages: []string{"archived", "closed"}}},
			{"Open", false, engine.Filter{Open: new(false)}},
			{"Light", "red", engine.Filter{Light: "red"}},
			{"LeadUnit", "招商局", engine.Filter{Unit: "招商局"}},
			{"Owner", "招商局局长", engine.Filter{Owner: "招商局局长"}},
			{"Owner", "", engine.Filter{Unowned: true}},
			{"Parent", "up", engine.Filter{Parent: "up"}},
			{"Origin", "session/3/招商", engine.Filter{Origin: "session/3/"}},
			{"Number", "督'1?", engine.Filter{Number: "督'1?"}},
			{"ID", "it's", engine.Filter{Matter: "it's"}},
			{"NextAt", int64(5), engine.Filter{StaleAt: 5}},
		}
		for i, c := range cases {
			zone := b.newZone()
			picked := field(plain, "ID", fmt.Sprint("picked", i))
			picked = field(picked, c.column, c.value)
			later := field(field(plain, "ID", "later"), "NextAt", int64(6))
			picked.ZoneID, later.ZoneID = zone, zone
			other := field(plain, "ZoneID", zone)
			b.put(engine.Rows{Matters: []engine.MatterRow{other, picked, later}})
			same(b, fmt.Sprintf("%+v", c.filter), all(b, b.store.List(b.Context(), zone, c.filter)), []engine.MatterRow{zeroState(picked)})
			same(b, "count", got(b.store.CountMatters(b.Context(), zone, c.filter))(b), 1)
		}
	},

	"a matter of nobody is one without an owner that nobody bears, or of a vacant post": func(b *bench) {
		var rows engine.Rows
		for id, owner := range map[string]string{"left": "", "zone": "", "held": "某岗", "vacant": "空岗", "ended": "空岗"} {
			m := b.matter(id, "")
			m.Owner = owner
			rows.Matters = append(rows.Matters, m)
		}
		b.put(rows)
		f := engine.Filter{Unowned: true, Vacant: []string{"空岗"}, Borne: []string{"zone", "vacant"}, Ended: []string{"ended", "held"}}
		same(b, "of nobody", names(all(b, b.store.List(b.Context(), b.zone, f)), matterID), "left vacant")
		same(b, "count", got(b.store.CountMatters(b.Context(), b.zone, f))(b), 2)
	},

	"a count ignores the limit": func(b *bench) {
		b.put(engine.Rows{Matters: []engine.MatterRow{b.matter("a", ""), b.matter("b", "")}})
		same(b, "count", got(b.store.CountMatters(b.Context(), b.zone, engine.Filter{Limit: 1}))(b), 2)
		same(b, "count at most", got(b.store.CountMatters(b.Context(), b.zone, engine.Filter{AtMost: 1}))(b), 1)
	},

	"Root picks what lies below at any depth, even in a circle": func(b *bench) {
		var rows engine.Rows
		for id, parent := range map[string]string{"top": "", "a": "top", "b": "top", "aa": "a", "aaa": "aa", "x": "y", "y": "x", "alone": ""} {
			m := b.matter(id, "")
			m.Parent = parent
			rows.Matters = append(rows.Matters, m)
			rows.Duties = append(rows.Duties, engine.DutyRow{ZoneID: b.zone, MatterID: id, ID: "d"})
		}
		b.put(rows)
		for root, want := range map[string]string{"top": "a aa aaa b", "a": "aa aaa", "aaa": "", "x": "y", "无": ""} {
			f := engine.Filter{Root: root}
			same(b, root, names(all(b, b.store.List(b.Context(), b.zone, f)), matterID), want)
			same(b, "duties below "+root, names(all(b, b.store.Duties(b.Context(), b.zone, f)), func(d engine.DutyRow) string { return d.MatterID }), want)
		}
		for row, err := range b.store.List(b.Context(), b.zone, engine.Filter{Root: "top", Owner: "无人"}) {
			b.Errorf("other members restrict as well: got %v %v", row, err)
		}
	},

	"duties come in order of due, and a filter picks them by each of its members": func(b *bench) {
		matter := b.matter("m1", "督1")
		matter.LeadUnit = "招商局"
		rows := engine.Rows{Matters: []engine.MatterRow{matter, b.matter("m2", "督2")}}
		for i := range 4 {
			rows.Duties = append(rows.Duties, engine.DutyRow{
				ZoneID: b.zone, MatterID: fmt.Sprint("m", 1+i/2), ID: fmt.Sprint("d", i), OpensAt: 1, DueAt: int64(40 - 10*i),
				What: []string{"review", "reply"}[i%2], Owner: []string{"甲岗", "乙岗", "", "丙岗"}[i], Cadence: []string{"weekly", "", "", ""}[i],
				Period: []string{"", "2026-W07", "", ""}[i], State: []string{"open", "missed", "met", "lapsed"}[i],
				EndedAt: []int64{0, 0, 21, 11}[i],
			})
		}
		b.put(rows)
		for _, c := range []struct {
			filter engine.Filter
			want   string
		}{
			{engine.Filter{}, "d3 d2 d1 d0"},
			{engine.Filter{Limit: 2}, "d3 d2"},
			{engine.Filter{Matter: "m1"}, "d1 d0"},
			{engine.Filter{Number: "督2"}, "d3 d2"},
			{engine.Filter{Unit: "招商局"}, "d1 d0"},
			{engine.Filter{Unit: "招商局", What: "reply"}, "d1"},
			{engine.Filter{What: "review"}, "d2 d0"},
			{engine.Filter{Owner: "丙岗"}, "d3"},
			{engine.Filter{Unowned: true}, "d2"},
			{engine.Filter{Cadence: "weekly"}, "d0"},
			{engine.Filter{Period: "2026-W07"}, "d1"},
			{engine.Filter{State: "met"}, "d2"},
			{engine.Filter{States: []string{"open", "missed"}}, "d1 d0"},
			{engine.Filter{States: []string{engine.DutyLate}}, "d2"},
			{engine.Filter{States: []string{engine.DutyLate, "open"}}, "d2 d0"},
			{engine.Filter{DueFrom: 20, DueTo: 40}, "d2 d1"},
		} {
			same(b, fmt.Sprintf("%+v", c.filter), names(all(b, b.store.Duties(b.Context(), b.zone, c.filter)), func(d engine.DutyRow) string { return d.ID }), c.want)
			if c.filter.Limit == 0 {
				same(b, "count", got(b.store.CountDuties(b.Context(), b.zone, c.filter))(b), len(strings.Fields(c.want)))
			}
		}
		rows.Duties[2].EndedAt = rows.Duties[2].DueAt // met in time, to the instant
		b.put(engine.Rows{Duties: rows.Duties[2:3]})
		same(b, "late", len(all(b, b.store.Duties(b.Context(), b.zone, engine.Filter{States: []string{engine.DutyLate}}))), 0)
	},

	"letters come in order of drafting, and a filter picks them by each of its members": func(b *bench) {
		matter := b.matter("m1", "督1")
		matter.Kind = "任务"
		rows := engine.Rows{Matters: []engine.MatterRow{matter}}
		for i := range 3 {
			rows.Letters = append(rows.Letters, engine.LetterRow{
				ZoneID: b.zone, MatterID: fmt.Sprint("m", 1+i/2), ID: fmt.Sprint("l", i), DraftedAt: int64(30 - 10*i),
				Number: fmt.Sprint("提示函", i), ToPost: []string{"甲岗", "乙岗", ""}[i], State: []string{"drafted", "issued", "replied"}[i],
			})
		}
		b.put(rows)
		for _, c := range []struct {
			filter engine.Filter
			want   string
		}{
			{engine.Filter{}, "l2 l1 l0"},
			{engine.Filter{Limit: 1}, "l2"},
			{engine.Filter{Matter: "m1"}, "l1 l0"},
			{engine.Filter{IDs: []string{"m1", "none"}}, "l1 l0"},
			{engine.Filter{IDs: []string{"m2", "m1"}, State: "issued"}, "l1"},
			{engine.Filter{IDs: []string{}}, ""},
			{engine.Filter{Kind: "任务"}, "l1 l0"},
			{engine.Filter{Number: "提示函1"}, "l1"},
			{engine.Filter{Owner: "甲岗"}, "l0"},
			{engine.Filter{Unowned: true}, "l2"},
			{engine.Filter{State: "issued"}, "l1"},
			{engine.Filter{States: []string{"issued", "replied"}}, "l2 l1"},
		} {
			same(b, fmt.Sprintf("%+v", c.filter), names(all(b, b.store.Letters(b.Context(), b.zone, c.filter)), func(l engine.LetterRow) string { return l.ID }), c.want)
			if c.filter.Limit == 0 {
				same(b, "count", got(b.store.CountLetters(b.Context(), b.zone, c.filter))(b), len(strings.Fields(c.want)))
			}
		}
	},

	"after any puts, kept or undone, a list equals a map": func(b *bench) {
		rapid.Check(b.T, func(t *rapid.T) { compareWithMap(b, t) })
	},
}

// compareWithMap puts rows at random into a fresh zone and into a map and compares them by random filters.
func compareWithMap(b *bench, t *rapid.T) {
	zone := b.newZone()
	word := rapid.SampledFrom([]string{"", "a", "甲", "a'?"})
	row := rapid.Custom(func(t *rapid.T) engine.MatterRow {
		id := rapid.SampledFrom([]string{"1", "2", "乙", "丙", "5"}).Draw(t, "id")
		number := rapid.SampledFrom([]string{"", "号" + id, "No" + id}).Draw(t, "number")
		return engine.MatterRow{
			ZoneID: zone, ID: id, Number: number, Kind: word.Draw(t, "kind"), Owner: word.Draw(t, "owner"), Light: word.Draw(t, "light"),
			Open: rapid.Bool().Draw(t, "open"), Weight: rapid.Int().Draw(t, "weight"), Progress: rapid.Float64Range(0, 1).Draw(t, "progress"), NextAt: rapid.Int64().Draw(t, "next"),
			Head: []byte{1}, State: rapid.SliceOfN(rapid.Byte(), 1, 8).Draw(t, "state"), NumberKey: text.NumberKey(number),
		}
	})
	model := map[string]engine.MatterRow{}
	for range rapid.IntRange(1, 6).Draw(t, "puts") {
		rows := rapid.SliceOfN(row, 0, 6).Draw(t, "rows")
		keep := rapid.Bool().Draw(t, "keep")
		err := b.store.InTx(b.Context(), func(ctx context.Context) error {
			if err := b.store.Put(ctx, engine.Rows{Matters: rows}); err != nil || keep {
				return err
			}
			return errUndo
		})
		if keep != (err == nil) {
			t.Fatalf("put: %v", err)
		}
		for _, m := range rows {
			if keep {
				model[m.ID] = m
			}
		}
	}
	f := engine.Filter{
		Kind: word.Draw(t, "kind"), Owner: word.Draw(t, "owner"), Unowned: rapid.Bool().Draw(t, "unowned"), Owned: rapid.Bool().Draw(t, "owned"), Light: word.Draw(t, "light"), WithState: true,
		After: rapid.SampledFrom([]string{"", "号", "号2"}).Draw(t, "after"), StaleAt: rapid.SampledFrom([]int64{0, 1 << 62}).Draw(t, "stale"), Limit: rapid.IntRange(0, 3).Draw(t, "limit"),
	}
	if rapid.Bool().Draw(t, "by openness") {
		f.Open = new(rapid.Bool().Draw(t, "open"))
	}
	var want []engine.MatterRow
	for _, m := range model {
		if (f.Kind == "" || m.Kind == f.Kind) && (f.Owner == "" || m.Owner == f.Owner) && (!f.Unowned || m.Owner == "") && (!f.Owned || m.Owner != "") && (f.Light == "" || m.Light == f.Light) &&
			(f.Open == nil || m.Open == *f.Open) && (f.After == "" || m.NumberKey > text.NumberKey(f.After)) && (f.StaleAt == 0 || m.NextAt > 0 && m.NextAt <= f.StaleAt) {
			want = append(want, m)
		}
	}
	slices.SortFunc(want, func(x, y engine.MatterRow) int {
		return cmp.Or(cmp.Compare(x.NumberKey, y.NumberKey), cmp.Compare(x.ID, y.ID))
	})
	if f.Limit > 0 {
		want = want[:min(len(want), f.Limit)]
	}
	var list []engine.MatterRow
	for m, err := range b.store.List(b.Context(), zone, f) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	if fmt.Sprintf("%+v", list) != fmt.Sprintf("%+v", want) {
		t.Fatalf("filter %+v:\n got %+v\nwant %+v", f, list, want)
	}
}
