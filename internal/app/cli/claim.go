package cli

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/redeem"
)

type claimCmds struct {
	List     claimListCmd     `cmd:"" help:"h_claim_list"`
	Show     claimShowCmd     `cmd:"" help:"h_claim_show"`
	Match    claimMatchCmd    `cmd:"" help:"h_claim_match"`
	Apply    claimApplyCmd    `cmd:"" help:"h_claim_apply"`
	Confirm  claimConfirmCmd  `cmd:"" help:"h_claim_confirm"`
	Strike   claimStrikeCmd   `cmd:"" help:"h_claim_strike"`
	Take     claimTakeCmd     `cmd:"" help:"h_claim_take"`
	Notice   claimNoticeCmd   `cmd:"" help:"h_claim_notice"`
	Object   claimObjectCmd   `cmd:"" help:"h_claim_object"`
	Answer   claimAnswerCmd   `cmd:"" help:"h_claim_answer"`
	Settle   claimSettleCmd   `cmd:"" help:"h_claim_settle"`
	Batch    claimBatchCmd    `cmd:"" help:"h_claim_batch"`
	Batches  claimBatchesCmd  `cmd:"" help:"h_claim_batches"`
	Receipt  claimReceiptCmd  `cmd:"" help:"h_claim_receipt"`
	Withdraw claimWithdrawCmd `cmd:"" help:"h_claim_withdraw"`
	Clawback claimClawbackCmd `cmd:"" help:"h_claim_clawback"`
}

// claimLine is a claim with its matter's number.
type claimLine struct {
	Number string `json:"number"`
	claim.Claim
}

// numbered gives claims with the numbers of their matters.
func (s *Shell) numbered(o *redeem.Counter, claims []claim.Claim) ([]claimLine, error) {
	ids := make([]string, len(claims))
	for i := range claims {
		ids[i] = claims[i].Matter
	}
	numbers := map[string]string{}
	for some := range slices.Chunk(ids, 500) {
		rows, err := o.Engine.Store().Some(s.Ctx, o.Zone, some)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			numbers[rows[i].ID] = rows[i].Number
		}
	}
	out := make([]claimLine, len(claims))
	for i := range claims {
		out[i] = claimLine{numbers[claims[i].Matter], claims[i]}
	}
	return out, nil
}

// drawClaims lists claims, and what they come to.
func (s *Shell) drawClaims(screen *terminal.Screen, lines []claimLine) {
	var rows [][]terminal.Cell
	var sum money.Fen
	for i := range lines {
		c := &lines[i]
		sum += c.Amount
		rows = append(rows, terminal.Row(c.Number, c.Title, cmp.Or(c.Name, c.Record), c.Period, c.Amount.String(), s.claimStep(&c.Claim)))
	}
	screen.Table([]terminal.Column{{Title: s.T("col_number")}, {Title: s.T("col_clause"), Max: 24}, {Title: s.T("col_record"), Max: 24}, {Title: s.T("col_period")}, {Title: s.T("col_amount"), Right: true}, {Title: s.T("col_step")}}, rows)
	screen.Hintf("%s", s.T("claim_sum", len(lines), sum.String(), s.today().String()))
}

// claimStep says how far a claim is, and what it waits for.
func (s *Shell) claimStep(c *claim.Claim) string {
	word := claim.StepWords[c.Step].In(s.Lang)
	switch {
	case c.Open() > 0:
		return s.T("claim_objected", word, c.Open())
	case c.Step.Live() && c.Account.Number == "" && len(c.Payments) > 0:
		return s.T("claim_account", word)
	case c.Step == claim.Noticed && s.today() <= c.To:
		return s.T("claim_until", word, c.To.String())
	case (c.Step == claim.Confirmed || c.Step == claim.Noticed) && c.Ready(s.today()) == nil:
		return s.T("claim_ready", word)
	}
	return word
}

// did answers a deed with the claims as they now are.
func (s *Shell) did(o *redeem.Counter, claims []claim.Claim, err error) error {
	if err != nil {
		return err
	}
	lines, err := s.numbered(o, claims)
	if err != nil {
		return err
	}
	return s.Print(lines, func(screen *terminal.Screen) { s.drawClaims(screen, lines) })
}

