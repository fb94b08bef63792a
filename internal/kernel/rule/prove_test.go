package rule

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/base/errs"
)

func anything(string) Holding { return Holding{} }

// known is what some kind may say of its fields.
func known(path string) Holding {
	zero, hundred := IntValue(0), DoubleValue(100)
	switch path {
	case "matter.urgency":
		return Holding{Texts: []string{"", "red", "amber"}, Set: true}
	case "matter.count":
		return Holding{Min: &zero}
	case "matter.progress":
		return Holding{Max: &hundred}
	case "matter.title", "matter.overdue", "matter.evidence", "actor":
		return Holding{Set: true}
	}
	return Holding{}
}

func programs(t testing.TB, sources ...string) []*Program {
	t.Helper()
	var out []*Program
	for _, src := range sources {
		p, err := testEnv.Compile(src, Bool(), at)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		out = append(out, p)
	}
	return out
}

func TestWhatNeverHoldsIsProved(t *testing.T) {
	t.Parallel()
	for src, never := range map[string]bool{
		`matter.count >= 5 && matter.count < 3`:                                       true,
		`matter.count >= 5 && 5 >= matter.count`:                                      false,
		`matter.count > 2 && matter.count < 4 && matter.count != 3`:                   true,
		`matter.count > 2 && matter.count < 4`:                                        false,
		`matter.count < 0`:                                                            true,
		`matter.count in [-1, -2]`:                                                    true,
		`matter.count in [-1, 0]`:                                                     false,
		`matter.progress > 100.0`:                                                     true,
		`matter.progress >= 100.0 && matter.progress <= 100.0`:                        false,
		`matter.progress > 1.0 && matter.progress < 1.0000001`:                        false,
		`matter.progress < -1.0 && matter.progress > -0.5`:                            true,
		`matter.urgency == "red" && matter.urgency == "amber"`:                        true,
		`matter.urgency == "red" && matter.urgency in ["amber", ""]`:                  true,
		`matter.urgency == "green"`:                                                   true,
		`!(matter.urgency in ["", "red", "amber"])`:                                   true,
		`matter.title == "a" && matter.title != "a"`:                                  true,
		`matter.title == "a" && matter.title != "b"`:                                  false,
		`matter.title == "a" || matter.title == "b"`:                                  false,
		`has(matter.due) && !has(matter.due)`:                                         true,
		`!has(matter.due) && matter.due < today`:                                      true,
		`!has(matter.due) || matter.due < today`:                                      false,
		`!has(matter.remaining) && !(matter.remaining <= wd(3))`:                      true,
		`!has(matter.title)`:                                                          true,
		`matter.overdue && !matter.overdue`:                                           true,
		`matter.overdue == true && matter.overdue == false`:                           true,
		`matter.overdue ? !matter.overdue : matter.overdue`:                           true,
		`matter.overdue ? !matter.overdue : matter.count > 1`:                         false,
		`matter.due < today && today < matter.due`:                                    true,
		`matter.due <= today && today <= matter.due`:                                  false,
		`matter.due <= today && today <= matter.due && matter.due != today`:           true,
		`matter.due + days(3) < today && matter.due + days(3) > today`:                true,
		`size(matter.evidence) < 0`:                                                   true,
		`attested("a") < 0`:                                                           true,
		`size(matter.evidence) > 1 && !(size(matter.evidence) > 0)`:                   true,
		`"a" in matter.evidence && !("a" in matter.evidence)`:                         true,
		`"a" in matter.evidence && !("b" in matter.evidence)`:                         false,
		`matter.evidence.exists(e, e == "") && !matter.evidence.exists(e, e == "")`:   true,
		`(matter.overdue || matter.count > 1) && !matter.overdue && matter.count < 2`: true,
		`(matter.overdue || matter.count > 1) && !matter.overdue && matter.count < 3`: false,
	} {
		if got := Holdings(known).Never(programs(t, src), nil); got != never {
			t.Errorf("%s: proved %v, want %v", src, got, never)
		}
	}
}

