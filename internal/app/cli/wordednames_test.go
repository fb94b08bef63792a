package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What has a title is told by it, a key file and a folder by their path; ids stand in brackets at most.
func TestPeopleAreToldTitlesAndPlaces(t *testing.T) {
	folder := t.TempDir()
	c := clerk{filepath.Join(folder, "demo.db")}
	for name, value := range map[string]string{"QINLIAN_DB": c.db, "QINLIAN_ZONE": "ganzhou-city", "QINLIAN_AT": "", "QINLIAN_CONFIG": "", "QINLIAN_KEY_FILE": ""} {
		t.Setenv(name, value)
	}
	const zh, en = "zh_CN.UTF-8", "en_US.UTF-8"
	c.says(t, zh, "demo", "--db", c.db)
	copied, restored := filepath.Join(folder, "copy.db"), filepath.Join(folder, "restored.db")
	key := c.db + ".key"
	nowhere := filepath.Join(folder, "nowhere")
	for _, step := range []struct {
		before        func()
		lang, command string
		says, never   []string
	}{
		{nil, zh, "claim show 兑1", []string{"条款        道路运输纾困补助（first-44/transport）", "科目        首批免申即享、即申即享44项（first-44） 2021"}, nil},
		{nil, en, "claim show 兑1", []string{"Relief for road transport (first-44/transport)"}, nil},
		{nil, zh, "show 兑1", []string{"条款      道路运输纾困补助（first-44/transport）"}, nil},
		{nil, en, "show 兑1", []string{"Relief for road transport (first-44/transport)"}, nil},

		{nil, zh, "backup " + filepath.Join(nowhere, "x") + " --db " + c.db, []string{"备份要写入的文件夹 " + nowhere + " 不存在"}, []string{"数据库所在"}},
		{nil, en, "backup " + filepath.Join(nowhere, "x") + " --db " + c.db, []string{"the folder " + nowhere + ", into which the backup was to go, does not exist"}, []string{"of the database"}},
		{nil, en, "export " + filepath.Join(nowhere, "x.xlsx"), []string{"the folder " + nowhere + " does not exist"}, []string{"no such file"}},
		{nil, zh, "backup " + copied + " --db " + c.db, []string{"密钥文件 " + key + " 还没有，首次启动服务时生成", "QINLIAN_KEY_FILE=文件"}, nil},
		{nil, zh, "restore " + copied + " --db " + restored, []string{"✓ 赣州市：", "把原来的密钥文件放到 " + restored + ".key", "QINLIAN_KEY_FILE=文件"}, []string{"✓ ganzhou-city"}},
		{func() { touch(t, key) }, en, "backup " + copied + "2 --db " + c.db, []string{"The key file " + key + " is left out on purpose", "install -m 0600 " + key, "QINLIAN_KEY_FILE=FILE"}, []string{"There is no key file"}},
		{func() { touch(t, restored+".key") }, en, "restore " + copied + "2 --replace --db " + restored, []string{"✓ Ganzhou City:"}, []string{"key file"}},

		{nil, zh, "letter list", []string{"份草稿已被新稿取代，不再列出（--all 显示）"}, []string{" 已被新稿取代 拟于"}},
		{nil, zh, "letter list --all", []string{"已被新稿取代 拟于"}, []string{"不再列出"}},
		{nil, zh, "letter list --state 已被新稿取代", []string{"已被新稿取代 拟于"}, []string{"不再列出"}},
		{nil, en, "letter list", []string{"drafts that newer ones superseded are left out (--all shows them)"}, nil},

		{nil, zh, "calendar days 2030", []string{"暂估：没有载入 2030 年的放假通知，只按周末推算", "法定节假日也没有扣除"}, []string{"放假与调休"}},
		{nil, en, "calendar days 2030", []string{"provisional: no notice of 2030 is loaded", "statutory holidays among them"}, []string{"Days off"}},
		{nil, zh, "calendar days 2026", []string{"放假与调休", "国庆节"}, []string{"暂估"}},
	} {
		if step.before != nil {
			step.before()
		}
		said := c.says(t, step.lang, strings.Fields(step.command)...)
		flat := strings.Join(strings.Fields(said), " ")
		for _, want := range step.says {
			if !strings.Contains(said, want) && !strings.Contains(flat, want) {
				t.Errorf("%s does not say %q:\n%s", step.command, want, said)
			}
		}
		for _, never := range step.never {
			if strings.Contains(flat, never) {
				t.Errorf("%s says %q:\n%s", step.command, never, said)
			}
		}
	}
}

