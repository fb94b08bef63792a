package intake

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
)

// Senders are the mappings of an installation, by zone and by the sender's name in the path of the interface.
type Senders map[string]map[string]*Mapping

// Mapping says what becomes of a sender's orders.
type Mapping struct {
	Sender string            `json:"sender" koanf:"sender" yaml:"sender"` // begins the origin of its matters; the name in the path unless said
	Actor  string            `json:"actor"  koanf:"actor"  yaml:"actor"`  // the post that registers
	Types  map[string]Target `json:"types"  koanf:"types"  yaml:"types"`  // by the order's type
	Other  *Target           `json:"other"  koanf:"other"  yaml:"other"`  // for types that are not named; nil refuses them
}

// Target is the matter that a type of order becomes.
type Target struct {
	Kind     string            `json:"kind"     koanf:"kind"     yaml:"kind"`
	Category []string          `json:"category" koanf:"category" yaml:"category"`
	Fields   map[string]string `json:"fields"   koanf:"fields"   yaml:"fields"` // field of the kind ← member: contact.phone, fields.street
	Due      bool              `json:"due"      koanf:"due"      yaml:"due"`    // the sender's due date holds instead of the kind's limit
}

// members that a mapping may name, besides fields.….
var memberNames = []string{"number", "type", "title", "content", "place", "received_at", "due", "contact.name", "contact.phone", "anonymous"}

// Read reads the file that the setting notify.intake names: zone, sender, mapping (docs/intake.md). name is the file's,
// for the places of faults; all of them come together.
func Read(name string, raw []byte) (Senders, error) {
	var out Senders
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(&out); err != nil && !errors.Is(err, io.EOF) {
		return nil, misread(name, err)
	}
	for _, of := range out {
		for sender, m := range of {
			if m == nil {
				m = &Mapping{}
				of[sender] = m
			}
			if m.Sender == "" {
				m.Sender = sender
			}
		}
	}
	return out, nil
}

var (
	atLine  = regexp.MustCompile(`^line (\d+): (.*)$`)
	noField = regexp.MustCompile(`^field (.+) not found in type intake\.(\w+)$`)
)

// knownWords are what may stand in each part of the file.
var knownWords = map[string][]string{"Mapping": {"sender", "actor", "types", "other"}, "Target": {"kind", "category", "fields", "due"}}

// misread says in our words, line by line, why a file cannot be read.
func misread(name string, err error) error {
	lines := []string{strings.TrimPrefix(err.Error(), "yaml: ")}
	if t := (*yaml.TypeError)(nil); errors.As(err, &t) {
		lines = t.Errors
	}
	var faults errs.List
	for _, why := range lines {
		place := name
		if m := atLine.FindStringSubmatch(why); m != nil {
			place, why = name+":"+m[1], m[2]
		}
		if m := noField.FindStringSubmatch(why); m != nil {
			zh, en := text.Suggest(m[1], knownWords[m[2]])
			faults = append(faults, errs.Newf(errs.Invalid, "intake.unknown_word", "这里不能写“%[1]s”；%[2]s", "%[1]q cannot stand here; %[3]s", m[1], zh, en).At(place))
			continue
		}
		faults = append(faults, errs.Newf(errs.Invalid, "intake.unreadable", "工单映射文件读不下去（格式见 docs/intake.md：地区 → 来源 → 映射）：%[1]s",
			"the mapping of work orders cannot be read (docs/intake.md has its form: zone → sender → mapping): %[1]s", why).At(place))
	}
	return faults
}

// Check lists what in a mapping does not fit a zone's mechanisms; post tells whether the zone has a post.
func (m *Mapping) Check(b *mechanism.Bundle, post func(name string) bool) errs.List {
	var faults errs.List
	fault := func(where, code, zh, en string, args ...any) {
		faults = append(faults, errs.Newf(errs.Invalid, code, zh, en, args...).At(where))
	}
	if m.Sender == "" || strings.ContainsAny(m.Sender, ": \t\n") {
		fault("sender", "intake.bad_sender", "来源须有名称，且不含冒号和空格", "a sender has a name without colons and blanks")
	}
	switch {
	case m.Actor == "":
		fault("actor", "intake.no_actor", "没有写 actor（由哪个岗位登记）", "actor is missing: the post that registers")
	case !post(m.Actor):
		fault("actor", "intake.no_actor", "本区没有岗位“%[1]s”", "the zone has no post %[1]q", m.Actor)
	}
	if len(m.Types) == 0 && m.Other == nil {
		fault("types", "intake.no_types", "没有写任何工单类型：请写 types 或 other", "no type of order is named: write types or other")
	}
	kinds := slices.Sorted(maps.Keys(b.Kinds))
	check := func(where string, t *Target) {
		k := b.Kinds[t.Kind]
		if k == nil {
			zh, en := text.Suggest(t.Kind, kinds)
			fault(where+".kind", "intake.no_kind", "本区没有类别“%[1]s”；%[2]s", "the zone has no kind %[1]q; %[3]s", t.Kind, zh, en)
			return
		}
		for _, field := range slices.Sorted(maps.Keys(t.Fields)) {
			if _, known := k.Fields[field]; !known {
				zh, en := text.Suggest(field, slices.Sorted(maps.Keys(k.Fields)))
				fault(where+".fields."+field, "intake.no_field", "类别“%[1]s”没有字段“%[2]s”；%[3]s", "kind %[1]q has no field %[2]q; %[4]s", t.Kind, field, zh, en)
			}
			if member := t.Fields[field]; !slices.Contains(memberNames, member) && !strings.HasPrefix(member, "fields.") {
				fault(where+".fields."+field, "intake.no_member", "工单没有成员“%[1]s”；可写：%[2]s、fields.…", "a work order has no member %[1]q; there are: %[2]s, fields.…", member, strings.Join(memberNames, ", "))
			}
		}
		for _, field := range slices.Sorted(maps.Keys(k.Fields)) {
			if _, given := t.Fields[field]; k.Fields[field].Required && !given {
				fault(where+".fields", "intake.unfilled", "类别“%[1]s”的字段“%[2]s”必填，映射没有给出：每张工单都会被退回", "kind %[1]q requires the field %[2]q, which the mapping does not give: every order would be refused", t.Kind, field)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.Types)) {
		t := m.Types[name]
		check("types."+name, &t)
	}
	if m.Other != nil {
		check("other", m.Other)
	}
	return faults
}
