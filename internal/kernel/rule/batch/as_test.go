package batch_test

import (
	"testing"

	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

func TestATableIsReadUnderTheSchemaOfOtherFiles(t *testing.T) {
	t.Parallel()
	table := batch.NewTable(schema, 1)
	for path, v := range map[string]rule.Value{"it.staff": rule.IntValue(30), "it.size": rule.StringValue("small")} {
		if err := table.Set(0, path, v); err != nil {
			t.Fatal(err)
		}
	}
	other := must(rule.NewSchema([]rule.Field{{Name: "it", Type: rule.Object("it")}},
		rule.Shape{Name: "it", Fields: []rule.Field{{Name: "staff", Type: rule.Int()}, {Name: "size", Type: rule.Int()}, {Name: "added", Type: rule.Bool()}}}))
	when := must(must(rule.NewEnvironment(other)).Compile("it.staff >= 30 && !has(it.size) && !has(it.added)", rule.Bool(), rule.Position{}))
	s := must(batch.Compile(other, []batch.Clause{{When: when}}))
	as := table.As(other)
	if got := s.On(as).Row(0)[0]; !got.Entitled {
		t.Errorf("%+v", got)
	}
	if ok, err := when.Bool(as.Row(0)); !ok || err != nil {
		t.Error(ok, err)
	}
}
