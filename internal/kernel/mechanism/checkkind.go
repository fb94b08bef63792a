package mechanism

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/rule"
)

func itoa(i int) string { return strconv.Itoa(i) }

func (c *checker) kind(k *Kind) {
	if k.Number != "" {
		if e := letter.CheckNumber(k.Number); e != nil {
			c.faults = append(c.faults, e.At(place(c.doc.at("number"))))
		}
	} else if k.Standing.Each == "" {
		c.fault("number", "no_number", "缺少 number；一件一号，例如 number: \"督〔{year}〕{seq}号\"", "number is missing; each matter has its own, for example number: \"督〔{year}〕{seq}号\"")
	}
	for _, name := range k.FieldNames() {
		f, path := k.Fields[name], "fields."+name
		c.fieldType(path, f.Type)
		c.enumerated(path, f.Type, f.OneOf)
		c.personal(path, &f)
	}
	c.limits(&k.Limit)
	c.limitCases(k)
	c.denials(k)
	c.divisions(k)
	c.tests(k)
	for i, stage := range k.Requires {
		c.oneOf(index("requires", i), stage, "Kind.requires")
	}
	c.gates(k)
	c.graded(k)
	for _, r := range []RoleRef{k.Roles.Assign, k.Roles.Review, k.Roles.Verify, k.Roles.Extend, k.Roles.Office, k.Roles.Sponsor, k.Cadence.Owner} {
		c.role(r)
	}
	c.fourEyes(k)
	c.lights(k)
	c.rhythms(k)
	if k.UseLadder == "" {
		c.ladder(k.Ladder, "ladder")
		for i := range k.Ladder {
			switch why, byHand := c.never(k, &k.Ladder[i]); {
			case why.IsZero():
			case byHand:
				c.noteAt(k.Ladder[i].At, "seldom_fires", "梯级“%[1]s”一般不触发：%[2]s", "the rung %[1]q seldom fires: %[3]s", k.Ladder[i].Source, why.Zh, why.En)
			default:
				c.faultAt(k.Ladder[i].At, "never_fires", "梯级“%[1]s”永不触发：%[2]s", "the rung %[1]q can never fire: %[3]s", k.Ladder[i].Source, why.Zh, why.En)
			}
		}
	} else {
		c.noteShared(k)
	}
	c.counts(k)
	c.kinds("tree.children", k.Tree.Children)
	if k.Tree.Leaves < 0 || k.Tree.Branches < 0 {
		c.fault("tree", "negative", "leaves 与 branches 不能为负", "leaves and branches cannot be negative")
	}
	if k.Tree.Bounded() && len(k.Tree.Children) == 0 {
		c.fault("tree", "no_children", "tree 定了应分解为多少条，却没有写可以分解成哪一类，谁也不能立项；请写 children: [事项种类]", "tree says how many there must be and not of what kind, so nobody could establish the matter; write children: [KIND]")
	}
	if k.Tree.Bounded() && len(k.Tree.Children) > 0 && !slices.Contains(k.Requires, "establish") {
		c.fault("tree", "no_establish", "tree 定了应分解为多少条，但只有立项时核对，而立项未列为必经，不立项即可绕过；请写 requires: [establish]", "tree says how many there must be, which is looked at where the matter is established, and that can be skipped; write requires: [establish]")
	}
	c.standing(k)
	c.confidential(k)
	c.public(k)
}

func (c *checker) limits(l *Limit) {
	c.oneOf("limit.start", l.Start, "Limit.start")
	if l.Extends() < 0 {
		c.fault("limit.extensions", "negative", "extensions 不能为负", "extensions cannot be negative")
	}
	for i, one := range l.all() {
		path := "limit"
		if i > 0 {
			path = index("limit.when", i-1)
		}
		c.longer(path+".promised", "promised_longer", text.Text{Zh: "承诺时限", En: "the promised limit"}, one.Promised, text.Text{Zh: "法定时限", En: "the statutory one"}, one.Statutory)
		c.longer(path+".advisory", "advisory_longer", text.Text{Zh: "建议时限", En: "the advisory limit"}, one.Advisory, text.Text{Zh: "承诺时限", En: "the promised one"}, one.Promised)
	}
	working := l.Promised
	if working.IsZero() {
		working = l.Statutory
	}
	if !l.ExtendBy.IsZero() && !working.IsZero() && working.Unit != calendar.OnDate && l.ExtendBy.Unit != working.Unit {
		c.fault("limit.extend_by", "mixed_units", "extend_by(%[1]s)的单位应与时限(%[2]s)相同", "extend_by (%[1]s) must be counted in the unit of the limit (%[2]s)", l.ExtendBy, working)
	}
}

