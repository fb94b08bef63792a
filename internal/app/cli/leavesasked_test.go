package cli

import "strings"

// inJSON is one command to be asked with --json: by whom, when, and the code of the refusal where it is refused.
type inJSON struct{ command, as, at, refused string }

// leaf is the command without its arguments.
func (c inJSON) leaf() string {
	words := strings.Fields(c.command)
	if len(words) == 1 || !strings.Contains(" account benefit calendar claim config duty enterprise fund letter matter org register session zone ", " "+words[0]+" ") {
		return words[0]
	}
	return words[0] + " " + words[1]
}

// commandsInJSON asks every command once, in an order in which most can be done.
func commandsInJSON(in func(name string) string) []inJSON {
	const (
		office, head, studio, money, chair = "招商局综合科科长", "招商局局长", "党群工作部部长", "财政局局长", "招商局党支部书记"
		owner, leader, first               = "招商一科科长", "分管招商副主任", "2023-06-12"
	)
	return []inJSON{
		{command: "today"}, {command: "show 34"}, {command: "matter list"}, {command: "duty list"}, {command: "letter list"}, {command: "letter show 34/L1"},
		{command: "session list"}, {command: "session show 1"}, {command: "register list"}, {command: "org show"}, {command: "org matrix"},
		{command: "enterprise list"}, {command: "claim list"}, {command: "claim batches"}, {command: "fund list"}, {command: "help"}, {command: "help time"}, {command: "version"},
		{command: "check ../../../mechanisms"}, {command: "diff ../../../mechanisms"}, {command: "plan --candidate ../../../mechanisms"}, {command: "coverage"},
		{command: "calendar days 2026"}, {command: "calendar due --from 2026-03-02 --limit 20wd"}, {command: "benefit list"}, {command: "benefit try"},
		{command: "benefit guide talent-studio/studio", refused: "benefit.unknown"}, {command: "benefit guide first-44/transport --zone ganzhou-city"},
		{command: "benefit explain 91360700MAGC00103Q first-44/transport --zone ganzhou-city"}, {command: "benefit misses first-44/transport --zone ganzhou-city"},
		{command: "benefit plan ../../../mechanisms/ganzhou-city --zone ganzhou-city"}, {command: "claim show 1 --zone ganzhou-city"}, {command: "fund show first-44 --year 2021 --zone ganzhou-city"},
		{command: "zone list"}, {command: "verify"}, {command: "receipt 6"}, {command: "receipt 6 -o " + in("receipt.json")}, {command: "verify --receipt " + in("receipt.json")},
		{command: "config check"}, {command: "config example"}, {command: "account init --system 1001 --security 1002 --audit 1003"}, {command: "account tokens audit"},
		{command: "account reset audit"}, {command: "account token audit --title 试", refused: "identity.not_allowed"}, {command: "account revoke audit 1", refused: "identity.no_token"},
		{command: "export " + in("out.xlsx")}, {command: "import ../../../demo/ganzhou-etdz.xlsx --dry-run", as: office},

		{command: "matter register --kind graded-task --title 试 --brief 七月底前签约", as: office, at: first}, {command: "matter assign 36 --owner " + owner + " --due 2023-07-31", as: chair, at: first},
		{command: "matter accept 36", as: owner, at: first}, {command: "matter work 36", as: owner, at: first}, {command: "matter report 36 --text 已对接 --progress 30", as: owner, at: first},

		{command: "matter review 36 --text 看过", as: chair, at: first}, {command: "matter return 36 --reason 补材料", as: chair, at: first}, {command: "matter attach 36 --evidence 合同", as: owner, at: first},
		{command: "matter look-at 36 --text 已调度", as: chair, at: first}, {command: "matter meet 36 --duty none", as: owner, at: first, refused: "matter.no_duty"}, {command: "matter establish 36", as: office, at: first, refused: "matter.wrong_stage"},
		{command: "matter ask-materials 36 --reason 缺件", as: office, at: first, refused: "matter.wrong_stage"}, {command: "matter complete-materials 36", as: office, at: first, refused: "matter.wrong_stage"},
		{command: "matter ask-extension 36 --by 10d --reason 待批", as: owner, at: first}, {command: "matter refuse-extension 36 --reason 不必", as: leader, at: first}, {command: "matter extend 36 --by 10d --reason 准", as: leader, at: first, refused: "clock.not_asked"},
		{command: "matter ask-replan 36 --due 2023-08-31 --reason 待批", as: owner, at: first}, {command: "matter refuse-replan 36 --reason 不必", as: leader, at: first}, {command: "matter replan 36 --reason 准", as: leader, at: first, refused: "matter.no_replan"},
		{command: "matter object 36 --text 灯不对", as: owner, at: first}, {command: "matter answer-objection 36 --text 核过", as: chair, at: first}, {command: "matter suspend 36 --reason 等批复", as: chair, at: first}, {command: "matter resume 36", as: chair, at: first},
		{command: "matter escalate 36 --reason 慢", as: head, at: first}, {command: "matter recolor 36 --urgency red", as: head, at: first, refused: "matter.not_your_post"}, {command: "matter transfer 36 --owner 招商二科科长 --reason 调整", as: chair, at: first},
		{command: "matter recheck 36 --verdict pass", as: head, at: first, refused: "matter.wrong_stage"}, {command: "matter complete 36 --text 成", as: owner, at: first}, {command: "matter follow-up 36 --text 访", as: head, at: first, refused: "matter.not_your_post"},
		{command: "matter close 36 --text 销", as: head, at: first, refused: "matter.not_your_post"}, {command: "matter archive 36", as: office, at: first, refused: "matter.wrong_stage"}, {command: "matter reopen 36 --reason 开", as: head, at: first, refused: "matter.not_your_post"},
		{command: "matter draft-letter 34 --letter L1 --reason 慢", as: office, at: first}, {command: "letter issue 34/L1", as: office, at: first}, {command: "letter deliver 34/L1", as: office, at: first},
		{command: "letter sign 34/L1", as: "招商四科科长", at: first}, {command: "letter reply 34/L1 --text 已改", as: "招商四科科长", at: first}, {command: "letter withdraw 34/L1 --reason 误", as: office, at: first, refused: "letter.order"},
		{command: "matter issue-letter 36 --letter L1", as: office, at: first, refused: "letter.not_found"}, {command: "matter deliver-letter 36 --letter L1", as: office, at: first, refused: "letter.not_found"}, {command: "matter sign-letter 36 --letter L1", as: owner, at: first, refused: "letter.not_found"},
		{command: "matter reply-letter 36 --letter L1 --text 改", as: owner, at: first, refused: "letter.not_found"}, {command: "matter withdraw-letter 36 --letter L1 --reason 误", as: office, at: first, refused: "letter.not_found"},
		{command: "matter merge 36 --to 6 --reason 同", as: chair, at: first}, {command: "matter withdraw 35 --reason 不办", as: chair, at: first}, {command: "matter unmask 36 --which 无 --reason 核", as: head, at: first, refused: "matter.no_personal"}, {command: "matter erase 36 --which 无 --reason 核", as: head, at: first, refused: "matter.not_your_post"},
		{command: "duty meet 10 每周调度", as: head, at: first}, {command: "erase-due", as: head}, {command: "sweep", at: "2023-06-19"},

		{command: "session convene 支委会会议 --item 第一议题=学习 --item 研判事项紧急程度=研判", as: chair, at: "2023-06-19"}, {command: "session add 2 其他事项=通报", as: chair, at: "2023-06-19"}, {command: "session attend 2 --all", as: chair, at: "2023-06-19"},
		{command: "session open 2", as: chair, at: "2023-06-19"}, {command: "session review 2 --item 1 --text 已学", as: chair, at: "2023-06-19"}, {command: "session review 2 --item 2 --text 已研", as: chair, at: "2023-06-19"}, {command: "session review 2 --item 3 --text 已研", as: chair, at: "2023-06-19"}, {command: "session pass 2 其他事项 --reason 无", as: chair, at: "2023-06-19"}, {command: "session resolve 2 --text 交办", as: chair, at: "2023-06-19"},
		{command: "session minute 2 --text 记", as: chair, at: "2023-06-19"}, {command: "session close 2", as: chair, at: "2023-06-19", refused: "session.unhandled"}, {command: "session cancel 2 --reason 误", as: chair, at: "2023-06-19", refused: "session.order"},

		{command: "register put talent-studio code=S1 name=甲工作室 level=国家级 verdict=优秀", as: studio, at: first}, {command: "register put talent-studio code=S2 name=乙工作室 level=国家级 verdict=优秀", as: studio, at: first}, {command: "register show talent-studio S1"}, {command: "register correct talent-studio code=S2 name=丙工作室 level=国家级 verdict=优秀 --from 2023-06-12 --reason 误", as: studio, at: first, refused: "register.no_record"},
		{command: "claim match", as: studio, at: first}, {command: "fund appropriate talent-studio 50万元 --basis 会议", as: money, at: first}, {command: "claim confirm --clause talent-studio", as: studio, at: first}, {command: "claim notice --clause talent-studio", as: studio, at: first},
		{command: "claim object 2 不实", as: studio, at: first}, {command: "claim answer 2 1 属实", as: studio, at: first}, {command: "claim take 2", as: studio, at: first, refused: "claim.no_desk"}, {command: "claim apply talent-studio/excellent S1", as: studio, at: first, refused: "claim.automatic"},
		{command: "claim settle 1 --payee 工作室 --bank 示例银行 --account 6222000000001234", as: studio, at: first}, {command: "claim batch 拨1", as: money, at: "2023-06-20"}, {command: "claim receipt 拨1 " + in("receipts.csv"), as: money, at: "2023-06-21"},
		{command: "claim clawback 1 --reason 不实", as: money, at: "2023-06-21"}, {command: "claim strike 2 --reason 不符", as: studio, at: "2023-06-21"}, {command: "register retire talent-studio S2 --reason 误", as: studio, at: "2023-06-21"},
		{command: "enterprise import " + in("firms.csv") + " --source 示例 --dated 2023-06-01", as: head, at: first}, {command: "enterprise show 91360700MADM00019B"}, {command: "enterprise state 91360700MADM00019B 名称=甲 --source 示例", as: head, at: first},
		{command: "enterprise correct 91360700MADM00019B 名称=甲 --from 2023-06-01 --source 示例 --reason 误", as: head, at: first}, {command: "enterprise retire 91360700MADM00019B --reason 误", as: head, at: first},

		{command: "org absence --person zsj-1a --from 2023-06-22 --reason 培训", as: chair, at: "2023-06-22"}, {command: "org back --person zsj-1a", as: chair, at: "2023-06-23"}, {command: "org relieve 招商二科科长", as: chair, at: "2023-06-23"}, {command: "org appoint 招商二科科长 zsj-3b", as: chair, at: "2023-06-24"},
		{command: "org hand-over", as: chair}, {command: "org rename 招商四科 招商五科", as: chair, at: "2023-06-25"}, {command: "org open-post 招商五科副科长 --unit 招商五科", as: chair, at: "2023-06-25"}, {command: "org close-post 招商五科副科长", as: chair, at: "2023-06-26"},
		{command: "org merge 招商一科 招商二科 --into zsj-x=招商一处 --head 招商一处处长", as: chair, at: "2023-06-27"}, {command: "org split zsj-x --into zsj-y=招商甲处 --into zsj-z=招商乙处", as: chair, at: "2023-06-28"},
		{command: "apply ../../../mechanisms/ganzhou-etdz", as: chair, at: "2023-06-29", refused: "mechanism.same_version"}, {command: "calendar load " + in("2027.yaml"), as: chair, at: "2025-12-01"}, {command: "backup " + in("copy.db")}, {command: "restore " + in("copy.db") + " --db " + in("restored.db")},
	}
}
