package mechanism

import "slices"

// Taken are the members that a command reads and its event keeps, as its JSON calls them: those that a form asks for, in
// order, and those seldom said.
type Taken struct{ Asks, Also []string }

// Members are all of them.
func (t Taken) Members() []string { return slices.Concat(t.Asks, t.Also) }

// CommandTakes is the only place that says what a command takes. A gate reads no more, for whoever said it would find it
// nowhere again.
var CommandTakes = map[string]Taken{
	"register": {
		[]string{"title", "brief", "category", "urgency", "place", "fields", "lead_unit", "owner", "due"},
		[]string{"support_units", "sponsor", "verifier", "ongoing", "parent", "weight", "first_contact", "applicant", "session"},
	},
	"establish": note("text"),
	"assign":    {[]string{"lead_unit", "owner", "support_units", "due", "brief"}, []string{"sponsor", "verifier", "ongoing", "reason"}},
	"transfer":  {[]string{"reason", "lead_unit", "owner", "support_units"}, []string{"sponsor", "verifier", "due", "ongoing", "brief"}},
	"accept":    note("text"),
	"work":      note("text"),
	"report":    note("text", "progress", "evidence", "duty"),
	"review":    note("checks", "text"),
	"return":    note("reason", "text"),
	"complete":  note("text", "evidence", "finished"),
	"follow-up": note("verdict", "text", "evidence"),
	"close":     note("text", "evidence"),
	"archive":   note("text"),
	"recheck":   note("verdict", "text", "evidence", "due"),
	"reopen":    note("reason", "due"),
	"merge":     note("to", "reason"),
	"withdraw":  note("reason"),
	"attach":    note("evidence", "text"),

	"ask-materials":      {Asks: []string{"reason"}},
	"complete-materials": {Also: []string{"reason"}},
	"ask-extension":      {Asks: []string{"by", "reason"}},
	"extend":             {Asks: []string{"by", "reason"}},
	"refuse-extension":   {Asks: []string{"reason"}},
	"suspend":            {[]string{"reason"}, []string{"basis"}},
	"resume":             {Also: []string{"reason"}},
	"ask-replan":         {Asks: []string{"due", "reason"}},
	"replan":             {Also: []string{"due", "reason"}},
	"refuse-replan":      {Asks: []string{"reason"}},
	"recolor":            {Asks: []string{"urgency", "session", "reason"}},
	"escalate":           {[]string{"to", "reason"}, []string{"basis"}},
	"object":             {Asks: []string{"text"}},
	"answer-objection":   {Asks: []string{"text"}},
	"look-at":            {[]string{"text", "session"}, []string{"duty"}},
	"meet":               {Asks: []string{"text", "session"}},
	"draft-letter":       {Asks: []string{"template", "to", "reason"}},
	"issue-letter":       {[]string{"text"}, []string{"reason", "duty"}},
	"deliver-letter":     {},
	"sign-letter":        {},
	"reply-letter":       {Asks: []string{"text"}},
	"withdraw-letter":    {Asks: []string{"reason"}},
	"unmask":             {Asks: []string{"which", "reason"}},
	"erase":              {Asks: []string{"which", "basis", "reason"}},
}

// note is what a command that moves a matter along takes: what it asks for, and what every such event keeps besides.
func note(asks ...string) Taken {
	kept := []string{"text", "reason", "evidence", "session", "basis"}
	return Taken{asks, slices.DeleteFunc(kept, func(name string) bool { return slices.Contains(asks, name) })}
}