func claimSteps() titles {
	out := titles{}
	for step, words := range claim.StepWords {
		out[string(step)] = words
	}
	return out
}

type claimListCmd struct {
	Clause string `arg:"" optional:"" help:"a_clause"`
	Step   string `help:"f_claim_step"`
	Record string `placeholder:"KEY" help:"f_claim_record"`
	OnShow bool   `help:"f_claim_on_show"`
}

// Run lists claims.
func (c *claimListCmd) Run(s *Shell) error {
	o, _, err := s.counter()
	if err != nil {
		return err
	}
	f := engine.ClaimFilter{Clause: c.Clause}
	if f.Clause != "" && !strings.Contains(f.Clause, "/") {
		f.Clause += "/"
	}
	if c.Step, err = claimSteps().find(c.Step, errs.Invalid, "claim.unknown_step", zhEn("步骤", "step")); err != nil {
		return err
	}
	if c.Step != "" {
		f.Steps = []claim.Step{claim.Step(c.Step)}
	}
	if c.OnShow {
		f.Steps = []claim.Step{claim.Noticed}
	}
	if c.Record != "" {
		f.Records = []string{c.Record}
	}
	all, err := o.Engine.ClaimsWhere(s.Ctx, o.Zone, f)
	if err != nil {
		return err
	}
	if today := s.today(); c.OnShow {
		all = slices.DeleteFunc(all, func(c claim.Claim) bool { return today < c.From || today > c.To })
	}
	return s.did(o, all, nil)
}

type claimShowCmd struct {
	Claim string `arg:"" help:"a_claim"`
}

// Run shows one claim.
func (c *claimShowCmd) Run(s *Shell) error {
	o, b, err := s.counter()
	if err != nil {
		return err
	}
	refs, err := s.claims(o, c.Claim)
	if err != nil {
		return err
	}
	one, err := o.Find(s.Ctx, refs[0])
	if err != nil {
		return err
	}
	return s.showClaim(o, b, &one)
}

// showClaim draws the page of a claim.
func (s *Shell) showClaim(o *redeem.Counter, b *mechanism.Bundle, one *claim.Claim) error {
	lines, err := s.numbered(o, []claim.Claim{*one})
	if err != nil {
		return err
	}
	l := &lines[0]
	turn, err := s.turnOf(o, one)
	if err != nil {
		return err
	}
	out := struct {
		claimLine

		Turn redeem.Turn `json:"turn"`
	}{*l, turn}
	return s.Print(out, func(screen *terminal.Screen) {
		clauses := clauseTitles(b)
		clauses[l.Clause] = text.Text{Zh: l.Title, En: cmp.Or(clauses[l.Clause].En, l.Title)} // as it was called then
		line, _ := redeem.Line(b, l.Line)
		screen.Titlef("%s  %s", l.Number, clauses[l.Clause].In(s.Lang))
		account := ""
		if l.Account.Number != "" {
			account = strings.Join([]string{l.Account.Payee, l.Account.Bank, l.Account.Masked()}, " · ")
		}
		notice := ""
		if !l.To.IsZero() {
			notice = s.T("claim_span", l.From.String(), l.To.String())
		}
		pairs := [][2]string{
			{s.T("col_record"), strings.Join(filled(l.Name, l.Record), " · ")},
			{s.T("col_clause"), clauses.called(l.Clause, s.Lang)},
			{s.T("col_period"), l.Period},
			{s.T("col_step"), s.claimStep(&l.Claim)},
			{s.T("col_amount"), s.T("yuan", l.Amount.String())},
			{s.T("col_note"), strings.Join(l.Why, s.T("semicolon"))},
			{s.T("col_line"), titles{l.Line: line}.called(l.Line, s.Lang) + " " + strconv.Itoa(l.Day.Year())},
			{s.T("claim_promise"), l.Promise},
			{s.T("b_materials"), joinWords(l.Material)},
			{s.T("b_objection"), notice},
			{s.T("col_account"), account},
			{s.T("col_reason"), l.Reason},
			{s.T("claim_turn"), s.turnWords(&turn)},
			{s.T("claim_route"), s.routeWords(&turn)},
		}
		screen.Pairs(slices.DeleteFunc(pairs, func(pair [2]string) bool { return pair[1] == "" }))
		for i, objection := range l.Objections {
			screen.Linef("%s", s.T("claim_objection", i+1, objection.By, objection.Text, cmp.Or(objection.Answer, s.T("claim_unanswered"))))
		}
		for i := range l.Payments {
			p := &l.Payments[i]
			screen.Linef("%s", s.T("claim_payment", p.Number, p.Amount.String(), s.paymentState(p)))
		}
	})
}

