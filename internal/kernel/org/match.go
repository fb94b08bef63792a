package org

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"qinlian/internal/base/text"
)

// Confidence says how a written name led to a unit.
type Confidence string

// The ways to match, surest first. NotMatched leaves the choice to a person.
const (
	MatchExact    Confidence = "exact"    // code or present name
	MatchAlias    Confidence = "alias"    // declared under aliases
	MatchStripped Confidence = "stripped" // after 区, 新区, 市 or the zone's own prefix was taken off
	MatchFormer   Confidence = "former"   // a name or alias the unit, or one it succeeds, had before
	NotMatched    Confidence = "none"
)

// Match is the outcome of reading a unit's name from somebody's ledger.
type Match struct {
	Unit       Unit
	Confidence Confidence
	Nearest    []string // names of units to suggest when nothing matched, or those between which it is ambiguous
}

// Match reads a unit's name as ledgers write it: spaces, bracket width and zone prefixes do not
// matter. A name that fits two units is not matched.
func (v *View) Match(written string) Match {
	k := key(written)
	if u := v.units[strings.TrimSpace(written)]; u != nil {
		return Match{Unit: *u, Confidence: MatchExact}
	}
	stages := []struct {
		how   Confidence
		codes []string
	}{
		{MatchExact, v.lookup().exact[k]},
		{MatchAlias, v.lookup().aliases[k]},
		{MatchStripped, v.lookup().strippedCodes(k)},
	}
	for _, stage := range stages {
		switch len(stage.codes) {
		case 0:
		case 1:
			return Match{Unit: *v.units[stage.codes[0]], Confidence: stage.how}
		default:
			m := Match{Confidence: NotMatched}
			for _, c := range stage.codes {
				m.Nearest = append(m.Nearest, v.units[c].Name)
			}
			return m
		}
	}
	if code := v.state.formerly(strings.TrimSpace(written), v); code != "" {
		if l, err := v.state.Lineage(code, v.day); err == nil {
			return Match{Unit: l.Answers, Confidence: MatchFormer}
		}
	}
	return Match{Confidence: NotMatched, Nearest: v.lookup().near(written)}
}

// matcher indexes the names of a day; each key leads to the codes that claim it.
type matcher struct {
	prefixes                 []string
	exact, aliases, stripped map[string][]string
	all                      []string
}

var commonPrefixes = []string{"经济技术开发区", "经开区", "开发区", "高新区", "新区", "区", "市"}

func newMatcher(v *View) matcher {
	c := v.state.chart
	m := matcher{exact: map[string][]string{}, aliases: map[string][]string{}, stripped: map[string][]string{}}
	for _, p := range append([]string{c.Name}, c.Prefixes...) {
		if p != "" {
			m.prefixes = append(m.prefixes, key(p))
		}
	}
	m.prefixes = append(m.prefixes, commonPrefixes...)
	slices.SortStableFunc(m.prefixes, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, code := range v.codes {
		u := v.units[code]
		m.all = append(m.all, u.Name)
		claim(m.exact, key(u.Name), code)
		claim(m.stripped, m.strip(key(u.Name)), code)
		for _, alias := range v.state.aliasesOf(u.Code) {
			claim(m.aliases, key(alias), code)
			claim(m.stripped, m.strip(key(alias)), code)
		}
	}
	return m
}

func claim(index map[string][]string, k, code string) {
	if k != "" && !slices.Contains(index[k], code) {
		index[k] = append(index[k], code)
	}
}

// aliasesOf lists how ledgers write a unit: aliases may be declared under its code and under any name that it ever had.
func (s *State) aliasesOf(code string) []string {
	out := slices.Clone(s.chart.Aliases[code])
	for _, n := range s.unit(code).namings() {
		out = append(out, s.chart.Aliases[n.name]...)
	}
	return out
}

func (m matcher) strippedCodes(k string) []string { return m.stripped[m.strip(k)] }

// strip takes zone prefixes off, longest first, as long as two characters remain.
func (m matcher) strip(k string) string {
	for {
		rest := k
		for _, p := range m.prefixes {
			if r, ok := strings.CutPrefix(k, p); ok && utf8.RuneCountInString(r) >= 2 {
				rest = r
				break
			}
		}
		if rest == k {
			return k
		}
		k = rest
	}
}

func (m matcher) near(written string) []string { return nearest(written, m.all) }

var fold = strings.NewReplacer("（", "(", "）", ")", " ", "", "\u3000", "", "\t", "", "\n", "", "\u00a0", "", "“", "\"", "”", "\"")

// key makes written names comparable: letters, figures and brackets of one width, no spaces, and Arabic figures in
// Chinese (招商2科 is 招商二科).
func key(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\uff01' && r <= '\uff5e' { // full width
			r -= '\uff01' - '!'
		}
		if r >= '0' && r <= '9' {
			r = []rune("〇一二三四五六七八九")[r-'0']
		}
		return r
	}, fold.Replace(s))
}

// nearest gives up to three of names that resemble s, best first: an abbreviation of the name (its
// characters in order), else a name at most half of which would have to be rewritten.
func nearest(s string, names []string) []string {
	type scored struct {
		name string
		cost int
	}
	var found []scored
	want := []rune(key(s))
	for _, n := range names {
		have := []rune(key(n))
		d := text.Distance(key(s), key(n))
		if within(want, have) || 2*d <= max(len(want), len(have)) {
			found = append(found, scored{n, d})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(a.cost, b.cost) })
	out := make([]string, 0, 3)
	for _, f := range found[:min(3, len(found))] {
		out = append(out, f.name)
	}
	return out
}

// within tells whether short is an abbreviation of long, two characters at least.
func within(short, long []rune) bool {
	if len(short) < 2 {
		return false
	}
	for _, r := range long {
		if len(short) > 0 && short[0] == r {
			short = short[1:]
		}
	}
	return len(short) == 0
}
