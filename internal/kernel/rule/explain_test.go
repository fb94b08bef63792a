package rule

import (
	"fmt"
	"strings"
	"testing"

	"qinlian/internal/base/text"
)

func TestExplanationsNameWhatDecided(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, c := range []struct {
		src  string
		want Type
		m    *matter
	}{
		{`matter.urgency == "amber" || matter.remaining <= wd(5)`, Bool(), example()},
		{`matter.urgency == "red" || matter.remaining <= wd(5)`, Bool(), example()},
		{`matter.urgency == "red" || matter.remaining <= wd(2)`, Bool(), example()},
		{`size(matter.evidence) > 0 && actor != "园区主任"`, Bool(), example()},
		{`!(matter.overdue || matter.due < today)`, Bool(), example()},
		{`has(matter.due) && has(matter.fields.signed) && matter.title != ""`, Bool(), example()},
		{`has(matter.due) ? matter.due > today : true`, Bool(), example()},
		{`matter.overdue ? yuan(0) : matter.fields.expected_investment`, Money(), example()},
		{`matter.fields.expected_investment >= wan(50)`, Bool(), example()},
		{`matter.urgency in ["red", "orange"]`, Bool(), example()},
		{`matter.evidence.exists(e, e == "合同")`, Bool(), example()},
		{`matter.title.startsWith("A")`, Bool(), example()},
		{`matter.due - today >= 3`, Bool(), example()},
		{`size(matter.title) == 4 && wd(1) < matter.remaining`, Bool(), example()},
		{`matter.remaining <= wd(5)`, Bool(), &matter{}},
		{`matter.remaining <= wd(5) || matter.overdue`, Bool(), &matter{overdue: true}},
		{`matter.remaining <= wd(5) && !matter.overdue`, Bool(), &matter{}},
		{`matter.count / (matter.count - 7) > 1`, Bool(), example()},
		{`matter.urgency == "red" || matter.remaining <= wd(5) || matter.due < today || matter.overdue`, Bool(), &matter{}},
		{`matter.overdue || matter.title == "甲" && matter.remaining <= wd(5) && matter.due < today`, Bool(), &matter{title: "甲"}},
		{`matter.overdue && matter.urgency == "red" && matter.remaining <= wd(5)`, Bool(), example()},
		{`matter.evidence.exists(e, e == "合同") && !(matter.overdue || matter.urgency == "red")`, Bool(), example()},
	} {
		p := compile(t, c.src, c.want)
		fmt.Fprintf(&b, "== %s\n", c.src)
		for _, lang := range []text.Lang{text.Zh, text.En} {
			e := p.Explain(input(c.m), lang)
			fmt.Fprintf(&b, "%s → %s\n%s\n", e.Verdict, outline(e.Root), e)
			for _, l := range e.Deciding {
				fmt.Fprintf(&b, "  %s (%s)\n", e.Says(l, nil), e.FoundBy(l, nil))
			}
			if e.Verdict != e.Root.Verdict {
				t.Errorf("%s is %s but its tree says %s", c.src, e.Verdict, e.Root.Verdict)
			}
		}
	}
	golden(t, "explanations.txt", b.String())
}

func outline(n Node) string {
	if n.Leaf != nil {
		return string(n.Verdict)
	}
	parts := make([]string, len(n.Children))
	for i, c := range n.Children {
		parts[i] = outline(c)
	}
	return n.Op + "(" + strings.Join(parts, " ") + ")=" + string(n.Verdict)
}

func TestALeafGivesItsPlaceAndEveryReading(t *testing.T) {
	t.Parallel()
	e := compile(t, `matter.overdue || matter.due > today`, Bool()).Explain(input(example()), text.En)
	l := e.Deciding[0]
	if len(e.Deciding) != 1 || l.At.String() != "graded-task.yaml:12:27" || len(l.Reads) != 2 ||
		l.Reads[0].Path != "matter.due" || l.Reads[1].Value.In(text.En) != "2023-06-27" {
		t.Errorf("got %+v", e.Deciding)
	}
}
