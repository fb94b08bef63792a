package cli

import (
	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/mechanism"
)

// countTitles are the counts of a kind by name.
func countTitles(k *mechanism.Kind) titles {
	return titlesOf(k.Counts, func(c mechanism.Count) text.Text { return c.Title })
}

// keeping tells which matters of the list are meant by --count and --no-unit; nil for all.
func (c *matterListCmd) keeping(s *Shell, a *app.App, zone string) (func(*listing.Row) bool, error) {
	if c.Count == "" {
		if !c.NoUnit {
			return nil, nil //nolint:nilnil // all are kept
		}
		return func(l *listing.Row) bool { return l.LeadUnit == "" }, nil
	}
	if len(c.Kind) != 1 {
		return nil, errs.Newf(errs.Invalid, "matter.count_of", "--count 是某一类事项的口径，请同时用 --kind 写明一个类别", "--count is a count of one kind of matter: name it with --kind")
	}
	b, err := s.Bundle(a, zone)
	if err != nil {
		return nil, err
	}
	kind := b.Kinds[c.Kind[0]]
	name, err := countTitles(kind).find(c.Count, errs.NotFound, "matter.unknown_count", zhEn("口径", "count"))
	if err != nil {
		return nil, err
	}
	counted, err := listing.Counted(s.Ctx, a.Engine, zone, kind, name, s.Now())
	if err != nil {
		return nil, err
	}
	return func(l *listing.Row) bool { return counted[l.ID] && (!c.NoUnit || l.LeadUnit == "") }, nil
}
