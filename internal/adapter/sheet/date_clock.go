package sheet

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"golang.org/x/text/width"

	"qinlian/internal/base/clock"
)

// A ledger's dates are days. A time of day written behind one is told, since what is left is less than what was written.

const partsOfDay = `上午|下午|中午|晚上|晚|凌晨|早上|傍晚`

var (
	// 2023-06-30 12:00, 2023/6/30 下午5点前, 2023年6月30日17时30分: something parts the time from the day, or 30 12:00 would be
	// read together with it.
	reClock     = regexp.MustCompile(`^(.*\d(?:[日号] ?| |T|[日号]? ?,|[日号]? ?\(?(?:` + partsOfDay + `)))( ?\d{1,2} ?(?:[:时点] ?(?:\d{1,2}分?|半|整|钟)?(?::\d{1,2}(?:\.\d{1,9})?)?)(?:Z|[+-]\d\d:?\d\d)?\)?)(\D*)$`)
	reDayTime   = regexp.MustCompile(`^(.*\d[日号]?) ?(\(?(?:` + partsOfDay + `|上班|下班)\)?)(\D*)$`)
	rePartOfDay = regexp.MustCompile(`\(?(?:` + partsOfDay + `)$`)
	reWholeDay  = regexp.MustCompile(`^(?:0{1,2}|24)[:时点](?:0{1,2}分?|整)?(?::0{1,2}(?:\.0*)?)?Z?$|^23[:时点]59分?(?::59(?:\.\d*)?)?Z?$`)
)

// cutClock takes the time of day off a date; ok is false where there is none.
func cutClock(raw string) (rest, at string, ok bool) {
	if !strings.ContainsAny(raw, ":时点午晚早凌傍班\uff1a") {
		return "", "", false
	}
	s := strings.Join(strings.Fields(width.Fold.String(raw)), " ")
	if m := reClock.FindStringSubmatch(s); m != nil {
		day := strings.TrimRight(m[1], " T,")
		part := rePartOfDay.FindString(day)
		return strings.TrimSuffix(day, part) + m[3], strings.Trim(part+m[2], " ()"), true
	}
	if m := reDayTime.FindStringSubmatch(s); m != nil {
		return m[1] + m[3], strings.Trim(m[2], "()"), true
	}
	return "", "", false
}

// partOfDay tells whether a time leaves some of its day out.
func partOfDay(at string) bool { return at != "" && !reWholeDay.MatchString(at) }

// clockOf is the time of day of a serial, "" for midnight.
func clockOf(serial float64) string {
	minutes := int(math.Round((serial - math.Floor(serial)) * 24 * 60))
	if minutes <= 0 || minutes >= 24*60 {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}

// droppedTime tells that of a day and a time only the day is kept.
func droppedTime(day clock.Date, at string) Doubt {
	if !partOfDay(at) {
		return Doubt{}
	}
	d := doubt(Assumed, "date.time", "只记日期，时间“%s”未采用", "only the day is kept: the time %q is left out", at)
	d.Assumed = day.String()
	return d
}