func (c *checker) gates(k *Kind) {
	for _, command := range slices.Sorted(maps.Keys(k.Gates)) {
		if CommandTitles[command].IsZero() {
			c.unknown("gates."+command, "unknown_command", text.Text{Zh: "操作", En: "command"}, command, Commands())
		}
		for i := range k.Gates[command].every {
			cond := &k.Gates[command].every[i]
			c.taken(command, cond)
			if value, constant := constant(k, cond.Rule); constant && !value {
				title := CommandTitles[command]
				c.faultAt(cond.At, "never_holds", "条件永不成立，谁也不能“%[1]s”（%[2]s）", "the condition never holds, so nobody could ever do %[3]q (%[2]s)", cmp.Or(title.Zh, command), command, cmp.Or(title.En, command))
			} else if constant {
				c.faultAt(cond.At, "always_holds", "条件恒成立，不起作用；请删去或写明条件", "the condition always holds and does nothing; delete it or say what it should ask")
			}
		}
		c.compatible(k, command)
	}
}

// taken reports a condition that reads what its command does not take: nobody can say it there, and nothing would keep it.
func (c *checker) taken(command string, cond *Condition) {
	if cond.Rule == nil || CommandTitles[command].IsZero() {
		return
	}
	members := CommandTakes[command].Members()
	for _, ref := range cond.Rule.References() {
		name, of := strings.CutPrefix(ref, "command.")
		if !of || slices.Contains(members, name) {
			continue
		}
		title := CommandTitles[command]
		var zh, en string
		if len(members) > 0 {
			zh, en = "；它只收："+strings.Join(members, "、"), ", which takes "+strings.Join(members, ", ")
		}
		c.faultAt(cond.At, "not_taken", "“%[1]s”（%[2]s）不收 command.%[3]s，写了也不会记下%[4]s；要看事项已有的，请写 matter.…", "the command to %[5]s does not take command.%[3]s%[6]s: nobody could say it there; read matter.… for what the matter has",
			title.Zh, command, name, zh, title.En, en)
	}
}

// fourEyes reports a kind that nobody could close out: whoever owns a matter never verifies it.
func (c *checker) fourEyes(k *Kind) {
	r := k.Roles.Verify
	if r.Role.IsZero() || slices.ContainsFunc(r.Role.Each(), func(one org.Role) bool { return one.String() != "owner" }) {
		return
	}
	c.faultAt(r.At, "four_eyes", "核验人就是责任人，而责任人不得核验自己的事项，谁也不能销号；verify 请写别的岗位", "the verifier is the owner, who may not verify their own matter, so nobody could close it out; let verify name another post")
}

// constant evaluates a rule that reads nothing.
func constant(k *Kind, p *rule.Program) (value, ok bool) {
	if p == nil || len(p.References()) > 0 {
		return false, false
	}
	value, err := p.Bool(k.schema.NewInput())
	return value, err == nil
}

