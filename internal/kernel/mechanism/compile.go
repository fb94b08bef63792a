package mechanism

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/session"
)

// compile turns every expression of the bundle into a program and every role into a Role.
func (b *Bundle) compile() errs.List {
	c := &compiler{bundle: b, environments: environments{shared: map[string]*rule.Environment{}, personal: map[*rule.Environment][]string{}}, subjects: map[string]*subject{}}
	for _, name := range b.ListNames() {
		if underscore.MatchString(name) { // the others have been reported
			c.lists = append(c.lists, b.Lists[name])
		}
	}
	c.askRoles()
	for _, role := range append(b.Roles.all(), b.Access.all()...) {
		c.role(role)
	}
	for _, doc := range b.documents { // ladders first: kinds copy their rungs
		if l, ok := doc.body.(*Ladder); ok {
			c.rungRoles(l.Rungs)
		}
	}
	for _, doc := range b.documents {
		switch body := doc.body.(type) {
		case *Kind:
			c.compileKind(doc, body)
		case *session.Template:
			if body.Chair != "" {
				role := RoleRef{Text: body.Chair, At: doc.at("chair")}
				c.role(&role)
				c.oneRole(&role, "chair", text.Text{Zh: "会议由一人主持", En: "one post presides"})
				body.ChairRole = role.Role
			}
			body.KindTitles = map[string]text.Text{}
			for name, k := range b.Kinds {
				body.KindTitles[name] = k.Title
			}
		case *org.Chart:
			c.chart(doc, body)
		case *Policy:
			c.policy(doc, body)
		}
	}
	for _, p := range b.policies() {
		for i := range p.Clauses {
			if k := b.Kinds[p.RedeemOf(&p.Clauses[i])]; k != nil {
				k.redeems = true
			}
		}
	}
	for _, doc := range b.documents { // lists read the fields of kinds, which are known now
		if l, ok := doc.body.(*letterFile); ok {
			c.listings(l)
		}
	}
	return c.faults
}

type compiler struct {
	environments

	bundle   *Bundle
	kind     *Kind               // whose rules are being compiled
	subjects map[string]*subject // by register

	unanswered map[string]bool // rules that ask for what cannot be answered, which has been told
	faults     errs.List
}

func (c *compiler) fault(p Position, code, zh, en string, args ...any) {
	c.faults = append(c.faults, faultAt(p, code, zh, en, args...))
}

func (c *compiler) compileKind(doc *document, k *Kind) {
	c.kind = k
	k.fieldNames = slices.Sorted(maps.Keys(k.Fields))
	for _, name := range k.fieldNames {
		if !underscore.MatchString(name) {
			c.fault(doc.at("fields."+name), "bad_name", "字段名“%[1]s”不合规：只用小写字母、数字和下划线，如 expected_investment", "the field name %[1]q is not allowed: use lower-case letters, digits and underscores, as in expected_investment", name)
		}
	}
	c.confidential(doc, k)
	c.useLadder(doc, k)
	c.rungRoles(k.Ladder)
	for _, role := range append(k.Roles.all(), &k.Cadence.Owner) {
		c.role(role)
	}
	c.oneRole(&k.Cadence.Owner, "cadence.owner", text.Text{Zh: "一项应做的事只由一个岗位承担", En: "one post owes a duty"})
	c.oneRole(&k.Roles.Sponsor, "roles.sponsor", text.Text{Zh: "牵头领导只有一位", En: "a matter has one sponsor"})
	for _, value := range slices.Sorted(maps.Keys(k.Cadence.Rhythm)) {
		path := "cadence.rhythm." + value + "."
		if _, short := doc.places["every"]; short {
			path = "" // a cadence document
		}
		if faults, ok := errors.AsType[errs.List](k.Cadence.Rhythm[value].Validate()); ok {
			for _, e := range faults {
				c.faults = append(c.faults, e.At(place(doc.at(path+e.Where))))
			}
		}
	}
	defaultLight(k)
	env, err := c.of(k)
	if err != nil {
		c.fault(doc.at("fields"), "bad_field", "字段无法用于规则：%s", "the fields cannot be read by rules: %s", err)
		return
	}
	k.schema = env.Schema()
	c.shareGates(doc, k)
	for _, command := range slices.Sorted(maps.Keys(k.Gates)) {
		for i := range k.Gates[command].every {
			cond := &k.Gates[command].every[i]
			cond.Rule = c.expression(env, cond.If, cond.At)
			k.reads(cond.Rule)
		}
	}
	for i := range k.Limit.When {
		c.limitCase(env, &k.Limit.When[i])
	}
	k.tracked = true
	for _, e := range []*Expr{&k.Light.Red, &k.Light.Amber, &k.Light.Green} {
		e.Rule = c.state(env, e.Text, e.At)
		k.reads(e.Rule)
		k.tracks(e.Rule)
	}
	for i := range k.Ladder {
		when := &k.Ladder[i].When
		when.Rule = c.state(env, when.Text, when.At)
		k.reads(when.Rule)
		k.tracks(when.Rule)
	}
	for _, name := range slices.Sorted(maps.Keys(k.Counts)) {
		count := k.Counts[name]
		count.If.Rule = c.state(env, count.If.Text, count.If.At)
		count.Of.Rule = c.state(env, count.Of.Text, count.Of.At)
		k.reads(count.If.Rule)
		k.reads(count.Of.Rule)
		k.Counts[name] = count
	}
}

