package benefits_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/benefits"
	"qinlian/internal/base/errs"
)

// state says facts of a firm.
func state(o *apitest.Office, key string, values map[string]string) {
	o.Helper()
	o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/registers/firm/records/"+key+"/facts"),
		map[string]any{"from": "2023-01-01", "source": "2022年年报", "dated": "2023-02-01", "values": values, "reason": "年报更正"}, "If-Match", "*")
}

// firms are four: one gets both clauses, one lacks staff, one lacks revenue, of one nothing is known.
func firms(o *apitest.Office) {
	o.Helper()
	state(o, "F1", map[string]string{"name": "企业甲", "staff": "120", "revenue.2022": "2000万元", "size": "大型"})
	state(o, "F2", map[string]string{"name": "企业乙", "staff": "8", "revenue.2022": "1000万元", "size": "小型"})
	state(o, "F3", map[string]string{"name": "企业丙", "staff": "40", "revenue.2022": "999万元", "size": "小型"})
	state(o, "F4", map[string]string{"name": "企业丁"})
}

func read[T any](o *apitest.Office, who, path string, header ...string) T {
	o.Helper()
	var v T
	o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/benefits"+path), nil, header...).Into(o, &v)
	return v
}

func send[T any](o *apitest.Office, status int, who, path string, body any) T {
	o.Helper()
	var v T
	o.OK(status, who, http.MethodPost, apitest.InZone("/benefits"+path), body).Into(o, &v)
	return v
}

func TestClausesAreReadWithoutAnAccountAndToldWhyOneIsNotTried(t *testing.T) {
	t.Parallel()
	apitest.Each(t, func(o *apitest.Office) {
		type list struct{ Clauses []benefits.ClauseLine }
		all := read[list](o, "", "/clauses").Clauses
		if len(all) != 3 || !all[0].Tried || all[2].Tried || !strings.Contains(all[2].Why, "原文未给金额") || all[0].ModeTitle != "免申即享" {
			t.Errorf("%+v", all)
		}
		g := read[benefits.GuidePage](o, "", "/clauses/growth/revenue", "Accept-Language", "en")
		if g.Title != "Award for revenue" || !strings.Contains(g.Conditions, "revenue") || strings.Contains(g.Conditions, "firm.") || g.Limit != "20 working days" || len(g.Materials) != 1 || g.Line == 0 {
			t.Errorf("%+v", g)
		}
		if p := o.Call("", http.MethodGet, apitest.InZone("/benefits/clauses/growth/reveneu"), nil).Problem(o); p.Code != "benefit.unknown" || !strings.Contains(p.Detail, "growth/revenue") {
			t.Errorf("%+v", p)
		}
		if p := o.Call("", http.MethodGet, "/api/v1/zones/nowhere/benefits/clauses", nil).Problem(o); p.Code != "zone.unknown" {
			t.Errorf("%+v", p)
		}
		subjects := read[struct {
			Registers []benefits.SubjectView
			Functions []string
		}](o, "", "/registers")
		if len(subjects.Registers) != 1 || subjects.Registers[0].Name != "firm" || !slices.Contains(subjects.Functions, "share") {
			t.Errorf("%+v", subjects)
		}
		for _, f := range subjects.Registers[0].Fields {
			if want := map[string]int{"firm.staff": 2, "firm.revenue": 1}[f.Path]; f.Asked != want {
				t.Errorf("%s is asked by %d clauses, want %d", f.Path, f.Asked, want)
			}
		}
	})
}

