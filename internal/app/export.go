package app

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/org"
)

// Exporting is what an export is told. Ledger takes the rows of one imported ledger alone.
type Exporting struct {
	Zone   string
	Kind   string
	Ledger string
	At     time.Time
	Format sheet.Format
}

// exportHeader are the columns of an exported ledger. Import reads all of them again but the light.
var exportHeader = []string{
	"序号", "编号", "类别", "事项名称", "任务书", "牵头领导", "牵头单位", "配合单位", "责任人", "登记日期",
	"完成时限", "紧急程度", "状态", "完成率", "进展情况", "佐证材料", "灯", "来源",
}

// Export writes the zone's matters as a ledger that an office, or Import, can read. Cells that look like
// formulas are neutralised. It tells how many rows were written.
func (a *App) Export(ctx context.Context, w io.Writer, o Exporting) (int, error) {
	if o.At.IsZero() {
		o.At = a.Engine.Now()
	}
	z, err := a.Store.Zone(ctx, o.Zone)
	if err != nil {
		return 0, err
	}
	timeline, err := a.Engine.Timeline(ctx, o.Zone)
	if err != nil {
		return 0, err
	}
	_, view, err := a.Engine.Org(ctx, o.Zone, o.At)
	if err != nil {
		return 0, err
	}
	f := engine.Filter{Kind: o.Kind, WithState: true}
	if o.Ledger != "" {
		f.Origin = originOf(o.Ledger, "")
	}
	x := &exporter{app: a, ctx: ctx, view: view, zone: o.Zone}
	if b := timeline.At(o.At); b != nil {
		x.urgency = func(kind, urgency string) string {
			if k := b.Kinds[kind]; k != nil && urgency != "" {
				if t, ok := k.Urgencies[urgency]; ok {
					return t.In("zh")
				}
			}
			return urgency
		}
	}
	n := 0
	var failed error
	rows := func(yield func([]string) bool) {
		for row, err := range a.Store.List(ctx, o.Zone, f) {
			if err != nil {
				failed = err
				return
			}
			s, err := stateOf(&row)
			if err != nil {
				failed = err
				return
			}
			n++
			cells, err := x.row(n, &s)
			if err != nil {
				failed = err
				return
			}
			if !yield(cells) {
				return
			}
		}
	}
	title := o.Ledger
	if title == "" {
		title = z.Title + "事项台账"
	}
	err = sheet.Write(w, o.Format, sheet.Table{Banner: title + "(截至" + Local(o.At) + ")", Header: exportHeader, Rows: rows})
	if failed != nil {
		return n, failed
	}
	return n, err
}

type exporter struct {
	app     *App
	ctx     context.Context //nolint:containedctx // lives no longer than the export
	zone    string
	view    *org.View
	urgency func(kind, urgency string) string
}

// exportStages are the words for stages that Import reads back.
var exportStages = map[matter.Stage]string{
	matter.Registered: notBegun, matter.Established: notBegun, matter.Assigned: notBegun, matter.Accepted: underWay,
	matter.Working: underWay, matter.Reported: underWay, matter.Reviewed: underWay, matter.Completed: "已办结", matter.FollowedUp: "已办结",
	matter.Closed: "已销号", matter.Archived: "已归档", matter.Withdrawn: "已撤销", matter.Merged: "已并案",
}

const (
	notBegun = "未启动"
	underWay = "正在推进"
)

var lightWords = map[matter.Light]string{matter.Red: "红", matter.Amber: "黄", matter.Green: "绿"}

func (x *exporter) row(n int, s *matter.State) ([]string, error) {
	narrative, err := x.lastReport(s)
	if err != nil {
		return nil, err
	}
	rate := ""
	if s.Progress > 0 || s.Reports > 0 || s.Done() {
		rate = percent(s.Progress)
	}
	urgency := s.Urgency
	if x.urgency != nil {
		urgency = x.urgency(s.Kind, s.Urgency)
	}
	support := make([]string, len(s.Support))
	for i, code := range s.Support {
		support[i] = x.unit(code)
	}
	return []string{
		strconv.Itoa(n), s.Number, strings.Join(s.Category, "/"), s.Title, s.Brief, s.Sponsor, x.unit(s.LeadUnit), strings.Join(support, "、"),
		s.Owner, dateIn(s.RegisteredAt), dateOr(s.Due, s.Ongoing), urgency, exportStages[s.Stage], rate, narrative,
		strings.Join(s.Evidence, "\n"), lightWords[s.Light], s.Origin,
	}, nil
}

func (x *exporter) unit(code string) string {
	if u, ok := x.view.Unit(code); ok {
		return u.Name
	}
	return code
}

// lastReport is what was last said of the matter's progress.
func (x *exporter) lastReport(s *matter.State) (string, error) {
	if s.Reports == 0 && !s.Done() {
		return "", nil
	}
	records, err := x.app.Store.Stream(x.ctx, x.zone, s.ID)
	if err != nil {
		return "", err
	}
	for _, r := range slices.Backward(records) {
		ev, err := ledger.Decode(r.Body)
		if err != nil {
			return "", err
		}
		if ev.Type != "reported" && ev.Type != "completed" {
			continue
		}
		content, err := matter.DecodeContent(ev.Type, ev.Data)
		if err != nil {
			return "", err
		}
		if m, ok := content.(*matter.MovedEvent); ok && m.Text != "" {
			return m.Text, nil
		}
	}
	return "", nil
}

func dateIn(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return clock.DateOf(t.In(calendar.Location())).String()
}
