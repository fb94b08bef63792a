package mechanism

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// rowsPerDomain counts the mechanisms extracted from the five source articles (赣江新区 2022, 赣州经开区
// 2023, 南昌经开区 2020, 上饶经开区 2023, 赣州市 2021), by domain of that table: 督办, 重点项目, 招商,
// 企业服务, 政务服务, 惠企政策, 考核, 廉政, 民生, 党建, 平台.
var rowsPerDomain = [...]int{30, 15, 18, 22, 22, 13, 22, 16, 32, 18, 4}

var rowForm = regexp.MustCompile(`^M(\d\d)-(\d\d)$`)

// KnownRows lists every row of the table, M01-01 to M11-04: 212 of them.
func KnownRows() []string {
	var out []string
	for domain, n := range rowsPerDomain {
		for i := range n {
			out = append(out, fmt.Sprintf("M%02d-%02d", domain+1, i+1))
		}
	}
	return out
}

// knownRow tells whether a row id is in the table.
func knownRow(row string) bool {
	m := rowForm.FindStringSubmatch(row)
	if m == nil {
		return false
	}
	domain, _ := strconv.Atoi(m[1])
	i, _ := strconv.Atoi(m[2])
	return domain >= 1 && domain <= len(rowsPerDomain) && i >= 1 && i <= rowsPerDomain[domain-1]
}

// Coverage tells which files carry each row, files in order of path. Rows that no file carries are absent.
func Coverage(b *Bundle) map[string][]string {
	out := map[string][]string{}
	for _, f := range b.Files {
		for _, row := range f.Rows {
			if !slices.Contains(out[row], f.Path) {
				out[row] = append(out[row], f.Path)
			}
		}
	}
	return out
}
