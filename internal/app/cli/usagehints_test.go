package cli

import (
	"strings"
	"testing"
)

func TestAHintNamesWhatTheCommandTakes(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][2]string{
		"matter extend 3 --due 2024-01-01": {"--by", "--db"},
		"matter register --unit x":         {`did you mean "--lead-unit"?`, "flags are"},
		"org split a --post-head x":        {"--head", "did you mean"},
		"matter extend 3 --reasn x":        {`did you mean "--reason"?`, "flags are"},
		"count":                            {"unexpected argument count", "account"},
		"todya":                            {`did you mean "today"?`, "usage: qinlian today"},
		"org absence zsj-1a --reason x":    {"--person", "did you mean"},
		"org merge a b --into c=丙 --head 甲 --head 乙": {"--head may be given once", "did you mean"},
		"org absnce":                {`did you mean "absence"?`, "usage: qinlian org"},
		"matter register  --unit 1": {`"--lead-unit"? See qinlian`, "?;"},
	} {
		_, errOut, code := run(t, "", strings.Fields(line)...)
		if code == exitOK || !strings.Contains(errOut, want[0]) || strings.Contains(errOut, want[1]) {
			t.Errorf("%s: %s", line, errOut)
		}
	}
}
