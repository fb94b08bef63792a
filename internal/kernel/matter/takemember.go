package matter

import (
	"maps"
	"slices"
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/rule"
)

// memberTake is what a member of a command is called and given with, whatever the command.
type memberTake struct {
	form   Form
	zh, en string
}

var members = map[string]memberTake{
	"title": {FormText, "事项名称", "Title"}, "brief": {FormLongText, "任务书", "Brief"}, "category": {FormTexts, "板块（类别）", "Category"},
	"urgency": {FormText, "紧急程度", "Urgency"}, "place": {FormText, "地点", "Place"}, "parent": {FormMatter, "上级事项", "Parent"},
	"weight": {FormInteger, "权重", "Weight"}, "first_contact": {FormPost, "首问负责人", "First contact"}, "applicant": {FormApplicant, "申请人", "Applicant"},
	"lead_unit": {FormUnit, "牵头单位", "Lead unit"}, "support_units": {FormUnits, "配合单位", "Supporting units"}, "owner": {FormPost, "责任人", "Owner"},
	"sponsor": {FormPost, "牵头领导", "Sponsor"}, "verifier": {FormPost, "核验人", "Verifier"}, "due": {FormDate, "完成时限", "Due date"},
	"ongoing": {FormBoolean, "长期坚持", "Ongoing, without a due date"}, "session": {FormSession, "会议决议", "Session that resolved it"},
	"reason": {FormLongText, "理由", "Reason"}, "text": {FormLongText, "情况说明", "What was done"}, "basis": {FormText, "依据", "Basis"},
	"evidence": {FormFiles, "佐证材料", "Evidence"}, "checks": {FormChecklist, "检查项", "Checklist"}, "progress": {FormPercent, "进度", "Progress"},
	"by": {FormLimit, "延长多久", "Extended by"}, "to": {FormPost, "对象", "To"}, "template": {FormTemplate, "函件模板", "Letter template"},
	"duty": {FormChoice, "履行的义务", "Duty that it meets"}, "which": {FormChoices, "个人信息项", "Personal fields"}, "finished": {FormDate, "实际办结日", "Day it was really done"},
	"verdict": {FormChoice, "回头看结论", "Verdict"},
}

// called are the titles of members of one command where they ask for something of their own.
var called = map[string]text.Text{
	"register.due": {Zh: "完成时限（不写则按机制）", En: "Due date (else as the mechanism says)"}, "assign.reason": {Zh: "说明", En: "Remark"},
	"ask-materials.reason": {Zh: "需补正的材料（一次说全）", En: "What is missing, all of it"}, "ask-replan.due": {Zh: "新的完成时限", En: "New due date"},
	"follow-up.verdict": {Zh: "评价", En: "Evaluation"}, "replan.due": {Zh: "批准的时限（不写则如申请）", En: "Date approved (else as asked for)"},
	"extend.by": {Zh: "批准延长多久（不写则如申请）", En: "Granted (else as asked for)"}, "merge.to": {Zh: "并入的事项", En: "Matter to merge into"},
	"escalate.to": {Zh: "升级到（不写则报上一级）", En: "Raise it to (else the next level)"}, "draft-letter.to": {Zh: "主送", En: "Addressee"}, "draft-letter.reason": {Zh: "事由", En: "Ground"},
	"object.text": {Zh: "申诉内容", En: "Objection"}, "answer-objection.text": {Zh: "答复", En: "Answer"}, "reply-letter.text": {Zh: "回复", En: "Reply"},
	"issue-letter.text": {Zh: "函中附言", En: "Words put into the letter"}, "meet.text": {Zh: "履行情况", En: "What was done"}, "look-at.text": {Zh: "调度情况", En: "What was said"},
	"report.text": {Zh: "进展", En: "Progress made"}, "recheck.text": {Zh: "回头看情况", En: "What was found"}, "follow-up.text": {Zh: "回访情况", En: "What was said"},
	"unmask.reason": {Zh: "事由", En: "Reason"}, "unmask.which": {Zh: "查看哪几项", En: "Fields to read"}, "erase.which": {Zh: "删除哪几项（不写则全部）", En: "Fields to erase (else all)"},
	"issue-letter.reason": {Zh: "事由（不写则照草稿）", En: "Its ground (else the draft's)"},
	"reopen.due":          {Zh: "新的完成时限", En: "New due date"}, "recheck.due": {Zh: "未通过的，新的完成时限", En: "New due date, where it fails"}, "suspend.reason": {Zh: "暂停的理由", En: "Why the clock stops"},
}

