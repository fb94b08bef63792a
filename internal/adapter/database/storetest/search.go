package storetest

import (
	"context"
	"fmt"
	"strings"

	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
)

// found puts matters with texts into the store and searches them.
func (b *bench) texts(titles ...string) {
	b.Helper()
	var rows engine.Rows
	for i, title := range titles {
		m := b.matter(fmt.Sprintf("m%02d", i), fmt.Sprintf("督〔2026〕%d号", i+1))
		m.Title, m.LeadUnit = title, fmt.Sprintf("u%d", i%2)
		rows.Matters = append(rows.Matters, m)
		rows.Texts = append(rows.Texts, engine.TextRow{ZoneID: b.zone, MatterID: m.ID, Made: int64(i), Text: m.Number + "\n" + title})
	}
	b.put(rows)
}

func (b *bench) found(query string, f engine.Filter) string {
	b.Helper()
	return names(all(b, b.store.Search(b.Context(), b.zone, query, f)), matterID)
}

var searchTests = map[string]func(*bench){
	"a search finds two characters side by side, newest first": func(b *bench) {
		b.texts("落实招商引资项目", "征地拆迁", "招商局专项工作", "商招分列")
		same(b, "招商", b.found("招商", engine.Filter{}), "m02 m00")
		same(b, "招商引资", b.found("招商引资", engine.Filter{}), "m00")
		same(b, "two phrases", b.found("招商 项目", engine.Filter{}), "m00")
		same(b, "not side by side", b.found("招引", engine.Filter{}), "")
		same(b, "one character", b.found("征", engine.Filter{}), "m01")
		same(b, "a page", b.found("招商", engine.Filter{Limit: 1}), "m02")
		same(b, "nothing to look for", b.found("？！", engine.Filter{}), "")
	},

	"a search finds a number as people write it": func(b *bench) {
		b.texts("甲", "乙")
		for _, query := range []string{"督〔2026〕2号", "督2026 2号", "２０２６ 乙", "督〔2026〕2"} {
			same(b, query, b.found(query, engine.Filter{}), "m01")
		}
	},

	"what somebody types cannot say anything but what they look for": func(b *bench) {
		b.texts(`it's "quoted" AND done`, "a*b")
		for _, query := range []string{`"`, `'; DROP TABLE search; --`, `quoted" OR "a`, "AND", "NOT", "*", "()", `\`, "a:b", strings.Repeat("招商", 3000)} {
			b.found(query, engine.Filter{})
		}
		same(b, "quoted and done", b.found(`"quoted" and done`, engine.Filter{}), "m00")
	},

	"a search shows what its scope lets through, be it narrow or wide": func(b *bench) {
		b.texts("项目甲", "项目乙", "项目丙", "别的")
		narrow := authority.Subject{Units: []string{"u0"}}
		same(b, "narrow", b.found("项目", engine.Filter{Scope: narrow.Scope(authority.See, &authority.Rules{})}), "m02 m00")
		same(b, "a single character in it", b.found("别", engine.Filter{Scope: narrow.Scope(authority.See, &authority.Rules{})}), "")
		nobody := authority.Subject{}
		same(b, "nothing", b.found("项目", engine.Filter{Scope: nobody.Scope(authority.See, &authority.Rules{})}), "")
		var rows engine.Rows
		for i := range 2100 {
			rows.Matters = append(rows.Matters, b.matter(fmt.Sprintf("x%04d", i), ""))
			rows.Matters[i].LeadUnit = "u0"
		}
		b.put(rows)
		same(b, "wide", b.found("项目", engine.Filter{Scope: narrow.Scope(authority.See, &authority.Rules{})}), "m02 m00")
		same(b, "beside other members", b.found("项目", engine.Filter{Unit: "u1"}), "m01")
		rows = engine.Rows{}
		for i := range 2600 { // newer ones of another unit, which the same words find
			m := b.matter(fmt.Sprintf("y%04d", i), "")
			m.LeadUnit = "u1"
			rows.Matters = append(rows.Matters, m)
			rows.Texts = append(rows.Texts, engine.TextRow{ZoneID: b.zone, MatterID: m.ID, Made: int64(100 + i), Text: "项目甲"})
		}
		b.put(rows)
		for _, query := range []string{"项目", "项目甲", "项"} {
			got := b.found(query, engine.Filter{Scope: narrow.Scope(authority.See, &authority.Rules{}), Limit: 10})
			want := map[string]string{"项目": "m02 m00", "项目甲": "m00", "项": "m02 m00"}[query]
			same(b, "behind newer ones of others: "+query, got, want)
		}
		same(b, "a page of everything", b.found("项目", engine.Filter{Limit: 2}), "y2599 y2598")
		same(b, "an old one of everything", b.found("别的", engine.Filter{Limit: 10}), "m03")
	},

	"a search for a number finds what few hold and what many hold": func(b *bench) {
		b.texts("项目4711甲", "项目24711甲", "项目47110乙", "项目4711乙4712甲")
		narrow := authority.Subject{Units: []string{"u0"}}
		own := engine.Filter{Scope: narrow.Scope(authority.See, &authority.Rules{}), Limit: 10}
		same(b, "a number", b.found("4711", engine.Filter{Limit: 10}), "m03 m00")
		same(b, "in a scope", b.found("4711", own), "m00")
		same(b, "and what follows it", b.found("4711甲", engine.Filter{Limit: 10}), "m00")
		same(b, "and another", b.found("4711 4712", engine.Filter{Limit: 10}), "m03")
		same(b, "beside a year", b.found("督〔2026〕4 4711", engine.Filter{Limit: 10}), "m03")
		var rows engine.Rows
		for i := range 150 {
			m := b.matter(fmt.Sprintf("z%03d", i), "")
			m.LeadUnit = "u1"
			rows.Matters = append(rows.Matters, m)
			rows.Texts = append(rows.Texts, engine.TextRow{ZoneID: b.zone, MatterID: m.ID, Made: int64(100 + i), Text: "项目4711丙"})
		}
		b.put(rows)
		same(b, "behind many of others", b.found("4711", own), "m00")
		same(b, "and what few of them hold", b.found("4711甲", engine.Filter{Limit: 10}), "m00")
		same(b, "a page", b.found("4711", engine.Filter{Limit: 2}), "z149 z148")
	},

	"a search follows a matter that changes hands": func(b *bench) {
		b.texts("项目甲", "项目乙")
		of := func(unit string) engine.Filter {
			s := authority.Subject{Units: []string{unit}}
			return engine.Filter{Scope: s.Scope(authority.See, &authority.Rules{}), Limit: 10}
		}
		same(b, "before", b.found("项目", of("u0"))+"/"+b.found("项目", of("u1"))+"/"+b.found("项目", of("u2")), "m00/m01/")
		m := b.matter("m00", "督〔2026〕1号")
		m.LeadUnit, m.Support = "u1", "|u2|"
		b.put(engine.Rows{Matters: []engine.MatterRow{m}})
		same(b, "after", b.found("项目", of("u0"))+"/"+b.found("项目", of("u1"))+"/"+b.found("项目", of("u2")), "/m01 m00/m00")
		b.put(engine.Rows{Texts: []engine.TextRow{{ZoneID: b.zone, MatterID: "m00", Text: "新题"}}})
		same(b, "under its new text", b.found("项目", of("u2"))+"/"+b.found("新题", of("u2")), "/m00")
	},

	"a search finds the new text of a matter and not the old": func(b *bench) {
		b.texts("旧名称")
		b.inTx(func(ctx context.Context) error {
			return b.store.Put(ctx, engine.Rows{Texts: []engine.TextRow{{ZoneID: b.zone, MatterID: "m00", Text: "新题目"}}})
		})
		same(b, "old", b.found("旧名", engine.Filter{}), "")
		same(b, "new", b.found("新题", engine.Filter{}), "m00")
	},

	"a search stays in its zone": func(b *bench) {
		b.texts("项目")
		for row, err := range b.store.Search(b.Context(), b.newZone(), "项目", engine.Filter{}) {
			b.Errorf("%v %v", row, err)
		}
	},
}
