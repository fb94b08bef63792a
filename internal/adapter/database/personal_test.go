package database_test

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/plan"
)

const visits = office + `
---
kind: visit
title: 探访
number: "访〔{year}〕{seq}号"
fields:
  group: { type: string, title: 人群, required: true, personal: special-population, keep: 3y after close, one_of: [独居老人, 困难群众] }
  name: { type: string, title: 姓名, required: true, personal: name, keep: 3y after close }
  card: { type: string, title: 证件号码, personal: identity-number, keep: 90d after register }
  phone: { type: string, title: 电话, personal: phone, keep: 3y after close }
  street: { type: string, title: 街道 }
roles: { assign: post(督查室主任), verify: post(督查室主任), office: post(督查室主任), review: lead_unit.head, extend: sponsor }
gates:
  assign: { all: [ has(matter.fields.phone) ], says: 请留联系电话 }
light: { green: "true" }
`

// The values of these tests. Nobody has the number: no county has its code.
const (
	person, card, phone = "某甲", "000000190001010013", "13800001234"
)

func visitBundle(t *testing.T, change ...string) *mechanism.Bundle {
	t.Helper()
	source := strings.NewReplacer(append(change, "limit: LIMIT\n", "")...).Replace(visits)
	b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(source)}}, "testzone")
	if err != nil {
		t.Fatal(errs.Message(err, "zh"))
	}
	return b
}

func openVisits(t *testing.T, db *database.DB) *world {
	t.Helper()
	w := open(t, db)
	if err := w.Apply(t.Context(), visitBundle(t), engine.Act{Program: true}, at("2023-01-03 09:00")); err != nil {
		t.Fatal(errs.Message(err, "zh"))
	}
	return w
}

// visit registers a visit with all its personal fields.
func (w *world) visit(when string) matter.State {
	w.t.Helper()
	return w.do(when, "督查室主任", "register", "", visitCommand)
}

func visitCommand(c *matter.Command) {
	c.Kind, c.Title = "visit", "探访一户"
	c.Fields = map[string]any{"group": "独居老人", "name": person, "card": card, "phone": " " + phone, "street": "某街道"}
}

// over closes a visit.
func (w *world) over(when, id string) matter.State {
	w.t.Helper()
	return w.do(when, "督查室主任", "withdraw", id, func(c *matter.Command) { c.Reason = "已迁出" })
}

