package fund_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/fund"
)

// book is a line with what claims have of it.
type book struct {
	line fund.Line
	of   map[string]fund.Holding
}

func newBook() *book { return &book{fund.Line{Name: "growth", Year: 2023}, map[string]fund.Holding{}} }

func (b *book) do(c fund.Command) error {
	h := b.of[c.Claim]
	e, err := fund.Decide(&b.line, &h, c)
	if err != nil {
		return err
	}
	data, _ := json.Marshal(&e)
	again, err := fund.Decode(e.Type(), data)
	if err != nil || again != e {
		return fmt.Errorf("%+v is read back as %+v: %w", e, again, err)
	}
	b.line, h = fund.Evolve(b.line, h, &e)
	if c.Claim != "" {
		b.of[c.Claim] = h
	}
	return nil
}

func TestALineSaysWhatIsLeftWheneverItRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		after []fund.Command
		do    fund.Command
		code  string
		says  string
	}{
		{"nothing was appropriated", nil, fund.Command{What: fund.Commit, Claim: "a", Amount: 1}, "fund.nothing", "还没有安排资金"},
		{"without a paper", nil, fund.Command{What: fund.Appropriate, Amount: 1}, "fund.no_basis", "依据"},
		{"more than is left", []fund.Command{{What: fund.Appropriate, Amount: 1000, Basis: "会议"}, {What: fund.Commit, Claim: "a", Amount: 600}}, fund.Command{What: fund.Commit, Claim: "b", Amount: 401}, "fund.short", "余 4.00元"},
		{"promised twice", []fund.Command{{What: fund.Appropriate, Amount: 1000, Basis: "会议"}, {What: fund.Commit, Claim: "a", Amount: 600}}, fund.Command{What: fund.Commit, Claim: "a", Amount: 1}, "fund.committed", "6.00元"},
		{"paid more than promised", []fund.Command{{What: fund.Appropriate, Amount: 1000, Basis: "会议"}, {What: fund.Commit, Claim: "a", Amount: 600}}, fund.Command{What: fund.Pay, Claim: "a", Amount: 601, Number: "1"}, "fund.not_committed", "6.00元"},
		{"paid and promised again", []fund.Command{{What: fund.Appropriate, Amount: 1000, Basis: "会议"}, {What: fund.Commit, Claim: "a", Amount: 600}, {What: fund.Pay, Claim: "a", Amount: 600, Number: "1"}}, fund.Command{What: fund.Commit, Claim: "a", Amount: 1}, "fund.paid", "6.00元"},
		{"a number that went out before", []fund.Command{{What: fund.Appropriate, Amount: 1000, Basis: "会议"}, {What: fund.Commit, Claim: "a", Amount: 600}, {What: fund.Pay, Claim: "a", Amount: 600, Number: "1"}, {What: fund.Return, Claim: "a", Number: "1", Reason: "账号有误"}}, fund.Command{What: fund.Pay, Claim: "a", Amount: 600, Number: "1"}, "fund.paid_before", "不重复拨付"},
		{"returned twice", []fund.Command{{What: fund.Appropriate, Amount: 1000, Basis: "会议"}, {What: fund.Commit, Claim: "a", Amount: 600}, {What: fund.Pay, Claim: "a", Amount: 600, Number: "1"}, {What: fund.Return, Claim: "a", Number: "1", Reason: "账号有误"}}, fund.Command{What: fund.Return, Claim: "a", Number: "1", Reason: "账号有误"}, "fund.returned", "不重复退回"},
		{"more taken back than paid", []fund.Command{{What: fund.Appropriate, Amount: 1000, Basis: "会议"}, {What: fund.Commit, Claim: "a", Amount: 600}, {What: fund.Pay, Claim: "a", Amount: 600, Number: "1"}}, fund.Command{What: fund.ClawBack, Claim: "a", Amount: 601, Number: "1", Reason: "骗补"}, "fund.claw_more", "6.00元"},
		{"a cut into what is promised", []fund.Command{{What: fund.Appropriate, Amount: 1000, Basis: "会议"}, {What: fund.Commit, Claim: "a", Amount: 600}}, fund.Command{What: fund.Appropriate, Amount: -401, Basis: "调减"}, "fund.in_use", "余 4.00元"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBook()
			for _, before := range c.after {
				if err := b.do(before); err != nil {
					t.Fatal(err)
				}
			}
			err := b.do(c.do)
			if !errs.Is(err, c.code) || !strings.Contains(errs.Message(err, text.Zh), c.says) {
				t.Errorf("%v, want %s saying %s", err, c.code, c.says)
			}
		})
	}
}

