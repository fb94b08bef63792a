package rule

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func TestReferencesAreSortedPaths(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`matter.urgency == "red" || matter.remaining <= wd(5) && actor != "x"`:   "actor matter.remaining matter.urgency",
		`has(matter.fields.signed) && matter.fields.expected_investment > yi(1)`: "matter.fields.expected_investment matter.fields.signed",
		`matter.visits.exists(v, v.kind == actor)`:                               "actor matter.visits matter.visits[].kind",
		`matter.evidence.filter(e, e != "").exists(e, e == matter.title)`:        "matter.evidence matter.title",
		`1 + 1 == 2`: "",
	} {
		if got := strings.Join(compile(t, src, Bool()).References(), " "); got != want {
			t.Errorf("%s: got %s, want %s", src, got, want)
		}
	}
}

func TestWhatIsOnlyTestedForPresenceIsNotRead(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`has(matter.fields.signed) && actor != ""`:                                            "actor",
		`has(matter.fields.expected_investment) && matter.fields.expected_investment > yi(1)`: "matter.fields.expected_investment",
		`matter.visits.exists(v, has(v.kind))`:                                                "matter.visits",
	} {
		if got := strings.Join(compile(t, src, Bool()).Reads(), " "); got != want {
			t.Errorf("%s: got %s, want %s", src, got, want)
		}
	}
}

func TestThresholdsAreTheInstantsAtWhichAVerdictCanChange(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`matter.urgency == "red" || matter.overdue`:                              "matter.overdue == yes",
		`matter.remaining <= wd(5)`:                                              "matter.remaining <= 5 working days",
		`wd(5) > matter.remaining`:                                               "matter.remaining < 5 working days",
		`!(matter.remaining != -wd(0.5))`:                                        "matter.remaining != -0.5 working days",
		`has(matter.remaining) && matter.remaining <= wd(2) + wd(3)`:             "matter.remaining <= 5 working days",
		`matter.remaining < wd(1) || matter.remaining < wd(1)`:                   "matter.remaining < 1 working day",
		`now >= timestamp("2023-07-01T00:00:00Z") && today > date("2023-06-30")`: "now >= 2023-07-01T00:00:00Z, today > 2023-06-30",
		`matter.overdue ? matter.remaining > wd(1) : matter.overdue == false`:    "matter.overdue == yes, matter.remaining > 1 working day, matter.overdue == no",
		`matter.evidence.exists(e, e == "x" && matter.remaining < wd(2))`:        "matter.remaining < 2 working days",
		`matter.urgency == "red"`:                                                "",
		`matter.due < today`:                                                     "no",
		`matter.remaining + wd(1) < wd(3)`:                                       "no",
		`matter.remaining in [wd(1), wd(2)]`:                                     "no",
		`matter.visits.exists(v, v.age > 3)`:                                     "no",
		`matter.visits.exists(v, v.kind == "x")`:                                 "",
		`matter.remaining < wd(matter.count)`:                                    "no",
	} {
		list, ok := compile(t, src, Bool()).Thresholds()
		parts := make([]string, len(list))
		for i, th := range list {
			parts[i] = th.Field + " " + th.Op + " " + th.Const.In(text.En)
		}
		got := strings.Join(parts, ", ")
		if !ok {
			got = "no"
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
	}
}

func TestAProgramKnowsItsSourcePlaceTypeTreeAndConstants(t *testing.T) {
	t.Parallel()
	src := `matter.remaining <= wd(5)`
	p := compile(t, src, Bool())
	if p.Source() != src || p.Position() != at || !p.Type().Equal(Bool()) || !p.AST().IsChecked() {
		t.Errorf("got %s at %s of type %s", p.Source(), p.Position(), p.Type())
	}
	call := p.AST().NativeRep().Expr().AsCall()
	if c, ok := p.Constant(call.Args()[1].ID()); !ok || c.Number() != 5*Workday {
		t.Errorf("wd(5) is constant %v, %v", c, ok)
	}
	if _, ok := p.Constant(call.Args()[0].ID()); ok {
		t.Error("a field is no constant")
	}
}

func TestSchemasRefuseNamesAndTypesThatRulesCouldNotUse(t *testing.T) {
	t.Parallel()
	bad := map[string]func() (*Schema, error){
		"an upper-case name": func() (*Schema, error) { return NewSchema([]Field{{Name: "Actor", Type: String()}}) },
		"a word of CEL":      func() (*Schema, error) { return NewSchema([]Field{{Name: "in", Type: String()}}) },
		"a name twice": func() (*Schema, error) {
			return NewSchema([]Field{{Name: "a", Type: String()}, {Name: "a", Type: Int()}})
		},
		"an undeclared shape":    func() (*Schema, error) { return NewSchema([]Field{{Name: "a", Type: ListOf(Object("b"))}}) },
		"a field without type":   func() (*Schema, error) { return NewSchema([]Field{{Name: "a"}}) },
		"a shape declared twice": func() (*Schema, error) { return NewSchema(nil, Shape{Name: "a"}, Shape{Name: "a"}) },
	}
	for name, declare := range bad {
		if _, err := declare(); err == nil {
			t.Errorf("%s passed", name)
		}
	}
	if f, ok := testSchema.Field("matter.fields.expected_investment"); !ok || f.Title.Zh != "预计投资额" {
		t.Errorf("Field gives %v, %v", f, ok)
	}
	if _, ok := testSchema.Field("matter.title.x"); ok {
		t.Error("a string has no field")
	}
}

func TestErrorsUnwrapToTheHouseType(t *testing.T) {
	t.Parallel()
	_, err := testEnv.Compile(`matter.dew`, Bool(), at)
	var list errs.List
	if !errors.As(err, &list) || len(list) != 1 || errs.KindOf(err) != errs.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestOneProgramServesManyGoroutines(t *testing.T) {
	t.Parallel()
	programs := []*Program{compile(t, `matter.overdue || matter.remaining <= wd(5)`, Bool()), compile(t, `matter.due - today <= 5`, Bool())}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			in := input(example())
			for range 50 {
				for _, p := range programs {
					if ok, err := p.Bool(in); !ok || err != nil {
						t.Errorf("%s: %v, %v", p.Source(), ok, err)
					}
					p.Explain(in, text.Zh)
				}
			}
		})
	}
	group.Wait()
}