// defaultLight is what a kind that declares no light lives by: red when overdue or when a review was
// missed, else green.
func defaultLight(k *Kind) {
	if k.Light.Red.Text == "" && k.Light.Amber.Text == "" && k.Light.Green.Text == "" {
		k.Light.Red = Expr{Text: "matter.overdue || matter.missed > 0", At: k.Header.At}
		k.Light.Green = Expr{Text: "true", At: k.Header.At}
	}
}

// reads notes whether a rule depends on the matter's children.
func (k *Kind) reads(p *rule.Program) {
	if p == nil {
		return
	}
	for _, ref := range p.References() {
		k.usesTree = k.usesTree || slices.Contains(treeFields, ref)
	}
}

// tracks notes when time alone may change what a rule says.
func (k *Kind) tracks(p *rule.Program) {
	if p == nil {
		return
	}
	more, ok := p.Thresholds()
	k.thresholds, k.tracked = append(k.thresholds, more...), k.tracked && ok
}

// useLadder gives a kind its own copy of a shared ladder, since rungs are compiled for the kind.
func (c *compiler) useLadder(doc *document, k *Kind) {
	if k.UseLadder == "" {
		return
	}
	if len(k.Ladder) > 0 {
		c.fault(doc.at("use_ladder"), "twice", "ladder 与 use_ladder 只能写一个", "write either ladder or use_ladder")
		return
	}
	shared := c.bundle.Ladders[k.UseLadder]
	if shared == nil {
		zh, en := text.Suggest(k.UseLadder, slices.Collect(maps.Keys(c.bundle.Ladders)))
		c.fault(doc.at("use_ladder"), "unknown_ladder", "没有名为“%[1]s”的升级链；%[2]s", "there is no ladder called %[1]q; %[3]s", k.UseLadder, zh, en)
		return
	}
	k.Ladder = slices.Clone(shared.Rungs)
}

func (c *compiler) rungRoles(rungs []Rung) {
	for i := range rungs {
		c.role(&rungs[i].To)
		c.role(&rungs[i].By)
		c.oneRole(&rungs[i].By, "by", text.Text{Zh: "一件事由一个岗位经办", En: "one post acts"})
	}
}

// oneRole refuses a list of roles where one post has to be the one.
func (c *compiler) oneRole(r *RoleRef, key string, why text.Text) {
	if r.Role.List() {
		c.fault(r.At, "one_role", "%[1]s 只能写一个角色（%[2]s）；列表只用于 to 和 assign、review、verify、extend、office", "%[1]s takes one role (%[3]s); lists go with to and with assign, review, verify, extend, office", key, why.Zh, why.En)
	}
}

func (c *compiler) role(r *RoleRef) {
	if r.Text == "" || !r.Role.IsZero() {
		return
	}
	role, err := org.ParseRole(r.Text)
	if err != nil {
		c.at(r.At, err)
		return
	}
	r.Role = role
}