// member is a member of a command as it is asked for at this moment; false where there is nothing to choose.
func (m *moment) member(c *Command, name string) (Take, bool) {
	known := members[name]
	t := Take{Name: name, Form: known.form, Title: text.Text{Zh: known.zh, En: known.en}}
	if own, ok := called[c.Name+"."+name]; ok {
		t.Title = own
	}
	closed := true
	switch name {
	case "urgency":
		if t.Choices = sortedChoices(m.kind.Urgencies); len(t.Choices) > 0 {
			t.Form = FormChoice
		}
	case "category":
		for _, value := range m.kind.Categories {
			t.Form, t.Choices = FormChoices, append(t.Choices, Choice{Value: value})
		}
		closed = false
	case "progress": // of what others hang below it is theirs
		return t, m.below().Children == 0
	case "checks":
		for _, item := range m.kind.Checklist {
			t.Choices = append(t.Choices, Choice{item.In(text.Zh), item})
		}
	case "verdict":
		if c.Name != "recheck" { // an evaluation, where the kind has a list of what it may be
			return t, m.fromList(c, name, &t)
		}
		t.Choices = []Choice{{"pass", text.Text{Zh: "通过", En: "pass"}}, {"fail", text.Text{Zh: "未通过", En: "fail"}}}
	case "template":
		titles := map[string]text.Text{}
		for key, letter := range m.bundle.Letters {
			titles[key] = letter.Title
		}
		t.Choices = sortedChoices(titles)
	case "duty":
		if c.Duty == "" { // else it is what the command is about
			t.Choices = m.dutiesFor(c.Name)
		}
	case "which":
		for _, field := range m.s.Held() {
			t.Choices = append(t.Choices, Choice{field, m.kind.Fields[field].Title})
		}
	case "basis":
		closed = m.bases(c, &t)
	case "to":
		if closed = false; c.Name == "merge" {
			t.Form = FormMatter
		}
		if up, err := m.climb(c); c.Name == "escalate" && err == nil {
			t.Form = FormChoice
			for _, post := range up.open {
				t.Choices = append(t.Choices, Choice{Value: post})
			}
		}
	case "text", "reason":
		if c.Name == "issue-letter" {
			return t, m.letterSays(c.Letter, name)
		}
		closed = false
	default:
		closed = false
	}
	return t, !closed || len(t.Choices) > 0
}

// dutiesFor are the duties that a command may say it meets.
func (m *moment) dutiesFor(command string) []Choice {
	what := map[string]string{"report": DutyReport, "issue-letter": DutyPublish, "look-at": DutyReview}[command]
	var out []Choice
	for i := range m.s.Duties {
		if d := &m.s.Duties[i]; d.What == what {
			out = append(out, Choice{d.ID, text.Text{Zh: d.Period, En: d.Period}})
		}
	}
	return out
}

// bases are what a command's basis may be: of an erasure what the law knows, else the items in force of the list that
// the gate holds it against; false where anything may be written.
func (m *moment) bases(c *Command, t *Take) bool {
	if c.Name == "erase" {
		t.Form = FormChoice
		t.Choices = []Choice{{ByRequest, text.Text{Zh: "应本人要求", En: "the person asks for it"}}, {ByRetention, text.Text{Zh: "保存期满", En: "kept as long as it may be"}}}
		return true
	}
	return m.fromList(c, "basis", t)
}

// fromList finds the list that the command's gate holds a member against; false where there is none.
func (m *moment) fromList(c *Command, member string, t *Take) bool {
	g := m.kind.Gates[c.Name]
	for _, cond := range g.Conditions() {
		if cond.Rule == nil {
			continue
		}
		refs := cond.Rule.References()
		if !slices.Contains(refs, "command."+member) {
			continue
		}
		for _, ref := range refs {
			list, of := strings.CutPrefix(ref, "lists.")
			if !of || m.bundle.Lists[list] == nil {
				continue
			}
			t.Form = FormListItem
			for _, item := range m.bundle.Lists[list].Items {
				if (item.From.IsZero() || item.From <= m.today) && (item.To.IsZero() || item.To > m.today) {
					t.Choices = append(t.Choices, Choice{item.Code, item.Title})
				}
			}
			return true
		}
	}
	return false
}

// needed are the members of a command that a condition lacks: without any one of them it cannot come out as wanted. Of
// alternatives, a member counts when each of those that a command can meet asks for it. The gate of a registration
// reads the matter as it will be, which is what the command says of it.
func needed(n *rule.Node, want, registers bool) []string {
	if n.Leaf != nil {
		var out []string
		for i := range n.Leaf.Reads {
			r := &n.Leaf.Reads[i]
			name, of := strings.CutPrefix(r.Path, "command.")
			if !of && registers {
				name, of = strings.CutPrefix(r.Path, "matter.")
			}
			if _, known := members[name]; of && blank(r.Value) && (known || strings.HasPrefix(name, "fields.")) {
				out = append(out, name)
			}
		}
		return out
	}
	switch n.Op {
	case "!":
		return needed(&n.Children[0], !want, registers)
	case "?:":
		if n.Children[0].Verdict == rule.True {
			return needed(&n.Children[1], want, registers)
		}
		return needed(&n.Children[2], want, registers)
	}
	all := map[string]int{}
	ways := 0
	for i := range n.Children {
		child := &n.Children[i]
		if (child.Verdict == rule.True) == want {
			continue
		}
		names := needed(child, want, registers)
		if len(names) > 0 {
			ways++
		}
		for _, name := range slices.Compact(slices.Sorted(slices.Values(names))) {
			all[name]++
		}
	}
	each := (n.Op == "&&") == want
	maps.DeleteFunc(all, func(_ string, times int) bool { return !each && times < ways })
	return slices.Sorted(maps.Keys(all))
}
