package sheet

import (
	"regexp"
	"strings"
)

var (
	reVague    = regexp.MustCompile(`^(?:本|当|下|次|每)?(?:月|季度?|周|旬)(?:底|末|中|初|内)$|^(立即|即日起?|尽快|近期|随时|马上|即知即改|立行立改|待定|另行通知|按.*要求|按.*规定)`)
	reFestival = regexp.MustCompile(`^(?:\d{4}年)?(?:农历)?(?:元旦|春节|新春|除夕|元宵|清明|五一|劳动节|端午|七一|八一|中秋|十一|国庆|双节|两节)[节期间假长]*(?:之前|以前|之后|以后|前后|前夕|前|后)?$`)
	reAtOnce   = regexp.MustCompile(`^(?:即时|即接即|即到即|随到随)(?:办|办理|办结|完成|处理|处置|整改)?$`)
)

// noDay tells what stands where a date belongs and names none. folded is the whole cell, s what is left of it without 完成 and
// its like.
func noDay(folded, s string) dateReading {
	tail := strings.TrimLeft(reTail.FindString(folded), "之以前")
	switch {
	case reAtOnce.MatchString(folded):
		return dateReading{doubt: doubt(Assumed, "date.at_once", "没有写日期，按没有完成时限读：请补上日期；长期事项请写“长期”", "no date is given, read as having none: add one, or write 长期 for ongoing work")}
	case reFestival.MatchString(strings.TrimSuffix(folded, tail)):
		return badDate("date.festival", "节日不是日期：假期的起止每年另行公布，请写明是哪一天，如2024年2月9日", "a holiday is no date, and its days are published year by year: write which day, such as 2024-02-09")
	case reVague.MatchString(s):
		return badDate("date.vague", "没有说明具体日期，请补上日期；长期事项请写“长期”", "no date is given: add one, or write 长期 for ongoing work")
	}
	return unreadableDate()
}
