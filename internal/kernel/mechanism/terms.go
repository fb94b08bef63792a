package mechanism

import (
	"reflect"
	"strings"

	"qinlian/internal/base/text"
)

// term is what people call a key of a mechanism file, and what they should know when they write it.
// The differences of two versions are told in these names; the JSON Schema carries both.
type term struct {
	zh, en         string
	helpZh, helpEn string
}

// termOf finds the term of a key by its type and name.
func termOf(t reflect.Type, key string) (term, bool) {
	found, ok := terms[typeName(t)+"."+key]
	return found, ok
}

// typeName is a type as terms and schemas call it: Kind, session.Block.
func typeName(t reflect.Type) string { return strings.TrimPrefix(t.String(), "mechanism.") }

// documentTerms name the types of documents.
var documentTerms = map[string]term{
	typeZone:     {"清单文件", "manifest", "一个地区的机制包:名称、继承自哪一个包", "what the bundle of a zone is and what it extends"},
	typeKind:     {"事项种类", "kind", "一类事项:编号、字段、时限、闸门、灯色、节律、升级链", "one sort of matter: number, fields, limits, gates, light, cadence, ladder"},
	typeCadence:  {"周期任务", "cadence", "定期必做一次的事,由每个单位、岗位或机构承担", "something each unit, post or body must do once a period"},
	typeLadder:   {"升级链", "ladder", "多类事项共用的升级链", "a ladder that several kinds share"},
	typeSession:  {"会议模板", "session", "一类会议:机构、主持、议程板块", "one sort of session: body, chair, agenda blocks"},
	typeLetter:   {"函件模板", "letter", "提示函、督办函、通报的文号与正文", "number and text of a letter or bulletin"},
	typeRegister: {"档案", "register", "一类档案的字段", "the fields of a sort of record"},
	typeList:     {"清单", "list", "有版本的清单,闸门据此核对", "a versioned list that gates consult"},
	typeOrg:      {"组织机构", "org", "单位、岗位、人员、议事机构", "units, posts, people and bodies"},
}