func TestOneRuleIsFoundToHoldWheneverAnotherDoes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		holds   string
		implies []string
		is      bool
	}{
		{`matter.remaining <= wd(3)`, []string{`matter.remaining <= wd(5)`}, true},
		{`matter.remaining <= wd(5)`, []string{`matter.remaining <= wd(3)`}, false},
		{`matter.remaining < wd(5)`, []string{`wd(5) >= matter.remaining`}, true},
		{`matter.overdue && matter.count > 1`, []string{`matter.count > 0`}, true},
		{`matter.overdue && matter.count > 1`, []string{`matter.overdue || has(matter.due)`}, true},
		{`matter.overdue || matter.count > 1`, []string{`matter.overdue`}, false},
		{`matter.overdue || matter.count > 1`, []string{`matter.overdue`, `matter.count > 0`}, true},
		{`matter.count == 1`, []string{`matter.count >= 1`}, true},
		{`matter.count > 0`, []string{`matter.count != 0`}, true},
		{`matter.urgency == "red"`, []string{`matter.urgency in ["red", "amber"]`}, true},
		{`!matter.overdue`, []string{`!(matter.overdue && has(matter.due))`}, true},
		{`matter.count >= 0`, []string{`matter.count > 0`, `matter.count == 0`}, true},
		// what is not set makes the first no rule that holds
		{`matter.overdue`, []string{`matter.overdue && matter.count >= 0`}, false},
		{`matter.overdue`, []string{`matter.overdue || matter.remaining < wd(1)`}, true},
		{`matter.overdue`, []string{`matter.count > 1`, `matter.count <= 1`}, false},
		{`matter.overdue && has(matter.count)`, []string{`matter.count > 1`, `matter.count <= 1`}, true},
		// the sum may be too large to be counted
		{`matter.overdue && has(matter.count)`, []string{`matter.count + 1 > 1`, `matter.count + 1 <= 1`}, false},
	} {
		if got := Holdings(known).Never(programs(t, tt.holds), programs(t, tt.implies...)); got != tt.is {
			t.Errorf("%s implies one of %q: proved %v, want %v", tt.holds, tt.implies, got, tt.is)
		}
	}
}

func TestWhereARuleStumblesOverWhatIsNotSet(t *testing.T) {
	t.Parallel()
	for src, does := range map[string]bool{
		`matter.remaining <= wd(5)`:                                                         true,
		`has(matter.remaining) && matter.remaining <= wd(5)`:                                false,
		`!has(matter.remaining) || matter.remaining <= wd(5)`:                               false,
		`has(matter.remaining) ? matter.remaining > wd(5) : true`:                           false,
		`matter.overdue || matter.remaining <= wd(5)`:                                       true,
		`has(matter.due) && matter.remaining <= wd(5)`:                                      true,
		`matter.due < today`:                                                                false,
		`matter.overdue && (has(matter.remaining) || true) && !(matter.remaining <= wd(5))`: true,
	} {
		if got := Holdings(anything).Stumbles(programs(t, src)[0], "matter.remaining"); got != does {
			t.Errorf("%s: stumbles %v, want %v", src, got, does)
		}
	}
}

func TestNothingIsProvedThatIsNotSo(t *testing.T) {
	t.Parallel()
	proved := 0
	rapid.Check(t, func(t *rapid.T) {
		a, b := condition(t, 2), condition(t, 2)
		switch rapid.IntRange(0, 3).Draw(t, "relation") {
		case 0:
			b = "(" + a + " || " + b + ")"
		case 1:
			a = "(" + a + " && " + b + ")"
		case 2:
			a = "(" + a + " && !" + b + ")"
		}
		hold, err := testEnv.Compile(a, Bool(), at)
		if err != nil {
			t.Skip(err) // a drawn rule that is none
		}
		fail, err := testEnv.Compile(b, Bool(), at)
		if err != nil {
			t.Skip(err) // a drawn rule that is none
		}
		h := Holdings(anything)
		never, implies := h.Never([]*Program{hold}, nil), h.Never([]*Program{hold}, []*Program{fail})
		both, stumbles := h.Never([]*Program{hold, fail}, nil), h.Stumbles(hold, "matter.remaining")
		if never || implies || both {
			proved++
		}
		for range 12 {
			m := someMatter(t)
			if m.progress != nil && math.IsNaN(*m.progress) {
				m.progress = nil
			}
			in := input(m).Set("actor", StringValue(rapid.SampledFrom([]string{"", "a", "red"}).Draw(t, "actor")))
			x, xErr := hold.Bool(in)
			y, yErr := fail.Bool(in)
			x, y = x && xErr == nil, y && yErr == nil
			if x && never || x && !y && implies || x && y && both {
				t.Fatalf("%s holds %v, %s holds %v: proved never %v, implied %v, not both %v", a, x, b, y, never, implies, both)
			}
			if m.remaining == nil && !m.due.IsZero() && m.progress != nil && m.count != nil && m.visits != nil && m.fields != nil && xErr != nil && !stumbles && errs.CodeOf(xErr) == "rule.unset" && strings.Contains(xErr.Error(), "matter.remaining") {
				t.Fatalf("%s: %v", a, xErr)
			}
		}
	})
	if proved == 0 {
		t.Error("nothing was proved")
	}
}
