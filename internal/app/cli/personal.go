package cli

import (
	"slices"
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// Personal data: reading it in full for a reason, and erasing what may not be kept.

var personalWords = map[string]text.Text{
	"h_erase_due":   zhEn("删除保存期满的个人信息", "erase personal data whose retention is over"),
	"f_which":       zhEn("个人信息字段（名称或标题），可重复", "personal field, by name or title; may be repeated"),
	"f_unmask":      zhEn("写出这些个人信息的明文（须有 --as、--reason，逐件留痕）；默认打掩码", "write these personal fields in full (takes --as and --reason, and is recorded matter by matter); masked by default"),
	"unmasked_once": zhEn("仅供本次使用，已记入台账；请勿留存", "for this once; the ledger says that you read it: do not keep it"),
	"erased_due":    zhEn("截至 %[1]s，删除保存期满的个人信息 %[2]d 项", "up to %[1]s: %[2]d personal values erased"),
	"erased_again":  zhEn("另有 %d 项早已删除的又在库中（取自旧备份），已再次删除", "%d values that had been erased were there again (from an old backup) and were deleted"),
}

// unmask reads personal fields of a matter in full.
func (s *Shell) unmask(c matter.Command) error {
	a, zone, err := s.acts(&c)
	if err != nil {
		return err
	}
	out, shown, err := a.Engine.Unmask(s.Ctx, zone, c)
	if err != nil {
		return err
	}
	answer := struct {
		Number string            `json:"number"`
		Fields []engine.Revealed `json:"fields"`
	}{out.Matter.Number, shown}
	return s.Print(answer, func(screen *terminal.Screen) {
		screen.Titlef("%s  %s", out.Matter.Number, out.Matter.Title)
		pairs := make([][2]string, len(shown))
		for i, f := range shown {
			pairs[i] = [2]string{f.Title.In(s.Lang), f.Value}
		}
		screen.Pairs(pairs)
		screen.Hintf("    %s", s.T("unmasked_once"))
	})
}

// whichFields turns titles of a matter's personal fields into their names. What is none of them is left for the
// kernel to refuse.
func (s *Shell) whichFields(a *app.App, zone string, c *matter.Command) error {
	if len(c.Which) == 0 {
		return nil
	}
	state, err := a.Engine.Find(s.Ctx, zone, c.ID, s.Now())
	if err != nil {
		return err
	}
	fields, err := a.Engine.PersonalOf(s.Ctx, &state, s.Now())
	if err != nil {
		return err
	}
	for i, word := range c.Which {
		at := slices.IndexFunc(fields, func(f engine.PersonalField) bool {
			return f.Title.Zh == word || strings.EqualFold(f.Title.In(text.En), word)
		})
		if at >= 0 {
			c.Which[i] = fields[at].Name
		}
	}
	return nil
}

type eraseDueCmd struct{}

// Run erases what may not be kept any longer, and once more what a restored backup brought back.
func (c *eraseDueCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	var answer struct {
		Erased int `json:"erased"`
		Again  int `json:"again"`
	}
	if answer.Erased, err = a.Engine.EraseDue(s.Ctx, zone, s.Now()); err != nil {
		return err
	}
	if answer.Again, err = a.Engine.EraseAgain(s.Ctx, zone); err != nil {
		return err
	}
	if err := s.vouch(a, zone); err != nil {
		return err
	}
	return s.Print(answer, func(screen *terminal.Screen) {
		screen.Linef("✓ %s", s.T("erased_due", calendar.Local(s.Now()), answer.Erased))
		if answer.Again > 0 {
			screen.Linef("  %s", s.T("erased_again", answer.Again))
		}
	})
}
