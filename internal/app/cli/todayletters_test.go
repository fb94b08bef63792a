package cli

import (
	"strings"
	"testing"
)

// A draft about a matter that nobody owns has a blank: the page says so where it lists it, and says nothing once it can go out.
func TestThePageSaysWhyALetterCannotBeIssued(t *testing.T) {
	t.Parallel()
	files, ok := widened(t, "ganjiang", nil)
	ok("apply", files, "--as", "党政办公室主任", "--from", "2022-06-20", "--at", "2022-06-20 08:00")
	ok("matter", "register", "--kind", "initiative", "--title", "接待“三单合一”", "--lead-unit", "招商局", "--due", "2022-07-01", "--brief", "台账", "--as", "党政办公室主任", "--at", "2022-06-20 09:00")
	page := func(at string) string { return strings.Join(strings.Fields(ok("today", "--at", at)), " ") }
	if got := page("2022-07-05 08:30"); !strings.Contains(got, "cannot be issued as it is") || !strings.Contains(got, "(assign the matter to an owner first)") {
		t.Errorf("without an owner:\n%s", got)
	}
	ok("matter", "assign", "勤廉1", "--owner", "招商局联络员", "--as", "党政办公室主任", "--at", "2022-07-05 09:00")
	if got := page("2022-07-05 10:00"); !strings.Contains(got, "勤廉〔2022〕1号") || strings.Contains(got, "cannot be issued") {
		t.Errorf("with an owner:\n%s", got)
	}
	ok("sweep", "--at", "2022-07-05 10:00")
	if got := ok("letter", "issue", "勤廉1/L1", "--as", "党政办公室主任", "--at", "2022-07-05 10:10") + ok("letter", "show", "勤廉1/L1", "--at", "2022-07-05 10:20"); !strings.Contains(got, "关于“接待‘三单合一’”的督办函") {
		t.Errorf("issued:\n%s", got)
	}
}
