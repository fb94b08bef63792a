package mechanism

import (
	"slices"
	"strings"

	"qinlian/internal/kernel/rule"
)

// PersonalFields lists the kind's personal fields in order of name.
func (k *Kind) PersonalFields() []string {
	return slices.DeleteFunc(slices.Clone(k.FieldNames()), func(name string) bool { return k.Fields[name].Personal == "" })
}

// personal checks what is declared of a personal field.
func (c *checker) personal(path string, f *Field) {
	c.oneOf(path+".personal", string(f.Personal), "Field.personal")
	switch {
	case f.Personal == "" && !f.Keep.IsZero():
		c.fault(path+".keep", "keep_what", "keep 只用于个人信息字段；请写明 personal，或删去 keep", "keep goes with personal fields; write personal, or delete keep")
	case f.Personal == "":
	case f.Keep.IsZero():
		c.fault(path, "no_keep", "个人信息字段须写明保存期限，例如 keep: 3y after close（了结后三年）", "a personal field says how long it is kept, for example keep: 3y after close")
	case f.Type != "string" && f.Type != "":
		c.fault(path+".type", "personal_type", "个人信息字段的 type 须为 string", "a personal field is of type string")
	}
}

// sparesPersonal refuses a rule that reads what is personal: the value is not in the ledger, and once it is erased
// nobody could tell again what the rule decided. Whether there is one (has) a rule may ask.
func (c *compiler) sparesPersonal(env *rule.Environment, p *rule.Program, at Position) {
	for _, path := range p.Reads() {
		if name, own := strings.CutPrefix(path, "matter.fields."); own && slices.Contains(c.personal[env], name) {
			c.fault(at, "personal_read", "规则不得读取个人信息 %[1]s；只能问是否填写：has(%[1]s)", "a rule cannot read the personal field %[1]s; it may ask whether there is one: has(%[1]s)", path)
		}
	}
}
