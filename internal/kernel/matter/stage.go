package matter

import (
	"slices"

	"qinlian/internal/kernel/mechanism"
)

// A transition lets a command through from some stages and leads to another.
type transition struct {
	from []Stage
	to   Stage // "" leaves the stage as it is
}

// open are all stages in which work may still be done.
var open = []Stage{Registered, Established, Assigned, Accepted, Working, Reported, Reviewed, Completed, FollowedUp}

// undone are those before it is completed: a clock runs, or will.
var undone = []Stage{Registered, Established, Assigned, Accepted, Working, Reported, Reviewed}

// transitions is the whole lifecycle: for each command the stages it starts from and where it leads.
// The README draws it. Kinds may insist on optional stages (requires) but never add an edge.
var transitions = map[string]transition{
	"register":  {nil, Registered},
	"establish": {[]Stage{Registered}, Established},
	"assign":    {[]Stage{Registered, Established, Assigned}, Assigned},
	"accept":    {[]Stage{Assigned}, Accepted},
	"work":      {[]Stage{Accepted}, Working},
	"report":    {[]Stage{Assigned, Accepted, Working, Reported, Reviewed}, Reported},
	"review":    {[]Stage{Reported}, Reviewed},
	"return":    {[]Stage{Reported, Reviewed, Completed, FollowedUp}, Working},
	"complete":  {[]Stage{Assigned, Accepted, Working, Reported, Reviewed}, Completed},
	"follow-up": {[]Stage{Completed}, FollowedUp},
	"close":     {[]Stage{Completed, FollowedUp}, Closed},
	"archive":   {[]Stage{Closed}, Archived},
	"recheck":   {[]Stage{Closed, Archived}, ""},
	"reopen":    {[]Stage{Completed, FollowedUp, Closed, Archived}, Working},

	"ask-materials":      {[]Stage{Registered, Established, Assigned}, ""},
	"complete-materials": {[]Stage{Registered, Established, Assigned}, ""},
	"ask-extension":      {undone, ""},
	"extend":             {open, ""},
	"refuse-extension":   {open, ""},
	"suspend":            {undone, ""},
	"resume":             {open, ""},
	"escalate":           {open, ""},
	"transfer":           {open, Assigned},
	"merge":              {open, Merged},
	"withdraw":           {open, Withdrawn},
	"recolor":            {open, ""},
	"object":             {open, ""},
	"answer-objection":   {open, ""},
	"ask-replan":         {undone, ""},
	"replan":             {open, ""},
	"refuse-replan":      {open, ""},
	"attach":             {open, ""},
	"look-at":            {open, ""},
	"meet":               {append([]Stage{Closed, Archived, Withdrawn, Merged}, open...), ""},
	"draft-letter":       {open, ""},
	"issue-letter":       {append([]Stage{Closed, Archived, Withdrawn, Merged}, open...), ""},
	"deliver-letter":     {append([]Stage{Closed, Archived, Withdrawn, Merged}, open...), ""},
	"sign-letter":        {append([]Stage{Closed, Archived, Withdrawn, Merged}, open...), ""},
	"reply-letter":       {append([]Stage{Closed, Archived, Withdrawn, Merged}, open...), ""},
	"withdraw-letter":    {append([]Stage{Closed, Archived, Withdrawn, Merged}, open...), ""},
	"unmask":             {append([]Stage{Closed, Archived, Withdrawn, Merged}, open...), ""},
	"erase":              {append([]Stage{Closed, Archived, Withdrawn, Merged}, open...), ""},
}

// Road lists the stages of the main road, from registration to archive.
func Road() []Stage {
	return []Stage{Registered, Established, Assigned, Accepted, Working, Reported, Reviewed, Completed, FollowedUp, Closed, Archived}
}

// rank orders the stages of the main road; those beside it have none.
func (s Stage) rank() int {
	switch s {
	case Registered:
		return 1
	case Established:
		return 2
	case Assigned:
		return 3
	case Accepted:
		return 4
	case Working:
		return 5
	case Reported:
		return 6
	case Reviewed:
		return 7
	case Completed:
		return 8
	case FollowedUp:
		return 9
	case Closed:
		return 10
	case Archived:
		return 11
	}
	return 0
}

// Commands lists the names of every command in order, for shells and documentation.
func Commands() []string {
	names := make([]string, 0, len(transitions))
	for name := range transitions {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Words gives a stage's name in Chinese and English.
func (s Stage) Words() (zh, en string) {
	t := mechanism.StageTitles[string(s)]
	return t.Zh, t.En
}

// CommandWords gives a command's name in Chinese and English.
func CommandWords(name string) (zh, en string) {
	t := mechanism.CommandTitles[name]
	return t.Zh, t.En
}