func TestResultsGrantsReasonsAndMissesFollowTheRegister(t *testing.T) {
	t.Parallel()
	apitest.Each(t, func(o *apitest.Office) {
		firms(o)
		type results struct{ Registers []benefits.TriedView }
		r := read[results](o, "zsj-c", "/results").Registers
		if len(r) != 1 || r[0].Records != 4 || r[0].Total != (benefits.TotalView{Grants: 2, Records: 1, Amount: 36_000_00 + 200_000_00, Undecided: 2}) {
			t.Fatalf("%+v", r)
		}
		if line := r[0].Clauses[0]; line.Records != 1 || line.Amount != 36_000_00 || line.Undecided != 1 {
			t.Errorf("%+v", line)
		}
		if pool := r[0].Pools[0]; pool.Title != "用工资金" || !pool.Bounded || pool.Paid != 36_000_00 {
			t.Errorf("%+v", pool)
		}
		type page struct {
			Grants []benefits.GrantView
			Next   string
		}
		first := read[page](o, "zsj-c", "/clauses/growth/revenue/grants?limit=1")
		if len(first.Grants) != 1 || first.Grants[0].Name != "企业甲" || first.Grants[0].Paid != 200_000_00 || first.Next == "" {
			t.Errorf("%+v", first)
		}
		if next := read[page](o, "zsj-c", "/clauses/growth/revenue/grants?limit=1&after="+url.QueryEscape(first.Next)); len(next.Grants) != 1 || next.Grants[0].Key != "F4" || !next.Grants[0].Undecided || next.Next != "" {
			t.Errorf("%+v", next)
		}
		e := read[benefits.ExplanationView](o, "zsj-c", "/clauses/growth/revenue/records/F2")
		if e.Verdict != "false" || len(e.Lacks) != 1 || !strings.Contains(e.Lacks[0][0], "从业人员") || len(e.Tree.Parts) != 2 || e.Tree.Parts[1].Reads[0].Source != "2022年年报 2023-02-01" {
			t.Errorf("%+v", e)
		}
		en := read[benefits.ExplanationView](o, "zsj-c", "/clauses/growth/revenue/records/F1", "Accept-Language", "en")
		if en.Verdict != "true" || en.Paid != 200_000_00 || !strings.Contains(en.Tree.Parts[0].Says, "revenue") {
			t.Errorf("%+v", en)
		}
		misses := read[struct{ Misses []benefits.MissView }](o, "zsj-c", "/clauses/growth/revenue/misses").Misses
		if len(misses) != 3 || misses[0].Count != 1 || misses[0].Records[0].Name == "" {
			t.Errorf("%+v", misses)
		}
		for _, path := range []string{"/clauses/growth/park/grants", "/clauses/growth/park/misses", "/clauses/growth/park/records/F1"} {
			if p := o.Call("zsj-c", http.MethodGet, apitest.InZone("/benefits"+path), nil).Problem(o); p.Code != "benefit.listed" {
				t.Errorf("%s: %+v", path, p)
			}
		}

		state(o, "F2", map[string]string{"staff": "10"}) // one fact changes
		if again := read[results](o, "zsj-c", "/results").Registers[0].Total; again.Records != 2 || again.Amount != 36_000_00+200_000_00+100_000_00 {
			t.Errorf("after a fact changed: %+v", again)
		}
		if before := read[results](o, "zsj-c", "/results?on=2022-12-31").Registers; len(before) != 1 || before[0].Records != 0 {
			t.Errorf("before anything was known: %+v", before)
		}
	})
}

