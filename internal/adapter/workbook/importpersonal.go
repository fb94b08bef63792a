package workbook

import (
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/personal"
)

// said tells whether a cell of a personal field holds a value: an exported ledger has masks there, which say nothing.
func (im *importer) said(r *sheet.Row, k *mechanism.Kind, name, cell string) bool {
	if k.Fields[name].Personal == "" || !personal.Masked(cell) {
		return true
	}
	title := k.Fields[name].Title
	im.about(r, sheet.Note, sheet.Field(fieldLabel(k, name)), "import.masked", "", "", "“%[1]s”打了掩码，未采用", "%[2]s is masked and was left out", title.In("zh"), title.In("en"))
	return false
}

// personal compares a known matter's personal fields as they are shown: masked.
func (u *updating) personal(fix, fixEn string) error {
	given := u.w.kind.PersonalFields()
	if len(given) == 0 {
		return nil
	}
	held, err := u.engine.PersonalOf(u.ctx, u.s, u.o.At)
	if err != nil {
		return err
	}
	shown := map[string]engine.PersonalField{}
	for _, f := range held {
		shown[f.Name] = f
	}
	for _, name := range given {
		value, ok := u.w.register.Fields[name].(string)
		is, was := personal.Mask(u.w.kind.Fields[name].Personal, value), shown[name]
		if ok && is != "" && is != was.Shown && was.State != engine.PersonalErased {
			u.differ(sheet.Field(fieldLabel(u.w.kind, name)), was.Shown, is, fix, fixEn)
		}
	}
	return nil
}
