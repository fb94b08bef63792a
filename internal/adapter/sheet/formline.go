package sheet

import (
	"regexp"
	"strconv"
	"strings"
)

// Printed forms have lines that are no matters: the columns' numbers below the header, pages, and who filled in and who checked
// below the table, each name in a cell of its own.

var (
	reSigner = regexp.MustCompile(`^(填表|制表|填报|审核|复核|审批|批准|经办|统计)(人|人员|单位|部门|时间|日期)?(\((签字|签名|盖章)\))?(:.*)?$|` +
		`^(主要|单位|科室|部门)?负责人?(\((签字|签名|盖章)\))?(签字|签名|意见)?(:.*)?$|^(分管|主要|主管)领导(\((签字|签名)\))?(签字|签名|签批|意见)?(:.*)?$|` +
		`^(单位|部门)?\(?(盖章|公章)\)?(:.*)?$|^(联系人|联系电话|联系方式|签字|签发)(:.*)?$`)
	rePage  = regexp.MustCompile(`^(第[\d一二三四五六七八九十]{1,4}页.{0,12}|共[\d一二三四五六七八九十]{1,4}页|\(?(续表|续上表|接上表|转下页|承上页)\)?|\(?(以下空白|以下无正文|此页无正文|无正文)\)?|抄送:.*|报送:.*|20\d\d年\d{1,2}月\d{1,2}日)$`)
	reBelow = regexp.MustCompile(`^\d{1,2}[.、)].{6,}`) // where ordinals stand, the second of several below the table
	circled = strings.NewReplacer("①", "1", "②", "2", "③", "3", "④", "4", "⑤", "5", "⑥", "6", "⑦", "7", "⑧", "8", "⑨", "9", "⑩", "10", "⑪", "11", "⑫", "12")
)

// signed tells a line of signatures: it begins with a label of one, and has another, or nothing but what stands beside it.
func (l *ledger) signed(r record) bool {
	labels := 0
	for i := range r.cells {
		if reSigner.MatchString(fold(r.cells[i].text)) {
			labels++
		} else if i == 0 {
			return false
		}
	}
	return labels > 1 || len(r.cells) == 1 || len(r.cells) <= 3 && l.fieldAt(r.cells[0].col) == FieldOrdinal
}

// printed tells a line of a page: its number, 续表, 以下空白, 抄送, a day by itself.
func printed(r record) bool {
	return len(r.cells) == 1 && rePage.MatchString(hanDigits(fold(r.cells[0].text)))
}

// numbersColumns tells a line that gives each column its number: (1) (2) (3)=(1)+(2), ① ②, 甲 乙 1 2 or A B 1 2, also behind 栏次.
func (l *ledger) numbersColumns(r record) bool {
	cells := r.cells
	if fold(cells[0].text) == "栏次" {
		cells = cells[1:]
	}
	for _, letters := range []string{"甲乙丙丁", "ABCD"} {
		for _, letter := range letters {
			if len(cells) > 0 && fold(cells[0].text) == string(letter) {
				cells = cells[1:]
			}
		}
	}
	for i := range cells {
		text, _, _ := strings.Cut(circled.Replace(fold(cells[i].text)), "=")
		if n, err := strconv.Atoi(strings.Trim(text, "()[]<>")); err != nil || n != i+1 {
			return false
		}
	}
	return (len(cells) >= 3 || len(cells) > 0 && len(r.cells)-len(cells) >= 2) && 2*len(r.cells) > len(l.layout.columns)
}
