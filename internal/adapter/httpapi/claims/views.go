package claims

import (
	"context"
	"slices"
	"strings"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/redeem"
)

// ClaimView is one claim. Sums are in fen.
type ClaimView struct {
	ID          string               `json:"id" doc:"document/clause/period/record"`
	Number      string               `json:"number" doc:"Of its matter"`
	Clause      string               `json:"clause"`
	Title       string               `json:"title"`
	Record      string               `json:"record"`
	Name        string               `json:"name,omitempty"`
	Period      string               `json:"period"`
	Mode        string               `json:"mode" enum:"automatic,instant,reviewed"`
	Step        string               `json:"step" enum:"listed,confirmed,noticed,sent,paid,struck,clawed"`
	Words       string               `json:"words" doc:"The step as people call it"`
	Asked       int64                `json:"asked" doc:"Fen, by the clause's amount"`
	Amount      int64                `json:"amount" doc:"Fen"`
	Why         []string             `json:"why" nullable:"false" doc:"What took the rest"`
	Line        string               `json:"line" doc:"Budget line that pays"`
	Year        int                  `json:"year" doc:"Of the line"`
	OpenedAt    time.Time            `json:"opened_at" doc:"When it was listed or applied for"`
	From        *clock.Date          `json:"from,omitempty" doc:"First day on show"`
	To          *clock.Date          `json:"to,omitempty" doc:"Last day on show"`
	Unnoticed   bool                 `json:"unnoticed,omitempty" doc:"Needs no notice"`
	Ready       bool                 `json:"ready" doc:"Nothing keeps it from being paid"`
	Waits       string               `json:"waits,omitempty" doc:"What keeps it from being paid"`
	Account     string               `json:"account,omitempty" doc:"Payee, bank, and the last four figures"`
	Objections  []ClaimObjectionView `json:"objections" nullable:"false"`
	Payments    []PaymentView        `json:"payments" nullable:"false"`
	Reason      string               `json:"reason,omitempty" doc:"Why it was struck, or taken back"`
	Unit        string               `json:"unit" doc:"That handles it, by name"`
	Owner       string               `json:"owner,omitempty" doc:"Post that has its matter"`
	Light       string               `json:"light,omitempty" enum:"red,amber,green" doc:"Of its matter; none once that is over"`
	Due         *clock.Date          `json:"due,omitempty" doc:"Of its matter"`
	Provisional bool                 `json:"provisional,omitempty" doc:"It is due in a year without a State Council notice: the day may still change"`
	Acts        []ClaimActView       `json:"acts" nullable:"false" doc:"What the caller may do with it now"`
	Turn        *ClaimTurnView       `json:"turn,omitempty" doc:"What is to be done now, and by whom; of a claim that is done with, nothing"`
	Route       []ClaimStopView      `json:"route" nullable:"false" doc:"The desks on its way, in order"`
}

// ClaimActView is a deed that is the caller's to do.
type ClaimActView struct {
	Do    string `json:"do" enum:"match,apply,confirm,strike,take,notice,object,answer,account,appropriate,pay,receive,withdraw,claw-back"`
	Title string `json:"title"`
	As    string `json:"as,omitempty" doc:"Post; none for the enterprise itself"`
}

func acts(of []redeem.Choice, lang text.Lang) []ClaimActView {
	out := make([]ClaimActView, len(of))
	for i, o := range of {
		out[i] = ClaimActView{string(o.Deed), o.Deed.Words().In(lang), o.As}
	}
	return out
}

// ClaimObjectionView is what somebody had against a claim.
type ClaimObjectionView struct {
	By     string    `json:"by"`
	Text   string    `json:"text"`
	At     time.Time `json:"at"`
	Answer string    `json:"answer,omitempty"`
	Upheld bool      `json:"upheld,omitempty"`
}

// PaymentView is one try to pay a claim.
type PaymentView struct {
	Number    string      `json:"number"`
	Batch     string      `json:"batch"`
	Amount    int64       `json:"amount" doc:"Fen"`
	Account   string      `json:"account" doc:"Payee, bank, and the last four figures"`
	At        time.Time   `json:"at" doc:"When it was sent"`
	On        *clock.Date `json:"on,omitempty" doc:"Of the bank's receipt"`
	Receipt   string      `json:"receipt,omitempty" doc:"The bank's own number"`
	Returned  string      `json:"returned,omitempty" doc:"Why it came back, or was withdrawn"`
	Withdrawn bool        `json:"withdrawn,omitempty" doc:"Its batch was, before the bank had said anything"`
	Clawed    int64       `json:"clawed,omitempty" doc:"Fen that were taken back"`
}

