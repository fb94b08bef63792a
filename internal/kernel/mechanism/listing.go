package mechanism

import (
	"cmp"
	"maps"
	"slices"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/rule"
)

// letterFile is a letter with the lists that it compiles.
type letterFile struct {
	letter.Template `yaml:",inline"`

	Lists map[string]Listing `yaml:"lists"`
}

// Listing is a list that a letter compiles when it is issued: matters line by line, a ranking with one line
// for each unit (or post, category …), or the records of a register. Matters that were withdrawn or merged
// are in none.
type Listing struct {
	Of       []string `yaml:"of"`       // kinds of matters
	Register string   `yaml:"register"` // instead of Of
	If       Expr     `yaml:"if"`       // which matters; a rule that reads what is not there does not hold
	Light    []string `yaml:"light"`    // only matters of these lights; empty: any
	Since    string   `yaml:"since"`    // last_issue: only records put or corrected since this letter was last issued about the matter
	By       string   `yaml:"by"`       // order of the lines: number (default), due, progress, registered
	Each     string   `yaml:"each"`     // ranks groups of matters by the share that is done
	Done     Expr     `yaml:"done"`
	Line     string   `yaml:"line"`
	None     string   `yaml:"none"` // 无。 unless given
	At       Position `yaml:"-"`

	rules map[string]listingRules
}

type listingRules struct{ which, done *rule.Program }

// Rules are the conditions as compiled for a kind: which matters the list is of, and what counts as done.
// Either is nil where the file gives none.
func (l *Listing) Rules(kind string) (which, done *rule.Program) {
	r := l.rules[kind]
	return r.which, r.done
}

// SinceLastIssue tells whether only what is new since the last letter is listed.
func (l *Listing) SinceLastIssue() bool { return l.Since == "last_issue" }

// What the lines of a list may put in braces, besides the matter's Placeholders or record.FIELD.
var (
	rowHoles  = []string{"n"}
	rankHoles = []string{"n", "rank", "group", "all", "done", "share"}
)

// listings compiles the conditions of a letter's lists, for each of the kinds that they are of.
func (c *compiler) listings(f *letterFile) {
	for _, name := range slices.Sorted(maps.Keys(f.Lists)) {
		l := f.Lists[name]
		l.rules = map[string]listingRules{}
		for _, kind := range l.Of {
			k := c.bundle.Kinds[kind]
			if k == nil {
				continue // told by Check
			}
			env, err := c.of(k)
			if err != nil {
				continue // told where the kind stands
			}
			l.rules[kind] = listingRules{c.state(env, l.If.Text, l.If.At), c.state(env, l.Done.Text, l.Done.At)}
		}
		f.Lists[name] = l
	}
}

// letter checks a template and its lists.
func (c *checker) letter(f *letterFile) {
	known, used := PlaceholderNames(), letter.Placeholders(f.Template)
	for _, name := range slices.Sorted(maps.Keys(f.Lists)) {
		known = append(known, "list."+name)
		l := f.Lists[name]
		c.listing(name, &l)
		if !slices.Contains(used, "list."+name) {
			c.fault("lists."+name, "unused_list", "清单“%[1]s”没有用上；请在正文写 {list.%[1]s}，或删去清单", "the list %[1]q is not used; write {list.%[1]s} in the body, or delete it", name)
		}
	}
	c.within(letter.Check(f.Template, known))
}

func (c *checker) listing(name string, l *Listing) {
	path := "lists." + name
	if !underscore.MatchString(name) {
		c.fault(path, "bad_name", "名称“%[1]s”不合规：%[2]s", "the name %[1]q is not allowed: %[3]s", name, "只用小写字母、数字和下划线，如 lagging", "use lower-case letters, digits and underscores, as in lagging")
	}
	if (len(l.Of) == 0) == (l.Register == "") {
		c.fault(path, "no_source", "清单“%[1]s”要写列什么：of: [事项种类]，或 register: 登记簿，二者写其一", "the list %[1]q must say what it lists: of: [kinds] or register: NAME, one of them", name)
		return
	}
	c.kinds(path+".of", l.Of)
	c.oneOf(path+".by", l.By, "Listing.by")
	c.oneOf(path+".each", l.Each, "Listing.each")
	c.oneOf(path+".since", l.Since, "Listing.since")
	for i, light := range l.Light {
		c.oneOf(index(path+".light", i), light, "Listing.light")
	}
	if l.Register == "" && (l.Each == "") != (l.Done.Text == "") {
		c.fault(path, "half_ranking", "排名须同时写 each（按什么分组）和 done（何为完成）", "a ranking needs both each (grouped by what) and done (what counts as done)")
	}
	for key, wrong := range map[string]bool{
		"if": l.Register != "" && l.If.Text != "", "light": l.Register != "" && len(l.Light) > 0, "each": l.Register != "" && l.Each != "",
		"done": l.Register != "" && l.Done.Text != "", "by": l.By != "" && (l.Register != "" || l.Each != ""), "since": l.Register == "" && l.Since != "",
	} {
		if wrong {
			c.fault(path+"."+key, "idle_key", "%[1]s 用不到这种清单上，请删去", "%[1]s does nothing in a list of this sort; delete it", key)
		}
	}
	c.line(path, l)
}

func (c *checker) line(path string, l *Listing) {
	if l.Line == "" {
		c.fault(path, "no_line", "缺少 line：一行怎么写，例如 line: \"{n}．{matter.title}（{matter.lead_unit}）\"", "line is missing: how one line reads, for example line: \"{n}. {matter.title} ({matter.lead_unit})\"")
		return
	}
	known := slices.Clone(rowHoles)
	switch {
	case l.Register != "":
		def := c.bundle.Registers[l.Register]
		if def == nil {
			c.unknown(path+".register", "unknown_register", text.Text{Zh: "登记簿", En: "register"}, l.Register, slices.Collect(maps.Keys(c.bundle.Registers)))
			return
		}
		for _, field := range slices.Sorted(maps.Keys(def.Fields)) {
			known = append(known, "record."+field)
		}
	case l.Each != "":
		known = rankHoles
	default:
		known = append(known, MatterPlaceholders()...)
	}
	for _, e := range letter.CheckLine(l.Line, known) {
		c.faults = append(c.faults, e.At(place(c.doc.find(path+".line", cmp.Or(e.Where, l.Line)))))
	}
}