var terms = map[string]term{
	"Header.title":     {"名称", "title", "中文名称,或 { zh: 中文, en: English }", "Chinese title, or { zh: …, en: … }"},
	"Header.source":    {"出处", "source", "取自哪一项制度、哪一处文字", "the institution and text it was taken from"},
	"Header.rows":      {"机制编号", "rows", "对应机制表的编号,如 [M01-14]", "rows of the table of mechanisms, as in [M01-14]"},
	"Header.effective": {"有效期", "effective period", "{ from: 起始日, to: 截止日 },截止日当天不含", "{ from: day, to: day }, the last day not included"},
	"Header.note":      {"注", "note", "读者须知,如原文缺失的数字", "what a reader must know, such as a figure the source lost"},
	"Span.from":        {"起始日", "from", "当天起有效", "valid from this day on"},
	"Span.to":          {"截止日", "to", "当天起失效", "no longer valid from this day on"},
	"text.Text.zh":     {"中文", "Chinese", "", ""},
	"text.Text.en":     {"英文", "English", "", ""},

	"Manifest.extends":  {"继承", "extends", "本包没有重新定义的,取自该包", "bundle that supplies what this one does not redefine"},
	"Manifest.abstract": {"仅供继承", "abstract", "本包只供继承,没有组织机构", "only to be extended, without an org of its own"},
	"Manifest.roles":    {"默认角色", "roles", "各类别没有自己写明的角色取自这里", "who does what in kinds that do not say so themselves"},
	"Manifest.sources":  {"依据文件", "sources", "本地区机制取自哪些文件", "documents the mechanisms were taken from"},

	"Kind.number":     {"编号格式", "number pattern", "{year} 年份、{seq} 顺序号(必有)、{month} 月份、{zone} 地区", "{year}, {seq} (required), {month}, {zone}"},
	"Kind.fields":     {"专有字段", "own fields", "规则中写作 matter.fields.名称", "read in rules as matter.fields.NAME"},
	"Kind.limit":      {"时限", "limits", "30wd 即承诺时限,或分别写明各时限", "30wd is the promised limit, or the clocks by name"},
	"Kind.requires":   {"必经环节", "required stages", "不可跳过的环节", "optional stages this kind insists on"},
	"Kind.gates":      {"闸门", "gates", "操作 → 必须满足的条件", "command → conditions it must meet"},
	"Kind.checklist":  {"检查表", "checklist", "审核时须逐项勾选", "every item must be ticked at review"},
	"Kind.roles":      {"权限岗位", "roles", "谁交办、谁审核、谁核验", "who assigns, reviews, verifies"},
	"Kind.light":      {"灯色", "light", "红、黄、绿依次判断,先成立者为准", "red, amber, green; the first that holds"},
	"Kind.urgencies":  {"紧急程度", "urgencies", "取值 → 名称", "value → title"},
	"Kind.cadence":    {"节律", "cadence", "weekly;或按紧急程度 { red: weekly };或长写法", "weekly; or by urgency { red: weekly }; or the long form"},
	"Kind.ladder":     {"升级链", "ladder", "到时未办,逐级采取的动作", "what happens, step by step, when it is not done"},
	"Kind.use_ladder": {"共用升级链", "shared ladder", "引用一条共用升级链,代替 ladder", "name of a shared ladder, instead of ladder"},
	"Kind.counts":     {"统计", "counts", "全部事项中符合条件的有几件", "how many matters of the kind meet a condition"},
	"Kind.tree":       {"分解", "decomposition", "下级事项的种类与数目", "kinds and numbers of children"},
	"Kind.recheck":    {"回头看", "re-check", "销号后多久再看一次", "look again so long after close-out"},
	"Kind.standing":   {"常设事项", "standing matters", "无需登记,每个单位(岗位、机构)自动有一件", "one matter for each unit, post or body, without anybody registering it"},
	"Kind.public":     {"公开", "public view", "公开哪些字段、何时公开", "which fields are public, and when"},
	"Kind.categories": {"类别", "categories", "允许的类别;不写则不限", "allowed categories; none: any"},
	"Kind.place":      {"须写地点", "place required", "一线工作法:登记时必须写明地点", "a matter must name a place"},

	"Field.type":     {"类型", "type", "", ""},
	"Field.title":    {"名称", "title", "", ""},
	"Field.required": {"必填", "required", "登记时必须填写", "must be given at registration"},
	"Field.one_of":   {"可选值", "choices", "只能取其中之一", "must be one of these"},

	"Limit.advisory":   {"建议时限", "advisory limit", "内部提醒用", "for reminders within the office"},
	"Limit.promised":   {"承诺时限", "promised limit", "对外承诺,不得长于法定时限;也可写作 default", "what is promised, never longer than the statutory one; default is another word for it"},
	"Limit.statutory":  {"法定时限", "statutory limit", "法律法规规定的时限", "what the law says"},
	"Limit.accept":     {"签收时限", "time to accept", "交办后多久须签收", "how soon an assigned matter must be signed for"},
	"Limit.extensions": {"延期次数", "extensions", "最多可延期几次,不写为 1", "how often it may be extended, 1 unless given"},
	"Limit.extend_by":  {"每次延期", "longest extension", "每次最多延多久", "the most one extension may add"},
	"Limit.start":      {"起算", "clock start", "从何时起算:register、receipt(行政许可法32条:材料齐全,或五个工作日内未告知补正的自收到之日)、assign(默认)、accept", "what starts the clock: register, receipt (materials complete, or as of receipt where nothing was asked for within five working days), assign (default), accept"},

	"Gates.all":      {"条件", "conditions", "全部成立才放行", "all must hold"},
	"Gates.says":     {"提示", "message", "不放行时对办事人说的话", "what the person is told when refused"},
	"Condition.if":   {"条件", "condition", "CEL 表达式", "CEL expression"},
	"Condition.says": {"提示", "message", "此条不成立时的提示", "what is said when this one fails"},

	"Roles.assign":  {"交办人", "who assigns", "立项、交办、转办、撤销;不写则任何岗位", "who establishes, assigns, transfers, withdraws; anybody unless given"},
	"Roles.review":  {"审核人", "who reviews", "审核、退回;不写则任何岗位", "who reviews and returns; anybody unless given"},
	"Roles.verify":  {"核验人", "who verifies", "销号;不能是责任人本人;不写则任何岗位", "who closes out, never the owner; anybody unless given"},
	"Roles.extend":  {"延期审批人", "who extends", "不写则任何岗位", "sponsor unless given"},
	"Roles.office":  {"发函办公室", "office", "签发函件;不写则任何岗位", "who issues letters; anybody unless given"},
	"Roles.sponsor": {"牵头领导", "sponsor", "默认 lead_unit.sponsor", "lead_unit.sponsor unless given"},

	"Lights.red":   {"红灯", "red", "CEL 表达式", "CEL expression"},
	"Lights.amber": {"黄灯", "amber", "CEL 表达式", "CEL expression"},
	"Lights.green": {"绿灯", "green", "一般写 true", "usually true"},

	"Cadence.by":     {"依据", "deciding field", "节律由 urgency(默认)还是 category 决定", "whether urgency (default) or category decides the rhythm"},
	"Cadence.rhythm": {"节律", "rhythm", "取值 → 多久一次;* 表示全部", "value → how often; * for all"},
	"Cadence.owner":  {"承担人", "owner", "谁必须做;默认责任人", "who owes it; the owner unless given"},
	"Cadence.met_by": {"履行方式", "met by", "review 调度(默认)、report 反馈、letter 函件", "review (default), report, or letter"},

	"cadence.Definition.every":    {"周期", "period", "weekly、half-monthly、monthly、quarterly 等", "weekly, half-monthly, monthly, quarterly and so on"},
	"cadence.Definition.windows":  {"窗口", "windows", "每年开放的时段", "spans of the year in which it is open"},
	"cadence.Definition.due":      {"截止", "due", "周期内何时截止", "when within the period it is due"},
	"cadence.Definition.at":       {"时刻", "time of day", "", ""},
	"cadence.Definition.workdays": {"仅工作日", "working days only", "", ""},

	"cadence.Window.name": {"名称", "name", "如 年初、年中", "such as 年初"},
	"cadence.Window.from": {"起", "from", "MM-DD", "MM-DD"},
	"cadence.Window.to":   {"止", "to", "MM-DD,当天计入", "MM-DD, included"},

	"Rung.at":       {"时刻", "instant", "起点 ± 时长:due - 3wd、due + 1wd、missed、unreplied + 1wd、red + 3wd", "anchor ± offset: due - 3wd, due + 1wd, missed, unreplied + 1wd, red + 3wd"},
	"Rung.when":     {"前提", "when", "届时成立才触发", "fires only where this holds at the instant"},
	"Rung.send":     {"发函", "send", "函件模板", "letter template"},
	"Rung.talk":     {"约谈", "formal talk", "", ""},
	"Rung.bulletin": {"通报", "bulletin", "通报所用函件模板", "letter template of the bulletin"},
	"Rung.raise":    {"提级", "raise", "提高一级,由 to 研究处理", "raise the level; to must deal with it"},
	"Rung.to":       {"对象", "to", "角色,如 owner、lead_unit.head、head(招商局)", "role such as owner, lead_unit.head, head(招商局)"},
	"Rung.by":       {"经办", "by", "谁来发函或约谈;默认 roles.office", "who must act; roles.office unless given"},
	"Rung.within":   {"限时", "within", "经办人须在多久内办;默认 1wd", "how soon; 1wd unless given"},
	"Rung.title":    {"名称", "title", "", ""},

	"Ladder.rungs": {"梯级", "rungs", "", ""},

	"Count.title":  {"名称", "title", "", ""},
	"Count.if":     {"条件", "condition", "数哪些事项", "which matters are counted"},
	"Count.of":     {"分母", "denominator", "不写则为全部", "all of the kind unless given"},
	"Count.expect": {"原文数", "expected figure", "原文所载数字,并列显示", "what the source says, shown beside the figure"},

	"Tree.children": {"下级种类", "kinds of children", "", ""},
	"Tree.leaves":   {"末级数", "leaves", "立项前须有多少末级事项;0 不限", "how many leaves it must have before it is established; 0: any"},
	"Tree.branches": {"直接下级数", "direct children", "0 不限", "0: any"},
	"Tree.at_least": {"为下限", "at least", "原文写“余”“以上”时", "the numbers are lower bounds"},

	"Standing.each":  {"每个", "each", "unit 单位、post 岗位、body 机构、zone 地区", "unit, post, body or zone"},
	"Standing.where": {"范围", "where", "单位类型、代码或岗位名;不写则全部", "unit types, codes or post names; none: all"},

	"Public.fields": {"公开字段", "public fields", "", ""},
	"Public.while":  {"公开时段", "public while", "open 办理中、closed 销号后、always 始终", "open, closed or always"},

	"standing.for":        {"承担者", "for", "unit,或 { each: unit, where: [内设机构] }", "unit, or { each: unit, where: […] }"},
	"standing.owner":      {"承担人", "owner", "谁必须做", "who owes it"},
	"standing.met_by":     {"履行方式", "met by", "review、report 或 letter", "review, report or letter"},
	"standing.number":     {"编号格式", "number pattern", "", ""},
	"standing.fields":     {"专有字段", "own fields", "", ""},
	"standing.gates":      {"闸门", "gates", "", ""},
	"standing.roles":      {"权限岗位", "roles", "", ""},
	"standing.light":      {"灯色", "light", "", ""},
	"standing.ladder":     {"升级链", "ladder", "", ""},
	"standing.use_ladder": {"共用升级链", "shared ladder", "", ""},
	"standing.counts":     {"统计", "counts", "", ""},
	"standing.public":     {"公开", "public view", "", ""},

	"session.Template.title":     {"名称", "title", "", ""},
	"session.Template.number":    {"编号格式", "number pattern", "会议与纪要的编号", "number of the session and its minutes"},
	"session.Template.body":      {"机构", "body", "开会的议事机构", "the body that meets"},
	"session.Template.chair":     {"主持", "chair", "角色", "role"},
	"session.Template.blocks":    {"议程板块", "agenda blocks", "按议程顺序", "in agenda order"},
	"session.Template.per_year":  {"每年次数", "sessions a year", "0 不限", "0: none planned"},
	"session.Template.series":    {"集中安排", "series", "多少场、多长时间内", "how many within how long"},
	"session.Template.quorum":    {"到会比例", "quorum", "0 到 1", "0 to 1"},
	"session.Template.look_back": {"回看上次决议", "look back", "议程首先回看上次未办结的决议", "the agenda opens with what the last session left open"},
	"session.Template.recolor":   {"可改色", "may recolour", "其决议可以改变紧急程度", "its resolutions may change urgency"},
	"session.Template.matters":   {"可立事项", "matters", "决议可以登记哪些种类;不写不限", "kinds its resolutions may register; none: any"},
	"session.Block.name":         {"代号", "name", "", ""},
	"session.Block.title":        {"名称", "title", "", ""},
	"session.Block.required":     {"必备", "required", "缺此板块不得成会", "without it there is no session"},
	"session.Block.first":        {"第一议题", "first", "必须是第一项", "must be the first item"},
	"session.Block.fill":         {"自动填入", "fill", "red、amber、due-duties、missed-duties、last-resolutions", "red, amber, due-duties, missed-duties or last-resolutions"},
	"session.Block.kinds":        {"事项种类", "kinds", "只填入这些种类", "only these kinds"},
	"session.Series.count":       {"场数", "count", "", ""},
	"session.Series.within":      {"期间", "within", "", ""},

	"letter.Template.title":   {"名称", "title", "", ""},
	"letter.Template.number":  {"文号格式", "number pattern", "如 督〔{year}〕{seq}号", "such as 督〔{year}〕{seq}号"},
	"letter.Template.reply":   {"回复时限", "time to reply", "自送达起;不写则不要求回复", "from delivery; none: no reply asked"},
	"letter.Template.subject": {"标题", "subject", "可含占位符", "may hold placeholders"},
	"letter.Template.body":    {"正文", "body", "可含占位符,如 {matter.title}", "may hold placeholders such as {matter.title}"},

	"register.Definition.title":    {"名称", "title", "", ""},
	"register.Definition.key":      {"标识字段", "key", "哪个字段标识一条记录", "the field that identifies a record"},
	"register.Definition.fields":   {"字段", "fields", "", ""},
	"register.Definition.expect":   {"原文数", "expected figure", "", ""},
	"register.Definition.at_least": {"为下限", "at least", "", ""},
	"register.Field.type":          {"类型", "type", "string, bool, int, double, money, count, date, list<string>, matter", "string, bool, int, double, money, count, date, list<string>, matter"},
	"register.Field.title":         {"名称", "title", "", ""},
	"register.Field.required":      {"必填", "required", "", ""},
	"register.Field.one_of":        {"可选值", "choices", "", ""},
	"register.List.title":          {"名称", "title", "", ""},
	"register.List.version":        {"版本", "version", "引用条目时一并记录", "recorded with every item cited"},
	"register.List.items":          {"条目", "items", "", ""},
	"register.Item.code":           {"编码", "code", "规则中核对的代码", "what rules look for"},
	"register.Item.title":          {"名称", "title", "", ""},
	"register.Item.from":           {"生效日", "from", "", ""},
	"register.Item.to":             {"失效日", "to", "当天起失效", "no longer in force from this day on"},

	"org.Chart.org":              {"地区", "zone", "", ""},
	"org.Chart.name":             {"名称", "name", "", ""},
	"org.Chart.prefixes":         {"名称前缀", "prefixes", "台账中单位名前常带的字样", "what ledgers put before a unit's name"},
	"org.Chart.units":            {"单位", "units", "", ""},
	"org.Chart.posts":            {"岗位", "posts", "", ""},
	"org.Chart.people":           {"人员", "people", "只写代号", "by code alone"},
	"org.Chart.bodies":           {"议事机构", "bodies", "领导小组、专班等", "leading groups, task forces"},
	"org.Chart.aliases":          {"别名", "aliases", "单位名 → 台账写法", "unit name → how ledgers write it"},
	"org.Chart.responsibility":   {"责任矩阵", "responsibility", "人人有责、层层有责、地地有责", "which levels and places must be covered"},
	"org.Unit.code":              {"代码", "code", "永不改变、永不复用", "for ever, never reused"},
	"org.Unit.name":              {"名称", "name", "", ""},
	"org.Unit.type":              {"类型", "type", "", ""},
	"org.Unit.parent":            {"上级", "parent", "单位代码", "code of a unit"},
	"org.Unit.sponsor":           {"分管领导", "sponsor", "岗位名;不写随上级", "post; the parent's unless given"},
	"org.Unit.level":             {"层级", "level", "", ""},
	"org.Unit.place":             {"地域", "place", "", ""},
	"org.Unit.from":              {"设立日", "from", "", ""},
	"org.Unit.to":                {"撤销日", "to", "当天起撤销", "gone from this day on"},
	"org.Unit.successor_of":      {"承接自", "successor of", "承接哪些单位的职责", "units whose matters it answers for"},
	"org.Unit.former_names":      {"曾用名", "former names", "", ""},
	"org.FormerName.name":        {"曾用名", "name", "", ""},
	"org.FormerName.to":          {"用至", "to", "", ""},
	"org.Post.name":              {"岗位名", "name", "在本地区唯一", "unique in the zone"},
	"org.Post.unit":              {"单位", "unit", "单位代码", "code of its unit"},
	"org.Post.head":              {"负责人", "head", "是否单位负责人", "whether it heads the unit"},
	"org.Post.level":             {"层级", "level", "", ""},
	"org.Post.places":            {"地域", "places", "", ""},
	"org.Post.holder":            {"任职人", "holder", "A岗的简写", "short for primary"},
	"org.Post.primary":           {"A岗", "primary", "", ""},
	"org.Post.deputy":            {"B岗", "deputy", "", ""},
	"org.Post.terms":             {"历任", "terms", "", ""},
	"org.Post.from":              {"设岗日", "from", "", ""},
	"org.Post.to":                {"撤岗日", "to", "", ""},
	"org.Holding.person":         {"人员", "person", "人员代号", "code of a person"},
	"org.Holding.from":           {"到任日", "from", "", ""},
	"org.Holding.to":             {"离任日", "to", "", ""},
	"org.Term.seat":              {"席位", "seat", "primary A岗、deputy B岗", "primary or deputy"},
	"org.Term.person":            {"人员", "person", "", ""},
	"org.Term.from":              {"到任日", "from", "", ""},
	"org.Term.to":                {"离任日", "to", "", ""},
	"org.Person.code":            {"代号", "code", "不写姓名", "never a name"},
	"org.Person.from":            {"入职日", "from", "", ""},
	"org.Person.to":              {"离职日", "to", "", ""},
	"org.Body.code":              {"代码", "code", "", ""},
	"org.Body.name":              {"名称", "name", "", ""},
	"org.Body.kind":              {"类别", "kind", "", ""},
	"org.Body.head":              {"组长", "head", "岗位名", "post"},
	"org.Body.members":           {"成员单位", "members", "单位代码", "codes of units"},
	"org.Body.office":            {"办公室", "office", "办公室设在哪个单位", "unit or body that keeps its business"},
	"org.Body.from":              {"成立日", "from", "", ""},
	"org.Body.to":                {"撤销日", "to", "", ""},
	"org.Responsibility.levels":  {"层级", "levels", "", ""},
	"org.Responsibility.places":  {"地域", "places", "", ""},
	"org.Responsibility.require": {"必须覆盖", "require", "", ""},
	"org.Required.level":         {"层级", "level", "", ""},
	"org.Required.places":        {"地域", "places", "", ""},
}
