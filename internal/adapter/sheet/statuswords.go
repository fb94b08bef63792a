package sheet

import (
	"slices"
	"strings"
)

// statusReading is what words say about the state.
type statusReading struct {
	status   Status
	pace     Pace
	progress *int
	doubt    Doubt
	ok       bool
	open     bool // says only that it is not done: 否
	step     bool // a word of the product's own, which says nothing against a rate
}

// statusWords is all that is known of words for a state; statusOf joins them.
var statusWords = knownStatuses([]statusWord{
	{
		"已完成 完成 已办结 办结 全部完成 全面完成 完成办结 提前完成 按期完成 按时完成 如期完成 已竣工 竣工 已完工 完工 已建成 已整改 整改完成 是 √ ✓ ✔ 100% 已完成整改",
		statusReading{status: StatusCompleted},
	},
	{"已回访", statusReading{status: StatusCompleted, step: true}},
	{"逾期完成 超期完成 逾期办结 超期办结 延期完成", statusReading{status: StatusCompleted, pace: PaceBehind}},
	{"已销号 销号 完成并销号 办结销号", statusReading{status: StatusClosed}},
	{"已归档 归档", statusReading{status: StatusClosed, step: true}},
	{"已验收 验收 通过验收 验收通过 验收合格 完成验收 待验收 待核验 待销号", statusReading{
		status: StatusCompleted,
		doubt:  doubt(Assumed, "status.accepted", "写到验收、核验：按办结读，销号仍须他人在系统里核验", "acceptance is mentioned: read as completed; closing still takes somebody else's eyes in the product"),
	}},
	{"未启动 未开始 尚未启动 尚未开始 暂未启动 未开展 未实施 待启动 待开工 未动工 未开工 尚未开工", statusReading{status: StatusNotStarted}},
	{"已登记 已立项 已交办", statusReading{status: StatusNotStarted, step: true}},
	{"已撤销 撤销 已取消 取消 已并案 已并入", statusReading{status: StatusDropped}},
	{"正在推进 推进中 进行中 正在办理 办理中 正在实施 已启动 已开工 实施中 在办 整改中 持续推进 有序推进 加快推进 正常推进 正在整改 正在进行", statusReading{status: StatusInProgress}},
	{"已签收 承办中 已反馈 已审核", statusReading{status: StatusInProgress, step: true}},
	{"达到时序进度 达到序时进度 符合时序进度 按时序推进 按序时推进 已达时序进度 按期推进 按计划推进", statusReading{status: StatusInProgress, pace: PaceOnTime}},
	{"超时序进度 超序时进度 超前", statusReading{status: StatusInProgress, pace: PaceAhead}},
	{
		"滞后 进度滞后 未达时序进度 未达到时序进度 推进缓慢 进展缓慢 滞后时序进度 推进受阻 受阻 停滞 逾期 已逾期 超期 已超期 逾期未完成 超期未完成 未按期完成 未按时完成",
		statusReading{status: StatusInProgress, pace: PaceBehind},
	},
	{"基本完成 基本办结 大部分完成 部分完成 接近完成 即将完成 阶段性完成 基本建成 初步完成", statusReading{
		status: StatusInProgress,
		doubt:  doubt(Assumed, "status.hedged", "“基本完成”“部分完成”不等于完成，按推进中读", "\"almost done\" and \"partly done\" are not done, read as in progress"),
	}},
	{"未完成 否 未办结 尚未完成 尚未办结 × ✗ X 未销号 未整改", statusReading{
		status: StatusInProgress, open: true,
		doubt: doubt(Assumed, "status.not_done", "未说明是否启动，按推进中读", "it is not said whether work has begun, read as in progress"),
	}},
	{"暂缓 已暂缓 暂缓实施 暂缓办理 缓办 暂停 已暂停 暂停实施 中止 已中止 搁置 已搁置 停工 已停工", statusReading{
		status: StatusInProgress, open: true,
		doubt: doubt(Assumed, "status.paused", "暂缓、暂停须由人办理挂起（qinlian matter suspend）：时限照走，按推进中读", "to pause a matter takes a person (qinlian matter suspend): its clock runs on, read as in progress"),
	}},
})

// statusLeads may stand before a word for a state and change nothing: 目前已基本完成.
var statusLeads = []string{"目前", "现", "均", "都", "已经", "已", "全部", "全面"}

// nothingReported are the words in which a cell on the work says that nobody has told anything of it.
var nothingReported = strings.Fields("暂无进展 无进展 尚无进展 没有进展 未反馈 暂未反馈 尚未反馈 暂无反馈 无反馈 待反馈 未报送 暂未报送 尚未报送 待报送 未上报 尚未上报 待上报 未填报 待填报")

// nothingAttached are the same of evidence.
var nothingAttached = strings.Fields("未提供 暂未提供 尚未提供 待提供 未上传 暂未上传 尚未上传 待上传 待补 待补充 暂缺 无佐证 暂无佐证 无佐证材料 暂无佐证材料")

// unreported tells whether a cell says that there is nothing to report, which is no report.
func unreported(f Field, s string) bool {
	switch f {
	case FieldStatus, FieldNarrative, FieldProgress:
		return slices.Contains(nothingReported, strings.Trim(fold(s), "。.,;、!"))
	case FieldEvidence:
		return slices.Contains(nothingAttached, strings.Trim(fold(s), "。.,;、!"))
	}
	return false
}

// percentCompany may stand around a rate: 已完成80%左右.
const percentCompany = "已 完成率 完成比例 完成 进度 完成进度 总体 总 约 达 达到 为 约为 : , 进展 推进 正在 中 。 左右"

type statusWord struct {
	words string
	says  statusReading
}

func knownStatuses(table []statusWord) map[string]statusReading {
	out := map[string]statusReading{}
	for _, w := range table {
		w.says.ok = true
		if w.says.doubt.Level != "" {
			w.says.doubt.Assumed = string(w.says.status)
		}
		for word := range strings.FieldsSeq(w.words) {
			out[word] = w.says
		}
	}
	return out
}

// stateCalled finds a word for a state, its lead aside.
func stateCalled(s string) (statusReading, bool) {
	r, ok := statusWords[s]
	for _, lead := range statusLeads {
		if rest, cut := strings.CutPrefix(s, lead); !ok && cut {
			r, ok = stateCalled(rest)
		}
	}
	return r, ok
}

// joinedStates reads several words for one state (全部完成并验收, 未启动（暂缓）): those that say least give way, and the rest
// must agree.
func joinedStates(s string) (statusReading, bool) {
	var out statusReading
	var told Doubt
	if len(s) > 90 || !strings.ContainsFunc(s, joins) {
		return out, false
	}
	parts := strings.FieldsFunc(s, joins)
	for _, part := range parts {
		r, ok := stateCalled(part)
		if !ok || out.ok && !out.open && !r.open && !r.status.agrees(out.status) {
			return statusReading{}, false
		}
		if told.Level == "" {
			told = r.doubt
		}
		if !out.ok || out.open && !r.open {
			out = r
		}
	}
	if out.doubt = told; told.Level != "" {
		out.doubt.Assumed = string(out.status)
	}
	return out, out.ok
}

// joins tells what stands between two words for a state; 并且 are two of them.
func joins(r rune) bool {
	switch r {
	case '并', '且', '但', ',', ';', '。', '、', '(', ')':
		return true
	}
	return false
}

// done tells whether nothing is left to do, verified or not.
func (s Status) done() bool { return s == StatusCompleted || s == StatusClosed }

// agrees tells whether two statuses may be told of one matter.
func (s Status) agrees(o Status) bool { return s == o || s.done() && o.done() }
