package letter

import (
	"strings"

	"qinlian/internal/base/errs"
)

// The lines of a list that a letter compiles have placeholders as its body has.

// FillLine fills one line of a list. What has no value stays empty; the line is one that CheckLine accepts.
func FillLine(line string, values map[string]string) string {
	var out strings.Builder
	_ = each(line, func(literal string) { out.WriteString(literal) }, func(name string) { out.WriteString(values[name]) })
	return out.String()
}

// CheckLine finds unpaired braces and placeholders that are not among known.
func CheckLine(line string, known []string) errs.List {
	var faults errs.List
	err := each(line, func(string) {}, func(name string) {
		if e := knows(name, known); e != nil {
			faults = append(faults, e)
		}
	})
	if err != nil {
		faults = append(faults, err)
	}
	return faults
}
