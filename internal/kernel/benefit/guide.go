package benefit

import (
	"cmp"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
)

// Page is a clause as people have to know it (政策兑现指引). Modes, periods and levels are words of the grammar
// (mechanism.BenefitWords); all else is in one language.
type Page struct {
	ID         string    `json:"id"`
	Title      string    `json:"title"`
	Policy     string    `json:"policy"`
	Level      string    `json:"level"`
	Issuer     string    `json:"issuer,omitempty"`
	Number     string    `json:"number,omitempty"`
	Article    int       `json:"article,omitempty"`
	For        string    `json:"for,omitempty"`
	Conditions string    `json:"conditions,omitempty"`
	Amount     string    `json:"amount,omitempty"`
	Cap        money.Fen `json:"cap,omitempty"`
	Mode       string    `json:"mode,omitempty"`
	Period     string    `json:"period,omitempty"`
	Exclusive  []string  `json:"exclusive,omitempty"`
	Materials  []string  `json:"materials,omitempty"`
	Process    []string  `json:"process,omitempty"`
	Limit      string    `json:"limit,omitempty"`
	Objection  string    `json:"objection,omitempty"`
	Unit       string    `json:"unit,omitempty"`
	Window     string    `json:"window,omitempty"`
	Office     string    `json:"office,omitempty"`
	Centre     string    `json:"centre,omitempty"`
	Within     string    `json:"within,omitempty"`
	Payer      string    `json:"payer,omitempty"`
	Channels   []string  `json:"channels,omitempty"`
	Contact    string    `json:"contact,omitempty"`
	Note       string    `json:"note,omitempty"`
}

// Guide writes the page of a clause.
func Guide(b *mechanism.Bundle, c *Clause, lang text.Lang) Page {
	g, p := c.Policy.GuideOf(c.Clause), c.Policy
	page := Page{
		ID: c.ID, Title: c.Title.In(lang), Policy: p.Title.In(lang), Level: mechanism.BenefitWords[p.Level].In(lang), Issuer: p.Issuer, Number: p.Number,
		Article: c.Article, For: c.For.In(lang), Conditions: c.Condition(lang), Amount: c.HowMuch(lang), Cap: c.Cap.Fen, Mode: c.Mode, Period: c.Period,
		Materials: c.Materials, Process: g.Process, Limit: mechanism.LimitWords(g.Limit).In(lang), Objection: mechanism.LimitWords(p.ObjectionOf(c.Clause)).In(lang),
		Unit: p.UnitOf(c.Clause), Window: p.Routing.Window, Office: p.OfficeOf(c.Clause), Centre: p.Routing.Centre,
		Within: mechanism.LimitWords(p.Routing.Within).In(lang), Payer: p.Payer, Channels: p.Routing.Channel, Contact: g.Contact, Note: cmp.Or(c.Note, p.Note),
	}
	for _, set := range c.Exclusive {
		for _, other := range Policies(b) {
			if e, ok := other.Exclusions[set]; ok {
				page.Exclusive = append(page.Exclusive, e.Title.In(lang))
			}
		}
	}
	return page
}

// Governing lists the clauses of all registers that govern on a day, those that are only listed among them, in order of file
// and place.
func Governing(b *mechanism.Bundle, day clock.Date) []Clause {
	var out []Clause
	for _, p := range Policies(b) {
		for i := range p.Clauses {
			if c := &p.Clauses[i]; p.InForce(c, day) {
				out = append(out, Clause{Clause: c, ID: p.Name + "/" + c.Key, Policy: p})
			}
		}
	}
	return out
}

// Find finds a clause by document/key, or by its key alone where no other has it.
func Find(all []Clause, ref string) (*Clause, error) {
	var found []*Clause
	var known []string
	for i := range all {
		name := all[i].ID
		if !strings.Contains(ref, "/") {
			name = all[i].Key
		}
		if known = append(known, name); name == ref {
			found = append(found, &all[i])
		}
	}
	switch len(found) {
	case 0:
		zh, en := text.Suggest(ref, known)
		return nil, errs.Newf(errs.NotFound, "benefit.unknown", "没有条款“%[1]s”；%[2]s", "there is no clause %[1]q; %[3]s", ref, zh, en)
	case 1:
		return found[0], nil
	default:
		return nil, errs.Newf(errs.Invalid, "benefit.which", "条款代号“%[1]s”不止一个；请写全：%[2]s 或 %[3]s", "there are several clauses %[1]q; write %[2]s or %[3]s", ref, found[0].ID, found[1].ID)
	}
}

// Listed is why a clause is not tried; nil where it is.
func (c *Clause) Listed() error {
	if c.Computed() {
		return nil
	}
	return errs.Newf(errs.Refused, "benefit.listed", "条款“%[1]s”没有条件和金额，不能试算：%[2]s", "the clause %[1]q has no condition and no amount to try: %[2]s", c.ID, cmp.Or(c.Note, c.Policy.Note))
}
