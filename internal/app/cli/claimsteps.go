package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"qinlian/internal/adapter/payfile"
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/redeem"
)

// claimPick says which claims are meant: those named, or all of a clause that wait for the deed.
type claimPick struct {
	Claims []string `arg:"" optional:"" name:"claim" help:"a_claims"`
	Clause string   `placeholder:"CLAUSE" help:"f_claim_clause"`
}

// selection is the claims as the counter knows them.
func (p *claimPick) selection(s *Shell, o *redeem.Counter) (redeem.Selection, error) {
	refs, err := s.claims(o, p.Claims...)
	return redeem.Selection{Refs: refs, Clause: p.Clause}, err
}

type claimConfirmCmd struct {
	claimPick
	Amount string `help:"f_claim_amount"`
	Reason string `help:"f_claim_reason"`
}

// Run confirms claims for the unit.
func (c *claimConfirmCmd) Run(s *Shell) error {
	o, _, by, err := s.counting()
	if err != nil {
		return err
	}
	amount, err := yuan(c.Amount)
	if err != nil {
		return err
	}
	w, err := c.selection(s, o)
	if err != nil {
		return err
	}
	done, err := o.Confirm(s.Ctx, by, w, amount, c.Reason)
	if err != nil {
		return err
	}
	lines, err := s.numbered(o, done.Claims)
	if err != nil {
		return err
	}
	short, err := s.numbered(o, done.Short)
	if err != nil {
		return err
	}
	out := struct {
		Claims []claimLine `json:"claims"`
		Short  []claimLine `json:"short,omitempty"`
	}{lines, short}
	return s.Print(out, func(screen *terminal.Screen) {
		s.drawClaims(screen, lines)
		if len(short) > 0 {
			screen.Strongf("%s", s.T("claim_short", len(short)))
			s.drawClaims(screen, short)
		}
	})
}

type claimStrikeCmd struct {
	claimPick
	Reason string `help:"f_claim_reason"`
}

// Run takes claims off the list.
func (c *claimStrikeCmd) Run(s *Shell) error {
	o, _, by, err := s.counting()
	if err != nil {
		return err
	}
	w, err := c.selection(s, o)
	if err != nil {
		return err
	}
	done, err := o.Strike(s.Ctx, by, w, c.Reason)
	return s.did(o, done, err)
}

type claimTakeCmd struct{ claimPick }

// Run gives the centre what nobody took.
func (c *claimTakeCmd) Run(s *Shell) error {
	o, _, by, err := s.counting()
	if err != nil {
		return err
	}
	w, err := c.selection(s, o)
	if err != nil {
		return err
	}
	done, err := o.TakeOver(s.Ctx, by, w)
	return s.did(o, done, err)
}

type claimNoticeCmd struct{ claimPick }

// Run puts confirmed claims on show.
func (c *claimNoticeCmd) Run(s *Shell) error {
	o, _, by, err := s.counting()
	if err != nil {
		return err
	}
	w, err := c.selection(s, o)
	if err != nil {
		return err
	}
	done, err := o.Notice(s.Ctx, by, w)
	return s.did(o, done, err)
}

type claimObjectCmd struct {
	Claim string `arg:"" help:"a_claim"`
	Text  string `arg:"" help:"a_claim_text"`
	From  string `default:"匿名" help:"f_claim_from"`
}

// Run enters an objection.
func (c *claimObjectCmd) Run(s *Shell) error {
	o, _, by, err := s.counting()
	if err != nil {
		return err
	}
	w, err := s.one(o, c.Claim)
	if err != nil {
		return err
	}
	done, err := o.Object(s.Ctx, by, w, c.From, c.Text)
	return s.did(o, done, err)
}

type claimAnswerCmd struct {
	Claim  string `arg:"" help:"a_claim"`
	N      int    `arg:"" help:"a_claim_n"`
	Text   string `arg:"" help:"a_claim_answer"`
	Uphold bool   `help:"f_claim_uphold"`
}

// Run answers an objection.
func (c *claimAnswerCmd) Run(s *Shell) error {
	o, _, by, err := s.counting()
	if err != nil {
		return err
	}
	w, err := s.one(o, c.Claim)
	if err != nil {
		return err
	}
	done, err := o.Answer(s.Ctx, by, w, c.N, c.Text, c.Uphold)
	return s.did(o, done, err)
}

type claimSettleCmd struct {
	Claims []string `arg:"" name:"claim" help:"a_claims"`
	accountFlags
}

// Run names the account of claims.
func (c *claimSettleCmd) Run(s *Shell) error {
	o, _, by, err := s.counting()
	if err != nil {
		return err
	}
	w, err := s.one(o, c.Claims...)
	if err != nil {
		return err
	}
	done, err := o.Account(s.Ctx, by, w, c.account())
	return s.did(o, done, err)
}

type claimBatchCmd struct {
	Number string `arg:"" help:"a_batch"`
	Clause string `placeholder:"CLAUSE" help:"f_claim_clause"`
	Line   string `placeholder:"LINE" help:"f_claim_line"`
	Out    string `short:"o" placeholder:"FILE" help:"f_batch_out"`
}

