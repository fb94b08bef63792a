package benefits

import (
	"context"
	"net/http"
	"slices"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/rule"
)

// published declares what anybody may read without an account: the clauses of the version in force, and what they would
// come to for facts that somebody enters.
func (a *api) published(op operation) {
	door.Public(a.Door, get(op, "list-benefit-clauses", "/clauses", "The clauses that govern on a day, of the version in force"), a.listClauses)
	door.Public(a.Door, get(op, "read-benefit-clause", "/clauses/{document}/{clause}", "The guide page of a clause"), a.readClause)
	door.Public(a.Door, get(op, "list-benefit-registers", "/registers", "What clauses may read of each register that they are on, and the functions of rules"), a.listSubjects)
	calculate := op("calculate-benefits", http.MethodPost, "/calculator", "Which clauses the facts of one enterprise would satisfy today; nothing of it is kept")
	calculate.Reads = true
	door.Public(a.Door, calculate, a.calculate)
}

// ClauseLine is a clause in a list.
type ClauseLine struct {
	ID        string `json:"id" doc:"document/key"`
	Document  string `json:"document"`
	Key       string `json:"key"`
	Title     string `json:"title"`
	Policy    string `json:"policy" doc:"Title of the document"`
	Level     string `json:"level" doc:"Who issued it, in words"`
	Register  string `json:"register"`
	Mode      string `json:"mode,omitempty" doc:"automatic, instant, reviewed"`
	ModeTitle string `json:"mode_title,omitempty"`
	Period    string `json:"period,omitempty" doc:"How often it is paid, in words"`
	For       string `json:"for,omitempty"`
	Amount    string `json:"amount,omitempty" doc:"In words"`
	Tried     bool   `json:"tried" doc:"It says who gets how much"`
	Why       string `json:"why,omitempty" doc:"Why it is listed and not tried"`
}

func clauseLine(c *benefit.Clause, lang text.Lang) ClauseLine {
	v := ClauseLine{
		ID: c.ID, Document: c.Policy.Name, Key: c.Key, Title: c.Title.In(lang), Policy: c.Policy.Title.In(lang), Level: word(c.Policy.Level, lang), Register: c.Policy.Register(),
		Mode: c.Mode, ModeTitle: word(c.Mode, lang), Period: word(c.Period, lang), For: c.For.In(lang), Amount: c.HowMuch(lang), Tried: c.Computed(),
	}
	if err := c.Listed(); err != nil {
		v.Why = errs.Message(err, lang)
	}
	return v
}

func word(code string, lang text.Lang) string { return mechanism.BenefitWords[code].In(lang) }

// ClausesOutput lists clauses in order of file and place.
type ClausesOutput struct {
	Body struct {
		Date      clock.Date       `json:"date"`
		Clauses   []ClauseLine     `json:"clauses" nullable:"false"`
		Documents []PolicyDocument `json:"documents" nullable:"false" doc:"Papers in force on the day, those too of which no clause was entered"`
	}
}

// PolicyDocument is a policy paper.
type PolicyDocument struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Level    string `json:"level"`
	Issuer   string `json:"issuer,omitempty"`
	Number   string `json:"number,omitempty"`
	Articles int    `json:"articles,omitempty" doc:"As its source counts them"`
	Clauses  int    `json:"clauses" doc:"Entered"`
}

func (a *api) listClauses(ctx context.Context, c *door.Caller, in *OnDay) (*ClausesOutput, error) {
	b, day, err := a.world(ctx, in)
	if err != nil {
		return nil, err
	}
	out := &ClausesOutput{}
	out.Body.Date, out.Body.Clauses, out.Body.Documents = day, []ClauseLine{}, []PolicyDocument{}
	all := benefit.Governing(b, day)
	for i := range all {
		out.Body.Clauses = append(out.Body.Clauses, clauseLine(&all[i], c.Lang))
	}
	for _, p := range benefit.Policies(b) {
		if p.Effective.Contains(day) {
			out.Body.Documents = append(out.Body.Documents, PolicyDocument{p.Name, p.Title.In(c.Lang), word(p.Level, c.Lang), p.Issuer, p.Number, p.Articles, len(p.Clauses)})
		}
	}
	return out, nil
}