func (w *world) masked(s *matter.State) map[string]string {
	w.t.Helper()
	fields, err := w.PersonalOf(w.t.Context(), s, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	shown := map[string]string{}
	for _, f := range fields {
		shown[f.Name] = f.State + " " + f.Shown
	}
	return shown
}

func (w *world) unmask(c matter.Command) ([]engine.Revealed, error) {
	_, shown, err := w.Unmask(w.t.Context(), zone, c)
	return shown, err
}

func (w *world) rows() int {
	w.t.Helper()
	n := 0
	for _, err := range w.Store().Personal(w.t.Context(), zone, engine.Filter{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		n++
	}
	return n
}

// leaks looks for the values in everything that the ledger keeps of a matter and that lists and search read.
func (w *world) leaks(id string) {
	w.t.Helper()
	row, err := w.Store().Matter(w.t.Context(), zone, id)
	if err != nil {
		w.t.Fatal(err)
	}
	kept := [][]byte{row.State, []byte(row.Title + row.Origin + row.Applicant)}
	records, err := w.Store().Stream(w.t.Context(), zone, row.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := range records {
		kept = append(kept, records[i].Body)
	}
	for _, value := range []string{person, card, phone, "独居老人"} {
		if slices.ContainsFunc(kept, func(b []byte) bool { return bytes.Contains(b, []byte(value)) }) {
			w.t.Errorf("%s stands in the ledger", value)
		}
		for found, err := range w.Store().Search(w.t.Context(), zone, value, engine.Filter{}) {
			w.t.Errorf("search for %s finds %s (%v)", value, found.Number, err)
		}
	}
}

func TestPersonalValuesAreMaskedUntilSomebodyReadsThemForAReason(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := openVisits(t, db)
		s := w.visit("2023-02-01 09:00")
		w.leaks(s.ID)
		if s.Fields["street"] != "某街道" || len(s.Fields) != 1 || len(s.Personal) != 4 {
			t.Fatalf("fields %v, commitments %v", s.Fields, s.Personal)
		}
		want := map[string]string{"group": "held ****", "name": "held 某*", "card": "held 0000**********0013", "phone": "held 138****1234"}
		if got := w.masked(&s); !reflect.DeepEqual(got, want) {
			t.Errorf("shown are %v", got)
		}
		w.do("2023-02-01 09:10", "督查室主任", "assign", s.ID, func(c *matter.Command) { c.Owner = "招商局干部" }) // the gate asks whether there is a phone
		w.now = at("2023-02-02 09:00")
		c := matter.Command{ID: s.Number, Actor: "招商局干部", Which: []string{"phone", "name"}, Reason: "上门前电话联系"}
		for code, wrong := range map[string]func(*matter.Command){
			"matter.no_reason": func(c *matter.Command) { c.Reason = " " },
			"matter.which":     func(c *matter.Command) { c.Which = nil },
			"matter.no_actor":  func(c *matter.Command) { c.Actor = "" },
		} {
			refused := c
			wrong(&refused)
			if shown, err := w.unmask(refused); !errs.Is(err, code) || shown != nil {
				t.Errorf("want %s, got %v %v", code, shown, err)
			}
		}
		alone := c
		alone.Name = "unmask"
		if _, err := w.Do(t.Context(), zone, alone); !errs.Is(err, "matter.unmask_apart") || !strings.Contains(err.Error(), "personal/unmask") {
			t.Errorf("as one of several commands: %v", err)
		}
		before := w.verified().Events
		shown, err := w.unmask(c)
		if err != nil || len(shown) != 2 || shown[0].Value != person || shown[1].Value != phone || shown[0].Title.Zh != "姓名" {
			t.Fatalf("%v %v", shown, err)
		}
		if after := w.verified().Events; after != before+1 {
			t.Errorf("%d events more, want the one act that succeeded", after-before)
		}
		records, err := w.Store().Stream(t.Context(), zone, s.ID)
		if err != nil {
			t.Fatal(err)
		}
		act := records[len(records)-1]
		if act.Type != "unmasked" || act.Actor != "招商局干部" || act.Person != "p-zsj3" || string(act.Data) != `{"command":"unmask","fields":["name","phone"],"reason":"上门前电话联系"}` {
			t.Errorf("%s by %s %s: %s", act.Type, act.Actor, act.Person, act.Data)
		}
		w.leaks(s.ID)
	})
}

func TestVerifyNamesAPersonalValueThatIsNotWhatTheLedgerSays(t *testing.T) {
	for name, c := range map[string]struct{ sql, code, says string }{
		"a value is changed":            {"UPDATE personal_values SET value = '13900001234' WHERE matter_id = ? AND field = 'phone'", "ledger.personal_changed", "phone"},
		"a salt is changed":             {"UPDATE personal_values SET salt = (SELECT hash FROM events WHERE pos = 0) WHERE matter_id = ? AND field = 'name'", "ledger.personal_changed", "name"},
		"a value is deleted":            {"DELETE FROM personal_values WHERE matter_id = ? AND field = 'card'", "ledger.personal_missing", "card"},
		"a value is added":              {"UPDATE personal_values SET field = 'other' WHERE matter_id = ? AND field = 'card'", "ledger.personal_added", "other"},
		"two fields change places":      {"DELETE FROM personal_values WHERE matter_id = ? AND field = 'card'\nUPDATE personal_values SET field = 'card' WHERE matter_id = ? AND field = 'name'", "ledger.personal_changed", "card"},
		"a value and another after it":  {"UPDATE personal_values SET value = '13900001234' WHERE matter_id = ? AND field IN ('name', 'phone')", "ledger.personal_changed", "phone"},
		"the row is given to no matter": {"UPDATE personal_values SET matter_id = 'x' WHERE matter_id = ? AND field = 'card'", "", "card"},
	} {
		t.Run(name, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, db *database.DB) {
				w := openVisits(t, db)
				s := w.visit("2023-02-01 09:00")
				w.visit("2023-02-01 10:00")
				w.verified()
				tamper(t, db, c.sql, s.ID)
				_, err := w.Verify(t.Context(), zone, nil)
				if errs.KindOf(err) != errs.Corrupt || c.code != "" && !errs.Is(err, c.code) || !strings.Contains(errs.Message(err, text.En), c.says) {
					t.Fatalf("want %s naming %s, got %v", c.code, c.says, err)
				}
				if c.code == "ledger.personal_changed" {
					if shown, err := w.unmask(matter.Command{ID: s.ID, Actor: "督查室主任", Which: []string{c.says}, Reason: "核对"}); !errs.Is(err, c.code) || shown != nil {
						t.Errorf("a changed value was handed out: %v %v", shown, err)
					}
				}
			})
		})
	}
}

