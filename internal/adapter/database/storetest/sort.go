package storetest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
)

// ownFields are the fields of the kind in these tests, with values of their type and of others.
var ownFields = map[string]string{"amount": "money", "share": "double", "stage": "string", "signed": "date", "done": "bool", "tags": "list<string>"}

var ownValues = []any{
	nil, "", "甲", "乙", "2023-06-12", "2023-06-02", 0.0, 1.0, -3.5, 33.333333333333336, 5e10, true, false, []any{"甲", "丙"}, []any{},
}

// anyMatters draws matters that differ in what lists are sorted by; their own fields are given beside them.
func anyMatters(t *rapid.T, zone string) (rows []engine.MatterRow, fields []map[string]any) {
	word := rapid.SampledFrom([]string{"", "a", "b", "甲", "red", "green", "orange"})
	for i := range rapid.IntRange(1, 9).Draw(t, "rows") {
		own := map[string]any{}
		for name := range ownFields {
			if v := rapid.SampledFrom(ownValues).Draw(t, name); v != nil {
				own[name] = v
			}
		}
		state, err := json.Marshal(map[string]any{"title": "\u0000", "fields": own})
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, engine.MatterRow{
			ZoneID: zone, ID: fmt.Sprintf("m-%d", i), Number: fmt.Sprintf("第%d号", i), NumberKey: text.NumberKey(fmt.Sprintf("第%d号", i)), State: state, Head: []byte{},
			Title: word.Draw(t, "title"), Owner: word.Draw(t, "owner"), Urgency: word.Draw(t, "urgency"), LeadUnit: word.Draw(t, "unit"),
			Light: rapid.SampledFrom([]string{"", "red", "amber", "green"}).Draw(t, "light"), Stage: rapid.SampledFrom(engine.StageOrder()).Draw(t, "stage"),
			DueOn: int32(rapid.SampledFrom([]int{0, 19000, 19001}).Draw(t, "due")), Progress: rapid.SampledFrom([]float64{0, 33.3, 66.7, 100}).Draw(t, "progress"),
			RegisteredAt: rapid.Int64Range(1, 3).Draw(t, "registered") * 1_680_000_000_000_001, CompletedAt: rapid.Int64Range(0, 2).Draw(t, "completed"),
		})
		fields = append(fields, own)
	}
	return rows, fields
}

func anyOrder(t *rapid.T) (orders []engine.Order) {
	names := append([]string{"field.amount", "field.share", "field.stage", "field.signed", "field.done"}, engine.SortColumns()...)
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 3, rapid.ID[string]).Draw(t, "by") {
		if rapid.Bool().Draw(t, "down") {
			name = "-" + name
		}
		more, bad := engine.ParseSort(name, func(field string) string { return ownFields[field] })
		if bad != "" {
			t.Fatal(bad)
		}
		orders = append(orders, more...)
	}
	return orders
}

