package mechanism

import (
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/yamlslip"
)

// syntaxFault tells why a file is no YAML, where the cause stands.
func syntaxFault(f *File, err error) *errs.Error {
	if strings.Contains(err.Error(), "exceeded max depth") {
		return tooDeep(Position{File: f.Path, Line: 1, Column: 1}).Because(err)
	}
	if strings.Contains(err.Error(), "control characters") {
		if odd := oddLetters(f.Path, strings.Split(string(f.Bytes), "\n")); len(odd) > 0 {
			return odd[0]
		}
	}
	slip := yamlslip.Find(f.Bytes, err)
	return faultAt(Position{File: f.Path, Line: slip.Line, Column: slip.Column}, "yaml", "%[1]s", "%[2]s", slip.Zh, slip.En).Because(err)
}
