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

var rePercent = regexp.MustCompile(`(-?\d{1,6}(?:\.\d{1,15})?)%`)

// statusOf reads a status; ok is false where the words are not known.
func statusOf(raw string) statusReading {
	if len(raw) > 200 {
		return statusReading{}
	}
	s := strings.Trim(fold(raw), "。.,;、!")
	if r, ok := stateCalled(s); ok {
		return r
	}
	if r, ok := joinedStates(s); ok {
		return r
	}
	m := rePercent.FindStringSubmatchIndex(s)
	if m == nil {
		return statusReading{}
	}
	rest := s[:m[0]] + s[m[1]:]
	about := strings.Contains(rest, "约") || strings.Contains(rest, "左右")
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

func assumedAs(d Doubt, assumed string) Doubt {
	d.Assumed = assumed
	return d
}

// percentText writes basis points for a person: 8050 is 80.5%.
func percentText(points int) string {
	s := strconv.FormatFloat(float64(points)/100, 'f', 2, 64)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".") + "%"
}
