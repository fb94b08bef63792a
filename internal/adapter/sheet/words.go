package sheet

import (
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/text"
)

var titles = map[Field]text.Text{
	FieldOrdinal: {Zh: "序号", En: "ordinal"}, FieldNumber: {Zh: "编号", En: "number"}, FieldCategory: {Zh: "类别", En: "category"},
	FieldTitle: {Zh: "事项名称", En: "title"}, FieldBrief: {Zh: "任务书", En: "brief"}, FieldSponsor: {Zh: "牵头领导", En: "sponsor"},
	FieldLead: {Zh: "责任单位", En: "lead unit"}, FieldSupport: {Zh: "配合单位", En: "supporting units"}, FieldOwner: {Zh: "责任人", En: "owner"},
	FieldRegistered: {Zh: "登记日期", En: "date of registration"}, FieldDue: {Zh: "完成时限", En: "due date"}, FieldUrgency: {Zh: "紧急程度", En: "urgency"},
	FieldNarrative: {Zh: "进展情况", En: "progress in words"}, FieldStatus: {Zh: "状态", En: "status"}, FieldProgress: {Zh: "完成率", En: "rate of completion"},
	FieldAmount: {Zh: "金额", En: "amount"}, FieldEvidence: {Zh: "佐证材料", En: "evidence"}, FieldRemark: {Zh: "备注", En: "remarks"},
	FieldPlace: {Zh: "地点", En: "place"}, FieldVerifier: {Zh: "核验人", En: "verifier"}, FieldParent: {Zh: "上级事项", En: "matter above"},
	FieldFinished: {Zh: "办结日期", En: "date of completion"}, FieldExtra: {Zh: "附加字段", En: "extra field"},
	FieldSubject: {Zh: "对象", En: "subject"},
}

// Title is what people call the field.
func (f Field) Title() text.Text { return titles[f] }

var statusTitles = map[Status]text.Text{
	StatusNotStarted: {Zh: "未启动", En: "not started"}, StatusInProgress: {Zh: "推进中", En: "in progress"}, StatusCompleted: {Zh: "办结", En: "completed"},
	StatusClosed: {Zh: "销号", En: "closed"}, StatusDropped: {Zh: "撤销", En: "dropped"},
}

// Title is what people call the status; empty for StatusNone.
func (s Status) Title() text.Text { return statusTitles[s] }

// ongoing is what a due date that is none is taken for.
const ongoing = "ongoing"

// AssumedIn is what the cell was taken for as people read it: Assumed itself holds codes of fields and statuses.
func (d *Doubt) AssumedIn(lang text.Lang) string {
	var t text.Text
	switch {
	case d.Code == "column.similar":
		t = Field(d.Assumed).Title()
	case strings.HasPrefix(d.Code, "status."):
		t = Status(d.Assumed).Title()
	case d.Assumed == ongoing:
		t = text.Text{Zh: "长期坚持", En: "ongoing"}
	}
	if t.Zh == "" {
		return d.Assumed
	}
	return t.In(lang)
}

// Has tells whether the sheet has a column for the field.
func (r *Row) Has(f Field) bool {
	return slices.ContainsFunc(r.Columns, func(c Column) bool { return c.Field == f })
}

// kept is where the row keeps a field whose text is taken as it stands; nil for any other.
func (r *Row) kept(f Field) *string {
	switch f {
	case FieldBrief:
		return &r.Brief
	case FieldUrgency:
		return &r.Urgency
	case FieldPlace:
		return &r.Place
	case FieldParent:
		return &r.Parent
	case FieldOwner:
		return &r.Owner
	case FieldSponsor:
		return &r.Sponsor
	case FieldVerifier:
		return &r.Verifier
	case FieldEvidence:
		return &r.Evidence
	case FieldRemark:
		return &r.Remark
	}
	return nil
}

// subject joins the cells of columns that name whom or what the row is about.
func (r *Row) subject() string {
	var out []string
	for i := range r.Columns {
		c := &r.Columns[i]
		if c.Field == "" && slices.Contains(subjects, Bare(lastPart(c.Label))) {
			out = append(out, r.Extra[c.Label])
		}
	}
	return strings.Join(out, " ")
}

// Written is what the row says of a field: its text or its day; "" where it says nothing, or keeps neither.
func (r *Row) Written(f Field) string {
	if kept := r.kept(f); kept != nil {
		return *kept
	}
	switch f {
	case FieldSubject:
		return r.subject()
	case FieldTitle:
		return r.Title
	case FieldCategory:
		return strings.Join(r.Category, " ")
	case FieldLead, FieldSupport:
		return r.unitsText[f]
	case FieldStatus:
		return r.StatusText
	case FieldNarrative:
		return r.Narrative
	case FieldAmount:
		return r.AmountText
	case FieldRegistered:
		return r.Registered.String()
	case FieldDue:
		return r.Due.String()
	case FieldFinished:
		return r.Finished.String()
	}
	return ""
}

// Cell names the cell of a field, or of an unknown column by its header: 台账!G7. That is where it was read from, else where
// its column crosses the row, else the row alone (台账!7).
func (r *Row) Cell(f Field) string {
	if cell := r.Cells[f]; cell != "" {
		return r.Source.Sheet + "!" + cell
	}
	row := strconv.Itoa(r.Source.Row)
	for i := range r.Columns {
		if c := &r.Columns[i]; f != "" && (c.Field == f || c.Field == "" && c.Label == string(f)) {
			return r.Source.Sheet + "!" + c.Ref + row
		}
	}
	return r.Source.Sheet + "!" + row
}
