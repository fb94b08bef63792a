package mechanism

import (
	"maps"
	"slices"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/personal"
	"qinlian/internal/kernel/register"
)

// choice is the words that a key allows, in their order, and what people call each.
type choice struct {
	words []string
	title func(word string) text.Text
}

// titled is a choice of words that a table names.
func titled(titles map[string]text.Text, words ...string) choice {
	return choice{words, func(word string) text.Text { return titles[word] }}
}

// ofMatter is a choice of what rules read of a matter.
func ofMatter(words ...string) choice {
	return choice{words, func(word string) text.Text {
		for _, f := range MatterShape("").Fields {
			if f.Name == word {
				return f.Title
			}
		}
		return text.Text{}
	}}
}

// choices are what a key allows, by "Type.key"; a list allows it for each item.
var choices = map[string]choice{
	"Field.type":                 {slices.Sorted(maps.Keys(fieldTypes)), typeTitle},
	"Field.personal":             {personal.Sorts(), func(word string) text.Text { return personal.Sort(word).Title() }},
	"register.Field.type":        {register.Types(), typeTitle},
	"register.Field.check":       {register.Checks(), register.CheckTitle},
	"register.Field.per":         {register.Pers(), register.PerTitle},
	"register.Field.unit":        {register.Units(), func(word string) text.Text { return text.Text{Zh: word, En: word} }},
	"Kind.requires":              titled(CommandTitles, "establish", "accept", "review", "follow-up"),
	"Confidential.while":         titled(StageTitles, Stages()[:9]...), // until it is closed
	"Limit.start":                titled(startTitles, "register", "receipt", "assign", "accept"),
	"Cadence.by":                 ofMatter("urgency", "category"),
	"MetBy.by":                   titled(metTitles, "review", "report"),
	"Standing.each":              titled(eachTitles, "unit", "post", "body", "zone"),
	"Public.while":               titled(publicTitles, "open", "closed", "always"),
	"Listing.light":              {[]string{"red", "amber", "green"}, LightTitle},
	"Listing.by":                 ofMatter("number", "due", "progress", "registered"),
	"Listing.each":               ofMatter("lead_unit", "owner", "sponsor", "category", "urgency"),
	"Listing.since":              titled(map[string]text.Text{"last_issue": {Zh: "上期签发以来", En: "the last issue"}}, "last_issue"),
	"Policy.level":               titled(BenefitWords, "national", "province", "city", "zone"),
	"Clause.mode":                titled(BenefitWords, Automatic, Instant, Reviewed),
	"Clause.period":              titled(BenefitWords, Once, Yearly, HalfYear, Quarter, Monthly),
	"Line.short":                 titled(BenefitWords, FirstCome, ProRata, Rank),
	"Exclusion.before":           titled(BenefitWords, Refuse, Difference),
	"session.Block.fill":         titled(fills, "red", "amber", "due-duties", "missed-duties", "last-resolutions"),
	"session.Block.duties":       titled(DutyTitles, Duties()...),
	"calendar.Hours.after_hours": titled(lateTitles, string(calendar.NextWorkday), string(calendar.SameDay)),
	"calendar.Hours.delivery":    titled(lateTitles, string(calendar.NextWorkday), string(calendar.SameDay)),
	"calendar.Hours.assignment":  titled(lateTitles, string(calendar.NextWorkday), string(calendar.SameDay)),
}

var startTitles = map[string]text.Text{
	"register": CommandTitles["register"], "receipt": {Zh: "材料齐全（或视为受理）", En: "materials complete, or taken as accepted"}, "assign": CommandTitles["assign"], "accept": CommandTitles["accept"],
}

// StartTitle names what starts the clocks of a kind.
func StartTitle(start string) text.Text { return startTitles[start] }

// metTitles name the deeds that meet a duty of a cadence.
var metTitles = map[string]text.Text{"review": {Zh: "调度", En: "review"}, "report": CommandTitles["report"]}

var eachTitles = map[string]text.Text{
	"unit": {Zh: "单位", En: "unit"}, "post": {Zh: "岗位", En: "post"}, "body": {Zh: "机构", En: "body"}, "zone": {Zh: "地区", En: "zone"},
}

var publicTitles = map[string]text.Text{
	"open": {Zh: "办理中", En: "while it is open"}, "closed": {Zh: "销号后", En: "once it is closed out"}, "always": {Zh: "始终", En: "always"},
}

var lateTitles = map[string]text.Text{
	string(calendar.NextWorkday): {Zh: "按次一工作日", En: "on the next working day"}, string(calendar.SameDay): {Zh: "按当日", En: "on the same day"},
}

// typeTitle names the type of a field: those of registers, and a post.
func typeTitle(typ string) text.Text {
	if typ == "role" {
		return eachTitles["post"]
	}
	return register.TypeTitle(typ)
}

// LightTitle names a light: 红灯.
func LightTitle(light string) text.Text {
	t := terms["Lights."+light]
	return text.Text{Zh: t.zh, En: t.en}
}