func (c *checker) lights(k *Kind) {
	colours := []struct {
		name, zh string
		rule     Expr
	}{{"red", "红灯", k.Light.Red}, {"amber", "黄灯", k.Light.Amber}, {"green", "绿灯", k.Light.Green}}
	covered, by := false, ""
	seen := map[string]string{}
	for _, l := range colours {
		if l.rule.Text == "" {
			continue
		}
		value, isConstant := constant(k, l.rule.Rule)
		plain := squeeze(l.rule.Text)
		switch {
		case covered:
			c.faultAt(l.rule.At, "unreachable_light", "%[1]s永远轮不到：%[2]s 已恒成立", "%[3]s is never reached: %[2]s always holds", l.zh, by, l.name)
		case seen[plain] != "":
			c.faultAt(l.rule.At, "unreachable_light", "%[1]s永远轮不到：条件与 %[2]s 相同", "%[3]s is never reached: its rule is that of %[2]s", l.zh, seen[plain], l.name)
		case isConstant && !value || c.neverHolds(k, l.rule.Rule):
			c.faultAt(l.rule.At, "never_shows", "%[1]s永不亮：条件永不成立；请改正条件或删去这一行", "%[2]s never shows: its rule never holds; correct the rule or delete the line", l.zh, l.name)
		}
		if isConstant && value {
			covered, by = true, l.name
		}
		seen[plain] = l.name
	}
	c.outshone(k)
	if !covered && !exhaustive(k.Light) && k.Light.compiled() {
		c.fault("light", "light_hole", "灯色规则有空缺：三条都不成立时没有灯色；请在最后写 green: true", "the light has a hole: where none of the rules holds there is no colour; end with green: true")
	}
}

// compiled tells whether every colour that has a rule has one that can be evaluated.
func (l *Lights) compiled() bool {
	for _, e := range []*Expr{&l.Red, &l.Amber, &l.Green} {
		if e.Text != "" && e.Rule == nil {
			return false
		}
	}
	return true
}

// exhaustive tells whether the lights cover every case because one of them is the negation of the others.
func exhaustive(l Lights) bool {
	rules := []string{squeeze(l.Red.Text), squeeze(l.Amber.Text), squeeze(l.Green.Text)}
	for i, r := range rules {
		inner, ok := strings.CutPrefix(r, "!")
		if !ok {
			continue
		}
		inner = unwrap(inner)
		var others []string
		for j, o := range rules {
			if j != i && o != "" {
				others = append(others, o)
			}
		}
		if slices.Contains(others, inner) {
			return true
		}
		if len(others) == 2 && (inner == others[0]+"||"+others[1] || inner == others[1]+"||"+others[0]) {
			return true
		}
	}
	return false
}

// squeeze takes white space out of an expression, for comparing expressions that contain the same.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// unwrap takes off brackets that enclose the whole expression.
func unwrap(s string) string {
	if !strings.HasPrefix(s, "(") || !strings.HasSuffix(s, ")") {
		return s
	}
	depth := 0
	for i, r := range s {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 && i < len(s)-1 {
			return s
		}
	}
	return s[1 : len(s)-1]
}

func (c *checker) rhythms(k *Kind) {
	cad := &k.Cadence
	c.oneOf("cadence.by", cad.By, "Cadence.by")
	c.metBy(cad.MetBy)
	for _, value := range slices.Sorted(maps.Keys(cad.Rhythm)) {
		path := "cadence.rhythm." + value
		if value == Any {
			continue
		}
		switch cad.By {
		case "", "urgency":
			if _, ok := k.Urgencies[value]; !ok {
				c.fault(path, "unknown_urgency", "节律用到紧急程度“%[1]s”，但 urgencies 没有声明它；请补上或改名", "the cadence uses urgency %[1]q, which urgencies does not declare; add it or correct the name", value)
			}
		case "category":
			if len(k.Categories) > 0 && !slices.Contains(k.Categories, value) {
				c.unknown(path, "unknown_category", text.Text{Zh: "类别", En: "category"}, value, k.Categories)
			}
		}
	}
	if len(cad.Rhythm) == 0 && (cad.Owner.Text != "" || cad.MetBy != (MetBy{}) || cad.By != "") {
		c.fault("cadence", "no_rhythm", "节律没有写多久一次", "the cadence does not say how often")
	}
}

