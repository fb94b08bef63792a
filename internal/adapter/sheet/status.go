package sheet

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// Status is how far a matter has come, in the words of the glossary.
type Status string

// The statuses. Completed (办结) is what the owner says; Closed (销号) is what was verified.
const (
	StatusNone       Status = ""
	StatusNotStarted Status = "not_started"
	StatusInProgress Status = "in_progress"
	StatusCompleted  Status = "completed"
	StatusClosed     Status = "closed"
	StatusDropped    Status = "dropped" // withdrawn, or merged into another
)

// Pace says how the progress compares with the time gone by (时序进度), where the ledger says so.
type Pace string

// The paces.
const (
	PaceNone   Pace = ""
	PaceOnTime Pace = "on_time" // 达到时序进度
	PaceAhead  Pace = "ahead"   // 超时序进度
	PaceBehind Pace = "behind"  // 滞后
)

type statusReading struct {
	status   Status
	pace     Pace
	progress *int
	doubt    Doubt
	ok       bool
}

var statusWords = knownStatuses()

func knownStatuses() map[string]statusReading {
	out := map[string]statusReading{}
	for words, r := range map[string]statusReading{
		"已完成 完成 已办结 办结 全部完成 全面完成 完成办结 已竣工 已建成 已整改 整改完成 是 √ ✓ ✔ 100% 已完成整改 已回访": {status: StatusCompleted},
		"已销号 销号 已归档 归档 完成并销号 办结销号":                     {status: StatusClosed},
		"未启动 未开始 尚未启动 未开展 未实施 待启动 未动工 未开工 已登记 已立项 已交办": {status: StatusNotStarted},
		"已撤销 撤销 已取消 取消 已并案 已并入":                        {status: StatusDropped},
		"正在推进 推进中 进行中 正在办理 办理中 正在实施 已启动 实施中 在办 整改中 持续推进 正常推进 正在整改 正在进行 已签收 承办中 已反馈 已审核": {status: StatusInProgress},
		"达到时序进度 达到序时进度 符合时序进度 按时序推进 按序时推进 已达时序进度":                                       {status: StatusInProgress, pace: PaceOnTime},
		"超时序进度 超序时进度 超前": {status: StatusInProgress, pace: PaceAhead},
		"滞后 进度滞后 未达时序进度 未达到时序进度 推进缓慢 进展缓慢 滞后时序进度": {status: StatusInProgress, pace: PaceBehind},
	} {
		r.ok = true
		for w := range strings.FieldsSeq(words) {
			out[w] = r
		}
	}
	hedged := statusReading{status: StatusInProgress, ok: true, doubt: doubt(Assumed, "status.hedged", "“基本完成”不等于完成，按推进中读", "\"almost done\" is not done, read as in progress")}
	hedged.doubt.Assumed = string(StatusInProgress)
	for _, w := range []string{"基本完成", "基本办结", "大部分完成", "部分完成", "接近完成", "阶段性完成", "基本建成"} {
		out[w] = hedged
	}
	not := statusReading{status: StatusInProgress, ok: true, doubt: doubt(Assumed, "status.not_done", "未说明是否启动，按推进中读", "it is not said whether work has begun, read as in progress")}
	not.doubt.Assumed = string(StatusInProgress)
	for _, w := range []string{"未完成", "否", "未办结", "尚未完成", "×", "✗", "X", "未销号", "未整改"} {
		out[w] = not
	}
	return out
}

var (
	rePercent      = regexp.MustCompile(`(-?\d{1,6}(?:\.\d{1,15})?)%`)
	percentCompany = "已 完成率 完成比例 完成 进度 完成进度 总体 总 约 达 达到 为 约为 : , 进展 推进 正在 中 。"
)

