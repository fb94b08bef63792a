package mechanism

import (
	"maps"
	"slices"
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/rule"
)

// Stages are the stages of a matter as files name them: the main road in its order, then those beside it. Package matter, whose
// they are, tests that they are the same.
func Stages() []string {
	return []string{"registered", "established", "assigned", "accepted", "working", "reported", "reviewed", "completed", "followed-up", "closed", "archived", "withdrawn", "merged"}
}

// StageTitles are what people call the stages of a matter; "" is before it is registered.
var StageTitles = map[string]text.Text{
	"": {Zh: "未登记", En: "not registered"}, "registered": {Zh: "已登记", En: "registered"}, "established": {Zh: "已立项", En: "established"},
	"assigned": {Zh: "已交办", En: "assigned"}, "accepted": {Zh: "已签收", En: "accepted"}, "working": {Zh: "承办中", En: "working"},
	"reported": {Zh: "已反馈", En: "reported"}, "reviewed": {Zh: "已审核", En: "reviewed"}, "completed": {Zh: "已办结", En: "completed"},
	"followed-up": {Zh: "已回访", En: "followed up"}, "closed": {Zh: "已销号", En: "closed out"}, "archived": {Zh: "已归档", En: "archived"},
	"withdrawn": {Zh: "已撤销", En: "withdrawn"}, "merged": {Zh: "已并案", En: "merged"},
}

// possible reports texts that a rule compares a field with and that the field never holds: the condition would never hold, or
// always, without a word.
func (c *compiler) possible(p *rule.Program) {
	for _, compared := range p.Compared() {
		if unitPaths[compared.Path] {
			c.bundle.compared = append(c.bundle.compared, compared)
		}
		values, what := c.kind.values(compared.Path)
		if values == nil || compared.Text == "" || slices.Contains(values, compared.Text) {
			continue
		}
		zh, en := text.Suggest(compared.Text, values)
		c.fault(compared.At, "never_equal", "%[1]s从来不会是“%[2]s”；%[3]s", "%[4]s is never “%[2]s”; %[5]s", what.Zh, text.Visible(compared.Text), zh, what.En, en)
	}
}

// unitPaths are the fields that hold units, by code as they are recorded.
var unitPaths = map[string]bool{"matter.lead_unit": true, "matter.support_units": true, "command.lead_unit": true, "command.support_units": true}

// comparedUnits reports what a rule compares a unit with and is no unit's code: of a name, which would never be equal, the
// code. Codes of units that are no more stand, for matters that were theirs keep them.
func (c *checker) comparedUnits() {
	if c.view == nil {
		return
	}
	var codes []string
	for _, u := range c.bundle.Org.Units {
		codes = append(codes, u.Code)
	}
	for _, compared := range c.bundle.compared {
		name := compared.Text
		if name == "" || slices.Contains(codes, name) {
			continue
		}
		if m := c.view.Match(name); m.Unit.Code != "" {
			c.faultAt(compared.At, "unit_by_name", "%[1]s 按单位代码比较，“%[2]s”是单位名称，写了永远不相等；请写 \"%[3]s\"", "%[1]s holds the unit's code and is never equal to its name “%[2]s”: write \"%[3]s\"", compared.Path, text.Visible(name), m.Unit.Code)
			continue
		}
		zh, en := text.Suggest(name, codes)
		c.faultAt(compared.At, "unknown_unit", "%[1]s 按单位代码比较，没有代码为“%[2]s”的单位；%[3]s", "%[1]s holds the unit's code, and no unit has the code “%[2]s”; %[4]s", compared.Path, text.Visible(name), zh, en)
	}
}

// values are what a field that rules read may hold, and what it is called; nil where it may hold any text.
func (k *Kind) values(path string) ([]string, text.Text) {
	switch path {
	case "matter.stage":
		return Stages(), text.Text{Zh: "阶段（matter.stage）", En: "matter.stage"}
	case "matter.urgency", "command.urgency":
		if len(k.Urgencies) > 0 {
			return slices.Sorted(maps.Keys(k.Urgencies)), text.Text{Zh: "紧急程度（" + path + "）", En: path}
		}
	case "matter.category":
		if len(k.Categories) > 0 {
			return k.Categories, text.Text{Zh: "板块（matter.category）", En: "matter.category"}
		}
	case "matter.kind":
		return []string{k.Name}, text.Text{Zh: "这类事项的 matter.kind", En: "matter.kind of this kind"}
	case "command.verdict":
		return []string{"pass", "fail"}, text.Text{Zh: "回头看结论（command.verdict）", En: "command.verdict"}
	}
	if name, own := strings.CutPrefix(path, "matter.fields."); own && len(k.Fields[name].OneOf) > 0 {
		return k.Fields[name].OneOf, text.Text{Zh: "“" + k.Fields[name].Title.In(text.Zh) + "”（" + path + "）", En: path}
	}
	return nil, text.Text{}
}
