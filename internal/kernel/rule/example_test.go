package rule_test

import (
	"fmt"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/rule"
)

// task is a caller's own struct; Field answers in the order in which its shape declares the fields.
type task struct {
	urgency   string
	due       clock.Date
	remaining int64 // thousandths of a working day
}

func (t *task) Field(i int) (rule.Value, bool) {
	switch i {
	case 0:
		return rule.StringValue(t.urgency), t.urgency != ""
	case 1:
		return rule.DateValue(t.due), !t.due.IsZero()
	default:
		return rule.WorkdaysValue(t.remaining), !t.due.IsZero()
	}
}

func Example() {
	schema, err := rule.NewSchema(
		[]rule.Field{{Name: "matter", Type: rule.Object("matter")}},
		rule.Shape{Name: "matter", Fields: []rule.Field{
			{Name: "urgency", Type: rule.String(), Title: text.Text{Zh: "紧急程度", En: "urgency"}},
			{Name: "due", Type: rule.Date(), Title: text.Text{Zh: "时限", En: "due"}},
			{Name: "remaining", Type: rule.Workdays(), Title: text.Text{Zh: "剩余", En: "remaining"}, Volatile: true},
		}})
	if err != nil {
		panic(err)
	}
	env, err := rule.NewEnvironment(schema)
	if err != nil {
		panic(err)
	}
	amber, err := env.Compile(`matter.urgency == "amber" || matter.remaining <= wd(5)`, rule.Bool(),
		rule.Position{File: "graded-task.yaml", Line: 18, Column: 10})
	if err != nil {
		panic(err) // errs.List, each with file:line:column
	}
	in := schema.NewInput().SetRecord("matter", &task{urgency: "green", due: clock.MustDate("2023-06-30"), remaining: 3 * rule.Workday})
	holds, err := amber.Bool(in)
	fmt.Println(holds, err)
	fmt.Println(amber.Explain(in, text.Zh))
	thresholds, complete := amber.Thresholds()
	fmt.Println(thresholds[0].Field, thresholds[0].Op, thresholds[0].Const.In(text.Zh), complete)
	// Output:
	// true <nil>
	// matter.remaining <= wd(5):剩余 3 个工作日 ≤ 5
	// matter.remaining <= 5 个工作日 true
}
