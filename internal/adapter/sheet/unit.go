package sheet

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/width"
)

// The unit of money that bare figures are counted in stands in the cell, in the header (总投资(万元)), on a row of
// its own below the header, or in a line above it that speaks for the whole sheet (单位:亿元). The nearest counts.

var (
	reMoneyUnit = regexp.MustCompile(`^(?:单位:?|人民币)*(万亿元?|亿元?|千万元?|百万元?|万元?|千元|元)(?:人民币)?$`)
	reCounted   = regexp.MustCompile(`^(?:单位:?)?(%|[个项家件户人次份条处套台亩吨期张本场名座宗起]|人次|公里|平方米|平方公里|万人|万亩|万吨)$`)
	reTrailing  = regexp.MustCompile(`^(.+?)[:/_-]?(亿元|万元|千元|元)$`)
	reStated    = regexp.MustCompile(`单位 *(?::|为|均为|是|统一为)? *(?:人民币)? *(?:[\p{Han}%]{1,3} ?[、,/;] ?)*(万亿元|亿元|千万元|百万元|万元|千元|亿|万|元)(?:人民币)?(?:$|[^\p{Han}])`)
	reMoney     = regexp.MustCompile(`(额|资金|投资|产值|经费|费用|造价|税收|预算|投入|补贴|金)$`)
)

// unitIn finds the unit that a bracketed hint tells, a sum's before that of a number of things: 亿元 in "亿元,含税".
func unitIn(hint string) string {
	parts := strings.FieldsFunc(fold(hint), func(r rune) bool { return strings.ContainsRune(",;、/()[]【】〔〕", r) })
	for _, part := range parts {
		if m := reMoneyUnit.FindStringSubmatch(part); m != nil {
			return m[1]
		}
	}
	for _, part := range parts {
		if m := reCounted.FindStringSubmatch(part); m != nil {
			return m[1]
		}
	}
	return ""
}

// bareOf parts a folded label from its hint and the unit that it tells: 投资额(万元) and 总投资:万元 are 投资额 and
// 总投资, both in 万元.
func bareOf(key string) (bare, unit string) {
	bare, hint := splitHint(key)
	if hint != "" {
		return bare, unitIn(hint)
	}
	if m := reTrailing.FindStringSubmatch(bare); m != nil && reMoney.MatchString(m[1]) {
		return m[1], m[2]
	}
	return bare, ""
}

// Bare is a header without its hint, folded so that it may be compared with a field's name that went through Bare too.
func Bare(label string) string {
	bare, _ := bareOf(fold(label))
	return bare
}

// IsMoney tells whether a column is of sums, by its unit or by the word that its header ends in.
func (c *Column) IsMoney() bool {
	return c.Field == FieldAmount || c.ownUnit && reMoneyUnit.MatchString(c.Unit) || reMoney.MatchString(Bare(lastPart(c.Label)))
}

func lastPart(label string) string { return label[strings.LastIndexByte(label, '/')+1:] }

// unitAlone tells whether a cell below a header holds nothing but a unit: 亿元, (万元).
func unitAlone(s string) string {
	key := fold(s)
	if reMoneyUnit.MatchString(key) || strings.HasPrefix(key, "(") && strings.HasSuffix(key, ")") {
		return unitIn(key)
	}
	return ""
}

// onlyUnits tells whether a row holds nothing but units, as one below a header may.
func onlyUnits(r record) bool {
	return len(r.cells) > 0 && !slices.ContainsFunc(r.cells, func(c cell) bool { return unitAlone(c.text) == "" })
}

// statedUnit finds the unit that a line above the header states for the whole sheet; the nearest line counts.
func (g grid) statedUnit(l layout) (unit, cell string) {
	for _, r := range g.rows {
		if r.row >= l.first {
			break
		}
		for _, c := range r.cells {
			if len(c.text) > 1024 {
				continue
			}
			line := strings.Join(strings.Fields(width.Fold.String(c.text)), " ")
			if m := reStated.FindStringSubmatch(line); m != nil {
				unit, cell = m[1], ref(c.col, r.row)
			}
		}
	}
	return unit, cell
}

// governs gives the unit stated above the header to the columns that state none, and notes which sums it is for; no note
// where there are none.
func (l *layout) governs(unit, cell, sheet string) Doubt {
	var sums []string
	for i := range l.columns {
		c := &l.columns[i]
		if c.Unit != "" {
			continue
		}
		if c.Unit = unit; c.IsMoney() {
			sums = append(sums, c.Label)
		}
	}
	if len(sums) == 0 {
		return Doubt{}
	}
	d := doubt(Note, "amount.unit_above", "表头上方写明的单位：没有写单位的金额都按“%[1]s”读，涉及各列：%[2]s", "the unit stated above the header: sums without one are read in %[1]s, in the columns %[2]s", unit, strings.Join(sums, "、"))
	d.Read, d.Assumed = "单位："+unit, unit
	return d.at(sheet + "!" + cell)
}
