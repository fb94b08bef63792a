package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The leading group's office owns a matter, by its alias, and the leading group verifies another: what they owe is on
// the desk of the post that keeps the office, under their own names.
func TestABodyOwnsAndVerifiesByItsOffice(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, "body.db")
	const (
		office = "“勤廉新区”建设行动领导小组办公室"
		keeper = "党政办公室主任"
		number = "重点〔2023〕1号"
	)
	give := func(want int, args ...string) string {
		t.Helper()
		out, said, code := run(t, "", append(args, "--db", file)...)
		if code != want {
			t.Fatal(args, code, said, out)
		}
		return out + said
	}
	told := func(words string, args ...string) {
		t.Helper()
		if out := give(exitOK, args...); !strings.Contains(out, words) {
			t.Errorf("%s does not say %s:\n%s", strings.Join(args, " "), words, out)
		}
	}
	give(exitOK, "apply", filepath.Join("..", "..", "..", "mechanisms", "ganjiang"), "--as", keeper, "--from", "2023-01-03")
	register := []string{"matter", "register", "--kind", "key-problem", "--title", "园区供水保障", "--brief", "6月底前完成", "--as", keeper, "--at", "2023-03-01 09:00"}
	if said := give(exitRefused, append(register, "--lead-unit", "领导小组")...); !strings.Contains(said, "name it as the owner or the verifier") {
		t.Error(said)
	}
	give(exitOK, append(register, "--owner", "勤廉办", "--verifier", "纪检监察工委副书记")...)
	give(exitOK, "matter", "assign", number, "--due", "2023-03-31", "--as", keeper, "--at", "2023-03-01 09:10")
	if said := give(exitRefused, "matter", "accept", number, "--as", "领导小组办公室", "--at", "2023-03-01 09:20"); !strings.Contains(said, keeper) {
		t.Error(said)
	}
	give(exitOK, "matter", "accept", number, "--as", keeper, "--at", "2023-03-01 09:20")
	for _, owner := range []string{"领导小组办公室", keeper} {
		told(`"owner": "`+office+`"`, "matter", "list", "--owner", owner, "--kind", "key-problem", "--at", "2023-03-01 09:30", "--json")
	}
	told(keeper+" acts for it", "show", number, "--at", "2023-03-02 10:00")
	give(exitOK, "sweep", "--at", "2023-04-10 08:30")
	told(office, "show", number, "--at", "2023-04-10 08:31")
	told(`"owner": "`+keeper+`"`, "today", "--at", "2023-04-10 08:32", "--json")

	ledger := filepath.Join(folder, "台账.csv")
	rows := "事项,任务内容,牵头单位,责任人,核验人,牵头领导,完成时限\n某路断头未通,打通断头路,城乡建设和交通局,城乡建设和交通局联络员,领导小组,领导小组,2023-06-30\n路灯补建,补建路灯,城乡建设和交通局,领导小组办公室,,,2023-06-30\n排水改造,改造排水,领导小组,,,,2023-06-30\n"
	if err := os.WriteFile(ledger, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	said := give(exitRefused, "import", ledger, "--kind", "key-problem", "--as", keeper, "--at", "2023-04-10 09:00")
	if !strings.Contains(strings.Join(strings.Fields(said), ""), "nameitastheowner") || !strings.Contains(strings.Join(strings.Fields(said), ""), "thesponsorfollowsfrom") {
		t.Error("a body as a unit and as a sponsor:", said)
	}
	sound, _, _ := strings.Cut(rows, "排水改造")
	if err := os.WriteFile(ledger, []byte(sound), 0o600); err != nil {
		t.Fatal(err)
	}
	give(exitOK, "import", ledger, "--kind", "key-problem", "--as", keeper, "--at", "2023-04-10 09:00")
	told(office, "matter", "list", "--unit", "城乡建设和交通局", "--kind", "key-problem", "--at", "2023-04-10 09:10", "--json")
	const road = "重点〔2023〕2号"
	told("“勤廉新区”建设行动领导小组\n", "show", road, "--at", "2023-04-10 09:10")
	give(exitOK, "matter", "complete", road, "--as", "城乡建设和交通局联络员", "--evidence", "验收单", "--at", "2023-04-11 09:00")
	give(exitForbidden, "matter", "close", road, "--as", "党工委书记", "--text", "属实", "--at", "2023-04-11 09:10")
	told("closed out", "matter", "close", road, "--as", keeper, "--text", "属实", "--at", "2023-04-11 09:10")
}
