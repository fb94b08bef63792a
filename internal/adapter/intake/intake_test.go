package intake_test

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/intake"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

const office = `
zone: testzone
title: 测试区
---
org: testzone
units: [ { code: gwh, name: 管委会 } ]
posts: [ { name: 督查室主任, unit: gwh, head: true, holder: p1, deputy: p2 } ]
people: [ { code: p1 }, { code: p2 } ]
---
kind: complaint
title: 投诉
number: "诉〔{year}〕{seq}号"
limit: 5wd
fields:
  phone: { title: 电话, type: string }
  street: { title: 街道, type: string, required: true }
---
kind: question
title: 咨询
number: "询〔{year}〕{seq}号"
limit: 2wd
`

const (
	zone  = "testzone"
	order = `{"number":"GZ2023-0612","type":"投诉","title":"道路破损","content":"多处坑洼\n请修复","place":"金岭路","received_at":"2023-06-12T08:00:00+08:00",
		"due":"2023-06-30","contact":{"name":"来电人","phone":"000-0000"},"fields":{"street":"金岭街道","lanes":2}}`
)

var mapping = intake.Mapping{
	Sender: "12345", Actor: "督查室主任",
	Types: map[string]intake.Target{
		"投诉": {Kind: "complaint", Category: []string{"城建"}, Fields: map[string]string{"phone": "contact.phone", "street": "fields.street"}},
	},
}

type world struct {
	*intake.Intake

	engine *engine.Engine
	bundle *mechanism.Bundle
}

func open(t *testing.T, db *database.DB) *world {
	t.Helper()
	now := time.Date(2023, 6, 12, 1, 0, 0, 0, time.UTC)
	e := engine.New(database.NewStore(db), clock.At(now), id.New, rand.Reader)
	b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(office)}}, zone)
	if err != nil {
		t.Fatal(errs.Message(err, "zh"))
	}
	if err := e.Apply(t.Context(), b, engine.Act{Program: true}, now.AddDate(0, 0, -1)); err != nil {
		t.Fatal(err)
	}
	return &world{intake.New(db, e, []byte("key")), e, b}
}

func TestAWorkOrderBecomesAMatterOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		first, err := w.Receive(t.Context(), zone, &mapping, []byte(order))
		if err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		row, err := w.engine.Store().Matter(t.Context(), zone, first.Matter)
		if err != nil {
			t.Fatal(err)
		}
		var s matter.State
		if err := json.Unmarshal(row.State, &s); err != nil {
			t.Fatal(err)
		}
		if s.Kind != "complaint" || s.Title != "道路破损" || s.Place != "金岭路" || s.Origin != "12345:GZ2023-0612" ||
			s.Fields["phone"] != "000-0000" || s.Fields["street"] != "金岭街道" || s.Category[0] != "城建" || s.Due != 0 || first.Repeated {
			t.Errorf("matter %+v, receipt %+v", s, first)
		}
		found := 0
		for _, err := range w.engine.Store().List(t.Context(), zone, engine.Filter{Origin: "12345:GZ2023-0612"}) {
			if err != nil {
				t.Fatal(err)
			}
			found++
		}
		again, err := w.Receive(t.Context(), zone, &mapping, []byte(strings.ReplaceAll(order, "\t", " ")))
		if err != nil || !again.Repeated || again.Matter != first.Matter || again.MatterNo != first.MatterNo || found != 1 {
			t.Errorf("again %+v (%v), %d matters", again, err, found)
		}
	})
}

func TestAChangedOrderOfTheSameNumberIsRefusedWithWhatChanged(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		if _, err := w.Receive(t.Context(), zone, &mapping, []byte(order)); err != nil {
			t.Fatal(err)
		}
		changed := strings.NewReplacer("道路破损", "路灯不亮", `"place":"金岭路",`, "", `"lanes":2`, `"lanes":"2"`).Replace(order)
		_, err := w.Receive(t.Context(), zone, &mapping, []byte(changed))
		if !errs.Is(err, "intake.changed") || errs.KindOf(err) != errs.Conflict || !strings.Contains(errs.Message(err, "en"), "fields.lanes, place, title") {
			t.Errorf("got %v", err)
		}
		if got := places(err); !slices.Equal(got, []string{"intake.changed fields.lanes", "intake.changed place", "intake.changed title"}) {
			t.Errorf("each member that differs has its own fault: %q", got)
		}
	})
}

// places are code and member of each fault.
func places(err error) (out []string) {
	for _, e := range errs.Faults(err) {
		out = append(out, e.Code+" "+e.Where)
	}
	return out
}

