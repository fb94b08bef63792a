package matter

import "slices"

// A transition lets a command through from some stages and leads to another.
type transition struct {
	from []Stage
	to   Stage // "" leaves the stage as it is
}

// open are all stages in which work may still be done.
var open = []Stage{Registered, Established, Assigned, Accepted, Working, Reported, Reviewed, Completed, FollowedUp}

// transitions is the whole lifecycle: for each command the stages it starts from and where it leads.
// The README draws it. Kinds may insist on optional stages (requires) but never add an edge.
var transitions = map[string]transition{
	"register":  {nil, Registered},
	"establish": {[]Stage{Registered}, Established},
	"assign":    {[]Stage{Registered, Established, Assigned}, Assigned},
	"accept":    {[]Stage{Assigned}, Accepted},
	"work":      {[]Stage{Accepted}, Working},
	"report":    {[]Stage{Assigned, Accepted, Working, Reported}, Reported},
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
	"ask-extension":      {open, ""},
	"extend":             {open, ""},
	"refuse-extension":   {open, ""},
	"suspend":            {open, ""},
	"resume":             {open, ""},
	"escalate":           {open, ""},
	"transfer":           {open, Assigned},
	"merge":              {open, Merged},
	"withdraw":           {open, Withdrawn},
	"recolor":            {open, ""},
	"object":             {open, ""},
	"answer-objection":   {open, ""},
	"ask-replan":         {open, ""},
	"replan":             {open, ""},
	"refuse-replan":      {open, ""},
	"attach":             {open, ""},
	"look-at":            {open, ""},
	"meet":               {append([]Stage{Closed, Archived}, open...), ""},
	"draft-letter":       {open, ""},
	"issue-letter":       {append([]Stage{Closed, Archived, Withdrawn, Merged}, open...), ""},
	"deliver-letter":     {append([]Stage{Closed, Archived, Withdrawn, Merged}, open...), ""},
	"sign-letter":        {append([]Stage{Closed, Archived, Withdrawn, Merged}, open...), ""},
	"reply-letter":       {append([]Stage{Closed, Archived, Withdrawn, Merged}, open...), ""},
	"withdraw-letter":    {append([]Stage{Closed, Archived, Withdrawn, Merged}, open...), ""},
}

// rank orders the stages of the main road.
var rank = map[Stage]int{Registered: 1, Established: 2, Assigned: 3, Accepted: 4, Working: 5, Reported: 6, Reviewed: 7,
	Completed: 8, FollowedUp: 9, Closed: 10, Archived: 11}

// Commands lists the names of every command in order, for shells and documentation.
func Commands() []string {
	names := make([]string, 0, len(transitions))
	for name := range transitions {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// stageWords are the Chinese and English names of the stages, for refusals.
var stageWords = map[Stage][2]string{
	"": {"未登记", "not registered"}, Registered: {"已登记", "registered"}, Established: {"已立项", "established"}, Assigned: {"已交办", "assigned"},
	Accepted: {"已签收", "accepted"}, Working: {"承办中", "working"}, Reported: {"已反馈", "reported"}, Reviewed: {"已审核", "reviewed"},
	Completed: {"已办结", "completed"}, FollowedUp: {"已回访", "followed up"}, Closed: {"已销号", "closed out"}, Archived: {"已归档", "archived"},
	Withdrawn: {"已撤销", "withdrawn"}, Merged: {"已并案", "merged"},
}

// Words gives a stage's name in Chinese and English.
func (s Stage) Words() (zh, en string) { w := stageWords[s]; return w[0], w[1] }

// commandWords are the names of the commands, for refusals and help.
var commandWords = map[string][2]string{
	"register": {"登记", "register"}, "establish": {"立项", "establish"}, "assign": {"交办", "assign"}, "accept": {"签收", "accept"},
	"work": {"承办", "start work"}, "report": {"反馈", "report"}, "review": {"审核", "review"}, "return": {"退回", "return"},
	"complete": {"办结", "complete"}, "follow-up": {"回访", "follow up"}, "close": {"销号", "close out"}, "archive": {"归档", "archive"},
	"recheck": {"回头看", "re-check"}, "reopen": {"重启", "reopen"},
	"ask-materials": {"告知补正", "say what is missing"}, "complete-materials": {"补齐材料", "complete the materials"}, "ask-extension": {"申请延期", "ask for an extension"},
	"extend": {"批准延期", "extend"}, "refuse-extension": {"不予延期", "refuse the extension"}, "suspend": {"暂停", "suspend"},
	"resume": {"恢复", "resume"}, "escalate": {"升级", "escalate"}, "transfer": {"转办", "transfer"}, "merge": {"并案", "merge"},
	"withdraw": {"撤销", "withdraw"}, "recolor": {"改色", "recolour"}, "object": {"申诉", "object"}, "answer-objection": {"答复申诉", "answer the objection"},
	"ask-replan": {"申请调整计划", "ask for a change of plan"}, "replan": {"批准调整计划", "approve the change of plan"},
	"refuse-replan": {"不予调整", "refuse the change of plan"}, "attach": {"补充佐证", "attach evidence"}, "look-at": {"调度", "review in cadence"},
	"meet": {"履行", "meet a duty"}, "draft-letter": {"拟函", "draft a letter"}, "issue-letter": {"签发函件", "issue a letter"},
	"deliver-letter": {"送达函件", "deliver a letter"}, "sign-letter": {"签收函件", "sign for a letter"}, "reply-letter": {"回复函件", "answer a letter"},
	"withdraw-letter": {"撤回函件", "withdraw a letter"},
}

// CommandWords gives a command's name in Chinese and English.
func CommandWords(name string) (zh, en string) { w := commandWords[name]; return w[0], w[1] }
