package cli

import (
	"cmp"
	"strconv"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/redeem"
	"qinlian/internal/kernel/register"
)

type fundCmds struct {
	List        fundListCmd        `cmd:"" help:"h_fund_list"`
	Show        fundShowCmd        `cmd:"" help:"h_fund_show"`
	Appropriate fundAppropriateCmd `cmd:"" help:"h_fund_appropriate"`
}

// counter is where benefits are redeemed in the zone, with the mechanisms of the instant.
func (s *Shell) counter() (*redeem.Counter, *mechanism.Bundle, error) {
	a, zone, err := s.InZone()
	if err != nil {
		return nil, nil, err
	}
	b, err := s.Bundle(a, zone)
	return &redeem.Counter{Engine: a.Engine, Zone: zone}, b, err
}

// counting is counter for a deed, which somebody does.
func (s *Shell) counting() (*redeem.Counter, *mechanism.Bundle, redeem.By, error) {
	if err := s.acting(); err != nil {
		return nil, nil, redeem.By{}, err
	}
	o, b, err := s.counter()
	return o, b, redeem.By{Act: s.Act()}, err
}

// fundLine is a budget line as people see it. Sums are in fen and hold as of AsOf.
type fundLine struct {
	Line      string     `json:"line"`
	Title     string     `json:"title"`
	Year      int        `json:"year"`
	AsOf      clock.Date `json:"as_of"`
	Planned   money.Fen  `json:"planned,omitempty"` // by its file
	Budget    money.Fen  `json:"budget"`
	Committed money.Fen  `json:"committed"`
	Paid      money.Fen  `json:"paid"`
	Left      money.Fen  `json:"left"`
}

func (s *Shell) fundLine(b *mechanism.Bundle, l *fund.Line) fundLine {
	title, planned := redeem.Line(b, l.Name)
	return fundLine{l.Name, title.In(s.Lang), l.Year, s.today(), planned.Fen, l.Budget, l.Committed, l.Paid, l.Left()}
}

type fundListCmd struct {
	Year int `placeholder:"YEAR" help:"f_fund_year"`
}

// Run lists the budget lines of a year.
func (c *fundListCmd) Run(s *Shell) error {
	o, b, err := s.counter()
	if err != nil {
		return err
	}
	year := cmp.Or(c.Year, s.today().Year())
	lines, err := o.Engine.Lines(s.Ctx, o.Zone, year)
	if err != nil {
		return err
	}
	out := make([]fundLine, len(lines))
	for i := range lines {
		out[i] = s.fundLine(b, &lines[i])
	}
	return s.Print(out, func(screen *terminal.Screen) {
		screen.Titlef("%s", s.T("fund_lines", year, s.today().String()))
		if len(out) == 0 {
			screen.Hintf("%s", s.T("fund_none"))
			return
		}
		var rows [][]terminal.Cell
		for _, l := range out {
			rows = append(rows, terminal.Row(l.Line, l.Title, l.Budget.String(), l.Committed.String(), l.Paid.String(), l.Left.String()))
		}
		screen.Table(s.fundColumns(), rows)
	})
}

func (s *Shell) fundColumns() []terminal.Column {
	return []terminal.Column{
		{Title: s.T("col_line")},
		{Title: s.T("col_name"), Max: 30},
		{Title: s.T("col_budget"), Right: true},
		{Title: s.T("col_committed"), Right: true},
		{Title: s.T("col_paid_out"), Right: true},
		{Title: s.T("col_left"), Right: true},
	}
}

type fundShowCmd struct {
	Line string `arg:"" help:"a_fund_line"`
	Year int    `placeholder:"YEAR" help:"f_fund_year"`
}

// fundShown is a line with all that happened to it.
type fundShown struct {
	fundLine

	History []fundSaid `json:"history"`
}

type fundSaid struct {
	At     string    `json:"at"`
	By     string    `json:"by"`
	What   fund.What `json:"what"`
	Amount money.Fen `json:"amount"`
	Claim  string    `json:"claim,omitempty"`
	Matter string    `json:"matter,omitempty"` // the claim's number
	Number string    `json:"number,omitempty"`
	Note   string    `json:"note,omitempty"`
}

