package sheet

import (
	"regexp"
	"strconv"
	"strings"
)

type progressReading struct {
	points *int
	doubt  Doubt
}

var reNumber = regexp.MustCompile(`^-?\d{1,9}(\.\d{1,15})?$`)

var reFraction = regexp.MustCompile(`^(?:已?完成)?(\d{1,6})[项个家件户]?/(\d{1,6})[项个家件户]?$`)

var reHanPercent = regexp.MustCompile(`^百分之([一二三四五六七八九十]{1,3})$`)

// progressOf reads a completion rate: 80%, 0.8, 80 or 4/5. ok is false for words.
func progressOf(raw, unit string) (progressReading, bool) {
	s := fold(raw)
	if strings.Contains(s, "/") {
		if m := reFraction.FindStringSubmatch(s); m != nil {
			return fraction(m[1], m[2]), true
		}
	}
	if m := reHanPercent.FindStringSubmatch(s); m != nil {
		if n, ok := hanNumber(m[1]); ok {
			s = n + "%"
		}
	}
	about := strings.TrimSuffix(strings.TrimSuffix(s, "左右"), "上下")
	if about != s && strings.HasSuffix(about, "%") {
		s = about
	}
	sure := false
	if m := rePercent.FindStringSubmatch(s); m != nil && m[0] == s {
		s, sure = strings.TrimSuffix(s, "%"), true
	}
	if !sure && !reNumber.MatchString(s) {
		return progressReading{}, false
	}
	n, _ := strconv.ParseFloat(s, 64)
	upToOne := n > 0 && n <= 1
	scale := int64(100)
	if !sure && unit != "%" && upToOne {
		scale = 10000
	}
	points, ok := basisPoints(s, scale)
	if !ok || points < 0 {
		return outOfRange(), true
	}
	r := progressReading{points: &points}
	switch {
	case points > 10000:
		r.doubt = assumedAs(doubt(Assumed, "progress.over", "完成率超过100%%，进度记100%%，但不因此算作已完成", "the completion rate is over 100%%: entered as 100%%, and not taken for done by itself"), percentText(10000))
	case sure:
	case unit == "%" && upToOne:
		r.doubt = assumedAs(doubt(Assumed, "progress.small", "这一列以%%计，按%[1]s读；如指%[2]s，请连百分号写明", "the column is in per cent, read as %[1]s; if %[2]s is meant, write it with its sign", percentText(points), percentText(points*100)), percentText(points))
	case unit != "%":
		r.doubt = assumedAs(doubt(Assumed, "progress.no_percent", "没有百分号，按%s读", "there is no percent sign, read as %s", percentText(points)), percentText(points))
	}
	return r, true
}

func outOfRange() progressReading {
	return progressReading{doubt: doubt(Error, "progress.range", "完成率超出范围，请核对", "the completion rate is out of range: check it")}
}

// fraction reads 3/5 as so many of all.
func fraction(part, all string) progressReading {
	a, _ := strconv.Atoi(part)
	b, _ := strconv.Atoi(all)
	if b == 0 || a > b {
		return outOfRange()
	}
	points := (a*10000 + b/2) / b
	return progressReading{points: &points, doubt: assumedAs(doubt(Assumed, "progress.fraction", "写的是几分之几，按%s读", "a fraction, read as %s", percentText(points)), percentText(points))}
}