// Run makes a batch of payments, and its file.
func (c *claimBatchCmd) Run(s *Shell) error {
	o, _, by, err := s.counting()
	if err != nil {
		return err
	}
	format := sheet.CSV
	if c.Out != "" {
		switch strings.ToLower(filepath.Ext(c.Out)) {
		case ".csv":
		case ".xlsx":
			format = sheet.XLSX
		default:
			return errs.Newf(errs.Invalid, "usage.out", "拨付文件须为 .csv 或 .xlsx", "a payment file is a .csv or an .xlsx")
		}
		if _, err := os.Stat(c.Out); err == nil {
			return errs.Newf(errs.Conflict, "usage.out_exists", "%[1]s 已存在，请换一个文件名", "%[1]s exists: choose another name", c.Out)
		}
	}
	b, err := o.Pay(s.Ctx, by, c.Number, redeem.Wish{Clause: c.Clause, Line: c.Line})
	if err != nil {
		return err
	}
	if c.Out != "" {
		var file bytes.Buffer
		if err := payfile.Write(&file, format, &b); err != nil {
			return err
		}
		if err := os.WriteFile(c.Out, file.Bytes(), 0o600); err != nil {
			return errs.Newf(errs.Invalid, "usage.out", "批次 %[1]s 已生成，文件写不出（%[2]v）；换一个文件名再次执行，得到同一批", "the batch %[1]s is made and its file could not be written (%[2]v): run it again with another name for the same batch", b.Number, err)
		}
	}
	return s.Print(b, func(screen *terminal.Screen) {
		screen.Linef("✓ %s", s.T("batch_made", b.Number, b.Day.String(), len(b.Items), b.Total.String()))
		var rows [][]terminal.Cell
		for i := range b.Items {
			p := &b.Items[i]
			rows = append(rows, terminal.Row(p.Number, p.Account.Payee, p.Account.Bank, p.Account.Masked(), p.Amount.String(), p.Matter))
		}
		screen.Table([]terminal.Column{{Title: s.T("col_payment")}, {Title: s.T("col_payee"), Max: 24}, {Title: s.T("col_bank"), Max: 24}, {Title: s.T("col_account")}, {Title: s.T("col_amount"), Right: true}, {Title: s.T("col_number")}}, rows)
		if c.Out != "" {
			screen.Hintf("%s", s.T("batch_file", c.Out))
		}
	})
}

type claimBatchesCmd struct{}

// Run lists the batches.
func (c *claimBatchesCmd) Run(s *Shell) error {
	o, _, err := s.counter()
	if err != nil {
		return err
	}
	all, err := o.Batches(s.Ctx)
	if err != nil {
		return err
	}
	return s.Print(all, func(screen *terminal.Screen) {
		for i := range all {
			b := &all[i]
			screen.Linef("%s", s.T("batch_made", b.Number, b.Day.String(), len(b.Items), b.Total.String()))
			if b.Withdrawn != nil {
				screen.Linef("  %s", s.T("withdrawn_by", b.Withdrawn.By, b.Withdrawn.Reason))
			}
		}
		screen.Hintf("%s", s.T("listed", len(all)))
	})
}

type claimReceiptCmd struct {
	Number string `arg:"" help:"a_batch"`
	File   string `arg:"" help:"a_receipts"`
}

// Run enters what the bank says of a batch.
func (c *claimReceiptCmd) Run(s *Shell) error {
	o, _, by, err := s.counting()
	if err != nil {
		return err
	}
	receipts, err := payfile.Read(s.Ctx, c.File)
	if err != nil {
		return err
	}
	batch, err := s.batch(o, c.Number)
	if err != nil {
		return err
	}
	r, err := o.Receive(s.Ctx, by, batch, receipts)
	if err != nil {
		return err
	}
	return s.Print(r, func(screen *terminal.Screen) {
		screen.Linef("✓ %s", s.T("receipts_read", r.Batch, r.Paid, r.Sum.String(), r.Returned, r.Back.String(), r.Known, r.Waiting))
	})
}

type claimWithdrawCmd struct {
	Number string `arg:"" help:"a_batch"`
	Reason string `help:"f_claim_reason"`
}

// Run withdraws a batch of payments.
func (c *claimWithdrawCmd) Run(s *Shell) error {
	o, _, by, err := s.counting()
	if err != nil {
		return err
	}
	number, err := s.batch(o, c.Number)
	if err != nil {
		return err
	}
	b, err := o.Withdraw(s.Ctx, by, number, c.Reason)
	if err != nil {
		return err
	}
	return s.Print(b, func(screen *terminal.Screen) {
		screen.Linef("✓ %s", s.T("batch_withdrawn", b.Number, len(b.Items), b.Total.String(), b.Withdrawn.Reason))
	})
}

type claimClawbackCmd struct {
	Claim  string `arg:"" help:"a_claim"`
	Amount string `help:"f_claim_claw"`
	Reason string `help:"f_claim_reason"`
}

// Run takes back what was paid.
func (c *claimClawbackCmd) Run(s *Shell) error {
	o, _, by, err := s.counting()
	if err != nil {
		return err
	}
	amount, err := yuan(c.Amount)
	if err != nil {
		return err
	}
	w, err := s.one(o, c.Claim)
	if err != nil {
		return err
	}
	done, err := o.ClawBack(s.Ctx, by, w, amount, c.Reason)
	return s.did(o, done, err)
}
