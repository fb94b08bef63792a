package workbook

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// exporter turns matters into rows that Import reads back.
type exporter struct {
	engine  *engine.Engine
	ctx     context.Context // lives no longer than the export
	o       *Exporting
	chart   *org.State
	view    *org.View
	kinds   map[string]*mechanism.Kind // that matters are of, as they are told at the instant
	fields  []string                   // titles of the kinds' own fields, a column each
	numbers map[string]string          // ids of matters above → their numbers
	unmask  unmasking
}

// exportHeader are the columns of every exported ledger; the kinds' own fields stand before the computed ones. Import
// reads all but the computed ones.
var exportHeader = []string{
	"序号", "编号", "类别", "分类", "上级事项", "事项名称", "任务书", "地点", "牵头领导", "牵头单位", "配合单位", "责任人", "核验人",
	"登记日期", "完成时限", "紧急程度", "状态", "完成率", "办结日期", "进展情况", "佐证材料",
}

// header lists the columns.
func (x *exporter) header() []string {
	return slices.Concat(exportHeader, x.fields, computed)
}

// ownFields finds the columns of the kinds' own fields, in order of kind and field.
func ownFields(all map[string]*mechanism.Kind, kinds []string) []string {
	var out []string
	for _, name := range kinds {
		k := all[name]
		for _, field := range k.FieldNames() {
			label := fieldLabel(k, field)
			if !slices.Contains(out, label) {
				out = append(out, label)
			}
		}
	}
	return out
}

// fieldLabel is the column of a kind's own field: its title, or its name where the title means something else.
func fieldLabel(k *mechanism.Kind, field string) string {
	title := k.Fields[field].Title.In("zh")
	if title == "" || slices.Contains(exportHeader, title) || slices.Contains(computed, title) {
		return field
	}
	return title
}

// row is the n-th; progress is that of the matter's tree where it has one.
func (x *exporter) row(n int, s *matter.State, progress float64) ([]string, error) {
	var narrative string
	if x.o.Reads != nil && !x.o.Reads(s) {
		s.Brief, s.Evidence, s.Fields = "", nil, nil
	} else if words, err := x.lastReport(s); err != nil {
		return nil, err
	} else {
		narrative = words
	}
	above, err := x.above(s.Parent)
	if err != nil {
		return nil, err
	}
	rate := ""
	if progress > 0 || s.Reports > 0 || s.Done() {
		rate = strconv.FormatFloat(float64(points(progress))/100, 'f', -1, 64) + "%"
	}
	support := make([]string, len(s.Support))
	for i, code := range s.Support {
		support[i] = x.view.Named(code)
	}
	stage, _ := s.Stage.Words()
	kind, urgency := x.kind(s.Kind), s.Urgency
	if t, ok := kind.Urgencies[urgency]; ok {
		urgency = t.In("zh")
	}
	row := []string{
		strconv.Itoa(n), s.Number, kind.Title.In("zh"), strings.Join(s.Category, " "+categorySeparator+" "), above, s.Title, s.Brief, s.Place,
		s.Sponsor, x.view.Named(s.LeadUnit), strings.Join(support, "、"), s.Owner, s.Verifier, dateIn(s.RegisteredAt), dateOr(heldTo(s), s.Ongoing),
		urgency, stage, rate, dateIn(s.CompletedAt), narrative, strings.Join(s.Evidence, "\n"),
	}
	values, err := x.values(s)
	if err != nil {
		return nil, err
	}
	for _, label := range x.fields {
		row = append(row, ownValue(kind, label, values))
	}
	return append(row, mechanism.LightTitle(string(s.Light)).Zh, deadlineIn(s), s.Origin), nil
}

// heldTo is the day until which a matter is to be done that was given one: the one that it was extended to, or that a stop
// of its clock moved it to; zero where none was given.
func heldTo(s *matter.State) clock.Date {
	if due := s.Deadlines.Working().Date; !s.Due.IsZero() && !due.IsZero() && len(s.Clock.Extensions)+len(s.Clock.Stops) > 0 {
		return due
	}
	return s.Due
}

// holdsAlready tells whether a day is when the matter is to be done, whatever brought it about: the day that it was given, or
// the one in force by a limit, an extension, a suspension or a wait.
func holdsAlready(s *matter.State, due clock.Date) bool {
	return due == s.Due || !due.IsZero() && due == s.Deadlines.Working().Date
}

// deadlineIn writes the deadline that people are held to, and whether it is provisional.
func deadlineIn(s *matter.State) string {
	due := s.Deadlines.Working()
	if due.Provisional {
		return due.Date.String() + "（暂估）"
	}
	return due.Date.String()
}

// kind is the kind that a matter is of, or one that knows nothing but its name.
func (x *exporter) kind(name string) *mechanism.Kind {
	if k := x.kinds[name]; k != nil {
		return k
	}
	k := &mechanism.Kind{}
	k.Title.Zh = name
	return k
}

// above is the number of the matter above, "" where the reader may not know of it.
func (x *exporter) above(id string) (string, error) {
	number, known := x.numbers[id]
	if id == "" || known {
		return number, nil
	}
	row, err := x.engine.Store().Matter(x.ctx, x.o.Zone, id)
	if err != nil {
		return "", err
	}
	s, err := row.Folded()
	if err != nil {
		return "", err
	}
	if x.o.Sees == nil || x.o.Sees(&s) {
		number = row.Number
	}
	x.numbers[id] = number
	return number, nil
}

func ownValue(k *mechanism.Kind, label string, values map[string]any) string {
	for name := range values {
		if matter.NoteOf(k, name) == "" && fieldLabel(k, name) == label {
			return dossier.Written(k, name, values)
		}
	}
	return ""
}