func TestADraftIsCountedAsItIsTypedAndItsFaultsHavePlaces(t *testing.T) {
	t.Parallel()
	apitest.Each(t, func(o *apitest.Office) {
		firms(o)
		type count struct {
			Records, Entitled, Undecided int
			Amount                       int64
			Counted                      bool
			Conditions                   string
			First                        []benefits.NamedRecord
			Faults                       []benefits.DraftFault
		}
		ask := func(body map[string]any) count {
			o.Helper()
			body["register"] = "firm"
			return send[count](o, http.StatusOK, "zsj-c", "/count", body)
		}
		if c := ask(map[string]any{"when": "firm.staff >= 40", "amount": "yuan(100) * firm.staff", "show": 5}); !c.Counted || c.Records != 4 || c.Entitled != 2 || c.Amount != 160_000_0 || c.Undecided != 1 || len(c.First) != 2 || len(c.Faults) != 0 {
			t.Errorf("%+v", c)
		}
		const clause = "- key: draft\n  title: 草案\n  when: firm.staff >= 40 && firm.revenue >= wan(1000)\n  amount: wan(1)\n  mode: instant\n  period: year\n"
		if c := ask(map[string]any{"clause": clause}); !c.Counted || c.Entitled != 1 || c.Amount != 10_000_00 || !strings.Contains(c.Conditions, "从业人员") {
			t.Errorf("%+v", c)
		}
		for name, fault := range map[string]struct {
			body           map[string]any
			code, in       string
			line, column   int
			counted, shown bool
		}{
			"a field that there is not":  {map[string]any{"when": "firm.stuff >= 40"}, "rule.unknown_field", "when", 1, 6, false, true},
			"half a condition":           {map[string]any{"when": "firm.staff >="}, "rule.syntax", "when", 1, 14, false, true},
			"an amount that is a number": {map[string]any{"when": "true", "amount": "5"}, "rule.result", "amount", 1, 1, true, true},
			"in the text of a clause":    {map[string]any{"clause": strings.Replace(clause, "firm.staff", "firm.stuff", 1)}, "rule.unknown_field", "clause", 3, 14, false, true},
			"a key that there is not":    {map[string]any{"clause": clause + "  perio: year\n"}, "mechanism.unknown_key", "clause", 7, 3, true, true},
			"YAML that is none":          {map[string]any{"clause": "- key: [\n"}, "mechanism.yaml", "clause", 1, 1, false, true},
			"an alias":                   {map[string]any{"clause": "- &a { key: x }\n"}, "mechanism.alias", "clause", 1, 3, false, true},
		} {
			c := ask(fault.body)
			if len(c.Faults) == 0 || c.Faults[0].Code != fault.code || c.Faults[0].In != fault.in || c.Counted != fault.counted || c.Records != 4 {
				t.Errorf("%s: %+v", name, c)
			} else if f := c.Faults[0]; fault.shown && (f.Line != fault.line || f.Column != fault.column) {
				t.Errorf("%s: %+v", name, f)
			}
		}
		under := func() count {
			var c count
			o.OK(http.StatusOK, "zsj-c", http.MethodPost, apitest.InZone("/benefits/count"), map[string]any{"register": "firm", "when": "firm.staff >= 40"}, "Idempotency-Key", "typed").Into(o, &c)
			return c
		}
		if c := under(); c.Entitled != 2 {
			t.Errorf("%+v", c)
		}
		state(o, "F5", map[string]string{"name": "企业戊", "staff": "50"})
		if c := under(); c.Entitled != 3 { // what only reads is answered anew, and nothing is kept of it
			t.Errorf("%+v", c)
		}
		long := map[string]any{"register": "firm", "when": strings.Repeat("a", 2001)}
		if r := o.Call("zsj-c", http.MethodPost, apitest.InZone("/benefits/count"), long); r.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%d %s", r.StatusCode, r.Raw)
		}
		costly := ask(map[string]any{"when": strings.Repeat("firm.staff>1||", 130) + "true"})
		if costly.Counted || len(costly.Faults) == 0 {
			t.Errorf("%+v", costly)
		}
	})
}

func TestAnEnterpriseSeesItsOwnRecordAndNoOther(t *testing.T) {
	t.Parallel()
	apitest.Each(t, func(o *apitest.Office) {
		firms(o)
		type own struct{ Records []benefits.OwnRecord }
		mine := read[own](o, "enterprise", "/mine").Records
		if len(mine) != 1 || mine[0].Key != "F1" || mine[0].Sum != 236_000_00 || len(mine[0].Entitled) != 2 || mine[0].Entitled[0].Key != "revenue" {
			t.Fatalf("%+v", mine)
		}
		state(o, "F1", map[string]string{"staff": "9"})
		if mine = read[own](o, "enterprise", "/mine").Records; len(mine[0].Entitled) != 0 || len(mine[0].Near) != 2 || !strings.Contains(strings.Join(mine[0].Near[0].Lacks[0], ""), "从业人员") {
			t.Errorf("%+v", mine)
		}
		if e := read[benefits.ExplanationView](o, "enterprise", "/mine/F1/clauses/growth/revenue"); e.Verdict != "false" || e.Name != "企业甲" {
			t.Errorf("%+v", e)
		}
		for _, key := range []string{"F2", "F9"} { // another's, and one that there is not
			if p := o.Call("enterprise", http.MethodGet, apitest.InZone("/benefits/mine/"+key+"/clauses/growth/revenue"), nil).Problem(o); p.Code != "benefit.not_yours" {
				t.Errorf("%+v", p)
			}
		}
		state(o, "F5", map[string]string{"name": "企业甲"}) // whose is it?
		if mine = read[own](o, "enterprise", "/mine").Records; len(mine) != 0 {
			t.Errorf("two records of one name: %+v", mine)
		}
		if mine = read[own](o, "zsj-c", "/mine").Records; len(mine) != 0 {
			t.Errorf("%+v", mine)
		}
	})
}