func (c *checker) metBy(m MetBy) {
	path := "met_by"
	if _, short := c.doc.places[path]; !short {
		path = "cadence.met_by"
	}
	if m.By != "letter" {
		c.oneOf(path, m.By, "MetBy.by")
	} else if m.Letter == "" {
		c.fault(path, "no_letter", "没有写明以哪一种函件履行，任何函件（包括催办的提示函）都不能抵；请写 met_by: { letter: 模板 }", "it is not said which letter meets the duty, so none does, least of all a reminder; write met_by: { letter: TEMPLATE }")
	}
	if m.Letter != "" && c.bundle.Letters[m.Letter] == nil {
		c.unknown(path+".letter", "unknown_letter", text.Text{Zh: "函件模板", En: "letter"}, m.Letter, slices.Collect(maps.Keys(c.bundle.Letters)))
	}
}

func (c *checker) counts(k *Kind) {
	for _, name := range slices.Sorted(maps.Keys(k.Counts)) {
		count := k.Counts[name]
		if count.If.Text == "" {
			c.fault("counts."+name, "no_expression", "统计“%s”缺少 if：数什么", "the count %q lacks if: what it counts", name)
		}
		if count.Expect != nil && *count.Expect < 0 {
			c.fault("counts."+name+".expect", "negative", "expect 不能为负", "expect cannot be negative")
		}
	}
}

func (c *checker) standing(k *Kind) {
	s := &k.Standing
	path := "standing"
	if _, ok := c.doc.places["for"]; ok {
		path = "for"
	}
	c.oneOf(path, s.Each, "Standing.each")
	if c.view == nil || len(s.Where) == 0 {
		return
	}
	var known []string
	switch s.Each {
	case "unit":
		for _, u := range c.view.Units() {
			known = append(known, u.Code, u.Name, u.Type)
		}
	case "post":
		for _, name := range c.view.Posts() {
			p, _ := c.view.Post(name)
			known = append(known, p.Name, p.Level, p.Unit)
		}
	case "body":
		for _, b := range c.view.Bodies() {
			known = append(known, b.Code, b.Name, b.Kind)
		}
	}
	for i, name := range s.Where {
		_, _, isUnit := c.view.Meant(name)
		if !slices.Contains(known, name) && !(isUnit && s.Each != "body") {
			c.unknown(index(path+".where", i), "unknown_subject", text.Text{Zh: "对象", En: "subject"}, name, slices.DeleteFunc(slices.Clone(known), func(s string) bool { return s == "" }))
		}
	}
}

func (c *checker) public(k *Kind) {
	c.oneOf("public.while", k.Public.While, "Public.while")
	known := append([]string{"light"}, k.FieldNames()...)
	for _, f := range MatterShape("fields").Fields {
		known = append(known, f.Name)
	}
	for i, name := range k.Public.Fields {
		if k.Fields[strings.TrimPrefix(name, "fields.")].Personal != "" {
			c.fault(index("public.fields", i), "personal_public", "“%[1]s”是个人信息，不得公开；请删去", "%[1]q is personal and cannot be public; delete it", name)
		}
		if !slices.Contains(known, strings.TrimPrefix(name, "fields.")) {
			c.unknown(index("public.fields", i), "unknown_field", text.Text{Zh: "字段", En: "field"}, name, known)
		}
	}
}

// graded notes a kind whose urgency takes a session where no session may change one.
func (c *checker) graded(k *Kind) {
	for _, t := range c.bundle.Sessions {
		if t.Recolor {
			return
		}
	}
	asks := func(cond Condition) bool {
		return cond.Rule != nil && slices.Contains(cond.Rule.References(), "command.session")
	}
	if len(k.Urgencies) > 0 && slices.ContainsFunc(slices.Concat(k.Gates["register"].Conditions(), k.Gates["recolor"].Conditions()), asks) {
		c.noteAt(c.doc.at("urgencies"), "nobody_grades", "紧急程度须经会议定，而没有一种会议的决议可以改色：除了会议决议立项时定级的，谁也不能定级、改色；请在研判的会议里写 recolor: true",
			"an urgency takes a session, and no session's resolutions may change one: but for what a resolution registers nobody can set or change it; write recolor: true in the session that grades")
	}
}