// expression compiles a condition; nil where there is none or it is faulty.
func (c *compiler) expression(env *rule.Environment, source string, at Position) *rule.Program {
	if source == "" || c.unanswered[source] {
		return nil
	}
	p, err := env.Compile(source, rule.Bool(), at)
	if err != nil {
		c.at(at, cutByComma(source, err))
		return nil
	}
	c.sparesPersonal(env, p, at)
	c.counted(p, at)
	c.possible(p)
	return p
}

// cutByComma says of a malformed rule with unpaired brackets that YAML may have split it: in a list in brackets it ends at its
// first comma.
func cutByComma(source string, err error) error {
	open, shut := strings.Count(source, "(")+strings.Count(source, "["), strings.Count(source, ")")+strings.Count(source, "]")
	if open == shut || !errs.Is(err, "rule.syntax") {
		return err
	}
	var list errs.List
	if !errors.As(err, &list) || len(list) == 0 {
		return err
	}
	e := *list[0]
	e.Text = text.Text{
		Zh: e.Text.Zh + "；写在 [ ] 或 { } 里的规则遇逗号会被 YAML 拆开，请把整条规则放在引号里，如 'a.exists(e, e != \"\")'",
		En: e.Text.En + "; between [ ] or { } YAML splits a rule at its comma: put the whole rule in quotes, as in 'a.exists(e, e != \"\")'",
	}
	return append(errs.List{&e}, list[1:]...)
}

// counted checks that the letters that a rule counts exist, and are to be answered where it counts their replies.
func (c *compiler) counted(p *rule.Program, at Position) {
	for _, counts := range p.Counts() {
		template := c.bundle.Letters[counts.Text]
		switch {
		case template == nil:
			zh, en := text.Suggest(counts.Text, slices.Collect(maps.Keys(c.bundle.Letters)))
			c.fault(at, "unknown_letter", "没有函件模板“%[1]s”；%[2]s", "there is no letter %[1]q; %[3]s", counts.Text, zh, en)
		case template.Reply.IsZero() && slices.Contains(answered, counts.Of):
			c.fault(at, "never_answered", "函件“%[1]s”不要求回复，数它的答复没有意义；请在函件里写 reply，或换一种函件", "the letter %[1]q asks for no reply, so its replies cannot be counted; give the letter a reply, or name another", counts.Text)
		}
	}
}

// state compiles an expression that holds or not without anybody acting.
func (c *compiler) state(env *rule.Environment, source string, at Position) *rule.Program {
	p := c.expression(env, source, at)
	if p == nil {
		return nil
	}
	for _, ref := range p.References() {
		root, _, _ := strings.Cut(ref, ".")
		if asked, is := c.bundle.askedBy(ref); is && asked.Role.OfActor() {
			root = "actor"
		}
		if root == "command" || root == "actor" {
			c.fault(at, "nobody_acts", "此处没有人在操作，不能用 %[1]s;%[1]s 只能写在 gates 里", "nobody acts here, so %[1]s cannot be read; it belongs in gates", root)
			return nil
		}
	}
	return p
}

// at adds the faults in err, each at its own place where it has one.
func (c *compiler) at(p Position, err error) {
	c.faults = append(c.faults, faultsIn(p, err)...)
}

// faultsIn takes err apart; what has no place gets p.
func faultsIn(p Position, err error) errs.List {
	out := slices.Clone(errs.Faults(err))
	if len(out) == 0 {
		out = errs.List{faultAt(p, "bad_value", "无法识别：%s", "cannot be read: %s", err)}
	}
	for i, e := range out {
		if e.Where == "" {
			out[i] = e.At(place(p))
		}
	}
	return out
}

// splitPlace takes file:line:column apart; a place without them sorts before the file's lines.
func splitPlace(where string) (file string, line, column int) {
	parts := strings.Split(where, ":")
	if len(parts) < 3 {
		return where, 0, 0
	}
	n := len(parts)
	line, errLine := strconv.Atoi(parts[n-2])
	column, errColumn := strconv.Atoi(parts[n-1])
	if errLine != nil || errColumn != nil {
		return where, 0, 0
	}
	return strings.Join(parts[:n-2], ":"), line, column
}

// chart reports an org chart's faults where they stand in the file.
func (c *compiler) chart(doc *document, chart *org.Chart) {
	for _, e := range chart.Validate() {
		c.faults = append(c.faults, e.At(place(doc.at(e.Where))))
	}
}
