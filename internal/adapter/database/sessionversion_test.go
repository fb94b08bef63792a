package database_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/session"
)

// A session goes, and is told, by the version under which it was convened, whatever a later one changes or leaves out.
func TestASessionGoesByTheVersionThatConvenedIt(t *testing.T) {
	const (
		weekly  = "---\nsession: weekly\ntitle: { zh: 周例会, en: Weekly meeting }\nnumber: 例〔{year}〕{seq}号\nblocks: [ { name: study, title: 第一议题, first: true, required: true }, { name: other, title: 其他 } ]\n"
		quorate = "---\nsession: weekly\ntitle: { zh: 办公会, en: Office meeting }\nnumber: 办〔{year}〕{seq}号\nchair: post(管委会主任)\nquorum: 0.5\nblocks: [ { name: study, title: 理论学习, required: true }, { name: more, title: 增设, required: true } ]\n"
	)
	for name, later := range map[string]string{
		"the version after changes its titles, its blocks and who may hold it": quorate,
		"the version after leaves its template out":                            "",
	} {
		t.Run(name, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, db *database.DB) {
				w := open(t, db)
				apply := func(from, template string) {
					t.Helper()
					b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(strings.Replace(office, "LIMIT", "10wd", 1) + template)}}, zone)
					if err == nil {
						err = w.Apply(t.Context(), b, engine.Act{Program: true}, at(from))
					}
					if err != nil {
						t.Fatal(errs.Message(err, "zh"))
					}
				}
				convene := func() string {
					t.Helper()
					s, err := w.Convene(t.Context(), zone, engine.Act{Actor: "督查室主任"}, "weekly", session.Convene{
						Expected: []string{"督查室主任"}, Agenda: []session.Item{{Block: "study", Title: "第一议题"}, {Block: "other", Title: "其他"}},
					})
					if err != nil {
						t.Fatal(errs.Message(err, "zh"))
					}
					return s.ID
				}
				sit := func(id string, commands ...session.Command) session.State {
					t.Helper()
					var s session.State
					for _, c := range commands {
						var err error
						if s, err = w.Sit(t.Context(), zone, id, engine.Act{Actor: "督查室主任"}, c); err != nil {
							t.Fatalf("%T: %s", c, errs.Message(err, "zh"))
						}
					}
					return s
				}
				minutes := func(id string) string {
					t.Helper()
					s, err := w.Session(t.Context(), zone, id)
					if err != nil {
						t.Fatal(err)
					}
					template, err := w.TemplateOf(t.Context(), zone, &s)
					if err != nil {
						t.Fatal(err)
					}
					return session.Minutes(s, template, session.Names{}, text.Zh) + session.Minutes(s, template, session.Names{}, text.En)
				}
				over := []session.Command{session.ReviewItem{Item: 1, Words: "学过"}, session.ReviewItem{Item: 2, Words: "无"}, session.Minute{Text: "纪要"}, session.Close{}}
				apply("2023-01-04 00:00", weekly)
				w.now = at("2023-01-04 09:00")
				closed, opened, convened, off := convene(), convene(), convene(), convene()
				sit(closed, append([]session.Command{session.Attend{All: true}, session.Open{}}, over...)...)
				sit(opened, session.Attend{All: true}, session.Open{})
				read := minutes(closed)
				if !strings.Contains(read, "### 第一议题") || !strings.Contains(read, "# Weekly meeting") {
					t.Fatal(read)
				}
				apply("2023-01-05 00:00", later)
				w.now = at("2023-01-05 09:00")
				if got := minutes(closed); got != read {
					t.Errorf("the minutes of a closed session now read\n%s\nand read\n%s", got, read)
				}
				sit(convened, session.AddItem{Item: session.Item{Block: "other", Title: "临时"}}, session.Attend{All: true}, session.Open{})
				for _, id := range []string{opened, convened} {
					if s := sit(id, over...); s.Stage != session.Closed {
						t.Errorf("%s is %s", s.Number, s.Stage)
					}
				}
				if s := sit(off, session.Cancel{Reason: "不开了"}); s.Stage != session.Cancelled {
					t.Errorf("%s is %s", s.Number, s.Stage)
				}
				today, err := w.Today(t.Context(), zone, nil, w.now)
				if err != nil {
					t.Fatal(err)
				}
				if later == "" && (len(today.Sessions) != 1 || today.Sessions[0].N != 3 || today.Sessions[0].Title.Zh != "周例会") {
					t.Errorf("today tells of %+v", today.Sessions)
				}
				if _, err := w.Convene(t.Context(), zone, engine.Act{Actor: "督查室主任"}, "weekly", session.Convene{}); err == nil {
					t.Error("convened by a version that is over")
				}
				w.verified()
			})
		})
	}
}
