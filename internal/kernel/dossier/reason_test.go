package dossier

import (
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/rule"
)

func TestARuleWithoutAResultSaysSo(t *testing.T) {
	t.Parallel()
	failed := rule.Explanation{Err: errs.Newf(errs.Invalid, "rule.evaluation", "division by zero", "division by zero")}
	if got := found(failed, failed, coding(nil, nil)); got.Zh != "规则无法计算，按不成立" || got.En != "the rule has no result and does not hold" {
		t.Errorf("%+v", got)
	}
	unset := rule.Explanation{Err: errs.Newf(errs.Refused, "rule.unset", "未填", "not set")}
	if got := found(unset, unset, coding(nil, nil)); !got.IsZero() {
		t.Errorf("%+v", got)
	}
}
