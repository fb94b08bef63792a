package mechanism

import (
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

func meeting(name, number string) string {
	return "session: " + name + "\ntitle: 例会\n" + number + "chair: post(督查室主任)\nblocks: [{ name: a, title: 通报, required: true }]\n"
}

const summing = "title: 小结\nevery: monthly\nfor: { each: zone }\nowner: post(督查室主任)\nmet_by: report\n"

// What says no number is numbered by its name all the same, which nothing else may number by.
func TestWhatSaysNoNumberNumbersAlikeToo(t *testing.T) {
	t.Parallel()
	const same = "same_number"
	for name, c := range map[string]struct{ files, want string }{
		"two sessions of one title":               {meeting("weekly", "") + "---\n" + meeting("monday", ""), "demo/a.yaml:7:8 没有写 number，就按“例会〔{year}〕{seq}号”编号，与 demo/a.yaml:2:8 的“weekly”相同"},
		"a session and one numbered by its title": {meeting("weekly", "") + "---\n" + meeting("monday", "number: \"例会〔{year}〕{seq}号\"\n"), "demo/a.yaml:8:9 编号格式“例会〔{year}〕{seq}号”与 demo/a.yaml:2:8 的“weekly”相同"},
		"a session and another's title before it": {meeting("monday", "number: \"例会〔{year}〕{seq}号\"\n") + "---\n" + meeting("weekly", ""), "demo/a.yaml:8:8 没有写 number"},
		"a kind's name and a session numbered so": {"cadence: sum\n" + summing + "---\n" + meeting("weekly", "number: \"sum〔{year}〕{seq}号\"\n"), "demo/a.yaml:10:9 编号格式“sum〔{year}〕{seq}号”与 demo/a.yaml:1:1 的“sum”相同"},
		"two sessions of which one says its own":  {meeting("weekly", "") + "---\n" + meeting("monday", "number: \"周一〔{year}〕{seq}号\"\n"), ""},
		"two kinds that say none":                 {"cadence: sum\n" + summing + "---\ncadence: other\n" + summing, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := Load(demo(map[string]string{"demo/a.yaml": c.files}), "demo")
			if err != nil {
				t.Fatal(err)
			}
			found := ""
			for _, e := range Check(b, calendar.Builtin(), clock.MustDate("2023-06-01")) {
				if e.Code == "mechanism."+same {
					found += e.Where + " " + e.Text.Zh + "\n"
				}
			}
			if !strings.HasPrefix(found, c.want) || c.want == "" && found != "" || strings.Count(found, "\n") > 1 {
				t.Errorf("found %q, want %q", found, c.want)
			}
		})
	}
	// its number is there and cannot be read: nobody knows what it numbers by
	_, faults, err := Examine(demo(map[string]string{"demo/a.yaml": meeting("weekly", "") + "---\n" + meeting("monday", "number: [周一]\n")}), "demo", calendar.Builtin(), clock.MustDate("2023-06-01"))
	if err != nil || len(faults) == 0 {
		t.Fatal(faults, err)
	}
	for _, e := range faults {
		if e.Code == "mechanism."+same {
			t.Error(e)
		}
	}
}

func TestAVersionMayNotNumberAsAnotherThingDid(t *testing.T) {
	t.Parallel()
	load := func(files string) *Bundle {
		b, err := Load(demo(map[string]string{"demo/a.yaml": files}), "demo")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	const written = "number: \"例会〔{year}〕{seq}号\"\n"
	for name, c := range map[string]struct {
		before, after string
		says          string // "" for what may follow
	}{
		"a session of another's title":             {meeting("weekly", ""), meeting("monday", ""), "没有写 number，就按“例会〔{year}〕{seq}号”编号，而这原由“weekly”使用"},
		"a session that writes what was unwritten": {meeting("weekly", ""), meeting("monday", written), "编号格式“例会〔{year}〕{seq}号”原由“weekly”使用"},
		"the same session, its number written":     {meeting("weekly", ""), meeting("weekly", written), ""},
		"one of two that numbered alike before":    {meeting("weekly", "") + "---\n" + meeting("monday", ""), meeting("weekly", ""), ""},
		"a standing kind written as a cadence":     {"kind: sum\ntitle: 小结\nnumber: \"结〔{year}〕{seq}号\"\nstanding: { each: zone }\ncadence: { every: monthly, owner: post(督查室主任), met_by: report }\nlight: { red: matter.missed > 5, green: \"true\" }\n", "cadence: sum\nnumber: \"结〔{year}〕{seq}号\"\n" + summing, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := load(c.after).NumbersLike(load(c.before))
			if c.says == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !errs.Is(err, "mechanism.same_number") || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %s", err, c.says)
			}
		})
	}
}
