package sheet

import (
	"regexp"
	"strconv"
	"strings"
)

// Printed forms have lines that are no matters: the columns' numbers below the header, and who filled in and who checked below the
// table, each name in a cell of its own.

var reSigner = regexp.MustCompile(`^(填表|制表|填报|审核|复核|审批|经办|统计|单位负责|科室负责|部门负责)(人|人员|人签字|人签名|人\(签字\)|人\(签名\)|单位|部门|时间|日期)(:.*)?$|^(分管领导|主要领导|主管领导|单位盖章|\(盖章\)|联系人|联系电话|联系方式|签字|签发)(:.*)?$`)

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
	return labels > 1 || len(r.cells) <= 3 && l.fieldAt(r.cells[0].col) == FieldOrdinal
}

// numbersColumns tells a line that gives each column its number: (1) (2) (3), or 甲 乙 1 2, also behind 栏次.
func (l *ledger) numbersColumns(r record) bool {
	cells := r.cells
	if fold(cells[0].text) == "栏次" {
		cells = cells[1:]
	}
	letters := 0
	for letters < len(cells) && letters < 4 && fold(cells[letters].text) == string([]rune("甲乙丙丁")[letters]) {
		letters++
	}
	cells = cells[letters:]
	for i := range cells {
		if n, err := strconv.Atoi(strings.Trim(fold(cells[i].text), "()[]<>")); err != nil || n != i+1 {
			return false
		}
	}
	return len(cells) >= 3 && 2*len(r.cells) > len(l.layout.columns)
}
