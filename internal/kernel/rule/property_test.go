package rule

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// condition draws a bool expression of the grammar that the fast path covers, and a little beyond.
func condition(t *rapid.T, depth int) string {
	kind := rapid.IntRange(0, 12).Draw(t, "kind")
	if depth == 0 {
		kind = max(kind, 5)
	}
	one := func(options ...string) string { return rapid.SampledFrom(options).Draw(t, "atom") }
	compare := func() string { return one("<", "<=", ">", ">=", "==", "!=") }
	switch kind {
	case 0, 1:
		return "(" + condition(t, depth-1) + " && " + condition(t, depth-1) + ")"
	case 2, 3:
		return "(" + condition(t, depth-1) + " || " + condition(t, depth-1) + ")"
	case 4:
		return "(" + condition(t, depth-1) + " ? " + condition(t, depth-1) + " : " + condition(t, depth-1) + ")"
	case 5:
		return "!" + one("matter.overdue", "has(matter.due)", "(matter.urgency == actor)")
	case 6:
		return one("has(matter.remaining)", "has(matter.fields)", "has(matter.fields.expected_investment)", "has(matter.visits)", "true", "false")
	case 7:
		return fmt.Sprintf("%s %s %s", one("matter.remaining", "wd(0.5)", "wd(3)"), compare(), one("matter.remaining", "wd(1)", "-wd(2)"))
	case 8:
		return fmt.Sprintf("%s %s %s", one("matter.due", "today", "matter.fields.signed"), compare(), one("today", `date("2023-06-30")`, "matter.due"))
	case 9:
		return fmt.Sprintf("%s %s %s", one("matter.progress", "50.0"), compare(), one("matter.progress", "0.0", "100.0"))
	case 10:
		return one(`matter.urgency in ["red", "amber"]`, `actor in matter.evidence`, `matter.count in [1, 7]`, `matter.title.startsWith("a")`,
			`matter.urgency.contains(actor)`, `matter.title < matter.urgency`, `matter.overdue == true`, `matter.overdue != has(matter.due)`)
	case 11:
		return fmt.Sprintf("%s %s %s", one("matter.count", "size(matter.evidence)", "matter.title.size()", "(matter.overdue ? 1 : matter.count)", "size(matter.visits)", `attested("a")`, "attested(matter.urgency)"), compare(), one("0", "2", "matter.count"))
	default:
		return fmt.Sprintf("%s %s %s", one("matter.fields.expected_investment", "yi(1)"), compare(), one("wan(50)", "matter.fields.expected_investment"))
	}
}

func maybe[T any](t *rapid.T, g *rapid.Generator[T]) *T {
	if rapid.Bool().Draw(t, "set") {
		return new(g.Draw(t, "value"))
	}
	return nil
}

func someMatter(t *rapid.T) *matter {
	words := rapid.SampledFrom([]string{"", "a", "red", "amber", "雨棚"})
	days := rapid.SampledFrom([]clock.Date{0, clock.MustDate("2023-06-26"), clock.MustDate("2023-06-30")})
	m := &matter{
		title: words.Draw(t, "title"), urgency: words.Draw(t, "urgency"), due: days.Draw(t, "due"),
		remaining: maybe(t, rapid.SampledFrom([]int64{-2000, 0, 500, 1000, 3000, 9000})),
		overdue:   rapid.Bool().Draw(t, "overdue"), evidence: rapid.SliceOfN(words, 0, 3).Draw(t, "evidence"),
		progress: maybe(t, rapid.SampledFrom([]float64{0, 50, 100, math.NaN(), math.Inf(1)})),
		count:    maybe(t, rapid.SampledFrom([]int64{0, 1, 2, 7})),
	}
	if rapid.Bool().Draw(t, "has fields") {
		m.fields = &investment{amount: maybe(t, rapid.SampledFrom([]int64{0, 50_000_000, 10_000_000_000})), signed: days.Draw(t, "signed")}
	}
	if rapid.Bool().Draw(t, "has visits") {
		m.visits = []Value{ObjectValue(visit{"a", 1})}
	}
	return m
}

func someInput(t *rapid.T) *Input {
	in := input(someMatter(t)).Set("actor", StringValue(rapid.SampledFrom([]string{"", "a", "red"}).Draw(t, "actor")))
	if rapid.IntRange(0, 9).Draw(t, "unbound") == 0 {
		in.vars[in.schema.Slot("actor")] = Value{}
		in.vals[in.schema.Slot("actor")] = nil
	}
	return in
}

func TestTheFastPathGivesWhatCELGives(t *testing.T) {
	t.Parallel()
	fast := 0
	rapid.Check(t, func(t *rapid.T) {
		src := condition(t, 3)
		p, err := testEnv.Compile(src, Bool(), at)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		if p.truth != nil {
			fast++
		}
		for range 8 {
			in := someInput(t)
			got, gotErr := p.Bool(in)
			want, wantErr := p.interpret(in)
			if (gotErr == nil) != (wantErr == nil) || gotErr == nil && got != want.Bool() {
				t.Fatalf("%s: %v, %v; cel-go: %v, %v", src, got, gotErr, want.Bool(), wantErr)
			}
			if gotErr != nil && (errs.CodeOf(gotErr) != errs.CodeOf(wantErr) || errs.CodeOf(gotErr) != "rule.evaluation" && gotErr.Error() != wantErr.Error()) {
				t.Fatalf("%s: error %v; cel-go: %v", src, gotErr, wantErr)
			}
		}
	})
	if fast == 0 {
		t.Error("no rule took the fast path")
	}
}