func TestAnybodyCalculatesAndNothingIsKept(t *testing.T) {
	t.Parallel()
	apitest.Each(t, func(o *apitest.Office) {
		before, err := o.Store.Zone(t.Context(), apitest.Zone)
		if err != nil {
			t.Fatal(err)
		}
		type calculated struct {
			Sum     int64
			Clauses []benefits.CalculatedView
		}
		c := send[calculated](o, http.StatusOK, "", "/calculator", map[string]any{"register": "firm", "facts": map[string]any{"staff": 50, "revenue": "6000万元"}})
		if c.Sum != 500_000_00 || len(c.Clauses) != 2 || c.Clauses[0].Key != "revenue" || c.Clauses[0].Verdict != "true" || c.Clauses[1].Verdict != "false" || len(c.Clauses[1].Lacks) != 1 {
			t.Errorf("%+v", c)
		}
		c = send[calculated](o, http.StatusOK, "", "/calculator", map[string]any{"register": "firm", "facts": map[string]any{"staff": "", "revenue": 60_000_000}})
		if c.Sum != 0 || c.Clauses[0].Verdict != "failed" || !slices.Equal(c.Clauses[0].Missing, []string{"staff"}) {
			t.Errorf("%+v", c)
		}
		p := o.Call("", http.MethodPost, apitest.InZone("/benefits/calculator"), map[string]any{"register": "firm", "facts": map[string]any{"staff": "许多", "stuff": 1}}).Problem(o)
		if len(p.Errors) != 2 || p.Errors[0].Location != "body.facts.staff" || p.Errors[1].Code != "benefit.no_fact" {
			t.Errorf("%+v", p)
		}
		if p := o.Call("", http.MethodPost, apitest.InZone("/benefits/calculator"), map[string]any{"facts": map[string]any{}}).Problem(o); p.Code != "benefit.no_clause" {
			t.Errorf("%+v", p)
		}
		after, err := o.Store.Zone(t.Context(), apitest.Zone)
		if err != nil || after.Size != before.Size {
			t.Errorf("the log grew from %d to %d, %v", before.Size, after.Size, err)
		}
	})
}

func TestAPlanComparesADraftWithWhatGovernsAndWithAnother(t *testing.T) {
	t.Parallel()
	apitest.Each(t, func(o *apitest.Office) {
		firms(o)
		o.Try()
		var files struct{ Files []struct{ Path, Text string } }
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/mechanisms/files"), nil).Into(o, &files)
		draft := func(from, to string) map[string]string {
			text := strings.Replace(files.Files[0].Text, from, to, 1)
			if text == files.Files[0].Text {
				t.Fatalf("there is no %q", from)
			}
			return map[string]string{files.Files[0].Path: text}
		}
		done := func(body map[string]any) benefits.BenefitPlanPart {
			o.Helper()
			v := send[benefits.BenefitPlanView](o, http.StatusAccepted, "dcs-a", "/plans", body)
			for range 2000 {
				v = read[benefits.BenefitPlanView](o, "dcs-a", "/plans/"+v.ID)
				if v.State == "done" {
					return v.Parts[0]
				}
				if v.State == "failed" {
					t.Fatalf("%+v", v)
				}
				select {
				case <-t.Context().Done():
				case <-time.After(10 * time.Millisecond):
				}
			}
			t.Fatal("the plan does not end")
			return benefits.BenefitPlanPart{}
		}
		lower := draft("&& firm.staff >= 10", "&& firm.staff >= 8")
		p := done(map[string]any{"files": lower, "year": true})
		if p.Records != 4 || p.Won != 1 || p.Lost != 0 || p.Winners[0] != (benefits.ChangeOfRecord{Key: "F2", Name: "企业乙", After: 100_000_00}) || p.After.Amount-p.Before.Amount != 100_000_00 {
			t.Errorf("%+v", p)
		}
		if len(p.Months) != 12 || p.Months[11].After-p.Months[11].Before != 100_000_00 || len(p.Groups) != 1 || p.Groups[0].By != "firm.size" || len(p.Overlap) != 1 {
			t.Errorf("%+v", p)
		}
		if p = done(map[string]any{"files": draft(`"1%"`, `"2%"`), "against": map[string]any{"files": lower}}); p.Won != 1 || p.Lost != 1 || p.Losers[0].Key != "F2" {
			t.Errorf("%+v", p)
		}
		if r := o.Call("dcs-a", http.MethodPost, apitest.InZone("/benefits/plans"), map[string]any{"files": draft("&& firm.staff >= 10", "&& firm.stuff >= 8")}); r.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%d %s", r.StatusCode, r.Raw)
		}
	})
}