// views gives claims as the interface shows them to somebody.
func (a *api) views(ctx context.Context, c *door.Caller, zone string, claims []claim.Claim) (*ClaimsOutput, error) {
	if _, err := a.today(ctx, zone); err != nil {
		return nil, err
	}
	hall, err := a.counter(zone).Hall(ctx)
	if err != nil {
		return nil, err
	}
	seat, err := a.seat(ctx, c, zone)
	if err != nil {
		return nil, err
	}
	rows, err := a.matters(ctx, zone, claims)
	if err != nil {
		return nil, err
	}
	out := &ClaimsOutput{}
	out.Body.Date, out.Body.Claims = hall.Today(), make([]ClaimView, len(claims))
	for i := range claims {
		v := &out.Body.Claims[i]
		*v = view(c.Lang, &claims[i], hall.Today())
		if clause, ok := hall.Clause(&claims[i]); ok {
			v.Title = clause.Title.In(c.Lang)
		}
		out.Body.Sum += v.Amount
		row := rows[claims[i].Matter]
		if row == nil {
			continue
		}
		v.Number, v.Unit, v.Owner, v.Due = row.Number, hall.Unit(row.LeadUnit), row.Owner, day(clock.Date(row.DueOn))
		if row.Open {
			v.Light = row.Light
		}
		mine, err := hall.Claim(seat, &claims[i], row)
		if err != nil {
			return nil, err
		}
		v.Acts = acts(mine, c.Lang)
		s, err := row.Folded()
		if err != nil {
			return nil, err
		}
		v.Provisional = s.Deadlines.Working().Provisional
		turned(c.Lang, v, hall.Turn(&claims[i], &s))
	}
	return out, nil
}

// matters are those that carry claims, by ID.
func (a *api) matters(ctx context.Context, zone string, claims []claim.Claim) (map[string]*engine.MatterRow, error) {
	rows := map[string]*engine.MatterRow{}
	for some := range slices.Chunk(claims, 500) {
		ids := make([]string, len(some))
		for i := range some {
			ids[i] = some[i].Matter
		}
		found, err := a.Engine.Store().Some(ctx, zone, ids)
		if err != nil {
			return nil, err
		}
		for i := range found {
			rows[found[i].ID] = &found[i]
		}
	}
	return rows, nil
}

// seat is where the caller sits: in posts, or for parties.
func (a *api) seat(ctx context.Context, c *door.Caller, zone string) (*redeem.Seat, error) {
	posts, err := a.Acting(ctx, c, zone)
	if err != nil || len(posts) > 0 || len(c.Subject.Parties) == 0 {
		return &redeem.Seat{Posts: posts}, err
	}
	keys, err := a.parties(ctx, c, zone)
	return &redeem.Seat{Parties: keys}, err
}

func view(lang text.Lang, one *claim.Claim, today clock.Date) ClaimView {
	v := ClaimView{
		ID: one.ID(), Clause: one.Clause, Title: one.Title, Record: one.Record, Name: one.Name, Period: one.Period, Mode: one.Mode, Step: string(one.Step),
		Words: claim.StepWords[one.Step].In(lang), Asked: int64(one.Asked), Amount: int64(one.Amount), Why: append([]string{}, one.Why...), Line: one.Line, Year: one.Day.Year(),
		OpenedAt: *door.Instant(one.OpenedAt), From: day(one.From), To: day(one.To), Unnoticed: one.Unnoticed, Account: words(&one.Account),
		Objections: []ClaimObjectionView{}, Payments: []PaymentView{}, Reason: one.Reason, Acts: []ClaimActView{}, Route: []ClaimStopView{},
	}
	if one.Step == claim.Confirmed || one.Step == claim.Noticed {
		err := one.Ready(today)
		v.Ready = err == nil
		if err != nil {
			v.Waits = strings.TrimSpace(strings.TrimPrefix(errs.Words(err).In(lang), v.ID)) // whose page it stands on knows which claim
		}
	}
	for _, o := range one.Objections {
		v.Objections = append(v.Objections, ClaimObjectionView{o.By, o.Text, *door.Instant(o.At), o.Answer, o.Upheld})
	}
	for i := range one.Payments {
		p := &one.Payments[i]
		v.Payments = append(v.Payments, PaymentView{p.Number, p.Batch, int64(p.Amount), words(&p.Account), *door.Instant(p.At), day(p.On), p.Receipt, p.Returned, p.Withdrawn, int64(p.Clawed)})
	}
	return v
}

// words tells an account without the most of its number.
func words(a *claim.Account) string {
	if a.Number == "" {
		return ""
	}
	return strings.Join([]string{a.Payee, a.Bank, a.Masked()}, " · ")
}

func day(d clock.Date) *clock.Date {
	if d == 0 {
		return nil
	}
	return &d
}
