package mechanism

import (
	"maps"
	"slices"
	"strconv"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/rule"
)

// Conditions ask for posts as roles do, by the org chart of the day: head("招商局"), office("领导小组"), body("领导小组"),
// superior(matter.owner), post(matter.owner). Each such word is a field of the object "roles", which a matter answers by resolving the role.

// askingWords are the words.
var askingWords = []string{"head", "office", "body", "post", "superior"}

// roleOf are the roles for what a word may be asked of besides texts and other words.
var roleOf = map[string]string{
	"head(matter.lead_unit)": "lead_unit.head", "superior(matter.owner)": "superior(owner)", "superior(matter.sponsor)": "superior(sponsor)",
	"superior(matter.verifier)": "superior(verifier)", "superior(actor)": "superior(actor)",
	"post(matter.owner)": "owner", "post(matter.sponsor)": "sponsor", "post(matter.verifier)": "verifier",
}

// Asked is a role that conditions of a bundle ask for.
type Asked struct {
	Role  org.Role
	Many  bool      // the posts of a body, a list
	Title text.Text // what explanations call it
	Key   string    // as the rule says it
	at    []Position
}

// AskedRoles are the roles that conditions ask for, in the order of the shape "roles".
func (b *Bundle) AskedRoles() []Asked { return b.asked }

// askRoles finds the roles that the bundle's conditions ask for. A rule that asks for what cannot be answered is not compiled.
func (c *compiler) askRoles() {
	found := map[string]*Asked{}
	c.unanswered = map[string]bool{}
	for _, doc := range c.bundle.documents {
		for _, e := range conditionsOf(doc.body) {
			for _, q := range rule.Questions(e.Text, e.At, askingWords...) {
				role, err := roleAsked(q)
				switch {
				case err != nil:
					c.unanswered[e.Text] = true
					c.at(q.At, err)
				case role == "":
					c.unanswered[e.Text] = true
					c.fault(q.At, "role_word", "%[1]s(…) 里只能写：%[2]s", "%[1]s(…) takes: %[3]s", q.Word, takesZh[q.Word], takesEn[q.Word])
				default:
					if found[q.String()] == nil {
						r, _ := org.ParseRole(role)
						found[q.String()] = &Asked{Role: r, Many: q.Word == "body", Title: roleTitle(q), Key: q.String()}
					}
					found[q.String()].at = append(found[q.String()].at, q.At)
				}
			}
		}
	}
	c.bundle.asked = nil
	for _, key := range slices.Sorted(maps.Keys(found)) {
		c.bundle.asked = append(c.bundle.asked, *found[key])
	}
	c.asked = c.bundle.asked
}

var (
	takesZh = map[string]string{
		"head": "单位、机构的名称（加引号），或 matter.lead_unit", "office": "机构的名称（加引号）", "body": "机构的名称（加引号）",
		"post":     "岗位名（加引号），或 matter.owner、matter.sponsor、matter.verifier",
		"superior": "岗位名（加引号），matter.owner、matter.sponsor、matter.verifier、actor，或 head(…)、office(…)、post(…)、superior(…)",
	}
	takesEn = map[string]string{
		"head": "the name of a unit or body in quotes, or matter.lead_unit", "office": "the name of a body in quotes", "body": "the name of a body in quotes",
		"post":     "the name of a post in quotes, or matter.owner, matter.sponsor, matter.verifier",
		"superior": "the name of a post in quotes, matter.owner, matter.sponsor, matter.verifier, actor, or head(…), office(…), post(…), superior(…)",
	}
)

// roleAsked is the role that a word asks for; "" where it cannot be asked so. The error is that of the role's grammar.
func roleAsked(q *rule.Question) (string, error) {
	role := ""
	switch {
	case q.Inner != nil && q.Word == "superior" && q.Inner.Word != "body":
		inner, err := roleAsked(q.Inner)
		if inner == "" || err != nil {
			return "", nil //nolint:nilerr // told of the inner one
		}
		role = "superior(" + inner + ")"
	case q.Inner != nil:
	case q.Path != "":
		role = roleOf[q.String()]
	case q.Text != "" && q.Word == "superior":
		role = "superior(post(" + q.Text + "))"
	case q.Text != "":
		role = q.Word + "(" + q.Text + ")"
	}
	if role == "" {
		return "", nil
	}
	_, err := org.ParseRole(role)
	return role, err
}