func TestFactsAreStatedReadAndFoundOverHTTP(t *testing.T) {
	t.Parallel()
	apitest.Each(t, func(o *apitest.Office) {
		path := apitest.InZone("/registers/firm/records/F1/facts")
		body := func(values map[string]string) map[string]any {
			return map[string]any{"from": "2023-01-01", "source": "年报", "values": values}
		}
		r := o.OK(http.StatusOK, "dcs-a", http.MethodPost, path, body(map[string]string{"name": "企业甲", "从业人员": "120", "2022年营业收入": "1500万元"}), "If-Match", `"0"`)
		if tag := r.Header.Get("ETag"); tag != `"1"` {
			t.Errorf("ETag %s", tag)
		}
		if r := o.Call("dcs-a", http.MethodPost, path, body(map[string]string{"staff": "121"}), "If-Match", `"0"`); r.StatusCode != http.StatusPreconditionFailed {
			t.Errorf("%d %s", r.StatusCode, r.Raw)
		}
		if r := o.Call("dcs-a", http.MethodPost, path, body(map[string]string{"staff": "121"})); r.StatusCode != http.StatusPreconditionRequired {
			t.Errorf("%d %s", r.StatusCode, r.Raw)
		}
		if p := o.Call("dcs-a", http.MethodPost, path, body(map[string]string{"staff": "121", "stuff": "1"}), "If-Match", `"1"`).Problem(o); p.Code != "register.unknown_field" || p.Errors[0].Location != "body.values.stuff" {
			t.Errorf("%+v", p)
		}
		if p := o.Call("dcs-a", http.MethodPost, path, body(map[string]string{"staff": "121"}), "If-Match", `"1"`).Problem(o); p.Code != "facts.differs" || p.Errors[0].Location != "body.values.staff" {
			t.Errorf("%+v", p)
		}
		corrected := body(map[string]string{"staff": "121"})
		corrected["reason"] = "年报更正"
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, path, corrected, "If-Match", `"1"`)
		var v struct {
			Holds      bool
			Name       string
			Values     map[string]any
			Words      map[string]string
			Facts      []struct{ Field, Words, Period string }
			Statements []struct{ What, Reason, Source string }
		}
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/registers/firm/records/F1"), nil).Into(o, &v)
		if !v.Holds || v.Name != "企业甲" || fmt.Sprint(v.Values["staff"]) != "121" || v.Words["revenue"] != "1500 万元" || len(v.Statements) != 2 || v.Statements[1].What != "corrected" {
			t.Errorf("%+v", v)
		}
		var list struct {
			Records []struct{ Key, Name string }
			Next    string
		}
		state(o, "F2", map[string]string{"name": "企业乙"})
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/registers/firm/records?limit=1"), nil).Into(o, &list)
		if len(list.Records) != 1 || list.Next == "" {
			t.Errorf("%+v", list)
		}
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/registers/firm/records?q="+url.QueryEscape("乙")), nil).Into(o, &list)
		if len(list.Records) != 1 || list.Records[0].Key != "F2" {
			t.Errorf("%+v", list)
		}
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, path, map[string]any{"retire": true, "from": "2023-03-01", "reason": "迁出"}, "If-Match", "*")
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/registers/firm/records/F1"), nil).Into(o, &v)
		if v.Holds {
			t.Errorf("%+v", v)
		}
		if p := o.Call("dcs-a", http.MethodPost, apitest.InZone("/registers/enterprises/records/K/facts"), body(nil), "If-Match", "*").Problem(o); p.Code != "facts.whole" {
			t.Errorf("%+v", p)
		}
		if _, err := o.Engine.Verify(t.Context(), apitest.Zone, nil); err != nil {
			t.Error(errs.Message(err, "zh"))
		}
	})
}
