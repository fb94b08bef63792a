package mechanism

import (
	"fmt"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
)

// The variables of rules, by slot. Gates alone may read command and actor: elsewhere nobody acts.
const (
	SlotMatter = iota
	SlotCommand
	SlotLists // an object with one list of codes, valid today, for each of Bundle.ListNames
	SlotActor
	SlotNow
	SlotToday
	SlotRoles // an object with one post, or list of posts, for each of Bundle.AskedRoles
)

var variables = []rule.Field{
	SlotMatter:  word("matter", rule.Object("matter"), "事项", "matter"),
	SlotCommand: word("command", rule.Object("command"), "本次操作", "command"),
	SlotLists:   word("lists", rule.Object("lists"), "清单", "lists"),
	SlotActor:   word("actor", rule.String(), "操作岗位", "acting post"),
	SlotNow:     ticking(word("now", rule.Timestamp(), "此刻", "now")),
	SlotToday:   ticking(word("today", rule.Date(), "今天", "today")),
	SlotRoles:   word("roles", rule.Object("roles"), "岗位", "posts"),
}

// tallies let rules ask of one template how many letters there are: unreplied("supervision-letter") > 0.
var tallies = []rule.Tally{
	{Name: "unreplied", Of: "matter.unreplied_letters"},
	{Name: "pending", Of: "matter.pending_letters"},
	{Name: "letters", Of: "matter.letters"},
}

// answered are those of the fields counted that only letters fill that ask for a reply.
var answered = []string{"matter.unreplied_letters", "matter.pending_letters"}

// treeFields are those that a matter's children change.
var treeFields = []string{"matter.children", "matter.leaves", "matter.leaves_done", "matter.leaves_closed", "matter.progress"}

// fieldTypes are the types that a field may be declared with, and what rules see of them.
var fieldTypes = map[string]rule.Type{
	"string": rule.String(), "bool": rule.Bool(), "int": rule.Int(), "double": rule.Double(), "money": rule.Money(),
	"date": rule.Date(), "role": rule.String(), "list<string>": rule.ListOf(rule.String()),
}

// environments compiles rules for kinds. Kinds that declare the same fields share theirs.
type environments struct {
	lists    []*register.List // in order of name
	asked    []Asked
	shared   map[string]*rule.Environment
	personal map[*rule.Environment][]string // fields that rules may not read
}

// of gives the environment of a kind.
func (e *environments) of(k *Kind) (*rule.Environment, error) {
	own := make([]rule.Field, 0, len(k.Fields))
	var key strings.Builder
	for _, name := range k.FieldNames() {
		f := k.Fields[name]
		t, ok := fieldTypes[f.Type]
		if !ok || !underscore.MatchString(name) {
			continue // reported where fields are judged; rules that read it are faulty too
		}
		own = append(own, word(name, t, f.Title.Zh, f.Title.En))
		fmt.Fprintf(&key, "%s:%s:%s:%s:%t;", name, f.Type, f.Title.Zh, f.Title.En, f.Personal != "")
	}
	if env := e.shared[key.String()]; env != nil {
		return env, nil
	}
	lists := make([]rule.Field, len(e.lists))
	for i, l := range e.lists {
		lists[i] = ticking(word(l.Name, rule.ListOf(rule.String()), l.Title.Zh, l.Title.En)) // items come into force and lapse
	}
	roles, answers := rolesShape(e.asked)
	schema, err := rule.NewSchema(variables,
		MatterShape("fields"), CommandShape(), rule.Shape{Name: "fields", Fields: own}, rule.Shape{Name: "lists", Fields: lists}, roles)
	if err != nil {
		return nil, err
	}
	env, err := rule.NewAskingEnvironment(schema, askingWords, answers, tallies...)
	if err == nil {
		e.shared[key.String()], e.personal[env] = env, k.PersonalFields()
	}
	return env, err
}

// listRecord is what rules see of the bundle's lists on one day.
type listRecord struct {
	day   clock.Date
	codes [][]string
}

// Field implements rule.Record: the codes of the i-th of Bundle.ListNames.
func (r *listRecord) Field(i int) (rule.Value, bool) { return rule.StringsValue(r.codes[i]), true }

// ListRecord gives the lists as rules read them on day d, items in force only. The record of the day
// last asked for is kept, so that asking again costs nothing.
func (b *Bundle) ListRecord(d clock.Date) rule.Record {
	if r := b.lists.Load(); r != nil && r.day == d {
		return r
	}
	r := &listRecord{day: d, codes: make([][]string, 0, len(b.Lists))}
	for _, name := range b.ListNames() {
		r.codes = append(r.codes, codesOn(b.Lists[name], d))
	}
	b.lists.Store(r)
	return r
}

func codesOn(l *register.List, d clock.Date) []string {
	codes := make([]string, 0, len(l.Items))
	for _, item := range l.Items {
		if (Span{item.From, item.To}).Contains(d) {
			codes = append(codes, item.Code)
		}
	}
	return codes
}
