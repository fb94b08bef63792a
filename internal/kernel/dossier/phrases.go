package dossier

import (
	"fmt"
	"regexp"
	"strings"

	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

func both(zh, en string) text.Text { return text.Text{Zh: zh, En: en} }

func bothf(zh, en string, args ...any) text.Text {
	return both(fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...))
}

// AmountWords writes an amount as ledgers do; see money.Fen.Words.
func AmountWords(f money.Fen) text.Text { return f.Words() }

// PeriodWords says a period's key as people do; see cadence.PeriodWords.
func PeriodWords(key string) text.Text { return cadence.PeriodWords(key) }

var unitWords = map[string]text.Text{"wd": both("个工作日", "working days"), "d": both("天", "days"), "h": both("个工作小时", "working hours"), "ch": both("个自然小时", "clock hours"), "mo": both("个月", "months")}

// RungWords says a rung with its action, as plans name it: due + 1wd send is 逾期1个工作日发函.
func RungWords(rung string) text.Text {
	i := strings.LastIndexByte(rung, ' ')
	if i < 0 || actionWords[rung[i+1:]].IsZero() {
		return mechanism.RungWords(rung)
	}
	when, action := mechanism.RungWords(rung[:i]), actionWords[rung[i+1:]]
	return both(when.Zh+action.Zh, when.En+": "+action.En)
}

var sheetRow = regexp.MustCompile(`^(.+)#(.+)!(\d+) sha256=([0-9a-f]{8})[0-9a-f]{56}(?: cells=[-.\w]+)?(?: corrected=([A-Z0-9,]+))?(?: ledger=.+)?$`)

// originWords shortens where a matter came from.
func originWords(origin string) text.Text {
	if out := rowWords(matter.RowOf(&matter.RegisteredEvent{Particulars: matter.Particulars{Origin: origin}})); !out.IsZero() {
		return out
	}
	return both(origin, origin)
}

// rowWords names a row of a ledger by the file, sheet, row and the first digits of the file's hash; zero for none.
func rowWords(row string) text.Text {
	if m := sheetRow.FindStringSubmatch(row); m != nil {
		if m[5] != "" {
			return bothf("%[1]s “%[2]s”第 %[3]s 行（文件散列 %[4]s；导入时更正了 %[5]s）", "%[1]s, sheet “%[2]s”, row %[3]s (file hash %[4]s; corrected at import: %[5]s)", m[1], m[2], m[3], m[4], m[5])
		}
		return bothf("%[1]s “%[2]s”第 %[3]s 行（文件散列 %[4]s）", "%[1]s, sheet “%[2]s”, row %[3]s (file hash %[4]s)", m[1], m[2], m[3], m[4])
	}
	return both(row, row)
}

// imported says, behind what an event brought, the row of the ledger that it was imported from.
func imported(says text.Text, content matter.Content) text.Text {
	row := rowWords(matter.RowOf(content))
	if row.IsZero() {
		return says
	}
	return both(says.Zh+"［据 "+row.Zh+"］", says.En+" [from "+row.En+"]")
}

var limitForm = regexp.MustCompile(`^(-?\d+(?:\.\d+)?)(wd|d|h|ch|mo)$`)

// LimitWords says a span as written in files: 5wd is 5 个工作日.
func LimitWords(limit string) text.Text {
	m := limitForm.FindStringSubmatch(limit)
	if m == nil {
		return both(limit, limit)
	}
	return both(m[1]+" "+unitWords[m[2]].Zh, m[1]+" "+unitWords[m[2]].En)
}

var (
	unknownRole = regexp.MustCompile(`^角色“(.+)”无从确定：(.+)$`)
	noHolder    = regexp.MustCompile(`岗位“([^”]+)”(\d{4}-\d\d-\d\d)无人担任，请任命A岗或B岗`)
)

// unheldWords says who could not be found for a rung: events keep the sentence in Chinese, with the role as files
// write it.
func unheldWords(unheld string) text.Text {
	m := unknownRole.FindStringSubmatch(unheld)
	if m == nil {
		return both(unheld, strings.ReplaceAll(noHolder.ReplaceAllString(unheld, "nobody holds post “$1” on $2, appoint a primary or a deputy"), "；", "; "))
	}
	return both(m[2], "nobody is "+m[1])
}