func TestAnExplanationAgreesWithTheVerdict(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		src, in := condition(t, 3), someInput(t)
		p, err := testEnv.Compile(src, Bool(), at)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		e := p.Explain(in, text.Zh)
		if e.Root.Verdict != e.Verdict || len(e.Deciding) == 0 || e.String() == "" {
			t.Fatalf("%s: verdict %s, tree %s, deciding %v", src, e.Verdict, outline(e.Root), e.Deciding)
		}
	})
}

// someNode draws a logical tree with leaves of drawn verdicts.
func someNode(t *rapid.T, depth int) Node {
	op := rapid.SampledFrom([]string{"", "&&", "||", "!", "?:"}).Draw(t, "op")
	if depth == 0 || op == "" {
		v := rapid.SampledFrom([]Verdict{True, False, Failed}).Draw(t, "verdict")
		return Node{Leaf: &Leaf{Verdict: v}}
	}
	n := Node{Op: op}
	for range map[string]int{"&&": 3, "||": 3, "!": 1, "?:": 3}[op] {
		n.Children = append(n.Children, someNode(t, depth-1))
	}
	return n
}

func judge(n Node) (Node, []*Leaf) {
	if n.Leaf != nil {
		n.Verdict = n.Leaf.Verdict
		return n, []*Leaf{n.Leaf}
	}
	out, leaves := Node{Op: n.Op}, [][]*Leaf{}
	for _, c := range n.Children {
		child, l := judge(c)
		out.Children, leaves = append(out.Children, child), append(leaves, l)
	}
	var deciding []*Leaf
	out.Verdict, deciding = settle(n.Op, out.Children, leaves)
	return out, deciding
}

func leavesOf(n Node) []*Leaf {
	if n.Leaf != nil {
		return []*Leaf{n.Leaf}
	}
	var out []*Leaf
	for _, c := range n.Children {
		out = append(out, leavesOf(c)...)
	}
	return out
}

func TestDecidingLeavesSettleTheVerdictWhateverTheOthersSay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tree := someNode(t, 3)
		before, deciding := judge(tree)
		if before.Verdict == Failed {
			return
		}
		keep := map[*Leaf]bool{}
		for _, l := range deciding {
			keep[l] = true
		}
		for _, l := range leavesOf(tree) {
			if !keep[l] {
				l.Verdict = rapid.SampledFrom([]Verdict{True, False, Failed}).Draw(t, "changed")
			}
		}
		if after, _ := judge(tree); after.Verdict != before.Verdict {
			t.Fatalf("%s became %s", outline(before), outline(after))
		}
	})
}

func TestBetweenThresholdsTheVerdictDoesNotChange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		src := condition(t, 2)
		p, err := testEnv.Compile(src, Bool(), at)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		thresholds, ok := p.Thresholds()
		m := someMatter(t)
		if !ok || m.remaining == nil {
			return
		}
		later := *m
		later.remaining = new(*m.remaining - rapid.Int64Range(0, 6000).Draw(t, "elapsed"))
		for _, th := range thresholds {
			holds := func(n int64) bool {
				return map[string]bool{"<": n < th.Const.num, "<=": n <= th.Const.num, ">": n > th.Const.num, ">=": n >= th.Const.num, "==": n == th.Const.num, "!=": n != th.Const.num}[th.Op]
			}
			if th.Field == "matter.remaining" && holds(*m.remaining) != holds(*later.remaining) {
				return
			}
		}
		before, err1 := p.Bool(input(m))
		after, err2 := p.Bool(input(&later))
		if before != after || (err1 == nil) != (err2 == nil) {
			t.Fatalf("%s with %v: %v, %v, later %v, %v", src, thresholds, before, err1, after, err2)
		}
	})
}

func FuzzCompile(f *testing.F) {
	for _, src := range []string{
		`matter.urgency == "amber" || matter.remaining <= wd(5)`, `has(matter.due) ? matter.due - today > 3 : false`,
		`matter.evidence.exists(e, e.matches("^a+$"))`, `matter.dew`, `"`, `((`, `-wd(0.5) < matter.remaining`, `[1][0] == 1`, `.actor == "x"`,
		`matter.visits.filter(v, v.age > 1).map(v, v.kind) == []`, `yuan("1") + wan(2) > -yi("0.1")`, "a\x00b", `"\u{110000}"`, `matter.visits[-1].age == 9223372036854775807 + 1`,
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		p, err := testEnv.Compile(src, Bool(), at)
		if err != nil {
			if message := errs.Message(err, text.En); !strings.Contains(message, "graded-task.yaml:") {
				t.Errorf("%q: no place in %s", src, message)
			}
			return
		}
		for _, m := range []*matter{{}, example()} {
			in := input(m)
			got, gotErr := p.Bool(in)
			want, wantErr := p.interpret(in)
			if (gotErr == nil) != (wantErr == nil) || gotErr == nil && got != want.Bool() {
				t.Errorf("%q: %v, %v; cel-go: %v, %v", src, got, gotErr, want.Bool(), wantErr)
			}
			if e := p.Explain(in, text.Zh); e.Verdict != e.Root.Verdict {
				t.Errorf("%q: %s is explained as %s", src, e.Verdict, e.Root.Verdict)
			}
		}
		p.References()
		p.Thresholds()
	})
}