func compareKeys(orders []engine.Order, a, b []any) int {
	for i := range a {
		var c int
		if x, ok := a[i].(float64); ok {
			c = cmp.Compare(x, b[i].(float64))
		} else {
			c = cmp.Compare(a[i].(string), b[i].(string))
		}
		if i < len(orders) && orders[i].Desc {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

var sortTests = map[string]func(*bench){
	"pages of a sorted list go on where the last one ended": func(b *bench) {
		rapid.Check(b, func(t *rapid.T) {
			zone := b.newZone()
			rows, fields := anyMatters(t, zone)
			b.put(engine.Rows{Matters: rows})
			orders := anyOrder(t)
			keys := map[string][]any{}
			for i := range rows {
				keys[rows[i].ID] = rows[i].Keys(orders, fields[i])
			}
			want := slices.Clone(rows)
			slices.SortFunc(want, func(x, y engine.MatterRow) int { return compareKeys(orders, keys[x.ID], keys[y.ID]) })
			var page []engine.MatterRow
			var found []string
			f := engine.Filter{Sort: orders, Limit: rapid.IntRange(1, 4).Draw(t, "limit")}
			for {
				page = all(b, b.store.List(b.Context(), zone, f))
				for i := range page {
					found = append(found, page[i].ID)
				}
				if len(page) < f.Limit || len(found) > len(rows) {
					break
				}
				raw, err := json.Marshal(keys[page[len(page)-1].ID]) // as a cursor carries them
				if err != nil {
					t.Fatal(err)
				}
				f.Past = nil
				if err := json.Unmarshal(raw, &f.Past); err != nil {
					t.Fatal(err)
				}
			}
			if got := strings.Join(found, " "); got != names(want, matterID) {
				t.Fatalf("by %+v: %s, want %s", orders, got, names(want, matterID))
			}
		})
	},

	"a list is filtered by a kind's own fields, whatever the values are": func(b *bench) {
		rapid.Check(b, func(t *rapid.T) {
			zone := b.newZone()
			rows, fields := anyMatters(t, zone)
			b.put(engine.Rows{Matters: rows})
			name := rapid.SampledFrom([]string{"amount", "share", "stage", "signed", "done", "tags"}).Draw(t, "field")
			test := engine.FieldTest{Field: name, Type: ownFields[name], Op: rapid.SampledFrom(engine.FieldOps).Draw(t, "op")}
			switch test.Type {
			case "money", "double":
				test.Value = rapid.SampledFrom([]float64{0, 1, -3.5, 33.333333333333336}).Draw(t, "number")
			case "bool":
				test.Value, test.Op = rapid.Bool().Draw(t, "bool"), "="
			default:
				test.Value = rapid.SampledFrom([]string{"", "甲", "丙", "2023-06-12", "2023-06-05", "' OR 1=1 --"}).Draw(t, "text")
			}
			var want []engine.MatterRow
			for i := range rows {
				if fits(&test, fields[i][name]) {
					want = append(want, rows[i])
				}
			}
			f := engine.Filter{Where: []engine.FieldTest{test}, ByID: true}
			same(b, fmt.Sprintf("%+v", test), names(all(b, b.store.List(b.Context(), zone, f)), matterID), names(want, matterID))
			same(b, "counted", got(b.store.CountMatters(b.Context(), zone, f))(b), len(want))
		})
	},

	"a list is filtered by due date, progress and id": func(b *bench) {
		var rows []engine.MatterRow
		for i, due := range []int32{0, 100, 101, 102} {
			m := b.matter(fmt.Sprintf("m-%d", i), fmt.Sprintf("%d号", i))
			m.DueOn, m.Progress, m.Urgency = due, float64(i)*10, map[bool]string{true: "red"}[i == 2]
			rows = append(rows, m)
		}
		b.put(engine.Rows{Matters: rows})
		for want, f := range map[string]engine.Filter{
			"m-1 m-2":         {Due: engine.Days{To: clock.Date(101)}},
			"m-2 m-3":         {Due: engine.Days{From: clock.Date(101)}},
			"m-0 m-1":         {Progress: &engine.Share{From: 0, To: 10}},
			"m-2":             {Urgency: "red"},
			"m-0 m-3":         {IDs: []string{"m-3", "m-0", "none"}},
			"":                {IDs: []string{}},
			"m-0 m-1 m-2 m-3": {},
		} {
			f.ByID = true
			same(b, fmt.Sprintf("%+v", f), names(all(b, b.store.List(b.Context(), b.zone, f)), matterID), want)
		}
	},

	"a letter that has reached a post is listed for it whatever the scope": func(b *bench) {
		b.put(engine.Rows{Matters: []engine.MatterRow{b.matter("m-1", "1号"), b.matter("m-2", "2号")}})
		var rows []engine.LetterRow
		for i, state := range []string{"drafted", "issued", "delivered", "signed", "replied", "withdrawn"} {
			rows = append(rows, engine.LetterRow{ZoneID: b.zone, MatterID: "m-1", ID: state, ToPost: "局长", State: state, DraftedAt: int64(i)})
		}
		rows = append(rows, engine.LetterRow{ZoneID: b.zone, MatterID: "m-2", ID: "other", ToPost: "主任", State: "delivered", DraftedAt: 9})
		b.put(engine.Rows{Letters: rows})
		id := func(l engine.LetterRow) string { return l.ID }
		nobody := &authority.Scope{Subject: &authority.Subject{}}
		f := engine.Filter{Scope: nobody, Addressed: []string{"局长"}}
		letters := func(f engine.Filter) string { return names(all(b, b.store.Letters(b.Context(), b.zone, f)), id) }
		same(b, "addressed", letters(f), "delivered signed replied")
		same(b, "counted", got(b.store.CountLetters(b.Context(), b.zone, f))(b), 3)
		f.AtMost = 2
		same(b, "counted as far as asked", got(b.store.CountLetters(b.Context(), b.zone, f))(b), 2)
		f.AtMost = 0
		f.Limit, f.Past = 1, rows[2].Keys()
		same(b, "the next page", letters(f), "signed")
		same(b, "nobody's", letters(engine.Filter{Scope: nobody}), "")
		same(b, "with everything in scope", letters(engine.Filter{Scope: authority.Everything, Addressed: []string{"局长"}, Matter: "m-2"}), "other")
	},

	"pages of duties go on where the last one ended": func(b *bench) {
		numbers := []string{"10号", "9号"} // the matter that was registered first has the higher one
		b.put(engine.Rows{Matters: []engine.MatterRow{b.matter("m-1", numbers[0]), b.matter("m-2", numbers[1])}})
		var rows []engine.DutyRow
		for i := range 7 {
			rows = append(rows, engine.DutyRow{
				ZoneID: b.zone, MatterID: fmt.Sprintf("m-%d", 1+i%2), ID: fmt.Sprintf("d%d", i), OpensAt: 5, DueAt: int64(10 + i/3), State: engine.DutyOpen,
				MatterKey: text.NumberKey(numbers[i%2]),
			})
		}
		b.put(engine.Rows{Duties: rows})
		id := func(d engine.DutyRow) string { return d.ID }
		want := names(all(b, b.store.Duties(b.Context(), b.zone, engine.Filter{})), id)
		same(b, "by day and then by number", want, "d1 d0 d2 d3 d5 d4 d6")
		for newest, want := range map[bool]string{false: want, true: "d6 d3 d5 d4 d1 d0 d2"} {
			var found []string
			for f := (engine.Filter{Limit: 2, Newest: newest}); ; {
				page := all(b, b.store.Duties(b.Context(), b.zone, f))
				for i := range page {
					found = append(found, page[i].ID)
				}
				if len(page) == 0 {
					break
				}
				f.Past = page[len(page)-1].Keys()
			}
			same(b, "all pages", strings.Join(found, " "), want)
		}
	},
}

// fits is what a test means of a value.
func fits(t *engine.FieldTest, v any) bool {
	var c int
	switch want := t.Value.(type) {
	case float64:
		n, ok := v.(float64)
		if !ok {
			return false
		}
		c = cmp.Compare(n, want)
	case bool:
		is, ok := v.(bool)
		return ok && is == want
	case string:
		if t.Type == "list<string>" {
			items, _ := v.([]any)
			return slices.ContainsFunc(items, func(item any) bool { return item == want })
		}
		s, ok := v.(string)
		if !ok {
			return false
		}
		c = cmp.Compare(s, want)
	}
	return map[string]bool{"=": c == 0, "<": c < 0, ">": c > 0, "<=": c <= 0, ">=": c >= 0}[t.Op]
}
