package rule

import "testing"

const amber = `matter.urgency == "amber" || matter.remaining <= wd(5)`

func BenchmarkTwoConditions(b *testing.B) {
	p := compile(b, `matter.urgency == "red" || matter.remaining <= wd(5)`, Bool())
	in := input(example())
	b.Run("program", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if ok, err := p.Bool(in); !ok || err != nil {
				b.Fatal(ok, err)
			}
		}
	})
	b.Run("cel-go", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if v, err := p.interpret(in); !v.Bool() || err != nil {
				b.Fatal(v, err)
			}
		}
	})
}

func BenchmarkManyRows(b *testing.B) {
	p := compile(b, `has(matter.due) && matter.due > today && size(matter.evidence) > 0`, Bool())
	rows := make([]*matter, 1024)
	for i := range rows {
		rows[i] = example()
	}
	in, slot := input(nil), testSchema.Slot("matter")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if ok, err := p.Bool(in.Put(slot, ObjectValue(rows[i%len(rows)]))); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}

func BenchmarkNotOnTheFastPath(b *testing.B) {
	p := compile(b, `matter.due - today <= 5 && matter.evidence.exists(e, e == "合同")`, Bool())
	in := input(example())
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := p.Bool(in); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := testEnv.Compile(amber, Bool(), at); err != nil {
			b.Fatal(err)
		}
	}
}