func touch(t *testing.T, file string) {
	t.Helper()
	if err := os.WriteFile(file, []byte("key"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A receipt that is checked by itself says what that shows, and does not claim anything of a ledger nobody looked at.
func TestAReceiptByItselfSaysWhatWasCheckedAndWhatWasNot(t *testing.T) {
	c, zone := applied(t)
	file := filepath.Join(t.TempDir(), "receipt.json")
	t.Setenv("QINLIAN_AS", "招商局党支部书记")
	const zh, en = "zh_CN.UTF-8", "en_US.UTF-8"
	c.says(t, zh, strings.Fields("matter register --zone "+zone+" --kind graded-task --title 试 --at 2023-06-05 --db "+c.db)...)
	c.says(t, zh, "receipt", "招调〔2023〕1号", "-o", file, "--db", c.db)
	day := regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d`)
	alone := c.says(t, zh, "verify", "--receipt", file)
	if !strings.Contains(alone, "✓ 回执成立：招调〔2023〕1号 第 ") || !strings.Contains(alone, "已核对：") || len(day.FindAllString(alone, -1)) != 2 ||
		!strings.Contains(alone, "未核对：签发之后台账有无改动") {
		t.Error(alone)
	}
	if said := c.says(t, en, "verify", "--receipt", file); !strings.Contains(said, "that its checkpoint signs") || !strings.Contains(said, "Not checked: whether the ledger was changed") || strings.Contains(said, "in the ledger") {
		t.Error(said)
	}
	if said := c.says(t, zh, "verify", "--receipt", file, "--db", c.db); strings.Contains(said, "未核对") || !strings.Contains(said, "未被改动或删减") {
		t.Error(said)
	}
}

// A session whose template says nothing of numbers is called by the template's title, not by its key.
func TestASessionWithoutANumberPatternIsCalledByItsTitle(t *testing.T) {
	c, _ := applied(t, func(folder string) {
		file := filepath.Join(folder, "ganzhou-etdz", "party-committee.yaml")
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		bare := regexp.MustCompile(`(?m)^number: .*\n`).ReplaceAll(raw, nil)
		if err := os.WriteFile(file, bare, 0o600); err != nil {
			t.Fatal(err)
		}
	})
	t.Setenv("QINLIAN_AS", "招商局党支部书记")
	t.Setenv("QINLIAN_DB", c.db)
	const zh = "zh_CN.UTF-8"
	c.says(t, zh, "session", "convene", "支委会会议", "--item", "第一议题=学习", "--item", "研判事项紧急程度=研判", "--at", "2023-06-05")
	for _, args := range [][]string{{"session", "list"}, {"session", "show", "1"}, {"show", "支委会会议〔2023〕1号"}} {
		if said := c.says(t, zh, append(args, "--at", "2023-06-05")...); !strings.Contains(said, "支委会会议〔2023〕1号") || strings.Contains(said, "session/") {
			t.Error(said)
		}
	}
	if said := c.says(t, zh, "verify"); !strings.Contains(said, "全部相符") {
		t.Error(said)
	}
}

// applied is a database in which the bundles of a zone, changed first, are in force.
func applied(t *testing.T, change ...func(folder string)) (c clerk, zone string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "mechanisms")
	if err := os.CopyFS(folder, os.DirFS(filepath.Join("..", "..", "..", "mechanisms"))); err != nil {
		t.Fatal(err)
	}
	for _, f := range change {
		f(folder)
	}
	c, zone = clerk{filepath.Join(t.TempDir(), "zone.db")}, "ganzhou-etdz"
	for _, name := range []string{"QINLIAN_DB", "QINLIAN_ZONE", "QINLIAN_AT"} {
		t.Setenv(name, "")
	}
	if said := c.says(t, "zh_CN.UTF-8", "apply", filepath.Join(folder, zone), "--from", "2023-01-03", "--as", "督查室主任", "--db", c.db); !strings.Contains(said, "✓") {
		t.Fatal(said)
	}
	return c, zone
}