// turnOf tells whose turn a claim is.
func (s *Shell) turnOf(o *redeem.Counter, c *claim.Claim) (redeem.Turn, error) {
	hall, err := o.Hall(s.Ctx)
	if err != nil {
		return redeem.Turn{}, err
	}
	found, err := o.Engine.Find(s.Ctx, o.Zone, c.Matter, s.Now())
	if err != nil {
		return redeem.Turn{}, err
	}
	return hall.Turn(c, &found), nil
}

func (s *Shell) turnWords(t *redeem.Turn) string {
	if t.Do == "" {
		return ""
	}
	after := ""
	if !t.After.IsZero() {
		after = s.T("claim_after", t.After.String())
	}
	return strings.Join(filled(cmp.Or(t.Post, t.Unit, redeem.DeskWords[t.Desk].In(s.Lang)), t.Do.Words().In(s.Lang), after), " · ")
}

// routeWords draws the desks on a claim's way, with an arrow at the one that has it.
func (s *Shell) routeWords(t *redeem.Turn) string {
	var out []string
	for i := range t.Route {
		stop := &t.Route[i]
		words := redeem.DeskWords[stop.Desk].In(s.Lang) + " " + stop.Unit
		if stop.Here {
			words += " ◀"
		}
		out = append(out, words)
	}
	return strings.Join(out, " → ")
}

func (s *Shell) paymentState(p *claim.Payment) string {
	switch {
	case p.Withdrawn:
		return s.T("payment_withdrawn", p.Returned)
	case p.Returned != "":
		return s.T("payment_returned", p.On.String(), p.Returned)
	case p.Clawed > 0:
		return s.T("payment_clawed", p.Clawed.String())
	case !p.On.IsZero():
		return s.T("payment_paid", p.On.String())
	}
	return s.T("payment_out")
}

type claimMatchCmd struct {
	Clause string `arg:"" optional:"" help:"a_clause"`
}

// Run makes the list of automatic clauses.
func (c *claimMatchCmd) Run(s *Shell) error {
	o, _, by, err := s.counting()
	if err != nil {
		return err
	}
	m, err := o.Match(s.Ctx, by, c.Clause)
	if err != nil {
		return err
	}
	lines, err := s.numbered(o, m.Opened)
	if err != nil {
		return err
	}
	out := struct {
		redeem.Matched

		Opened []claimLine `json:"opened"`
	}{m, lines}
	return s.Print(out, func(screen *terminal.Screen) {
		s.drawClaims(screen, lines)
		screen.Hintf("%s", s.T("claim_matched", m.There, m.Refused, m.Faulty))
	})
}

type claimApplyCmd struct {
	Clause   string   `arg:"" help:"a_clause"`
	Record   string   `arg:"" help:"a_claim_record"`
	Promise  string   `help:"f_claim_promise"`
	Material []string `sep:"none" placeholder:"NAME" help:"f_claim_material"`
	Channel  string   `help:"f_claim_channel"`
	accountFlags
}

type accountFlags struct {
	Payee   string `help:"f_claim_payee"`
	Bank    string `help:"f_claim_bank"`
	Account string `placeholder:"NUMBER" help:"f_claim_account"`
}

func (f *accountFlags) account() claim.Account {
	return claim.Account{Payee: f.Payee, Bank: f.Bank, Number: f.Account}
}

// Run enters an application.
func (c *claimApplyCmd) Run(s *Shell) error {
	o, _, by, err := s.counting()
	if err != nil {
		return err
	}
	w := redeem.Application{Clause: c.Clause, Record: c.Record, Channel: c.Channel, Promise: c.Promise, Materials: c.Material}
	if a := c.account(); a != (claim.Account{}) {
		w.Account = &a
	}
	one, err := o.Apply(s.Ctx, by, w)
	return s.did(o, []claim.Claim{one}, err)
}