// GuidePage is a clause as people have to know it.
type GuidePage struct {
	ClauseLine

	Date       clock.Date `json:"date"`
	Issuer     string     `json:"issuer,omitempty"`
	Number     string     `json:"number,omitempty" doc:"Of the paper"`
	Article    int        `json:"article,omitempty"`
	Text       string     `json:"text,omitempty" doc:"As the paper has it"`
	Conditions string     `json:"conditions,omitempty" doc:"In words"`
	Cap        int64      `json:"cap,omitempty" doc:"The most that one gets by it in a year, in fen"`
	Exclusive  []string   `json:"exclusive" nullable:"false" doc:"Exclusion sets: of each the highest is paid"`
	Materials  []string   `json:"materials" nullable:"false"`
	Process    []string   `json:"process" nullable:"false"`
	Limit      string     `json:"limit,omitempty"`
	Objection  string     `json:"objection,omitempty" doc:"How long the list is shown"`
	Unit       string     `json:"unit,omitempty"`
	Window     string     `json:"window,omitempty" doc:"Unit that receives (一窗受理)"`
	Office     string     `json:"office,omitempty" doc:"Unit that handles (专区办理)"`
	Centre     string     `json:"centre,omitempty" doc:"Unit that takes what nobody took (中心兜底)"`
	Within     string     `json:"within,omitempty" doc:"After how long the centre does"`
	Payer      string     `json:"payer,omitempty" doc:"Unit that pays"`
	Channels   []string   `json:"channels" nullable:"false"`
	Contact    string     `json:"contact,omitempty"`
	Note       string     `json:"note,omitempty"`
	File       string     `json:"file" doc:"Where it is written"`
	Line       int        `json:"line"`
	When       string     `json:"when,omitempty" doc:"The condition as it is written"`
	Formula    string     `json:"formula,omitempty" doc:"The amount as it is written"`
}

// GuideOutput is a guide page.
type GuideOutput struct{ Body GuidePage }

func (a *api) readClause(ctx context.Context, c *door.Caller, in *OfClause) (*GuideOutput, error) {
	b, day, one, err := a.clause(ctx, in)
	if err != nil {
		return nil, err
	}
	p := benefit.Guide(b, one, c.Lang)
	return &GuideOutput{GuidePage{
		ClauseLine: clauseLine(one, c.Lang), Date: day, Issuer: p.Issuer, Number: p.Number, Article: p.Article, Text: one.Text, Conditions: p.Conditions, Cap: int64(p.Cap),
		Exclusive: listed(p.Exclusive), Materials: listed(p.Materials), Process: listed(p.Process), Limit: p.Limit, Objection: p.Objection, Unit: p.Unit, Window: p.Window,
		Office: p.Office, Centre: p.Centre, Within: p.Within, Payer: p.Payer, Channels: listed(p.Channels), Contact: p.Contact, Note: p.Note, File: one.At.File, Line: one.At.Line, When: one.When.Text, Formula: one.Amount.Text,
	}}, nil
}

// SubjectView is a register as clauses read it.
type SubjectView struct {
	Name   string        `json:"name"`
	Title  string        `json:"title"`
	Facts  bool          `json:"facts" doc:"Each fact has its own history and source"`
	Fields []ReadingView `json:"fields" nullable:"false"`
}

// ReadingView is something that clauses may read.
type ReadingView struct {
	Path   string   `json:"path" doc:"As a rule writes it"`
	Name   string   `json:"name" doc:"As the calculator takes it"`
	Title  string   `json:"title"`
	Type   string   `json:"type" doc:"string, bool, int, double, money, date, list"`
	OneOf  []string `json:"one_of" nullable:"false"`
	Unit   string   `json:"unit,omitempty" doc:"In which sheets count it"`
	Asked  int      `json:"asked" doc:"How many of the clauses in force read it"`
	Record bool     `json:"record" doc:"It tells whose record it is, and decides nothing"`
}

// SubjectsOutput is what clauses may read.
type SubjectsOutput struct {
	Body struct {
		Registers []SubjectView `json:"registers" nullable:"false" doc:"Those that clauses in force are on come first"`
		Functions []string      `json:"functions" nullable:"false" doc:"That rules may call"`
	}
}

func (a *api) listSubjects(ctx context.Context, c *door.Caller, in *OnDay) (*SubjectsOutput, error) {
	b, day, err := a.world(ctx, in)
	if err != nil {
		return nil, err
	}
	out := &SubjectsOutput{}
	out.Body.Functions, out.Body.Registers = rule.FunctionNames(), []SubjectView{}
	asked := map[string]map[string]int{}
	for _, one := range benefit.Governing(b, day) {
		if !one.Computed() {
			continue
		}
		reads := append(one.When.Rule.References(), one.Amount.Rule.References()...)
		slices.Sort(reads)
		of := asked[one.Policy.Register()]
		if of == nil {
			of = map[string]int{}
			asked[one.Policy.Register()] = of
		}
		for _, path := range slices.Compact(reads) {
			of[path]++
		}
	}
	names := benefit.Registers(b)
	slices.SortStableFunc(names, func(x, y string) int { return len(asked[y]) - len(asked[x]) })
	for _, name := range names {
		def := b.Registers[name]
		v := SubjectView{Name: name, Title: def.Title.In(c.Lang), Facts: def.Facts, Fields: []ReadingView{}}
		for _, r := range def.Readings() {
			f := def.Fields[r.Field]
			path := def.Root() + "." + r.Name
			one := ReadingView{
				Path: path, Name: r.Name, Title: r.Title.In(c.Lang), Type: r.Type.Kind().String(), OneOf: listed(f.OneOf), Unit: f.Unit, Asked: asked[name][path],
				Record: r.Field == def.Key || r.Field == "name",
			}
			if classes := b.Classes[f.Classes]; classes != nil {
				if edition := classes.On(day); edition != nil {
					one.OneOf = edition.Names
				}
			}
			v.Fields = append(v.Fields, one)
		}
		out.Body.Registers = append(out.Body.Registers, v)
	}
	return out, nil
}