func TestFaultsOfEveryStageComeBackTogetherUnderTheOrdersOwnMembers(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		streetless := strings.Replace(order, `"street":"金岭街道",`, "", 1)
		for _, c := range []struct {
			name, body string
			want       []string
		}{
			{
				"a blank in the number, a future instant, a field of the kind", strings.NewReplacer("GZ2023-0612", "GZ 2023", "2023-06-12", "2024-06-12").Replace(streetless),
				[]string{"intake.bad_number number", "intake.in_future received_at", "matter.missing_field fields.street"},
			},
			{"the kind's field alone", streetless, []string{"matter.missing_field fields.street"}},
			{"a member that is not of its type, and a type that is not configured", strings.NewReplacer(`"金岭路"`, "7", `"投诉"`, `"表扬"`).Replace(order), []string{"intake.bad_type place", "intake.unknown_type type"}},
			{"a title that is too long is told once", strings.Replace(order, "道路破损", strings.Repeat("长", 501), 1), []string{"intake.too_long title"}},
		} {
			if _, err := w.Receive(t.Context(), zone, &mapping, []byte(c.body)); !slices.Equal(places(err), c.want) {
				t.Errorf("%s: %q, want %q", c.name, places(err), c.want)
			}
		}
		if n, err := w.engine.Store().CountMatters(t.Context(), zone, engine.Filter{}); err != nil || n != 0 {
			t.Errorf("%d matters were made of orders with faults (%v)", n, err)
		}
	})
}

func TestAnOrderThatComesManyTimesAtOnceMakesOneMatter(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		matters := make([]string, 12)
		var group sync.WaitGroup
		for i := range matters {
			group.Go(func() {
				r, err := w.Receive(t.Context(), zone, &mapping, []byte(strings.Replace(order, "0612", fmt.Sprint(i%2), 1)))
				if err != nil {
					t.Error(err)
				}
				matters[i] = r.Matter
			})
		}
		group.Wait()
		for i, m := range matters {
			if m != matters[i%2] || m == "" {
				t.Errorf("order %d became %s, before %s", i, m, matters[i%2])
			}
		}
		if n, err := w.engine.Store().CountMatters(t.Context(), zone, engine.Filter{}); err != nil || n != 2 {
			t.Errorf("%d matters (%v), want 2", n, err)
		}
		if _, err := w.engine.Verify(t.Context(), zone, nil); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatTheMechanismAsksForIsAskedOfTheSenderToo(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		for body, code := range map[string]string{
			strings.Replace(order, `"street":"金岭街道",`, "", 1):     "matter.missing_field",
			strings.Replace(order, `"投诉"`, `"表扬"`, 1):             "intake.unknown_type",
			strings.Replace(order, "2023-06-12", "2024-06-12", 1): "intake.in_future",
		} {
			if _, err := w.Receive(t.Context(), zone, &mapping, []byte(body)); !errs.Is(err, code) {
				t.Errorf("got %v, want %s", err, code)
			}
		}
		with := mapping
		with.Other = &intake.Target{Kind: "question", Due: true}
		r, err := w.Receive(t.Context(), zone, &with, []byte(strings.Replace(order, `"投诉"`, `"表扬"`, 1)))
		if err != nil || !strings.HasPrefix(r.MatterNo, "询") {
			t.Errorf("other types: %+v (%v)", r, err)
		}
	})
}

func TestAMappingIsHeldAgainstTheMechanisms(t *testing.T) {
	w := open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	has := func(post string) bool { return post == "督查室主任" }
	if faults := mapping.Check(w.bundle, has); len(faults) > 0 {
		t.Error(faults)
	}
	wrong := intake.Mapping{Sender: "a:b", Actor: "督察室主任", Types: map[string]intake.Target{
		"x": {Kind: "task"}, "y": {Kind: "complaint", Fields: map[string]string{"colour": "contact.email"}},
	}}
	faults := wrong.Check(w.bundle, has)
	for _, want := range []string{
		"sender: a sender has a name without colons and blanks", `actor: the zone has no post "督察室主任"`, `types.x.kind: the zone has no kind "task"`,
		`types.y.fields.colour: kind "complaint" has no field "colour"; known are: phone, street`, `a work order has no member "contact.email"`,
		`types.y.fields: kind "complaint" requires the field "street"`,
	} {
		if !strings.Contains(errs.Message(faults, "en"), want) {
			t.Errorf("nothing is said of %s: %s", want, errs.Message(faults, "en"))
		}
	}
	if empty := (&intake.Mapping{Sender: "a"}).Check(w.bundle, has); len(empty) != 2 {
		t.Errorf("a mapping that says nothing: %v", empty)
	}
}

