package mechanisms

import (
	"strings"
	"testing"

	"qinlian/internal/kernel/plan"
)

func TestTheHeadlineNamesWhoseMattersACandidateWouldLeaveToNobody(t *testing.T) {
	t.Parallel()
	told := headline(&plan.Report{Left: []plan.Left{{Name: "招商一科专员", Matters: 3}}})
	if !strings.Contains(told.Zh, "“招商一科专员”，其名下在办事项 3 件") || !strings.Contains(told.En, "no 招商一科专员, whose open matters (3)") {
		t.Errorf("%+v", told)
	}
}