// naive is a line as a child would keep it: every deed that was let through, added up anew each time.
type naive struct{ deeds []fund.Command }

func (n *naive) sum(claim string, of ...fund.What) (sum money.Fen) {
	for _, d := range n.deeds {
		for _, w := range of {
			if d.What == w && (claim == "" || d.Claim == claim) {
				sum += d.Amount
			}
		}
	}
	return sum
}

func (n *naive) committed(claim string) money.Fen {
	return n.sum(claim, fund.Commit, fund.Return, fund.Withdraw) - n.sum(claim, fund.Release, fund.Pay)
}

func (n *naive) paid(claim string) money.Fen {
	return n.sum(claim, fund.Pay) - n.sum(claim, fund.Return, fund.Withdraw, fund.ClawBack)
}

func (n *naive) number(claim, number string, of fund.What) (sum money.Fen, ever bool) {
	for _, d := range n.deeds {
		if d.Claim == claim && d.Number == number && d.What == of {
			sum, ever = sum+d.Amount, true
		}
	}
	return sum, ever
}

// allows says what a line should say, in plain words.
func (n *naive) allows(c *fund.Command) bool {
	left := n.sum("", fund.Appropriate) - n.committed("") - n.paid("")
	out, sent := n.number(c.Claim, c.Number, fund.Pay)
	_, back := n.number(c.Claim, c.Number, fund.Return)
	_, withdrawn := n.number(c.Claim, c.Number, fund.Withdraw)
	back = back || withdrawn
	clawed, _ := n.number(c.Claim, c.Number, fund.ClawBack)
	switch c.What {
	case fund.Appropriate:
		return c.Amount > 0 || c.Amount < 0 && -c.Amount <= left
	case fund.Commit:
		return len(n.deeds) > 0 && c.Amount > 0 && c.Amount <= left && n.committed(c.Claim) == 0 && n.paid(c.Claim) == 0
	case fund.Release:
		c.Amount = n.committed(c.Claim)
		return c.Amount > 0
	case fund.Pay:
		return c.Amount > 0 && !sent && c.Amount <= n.committed(c.Claim)
	case fund.Return, fund.Withdraw:
		c.Amount = out
		return sent && !back && clawed == 0
	default:
		return sent && !back && c.Amount > 0 && c.Amount <= out-clawed
	}
}

func TestALineAgreesWithAddingEverythingUpAnew(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, n := newBook(), &naive{}
		whats := []fund.What{fund.Appropriate, fund.Commit, fund.Commit, fund.Release, fund.Pay, fund.Pay, fund.Return, fund.Withdraw, fund.ClawBack}
		claims := []string{"a", "b", "c"}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			c := fund.Command{
				What: rapid.SampledFrom(whats).Draw(t, "what"), Claim: rapid.SampledFrom(claims).Draw(t, "claim"),
				Amount: money.Fen(rapid.Int64Range(-3, 12).Draw(t, "amount")), Number: rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "number"), Basis: "会议", Reason: "原因",
			}
			if c.What == fund.Appropriate {
				c.Claim = ""
			}
			if c.What == fund.Commit || c.What == fund.Release || c.What == fund.Appropriate {
				c.Number = ""
			}
			left := b.line.Left()
			want := n.allows(&c)
			err := b.do(c)
			if (err == nil) != want {
				t.Fatalf("%+v with %d left: %v, but adding up says %v", c, left, err, want)
			}
			if err == nil {
				n.deeds = append(n.deeds, c)
			}
			if b.line.Committed != n.committed("") || b.line.Paid != n.paid("") || b.line.Budget != n.sum("", fund.Appropriate) {
				t.Fatalf("the line is %+v, adding up gives %d promised and %d paid", b.line, n.committed(""), n.paid(""))
			}
			if b.line.Committed < 0 || b.line.Paid < 0 || b.line.Left() < 0 {
				t.Fatalf("the line is overdrawn: %+v", b.line)
			}
			for _, claim := range claims {
				h := b.of[claim]
				if h.Committed != n.committed(claim) || h.Paid() != n.paid(claim) || h.Committed < 0 || h.Paid() < 0 {
					t.Fatalf("claim %s has %+v, adding up gives %d and %d", claim, h, n.committed(claim), n.paid(claim))
				}
			}
		}
	})
}
