package cli

import "testing"

func TestMinutesOnATerminalHoldNoMarksOfMarkdown(t *testing.T) {
	t.Parallel()
	if got := plain("# 例会\n**会议名称**：例会\n## 决议\n1. **甲**（乙）\n3 * 4\n"); got != "例会\n会议名称：例会\n决议\n1. 甲（乙）\n3 * 4\n" {
		t.Errorf("%q", got)
	}
}
