package rule

import (
	"slices"
	"testing"
)

func askingEnvironment(t *testing.T) *Environment {
	t.Helper()
	s, err := NewSchema([]Field{{Name: "matter", Type: Object("matter")}, {Name: "roles", Type: Object("roles")}},
		Shape{Name: "matter", Fields: []Field{{Name: "owner", Type: String()}}},
		Shape{Name: "roles", Fields: []Field{{Name: "r1", Type: String()}, {Name: "r2", Type: String()}, {Name: "r3", Type: ListOf(String())}}})
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewAskingEnvironment(s, []string{"head", "superior", "body"}, []Answer{{`head("甲")`, "roles.r1"}, {`superior(head("甲"))`, "roles.r2"}, {`body("甲")`, "roles.r3"}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

type answers map[int]Value

func (a answers) Field(i int) (Value, bool) { v, ok := a[i]; return v, ok }

func TestQuestionsAreFoundWithTheirPlaces(t *testing.T) {
	t.Parallel()
	found := Questions(`has(a.b) && x.exists(e, e == head("甲")) || superior(matter.owner) != superior( head("乙") ) || head(1 + 1) == "a.head(b)"`,
		Position{File: "f", Line: 3, Column: 10}, "head", "superior")
	var got []string
	for _, q := range found {
		got = append(got, q.String()+" "+q.At.String())
	}
	want := []string{`head("甲") f:3:44`, `superior(matter.owner) f:3:62`, `head("乙") f:3:94`, `superior(head("乙")) f:3:89`, `head("") f:3:109`}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	if len(Questions(`head("甲"`, Position{}, "head")) > 0 {
		t.Error("what is no rule asks nothing")
	}
}

func TestAQuestionReadsTheFieldThatAnswersIt(t *testing.T) {
	t.Parallel()
	e := askingEnvironment(t)
	for src, want := range map[string]bool{
		`head("甲") == "甲长"`: true, `matter.owner == superior(head("甲"))`: true, `"乙" in body("甲")`: true, `head("甲") == matter.owner`: false,
		`!has(superior(head("甲")))`:              false,
		`body("甲").exists(p, p == matter.owner)`: false,
	} {
		p, err := e.Compile(src, Bool(), Position{File: "f", Line: 1, Column: 1})
		if err != nil {
			t.Fatal(src, err)
		}
		in := e.Schema().NewInput().SetRecord("matter", answers{0: StringValue("主任")}).
			SetRecord("roles", answers{0: StringValue("甲长"), 1: StringValue("主任"), 2: StringsValue([]string{"甲长", "乙"})})
		if got, err := p.Bool(in); got != want || err != nil {
			t.Errorf("%s is %v: %v", src, got, err)
		}
	}
	if _, err := e.Compile(`head("乙") == "a"`, Bool(), Position{File: "f", Line: 1, Column: 1}); err == nil {
		t.Error("a question without an answer is let through")
	}
}