// Run shows a budget line and what happened to it.
func (c *fundShowCmd) Run(s *Shell) error {
	o, b, err := s.counter()
	if err != nil {
		return err
	}
	year := cmp.Or(c.Year, s.today().Year())
	lines, err := o.Engine.Lines(s.Ctx, o.Zone, year)
	if err != nil {
		return err
	}
	var out fundShown
	var known []string
	for i := range lines {
		known = append(known, lines[i].Name)
	}
	c.Line = s.lineNamed(b, known, c.Line)
	for i := range lines {
		if lines[i].Name == c.Line {
			out.fundLine = s.fundLine(b, &lines[i])
		}
	}
	if out.Line == "" {
		zh, en := text.Suggest(c.Line, known)
		return errs.Newf(errs.NotFound, "fund.unknown_line", "%[2]d 年没有预算科目“%[1]s”；%[3]s", "%[2]d has no budget line %[1]q; %[4]s", c.Line, year, zh, en)
	}
	history, err := o.Engine.LineHistory(s.Ctx, o.Zone, year, c.Line)
	if err != nil {
		return err
	}
	numbers, err := s.numbersOf(o, c.Line, year)
	if err != nil {
		return err
	}
	for i := range history {
		h := &history[i]
		out.History = append(out.History, fundSaid{calendar.Builtin().DateOf(h.At).String(), h.Actor, h.What, h.Amount, h.Claim, numbers[h.Claim], h.Number, cmp.Or(h.Basis, h.Reason)})
	}
	return s.Print(out, func(screen *terminal.Screen) {
		screen.Titlef("%s", s.T("fund_line", out.Title, strconv.Itoa(year), s.today().String()))
		screen.Linef("%s", s.T("fund_state", out.Budget.String(), out.Committed.String(), out.Paid.String(), out.Left.String()))
		var rows [][]terminal.Cell
		for _, h := range out.History {
			rows = append(rows, terminal.Row(h.At, h.By, fundWhats[h.What].In(s.Lang), h.Amount.String(), cmp.Or(h.Matter, h.Claim), cmp.Or(h.Note, h.Number)))
		}
		screen.Table([]terminal.Column{{Title: s.T("col_date")}, {Title: s.T("col_post")}, {Title: s.T("col_deed")}, {Title: s.T("col_amount"), Right: true}, {Title: s.T("col_claim")}, {Title: s.T("col_note"), Wrap: true, Max: 30}}, rows)
	})
}

var fundWhats = map[fund.What]text.Text{
	fund.Appropriate: zhEn("安排", "appropriated"), fund.Commit: zhEn("承诺", "committed"), fund.Release: zhEn("释放", "released"),
	fund.Pay: zhEn("拨付", "paid"), fund.Return: zhEn("退票", "returned"), fund.ClawBack: zhEn("追回", "taken back"),
	fund.Withdraw: zhEn("撤回", "withdrawn"),
}

type fundAppropriateCmd struct {
	Line   string `arg:"" help:"a_fund_line"`
	Amount string `arg:"" optional:"" help:"a_fund_amount"`
	Basis  string `help:"f_fund_basis"`
	Year   int    `placeholder:"YEAR" help:"f_fund_year"`
}

// Run gives a line more, or takes some away.
func (c *fundAppropriateCmd) Run(s *Shell) error {
	o, b, by, err := s.counting()
	if err != nil {
		return err
	}
	amount, err := yuan(c.Amount)
	if err != nil {
		return err
	}
	c.Line = s.lineNamed(b, nil, c.Line)
	l, err := o.Appropriate(s.Ctx, by, cmp.Or(c.Year, s.today().Year()), c.Line, amount, c.Basis)
	if err != nil {
		return err
	}
	out := s.fundLine(b, &l)
	return s.Print(out, func(screen *terminal.Screen) {
		screen.Linef("✓ %s", s.T("fund_line", out.Title, strconv.Itoa(l.Year), s.today().String()))
		screen.Linef("  %s", s.T("fund_state", out.Budget.String(), out.Committed.String(), out.Paid.String(), out.Left.String()))
	})
}

// yuan reads an exact amount; "" is none.
func yuan(s string) (money.Fen, error) {
	if s == "" {
		return 0, nil
	}
	a, err := register.ParseAmount(s)
	if err != nil || a.Bound != money.Exact {
		return 0, errs.Newf(errs.Invalid, "usage.amount", "金额“%[1]s”读不出，写作 60000、6万元、-1.2亿元", "the amount %[1]q cannot be read: write 60000, 6万元 or -1.2亿元", s)
	}
	return a.Fen, nil
}
