package observe_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"qinlian/internal/adapter/observe"
	"qinlian/internal/base/errs"
)

func TestARefusalLeavesOneLineWithoutWhatWasEntered(t *testing.T) {
	t.Parallel()
	tried := observe.Attempt{Zone: "demo", Command: "matter assign", Actor: "招商局局长", Matter: "招调〔2023〕1号"}
	for name, tt := range map[string]struct {
		err  error
		want string // "" no line
	}{
		"a gate's no": {
			errs.Newf(errs.Refused, "gate.assign", "张三的电话 13800000000 不能交办", "no").At("demo/kind.yaml:12:5"),
			`level=INFO msg=refused kind=refused code=gate.assign where=demo/kind.yaml:12:5 zone=demo command="matter assign" actor=招商局局长 matter=招调〔2023〕1号`,
		},
		"the first of several":    {errs.List{errs.Newf(errs.Invalid, "a.b", "一", "one"), errs.Newf(errs.Invalid, "a.c", "二", "two")}, "kind=invalid code=a.b"},
		"nothing":                 {nil, ""},
		"a fault of the program":  {errors.New("disk"), ""},
		"a ledger that is broken": {errs.Newf(errs.Corrupt, "ledger.hash", "坏", "broken"), ""},
	} {
		var out bytes.Buffer
		observe.Refused(t.Context(), observe.Logger(&out, "text", "info"), tried, tt.err)
		line := out.String()
		if (line == "") != (tt.want == "") || !strings.Contains(line, tt.want) || strings.Count(line, "\n") > 1 || strings.Contains(line, "13800000000") {
			t.Errorf("%s: %s", name, line)
		}
	}
}
