package workbook

import (
	"slices"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
)

// What kind of matter a row becomes: the one that was named for all, else the one that the row's category is
// called after or leads to, else the bundle's default, else the only one there is.

// kinds resolves the kinds that were named for every row and for those above, by name or title.
func (im *importer) kinds() error {
	if err := im.named(im.o.Kind, &im.kind); err != nil {
		return err
	}
	if err := im.named(im.o.Above, &im.above); err != nil || im.o.Root == "" {
		return err
	}
	if im.above == nil {
		return errs.Newf(errs.Invalid, "import.root_alone", "说了挂在哪一件之下，还须说明各行的分类作为哪一类上级事项（--above）", "say what kind of matter the categories of the rows become (--above) to hang them below another").At("root")
	}
	top, err := im.batch.Matter(im.o.Root)
	if err == nil {
		im.root = top.ID
	}
	return err
}

// named resolves one kind; none where none was named.
func (im *importer) named(named string, into **mechanism.Kind) error {
	if named == "" {
		return nil
	}
	if *into = im.called(named); *into != nil {
		return nil
	}
	zh, en := im.kindList()
	if k, words := im.world.Timeline.LeftOut(named, im.o.At); k != nil {
		return errs.Newf(errs.NotFound, "matter.unknown_kind", "%[1]s；可用的有：%[2]s", "%[3]s; known are: %[4]s", words.Zh, zh, words.En, en)
	}
	var known []string
	for _, name := range im.bundle.Importable() {
		known = append(known, name, im.bundle.Kinds[name].Title.Zh)
	}
	if near, ok := text.Nearest(named, known); ok {
		return errs.Newf(errs.NotFound, "matter.unknown_kind", "没有“%[1]s”这一类事项，是否要写“%[2]s”？", "there is no kind of matter %[1]q; did you mean %[2]q?", named, near)
	}
	return errs.Newf(errs.NotFound, "matter.unknown_kind", "没有“%[1]s”这一类事项；可用的有：%[2]s", "there is no kind of matter %[1]q; known are: %[3]s", named, zh, en)
}

// told is the kind that a matter is of, in force or not any more; nil where no version had it.
func (im *importer) told(name string) *mechanism.Kind {
	_, k := im.world.Timeline.Told(name, im.o.At)
	return k
}

// called finds a kind that rows may become, by name or else by title. The name of one that is not in force any more is not
// another's title.
func (im *importer) called(word string) *mechanism.Kind {
	names := im.bundle.Importable()
	if im.told(word) != nil {
		names = slices.DeleteFunc(names, func(name string) bool { return name != word })
	}
	for _, name := range names {
		if k := im.bundle.Kinds[name]; word == name || isTitle(k, word) {
			return k
		}
	}
	return nil
}

func isTitle(k *mechanism.Kind, word string) bool {
	return word != "" && (word == k.Title.Zh || strings.EqualFold(word, k.Title.En))
}

// kindList names the kinds that rows may become: 标题（id）.
func (im *importer) kindList() (zh, en string) {
	var zhs, ens []string
	for _, name := range im.bundle.Importable() {
		t := im.bundle.Kinds[name].Title
		zhs = append(zhs, t.In(text.Zh)+"（"+name+"）")
		ens = append(ens, t.In(text.En)+" ("+name+")")
	}
	return strings.Join(zhs, "、"), strings.Join(ens, ", ")
}

// firstOf is something told once for the whole file: the cell that it begins at and how many rows there are.
type firstOf struct {
	cell, assumed string
	rows          int
}

// count counts a row.
func (f *firstOf) count(cell, assumed string) {
	if f.rows++; f.rows == 1 {
		f.cell, f.assumed = cell, assumed
	}
}

