package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// owners share the seeded matters. Each is the head or a desk of a unit.
var owners = []string{
	"招商一科专员", "招商二科专员", "招商三科专员", "招商四科专员", "招商一科科长", "招商二科科长", "招商三科科长", "招商四科科长",
	"项目服务科科长", "经发局局长", "科创局局长", "财政局局长", "国资办主任", "统计局局长", "自然资源局局长", "住建局局长", "城管局局长",
	"生态环境局局长", "应急局局长", "征迁办主任", "行政审批局局长", "企业服务中心主任", "人社局局长", "社会事业局局长", "农业农村局局长",
	"卫健局局长", "教体局局长", "市监局局长", "税务局局长", "公安分局局长",
}

var units = []string{
	"zsj-1", "zsj-2", "zsj-3", "zsj-4", "zsj-1", "zsj-2", "zsj-3", "zsj-4", "zsj-xm", "jfj", "kcj", "czj", "gzb", "tjj",
	"zrj", "zjj", "cgj", "hbj", "yjj", "zqb", "xsj", "qfzx", "rsj", "shj", "nyj", "wjj", "jtj", "scj", "swj", "gaj",
}

// seeded is a database in the making.
type seeded struct {
	*app.App

	file string
	now  time.Time
	kept bool // it was seeded by an earlier run with the same folder
}

// at is an instant of office time.
func at(day string, hour int) time.Time {
	return calendar.Builtin().At(clock.MustDate(day), calendar.TimeOfDay(hour*60))
}

// open makes an empty database with the zone's mechanisms in force since the beginning of 2023.
func (r *run) open(name string) (*seeded, error) {
	s := &seeded{file: filepath.Join(r.Dir, name+".db"), now: at("2023-01-01", 8)}
	if _, err := os.Stat(s.file); err == nil {
		s.kept = true
	}
	a, err := app.Open(r.ctx, s.file+"?synchronous=off", func() time.Time { return s.now })
	if err != nil {
		return nil, err
	}
	s.App = a
	if s.kept {
		return s, nil
	}
	b, err := bundle()
	if err != nil {
		return s, err
	}
	return s, a.Engine.Apply(r.ctx, b, engine.Act{Actor: engine.Governors(b, at("2023-01-01", 0))[0]}, at("2023-01-01", 0))
}

// ids are made in order, as UUIDv7 are.
func idOf(n int) string { return fmt.Sprintf("01858000-0000-7000-8000-%012d", n) }

// batchSize is how many matters share a transaction while seeding.
const batchSize = 1000

// fill gives the commands of n matters to the engine, batch by batch.
func (r *run) fill(s *seeded, what string, n int, commands func(i int) []matter.Command) error {
	for from := 0; from < n; from += batchSize {
		err := s.Engine.Batch(r.ctx, zone, func(_ context.Context, b *engine.Batch) error {
			for i := from; i < min(n, from+batchSize); i++ {
				for _, c := range commands(i) {
					if _, err := b.Do(c); err != nil {
						return fmt.Errorf("%s of %s: %w", c.Name, c.ID, err)
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if from/batchSize%50 == 49 {
			r.sayf("  %s: %d of %d", what, from+batchSize, n)
		}
	}
	return nil
}

// year gives the commands of a matter that was worked on in 2023. Four in five are done within two months;
// the others are looked at once a month to the end of the year, so that what is due every week is missed.
func year(i int) []matter.Command {
	begin := at("2023-01-03", 9).Add(time.Duration(i%160) * 24 * time.Hour)
	id := idOf(i)
	progress := float64(i % 100)
	commands := []matter.Command{
		{Name: "register", Kind: kind, Session: "招支委〔2023〕1号", BySession: true, Particulars: matter.Particulars{
			Title: fmt.Sprintf("某某项目%d开工前手续办理", i), Urgency: []string{"green", "green", "orange", "red"}[i%4],
			Brief: "完成用地、规划、施工三项手续", Origin: fmt.Sprintf("招商台账！%d", i+4),
		}},
		{Name: "assign", Assignment: matter.Assignment{Owner: owners[i%len(owners)], LeadUnit: units[i%len(units)], Due: calendar.Builtin().DateOf(begin) + 45 + clock.Date(i%60)}},
		{Name: "accept"},
		{Name: "report", Text: fmt.Sprintf("已与自然资源局对接，规划条件在办（第%d号）", i), Progress: &progress},
		{Name: "look-at", Text: "抓紧办理"},
		{Name: "report", Text: fmt.Sprintf("规划许可第%d号已办理", i), Evidence: []string{fmt.Sprintf("规划许可证%d.pdf", i)}},
		{Name: "look-at", Text: "尽快报建"},
		{Name: "complete", Text: "手续办结", Evidence: []string{fmt.Sprintf("施工许可证%d.pdf", i)}},
		{Name: "close", Text: "核验属实"},
	}
	step := 6 * 24 * time.Hour
	if i%5 == 0 { // still open
		commands, step = commands[:7], 30*24*time.Hour
	}
	for j := range commands {
		c := &commands[j]
		c.ID, c.Actor, c.At = id, office, begin.Add(time.Duration(j)*step)
		if c.Name == "close" {
			c.Actor = closer
		}
	}
	return commands
}

// changeDay is the day whose sweep is measured.
const changeDay = "2023-06-14"

// openMatter gives the commands of a matter registered six weeks before a day and open on it: one in a hundred turns
// amber that day, a few are late or nearly so before it, the others are due later in the year. One in ten has been assigned.
func openMatter(day clock.Date, i int) []matter.Command {
	begin := day - 41
	due := day + 60 + clock.Date(i%180)
	switch {
	case i%100 == 7: // amber with 5 working days left, on Wednesday of a week before a holiday-free one
		due = calendar.Builtin().AddWorkdays(day, 5)
	case i%50 == 3:
		due = day - 20 + clock.Date(i%7) // late
	case i%33 == 5:
		due = day + 2 + clock.Date(i%2) // nearly so
	}
	c := matter.Command{
		Name: "register", ID: idOf(i), Actor: office, At: at(begin.String(), 9), Kind: kind,
		Particulars: matter.Particulars{Title: fmt.Sprintf("某某项目%d手续办理", i), Origin: fmt.Sprintf("招商台账！%d", i+4)},
		Assignment:  matter.Assignment{LeadUnit: units[i%len(units)], Owner: owners[i%len(owners)], Due: due},
	}
	if i%10 != 0 {
		return []matter.Command{c}
	}
	assign := matter.Command{Name: "assign", ID: c.ID, Actor: office, At: at(begin.String(), 10), Particulars: matter.Particulars{Brief: "完成手续"}}
	return []matter.Command{c, assign}
}
