package cli

import (
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/kernel/benefit"
	verdicts "qinlian/internal/kernel/rule"
)

type benefitExplainCmd struct {
	Record string `arg:"" help:"a_benefit_record"`
	Clause string `arg:"" help:"a_clause"`
	benefitFlags
}

// Run tells why a record is entitled to a clause or not, and what it lacks.
func (c *benefitExplainCmd) Run(s *Shell) error {
	t, clause, err := c.one(s, c.Clause)
	if err != nil {
		return err
	}
	row, err := t.row(c.Record)
	if err != nil {
		return err
	}
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	source, err := a.BenefitSource(s.Ctx, zone, t.def, t.records.Keys[row], t.scheme.Day)
	if err != nil {
		return err
	}
	e := t.scheme.Explain(&t.records, row, clause, s.Lang, source)
	return s.Print(e, func(screen *terminal.Screen) {
		screen.Titlef("%s", s.T("benefit_why", c.Record, e.Title, s.T("verdict_"+string(e.Verdict))))
		if e.Verdict == verdicts.True {
			screen.Linef("%s", s.T("benefit_gives", e.Amount.String(), e.How))
		}
		s.drawNode(screen, &e.Tree, 0)
		if e.Verdict != verdicts.True && len(e.Deciding) > 0 {
			screen.Linef("%s", s.T("benefit_deciding", strings.Join(e.Deciding, s.T("semicolon"))))
		}
		for _, m := range e.Misses {
			screen.Strongf("%s", s.T("benefit_lacks", strings.Join(m, s.T("benefit_and"))))
		}
		if e.Fault != "" && e.Verdict != verdicts.False {
			screen.Linef("%s", e.Fault)
		}
	})
}

// one is the trial of one clause and its number there.
func (c *benefitFlags) one(s *Shell, ref string) (*trial, int, error) {
	b, err := c.benefits(s)
	if err != nil {
		return nil, 0, err
	}
	trials, err := c.trials(s, b, ref)
	if err != nil {
		return nil, 0, err
	}
	clause, err := trials[0].scheme.Find(ref)
	return &trials[0], clause, err
}

func (s *Shell) drawNode(screen *terminal.Screen, n *benefit.Node, depth int) {
	mark := verdictMarks[n.Verdict]
	indent := strings.Repeat("  ", depth)
	if n.Op != "" {
		screen.Linef("%s%s %s", indent, mark, s.T("op_"+map[string]string{"&&": "and", "||": "or", "!": "not", "?:": "if"}[n.Op]))
		for i := range n.Children {
			s.drawNode(screen, &n.Children[i], depth+1)
		}
		return
	}
	screen.Linef("%s%s %s%s%s", indent, mark, n.Says, s.T("colon"), n.Found)
	for _, r := range n.Reads {
		if r.Source != "" {
			screen.Hintf("%s    %s %s (%s)", indent, r.Title, r.Value, r.Source)
		}
	}
}

type benefitMissesCmd struct {
	Clause string `arg:"" help:"a_clause"`
	Rows   int    `default:"15" help:"f_benefit_rows"`
	benefitFlags
}

// near is one line of the answer of misses as JSON.
type near struct {
	Wants   []string `json:"wants"`
	Count   int      `json:"count"`
	Records []string `json:"records"`
}

// Run tells how many records lack only one or two conditions of a clause, and which.
func (c *benefitMissesCmd) Run(s *Shell) error {
	t, clause, err := c.one(s, c.Clause)
	if err != nil {
		return err
	}
	out := []near{}
	for _, m := range t.scheme.Misses(&t.records, clause, s.Lang) {
		one := near{Wants: m.Wants, Count: len(m.Rows)}
		for _, row := range m.Rows {
			one.Records = append(one.Records, t.records.Keys[row])
		}
		out = append(out, one)
	}
	return s.Print(out, func(screen *terminal.Screen) {
		screen.Titlef("%s", t.scheme.Clauses[clause].Title.In(s.Lang))
		for i, m := range out {
			if i == c.Rows {
				screen.Hintf("%s", s.T("benefit_more", len(out)-i))
				break
			}
			screen.Linef("%s", s.T("benefit_only", m.Count, strings.Join(m.Wants, s.T("benefit_and"))))
			screen.Hintf("    %s", joinWords(m.Records[:min(5, len(m.Records))]))
		}
		if len(out) == 0 {
			screen.Linef("%s", s.T("benefit_no_miss"))
		}
	})
}