// kindOf decides what kind of matter a row becomes; nil where it cannot be told.
func (im *importer) kindOf(r *sheet.Row) *mechanism.Kind {
	if im.kind != nil {
		return im.kind
	}
	for _, category := range r.Category {
		if k := im.called(category); k != nil {
			return k
		}
		if k := im.bundle.Kinds[im.bundle.Import.Categories[category]]; k != nil {
			return k
		}
	}
	if k := im.bundle.Kinds[im.bundle.Import.Default]; k != nil {
		return k
	}
	if names := im.bundle.Importable(); len(names) == 1 {
		return im.bundle.Kinds[names[0]]
	}
	im.unkinded(r)
	return nil
}

// unkinded are rows whose kind cannot be told, or is left out, by why it is.
type unkinded struct {
	firstOf

	leftOut text.Text
}

// unkinded counts a row whose kind cannot be told.
func (im *importer) unkinded(r *sheet.Row) {
	var why text.Text
	for _, category := range r.Category {
		if k, words := im.world.Timeline.LeftOut(category, im.o.At); k != nil {
			why = words
			break
		}
	}
	i := slices.IndexFunc(im.kindless, func(u unkinded) bool { return u.leftOut == why })
	if i < 0 {
		i, im.kindless = len(im.kindless), append(im.kindless, unkinded{leftOut: why})
	}
	im.kindless[i].count(r.Cell(sheet.FieldCategory), "")
}

// kindUnknown tells once, for the whole file and each reason, that the kind of rows cannot be told.
func (im *importer) kindUnknown() {
	zh, en := im.kindList()
	for i := range im.kindless {
		u := &im.kindless[i]
		t := errs.Newf(errs.Invalid, "import.no_kind", "从这一行起共 %[1]d 行看不出是哪一类事项；请用 --kind 指明一类，或在 zone.yaml 写 import: { default: … }。可选：%[2]s",
			"from this row on, the kind of %[1]d rows cannot be told: say it with --kind, or write import: { default: … } in zone.yaml. Known are: %[3]s", u.rows, zh, en).Text
		if !u.leftOut.IsZero() {
			t = errs.Newf(errs.Invalid, "import.no_kind", "从这一行起共 %[1]d 行：%[4]s；要记作另一类，请用 --kind 指明，或在 zone.yaml 的 import: { categories: … } 里写明。可选：%[2]s",
				"from this row on, %[1]d rows: %[5]s. To enter them as another kind say it with --kind, or write import: { categories: … } in zone.yaml. Known are: %[3]s", u.rows, zh, en, u.leftOut.Zh, u.leftOut.En).Text
		}
		im.doubt(sheet.Doubt{Level: sheet.Error, Code: "import.no_kind", Cell: u.cell, Field: sheet.FieldCategory, Text: t})
	}
}

// categorySeparator parts the levels of a category in an exported ledger. Offices do not write it.
const categorySeparator = "›"

// levels parts the levels of categories that an export joined.
func levels(category []string) []string {
	if !slices.ContainsFunc(category, func(c string) bool { return strings.Contains(c, categorySeparator) }) {
		return category
	}
	var out []string
	for _, c := range category {
		for level := range strings.SplitSeq(c, categorySeparator) {
			if level = strings.TrimSpace(level); level != "" {
				out = append(out, level)
			}
		}
	}
	return out
}

// category is the row's own, without the word that names the kind; what the kind knows comes first.
func category(r *sheet.Row, k *mechanism.Kind) []string {
	own := slices.DeleteFunc(slices.Clone(r.Category), func(c string) bool {
		return ((c == k.Name || isTitle(k, c)) && !slices.Contains(k.Categories, c)) || inField(r, k, c)
	})
	for i, c := range own {
		if slices.Contains(k.Categories, c) {
			return append([]string{c}, slices.Delete(own, i, i+1)...)
		}
	}
	return own
}

// inField tells whether a word of the category stands in a column that a field of the kind is called after.
func inField(r *sheet.Row, k *mechanism.Kind, word string) bool {
	for name, f := range k.Fields {
		for _, label := range []string{name, f.Title.Zh, f.Title.En} {
			if label != "" && r.Extra[label] == word {
				return true
			}
		}
	}
	return false
}