// roleTitle words what is asked for: 招商局负责人, 责任人的上级.
func roleTitle(q *rule.Question) text.Text {
	of := map[string]text.Text{
		"matter.owner": {Zh: "责任人", En: "the owner"}, "matter.sponsor": {Zh: "牵头领导", En: "the sponsor"}, "matter.verifier": {Zh: "核验人", En: "the verifier"},
		"matter.lead_unit": {Zh: "牵头单位", En: "the lead unit"}, "actor": {Zh: "操作岗位", En: "the acting post"},
	}[q.Path]
	switch {
	case q.Inner != nil:
		of = roleTitle(q.Inner)
	case q.Path == "":
		of = text.Text{Zh: q.Text, En: q.Text}
	}
	switch q.Word {
	case "head":
		return text.Text{Zh: of.Zh + "负责人", En: "the head of " + of.En}
	case "office":
		return text.Text{Zh: of.Zh + "办公室负责人", En: "the head of the office of " + of.En}
	case "post":
		return of
	case "body":
		return text.Text{Zh: of.Zh + "成员", En: "the members of " + of.En}
	}
	return text.Text{Zh: of.Zh + "的上级", En: "the superior of " + of.En}
}

// conditionsOf lists the conditions that stand in a document and are about matters.
func conditionsOf(body any) []Expr {
	var out []Expr
	rungs := func(list []Rung) {
		for i := range list {
			out = append(out, list[i].When)
		}
	}
	switch d := body.(type) {
	case *Kind:
		for _, command := range slices.Sorted(maps.Keys(d.Gates)) {
			for _, cond := range d.Gates[command].All {
				out = append(out, Expr{Text: cond.If, At: cond.At})
			}
		}
		for i := range d.Limit.When {
			out = append(out, d.Limit.When[i].If)
		}
		out = append(out, d.Light.Red, d.Light.Amber, d.Light.Green)
		rungs(d.Ladder)
		for _, name := range slices.Sorted(maps.Keys(d.Counts)) {
			out = append(out, d.Counts[name].If, d.Counts[name].Of)
		}
	case *Ladder:
		rungs(d.Rungs)
	case *Gate:
		for _, cond := range d.All {
			out = append(out, Expr{Text: cond.If, At: cond.At})
		}
	case *letterFile:
		for _, name := range slices.Sorted(maps.Keys(d.Lists)) {
			out = append(out, d.Lists[name].If, d.Lists[name].Done)
		}
	}
	return slices.DeleteFunc(out, func(e Expr) bool { return e.Text == "" })
}

// rolesShape declares the fields of `roles`, and which words read them.
func rolesShape(asked []Asked) (rule.Shape, []rule.Answer) {
	shape, answers := rule.Shape{Name: "roles"}, make([]rule.Answer, len(asked))
	for i := range asked {
		name, t := "r"+strconv.Itoa(i+1), rule.String()
		if asked[i].Many {
			t = rule.ListOf(rule.String())
		}
		shape.Fields = append(shape.Fields, ticking(word(name, t, asked[i].Title.Zh, asked[i].Title.En))) // the chart changes
		answers[i] = rule.Answer{Question: asked[i].Key, Field: "roles." + name}
	}
	return shape, answers
}

// askedBy is what a rule asks for, of the fields of `roles` that it reads.
func (b *Bundle) askedBy(ref string) (Asked, bool) {
	for i := range b.asked {
		if ref == "roles.r"+strconv.Itoa(i+1) {
			return b.asked[i], true
		}
	}
	return Asked{}, false
}

// askedRoles tells of each role that conditions ask for where what it names is nothing of the chart.
func (c *checker) askedRoles() {
	for i := range c.bundle.asked {
		for _, at := range c.bundle.asked[i].at {
			c.role(RoleRef{Role: c.bundle.asked[i].Role, At: at})
		}
	}
}
