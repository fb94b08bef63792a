package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"qinlian/internal/kernel/benefit"
)

// The clauses of files need no database: anybody may read the guide.
func TestTheGuideOfAClauseIsReadFromItsFile(t *testing.T) {
	t.Parallel()
	said := func(lang string, args ...string) (string, int) {
		var out bytes.Buffer
		code := Main(t.Context(), Process{
			Args: append(args, "--mechanisms", "../../../mechanisms"), In: strings.NewReader(""), Out: &out, Err: &out,
			Env: func(name string) string { return map[string]string{"LANG": lang}[name] }, Now: func() time.Time { return time.Date(2023, 6, 12, 0, 30, 0, 0, time.UTC) },
		})
		return out.String(), code
	}
	for _, c := range []struct {
		lang  string
		args  []string
		code  int
		wants []string
	}{
		{"zh_CN.UTF-8", []string{"benefit", "guide", "research", "-z", "ganzhou-city"}, 0, []string{"研发后补助", "上年度研发费用不少于上年度营业收入的 3%", "上年度研发费用的 5%，最高 50 万元", "即申即享 · 每年", "研发类补助", "亲清赣商", "20 个工作日"}},
		{"en_US.UTF-8", []string{"benefit", "guide", "first-44/research", "-z", "ganzhou-city"}, 0, []string{"Research grant", "R&D spending, last year at least 3% of revenue, last year", "instant · yearly", "20 working days"}},
		{"zh_CN.UTF-8", []string{"benefit", "list", "-z", "ganjiang"}, 0, []string{"redemption-sample/res", "省政府帮助中小企业纾困解难28条：原文 28 条，已录入 0 条"}},
		{"zh_CN.UTF-8", []string{"benefit", "guide", "reserch", "-z", "ganzhou-city"}, exitNotFound, []string{"“research”"}},
		{"zh_CN.UTF-8", []string{"benefit", "guide", "team", "-z", "ganzhou-etdz"}, 0, []string{"金额未给"}},
	} {
		got, code := said(c.lang, c.args...)
		for _, want := range c.wants {
			if code != c.code || !strings.Contains(got, want) {
				t.Errorf("%v: exit %d, no %q in\n%s", c.args, code, want, got)
			}
		}
	}
	var pages []benefit.Page
	if got, code := said("zh_CN.UTF-8", "benefit", "list", "-z", "ganzhou-city", "--json"); code != 0 || json.Unmarshal([]byte(got), &pages) != nil || len(pages) != 44 {
		t.Errorf("exit %d, %d clauses", code, len(pages))
	}
	for i := range pages {
		if p := &pages[i]; p.Conditions == "" || strings.Contains(p.Conditions, "enterprise.") || p.Amount == "" || strings.Contains(p.Amount, "enterprise.") {
			t.Errorf("%s is told in code: %s; %s", p.ID, p.Conditions, p.Amount)
		}
	}
}