func TestAMappingThatCannotBeReadIsToldByLineInBothLanguages(t *testing.T) {
	for _, tt := range []struct{ file, zh, en string }{
		{"a:\n  b:\n    actr: x\n    types:\n      y: { kid: z }\n", "f.yaml:3: 这里不能写“actr”；是否要写“actor”？\nf.yaml:5: 这里不能写“kid”；是否要写“kind”？", `f.yaml:3: "actr" cannot stand here; did you mean “actor”?`},
		{"sender: '12345'\nactor: 督查室主任\n", "f.yaml:1: 工单映射文件读不下去", "docs/intake.md has its form: zone → sender → mapping"},
		{"a: [\n", "f.yaml:1: 工单映射文件读不下去", "f.yaml:1: the mapping of work orders cannot be read"},
	} {
		_, err := intake.Read("f.yaml", []byte(tt.file))
		if zh, en := errs.Message(err, "zh"), errs.Message(err, "en"); !strings.Contains(zh, tt.zh) || !strings.Contains(en, tt.en) {
			t.Errorf("%q:\n%s\n%s", tt.file, zh, en)
		}
	}
}

func TestEveryFaultOfAnOrderIsListed(t *testing.T) {
	_, err := intake.Decode([]byte(`{"number":"a b","type":"","title":"x\u0000y","place":"` + strings.Repeat("长", 201) + `","due":"1999-01-01","fields":{"list":[1],"o":{}}}`))
	for _, want := range []string{"number", "type", "title", "place", "due", "fields.list", "fields.o"} {
		if err == nil || !strings.Contains(errs.Message(err, "en"), want) {
			t.Errorf("nothing is said of %s: %v", want, err)
		}
	}
	_, err = intake.Decode([]byte(`{"number":1,"type":"投诉","title":"x","received_at":"yesterday","due":"2023-02-30","contact":{"phone":5,"mail":"a@b"},"anonymous":"yes","fields":[1],"owner":"x"}`))
	for _, want := range []string{
		"number: “number”应为文字", "received_at: “received_at”应为带时区的时刻，如 2023-06-12T08:00:00+08:00", "due: “due”应为日期", "contact.phone: “contact.phone”应为文字",
		"contact.mail: 工单没有成员“contact.mail”", "anonymous: “anonymous”应为 true 或 false", "fields: “fields”应为对象", "owner: 工单没有成员“owner”",
	} {
		if !strings.Contains(errs.Message(err, "zh"), want) {
			t.Errorf("nothing is said of %s:\n%s", want, errs.Message(err, "zh"))
		}
	}
	var list errs.List
	if errors.As(err, &list); len(list) != 8 {
		t.Errorf("%d faults, want 8:\n%s", len(list), errs.Message(err, "en"))
	}
	for body, code := range map[string]string{
		"":                                     "intake.bad_json",
		"{\"number\":\n x}":                    "intake.bad_json",
		"null":                                 "intake.bad_json",
		"null 1":                               "intake.bad_json",
		"[]":                                   "intake.bad_json",
		`{"number":1}`:                         "intake.bad_type",
		`{"number":"1","owner":"x"}`:           "intake.unknown_member",
		`{"number":"1","stage":"closed"}`:      "intake.unknown_member",
		`{"number":"1","contact":{"a":1}}`:     "intake.unknown_member",
		order + order:                          "intake.bad_json",
		"{\"title\":\"\xff\"}":                 "intake.not_utf8",
		strings.Repeat(" ", intake.MaxBytes+1): "intake.too_long",
	} {
		_, err := intake.Decode([]byte(body))
		if !errs.Is(err, code) {
			t.Errorf("%.40q gave %v, want %s", body, err, code)
		}
		for _, words := range []string{"json:", "parsing", "cannot unmarshal", "invalid character"} {
			if strings.Contains(errs.Message(err, "en"), words) {
				t.Errorf("%.40q is refused in words for programmers: %v", body, err)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(order))
	f.Add([]byte(`{"number":"1","type":"t","title":"x","fields":{"a":1e309}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		o, err := intake.Decode(body)
		if err != nil {
			if errs.KindOf(err) != errs.Invalid {
				t.Errorf("%v is no fault of the sender's", err)
			}
			return
		}
		// What was read can be written and read again, and says the same.
		written, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		again, err := intake.Decode(written)
		if len(written) <= intake.MaxBytes && (err != nil || again.Number != o.Number || again.Title != o.Title || !again.Received.Equal(o.Received)) {
			t.Errorf("read again: %+v (%v)", again, err)
		}
	})
}