// statusOf reads a status; ok is false where the words are not known.
func statusOf(raw string) statusReading {
	if len(raw) > 200 {
		return statusReading{}
	}
	s := strings.Trim(fold(raw), "。.,;、!")
	if r, ok := statusWords[s]; ok {
		return r
	}
	m := rePercent.FindStringSubmatchIndex(s)
	if m == nil {
		return statusReading{}
	}
	rest := s[:m[0]] + s[m[1]:]
	about := strings.Contains(rest, "约")
	for rest != "" {
		trimmed := rest
		for w := range strings.FieldsSeq(percentCompany) {
			trimmed = strings.TrimPrefix(trimmed, w)
		}
		if trimmed == rest {
			return statusReading{}
		}
		rest = trimmed
	}
	points, ok := basisPoints(s[m[2]:m[3]], 100)
	if !ok || points < 0 {
		return statusReading{}
	}
	r := statusReading{status: statusAt(points), progress: &points, ok: true}
	switch {
	case points > 10000: // a slip of the pen as likely as more than was asked for
		r.progress = nil
		r.doubt = assumedAs(doubt(Assumed, "status.over", "超过100%%，不当作已完成，按推进中读，不计完成率；已完成的请写“已完成”",
			"over 100%%: not taken for done but for in progress, without a rate; write 已完成 where it is done"), string(r.status))
	case about:
		if r.status == StatusCompleted {
			r.status = StatusInProgress
		}
		r.doubt = assumedAs(doubt(Assumed, "status.about", "是约数，按%s读", "about so much, read as %s", percentText(points)), percentText(points))
	}
	return r
}

// rateWithin finds the rate that a clause of a longer text tells: 已洽谈三轮，进度50%. A bare percentage, or one of
// something else (完成投资80%), is none; nor are two that differ.
func rateWithin(text string) (points int, ok bool) {
	if len(text) > 4096 {
		return 0, false
	}
	for clause := range strings.FieldsFuncSeq(fold(text), func(r rune) bool { return strings.ContainsRune(",;。、:", r) }) {
		r := statusOf(clause)
		if r.progress == nil || strings.HasPrefix(rePercent.ReplaceAllString(clause, "%"), "%") {
			continue
		}
		if ok && *r.progress != points {
			return 0, false
		}
		points, ok = *r.progress, true
	}
	return points, ok
}

// statusAt is what a rate alone says. One over 100% is doubtful, and never says that a matter is done.
func statusAt(points int) Status {
	switch points {
	case 0:
		return StatusNotStarted
	case 10000:
		return StatusCompleted
	}
	return StatusInProgress
}

// basisPoints turns a decimal into basis points, half up; scale is 100 for percent and 10000 for ratios.
func basisPoints(s string, scale int64) (int, bool) {
	r, ok := new(big.Rat).SetString(s)
	if !ok || len(s) > 20 {
		return 0, false
	}
	n, err := strconv.Atoi(r.Mul(r, new(big.Rat).SetInt64(scale)).FloatString(0))
	return n, err == nil && n < 1_000_000_000
}

type progressReading struct {
	points *int
	doubt  Doubt
}

var reNumber = regexp.MustCompile(`^-?\d{1,9}(\.\d{1,15})?$`)

// progressOf reads a completion rate: 80%, 0.8 or 80. ok is false for words.
func progressOf(raw, unit string) (progressReading, bool) {
	s := fold(raw)
	if m := rePercent.FindStringSubmatch(s); m != nil && m[0] == s || unit == "%" && reNumber.MatchString(s) {
		points, ok := basisPoints(strings.TrimSuffix(s, "%"), 100)
		if !ok || points < 0 {
			return progressReading{doubt: doubt(Error, "progress.range", "完成率超出范围，请核对", "the completion rate is out of range: check it")}, true
		}
		r := progressReading{points: &points}
		if points > 10000 {
			r.doubt = assumedAs(doubt(Assumed, "progress.over", "完成率超过100%%，进度记100%%，但不因此算作已完成", "the completion rate is over 100%%: entered as 100%%, and not taken for done by itself"), percentText(10000))
		}
		return r, true
	}
	if !reNumber.MatchString(s) {
		return progressReading{}, false
	}
	scale := int64(100)
	if r, _ := new(big.Rat).SetString(s); r.Cmp(big.NewRat(1, 1)) <= 0 {
		scale = 10000
	}
	points, ok := basisPoints(s, scale)
	if !ok || points < 0 {
		return progressReading{doubt: doubt(Error, "progress.range", "完成率超出范围，请核对", "the completion rate is out of range: check it")}, true
	}
	return progressReading{points: &points, doubt: assumedAs(doubt(Assumed, "progress.no_percent", "没有百分号，按%s读", "there is no percent sign, read as %s", percentText(points)), percentText(points))}, true
}

func assumedAs(d Doubt, assumed string) Doubt {
	d.Assumed = assumed
	return d
}

// percentText writes basis points for a person: 8050 is 80.5%.
func percentText(points int) string {
	s := strconv.FormatFloat(float64(points)/100, 'f', 2, 64)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".") + "%"
}
