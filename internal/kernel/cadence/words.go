package cadence

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"qinlian/internal/base/text"
)

var periodForm = regexp.MustCompile(`^(\d{4})(?:-W(\d\d)|-Q(\d)|-H(\d)|-(\d\d)(?:-H(\d))?|-([^0-9].*))?$`)

func both(zh, en string) text.Text { return text.Text{Zh: zh, En: en} }

var dayForm = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

// IsKey tells whether a text has the form of a period's key.
func IsKey(s string) bool { return periodForm.MatchString(s) || dayForm.MatchString(s) }

// PeriodWords says a period's key as people do: 2023-W24 is 2023年第24周, 2023-06-H1 2023年6月上半月. What is no key
// stays as it is.
func PeriodWords(key string) text.Text {
	m := periodForm.FindStringSubmatch(key)
	if m == nil {
		return both(key, key)
	}
	half := map[string]text.Text{"1": both("上半", "first half"), "2": both("下半", "second half")}
	n := func(i int) int { v, _ := strconv.Atoi(m[i]); return v } // the pattern lets figures through only
	switch {
	case m[2] != "":
		return both(fmt.Sprintf("%s年第%d周", m[1], n(2)), fmt.Sprintf("week %d of %s", n(2), m[1]))
	case m[3] != "":
		return both(fmt.Sprintf("%s年第%d季度", m[1], n(3)), fmt.Sprintf("Q%d %s", n(3), m[1]))
	case m[4] != "":
		return both(m[1]+"年"+half[m[4]].Zh+"年", half[m[4]].En+" of "+m[1])
	case m[5] != "" && n(5) >= 1 && n(5) <= 12:
		month := both(m[1]+"年"+strconv.Itoa(n(5))+"月", time.Month(n(5)).String()+" "+m[1])
		if m[6] != "" {
			return both(month.Zh+half[m[6]].Zh+"月", half[m[6]].En+" of "+month.En)
		}
		return month
	case m[7] != "":
		return both(m[1]+"年"+m[7], m[1]+" "+m[7])
	}
	return both(m[1]+"年", m[1])
}