// CalculateInput is what somebody knows of an enterprise.
type CalculateInput struct {
	InZone

	Body struct {
		Register string         `json:"register,omitempty" maxLength:"100" doc:"enterprise unless given"`
		Facts    map[string]any `json:"facts" maxProperties:"200" doc:"By the names under which rules read them: 1500万元, 2021-05-01, true, 12"`
	}
}

// CalculatedView is what a clause would come to.
type CalculatedView struct {
	ClauseLine

	Verdict string   `json:"verdict" enum:"true,false,failed" doc:"failed: a fact that decides was not entered"`
	Asked   int64    `json:"asked" doc:"Fen, by the clause's amount"`
	Paid    int64    `json:"paid" doc:"Fen, after exclusion sets and caps"`
	Cuts    []string `json:"cuts" nullable:"false" doc:"What took the rest"`
	Lacks   []string `json:"lacks" nullable:"false" doc:"Of a refusal: the fewest conditions that would have to hold besides"`
	Missing []string `json:"missing" nullable:"false" doc:"Names of the facts that it reads and that were not entered"`
}

// CalculatedOutput is every clause that can be tried: first those that would pay, the most first.
type CalculatedOutput struct {
	Body struct {
		Date    clock.Date       `json:"date"`
		Sum     int64            `json:"sum" doc:"Fen, in all"`
		Clauses []CalculatedView `json:"clauses" nullable:"false"`
	}
}

func (a *api) calculate(ctx context.Context, c *door.Caller, in *CalculateInput) (*CalculatedOutput, error) {
	b, day, err := a.world(ctx, &OnDay{InZone: in.InZone})
	if err != nil {
		return nil, err
	}
	register := in.Body.Register
	if register == "" {
		register = mechanism.DefaultSubject
	}
	done, err := a.desk.Calculate(b, register, day, in.Body.Facts)
	if errs.Is(err, "benefit.no_clause") {
		return nil, door.At(err, "body.register")
	}
	if err != nil {
		return nil, door.Inside(err, "body.facts")
	}
	out := &CalculatedOutput{}
	out.Body.Date, out.Body.Clauses = day, []CalculatedView{}
	root := b.Registers[register].Root() + "."
	for i := range done.Scheme.Clauses {
		e := done.Scheme.Explain(&done.Records, 0, i, c.Lang, nil)
		v := CalculatedView{ClauseLine: clauseLine(&done.Scheme.Clauses[i], c.Lang), Verdict: string(e.Verdict), Cuts: []string{}, Lacks: []string{}, Missing: []string{}}
		if len(e.Misses) > 0 {
			v.Lacks = e.Misses[0]
		}
		if e.Verdict == rule.Failed {
			v.Missing = unset(&e.Tree, root, v.Missing)
		}
		for g := range done.Outcome.Grants {
			if g := &done.Outcome.Grants[g]; int(g.Clause) == i {
				v.Asked, v.Paid = int64(g.Asked), int64(g.Paid)
				for _, cut := range g.Cuts {
					v.Cuts = append(v.Cuts, done.Scheme.Words(cut).In(c.Lang))
				}
			}
		}
		out.Body.Sum += v.Paid
		out.Body.Clauses = append(out.Body.Clauses, v)
	}
	rank := map[string]int{string(rule.True): 0, string(rule.Failed): 1, string(rule.False): 2}
	slices.SortStableFunc(out.Body.Clauses, func(x, y CalculatedView) int {
		if d := rank[x.Verdict] - rank[y.Verdict]; d != 0 {
			return d
		}
		switch {
		case x.Paid != y.Paid && x.Paid > y.Paid, x.Paid == y.Paid && len(x.Lacks) > 0 && len(y.Lacks) == 0:
			return -1
		case x.Paid != y.Paid, x.Paid == y.Paid && len(y.Lacks) > 0 && len(x.Lacks) == 0:
			return 1
		}
		return 0
	})
	return out, nil
}

// unset lists the facts that were looked at and are not there.
func unset(n *benefit.Node, root string, out []string) []string {
	for _, r := range n.Reads {
		if name := r.Path[min(len(root), len(r.Path)):]; r.Unset && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for i := range n.Children {
		out = unset(&n.Children[i], root, out)
	}
	return out
}