func TestARefusedRegistrationLeavesNoPersonalValue(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := openVisits(t, db)
		for code, wrong := range map[string]func(*matter.Command){
			"matter.masked_value":  func(c *matter.Command) { c.Fields["phone"] = "138****1234" },
			"matter.missing_field": func(c *matter.Command) { c.Fields["name"] = "  " },
			"matter.bad_field":     func(c *matter.Command) { c.Fields["group"] = "其他" + card },
			"matter.unknown_field": func(c *matter.Command) { c.Fields["other"] = "x" },
			"matter.no_title":      func(c *matter.Command) { c.Title = "" },
		} {
			_, err := w.try("2023-02-01 09:00", "督查室主任", "register", "", func(c *matter.Command) { visitCommand(c); wrong(c) })
			if !errs.Is(err, code) || strings.Contains(errs.Message(err, text.Zh), card) {
				t.Errorf("want %s without the value, got %v", code, err)
			}
		}
		c := matter.Command{Name: "register", Actor: "督查室主任", At: at("2023-02-01 09:00")}
		visitCommand(&c)
		forged := c
		forged.Personal = map[string]string{"name": strings.Repeat("0", 64)}
		bad := c
		bad.Title = ""
		if _, err := w.Share(t.Context(), zone, []matter.Command{c, bad}, nil); !errs.Is(err, "matter.no_title") {
			t.Errorf("got %v", err)
		}
		if w.rows() != 0 {
			t.Errorf("%d values of refused registrations", w.rows())
		}
		out, err := w.Share(t.Context(), zone, []matter.Command{forged, c}, nil)
		if err != nil || w.rows() != 8 || out[0].Matter.Personal["name"] == out[1].Matter.Personal["name"] || c.Fields["name"] != person {
			t.Errorf("%v, %d rows", err, w.rows())
		}
		w.verified()
	})
}

func TestAPlanReplaysWhatHoldsPersonalData(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := openVisits(t, db)
		s := w.visit("2023-02-01 09:00")
		if _, err := w.unmask(matter.Command{ID: s.ID, Actor: "督查室主任", At: at("2023-02-02 09:00"), Which: []string{"name"}, Reason: "核对"}); err != nil {
			t.Fatal(err)
		}
		w.over("2023-03-01 09:00", s.ID)
		w.now = at("2026-04-01 09:00")
		if n, err := w.EraseDue(t.Context(), zone, w.now); n != 4 || err != nil {
			t.Fatal(n, err)
		}
		report, err := w.Plan(t.Context(), zone, visitBundle(t, "3y after close", "1y after close"), plan.Options{From: at("2023-01-01 00:00"), To: w.now.Add(time.Hour)})
		if err != nil || !report.Same() || report.Matters != 1 {
			t.Errorf("%+v %v", report, err)
		}
	})
}
