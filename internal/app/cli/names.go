package cli

import (
	"slices"
	"strings"

	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// titles are things that people may name, by id, each with its title. A clerk writes the title, a script the id.
type titles map[string]text.Text

// titlesOf are those of a bundle's kinds, sessions, letters or registers.
func titlesOf[T any](all map[string]T, title func(T) text.Text) titles {
	out := make(titles, len(all))
	for id, v := range all {
		out[id] = title(v)
	}
	return out
}

// What never depends on a mechanism.
var (
	lightTitles    = titles{"red": zhEn("红", "red"), "amber": zhEn("黄", "amber"), "green": zhEn("绿", "green")}
	verdictTitles  = titles{"pass": zhEn("通过", "pass"), "fail": zhEn("未通过", "fail")}
	seatTitles     = titles{"primary": zhEn("A岗", "primary"), "deputy": zhEn("B岗", "deputy")}
	dutyStates     = titles{"open": words["duty_open"], "missed": words["duty_missed"], "met": words["duty_met"], engine.DutyLate: words["duty_late"], "lapsed": words["duty_lapsed"]}
	amountTitles   = titles{"yuan": zhEn("元", "yuan"), "wan": zhEn("万元", "10,000 yuan"), "yi": zhEn("亿元", "100 million yuan")}
	letterStates   = lettersByState()
	stageTitles    = stages()
	cadenceTitles  = rhythms()
	dutyWordTitles = titles(dossier.DutyWords)
)

// lateLetters picks the letters that were not answered in time.
const lateLetters = "late"

func lettersByState() titles {
	out := titles{lateLetters: zhEn("逾期未复", "not answered in time")}
	for _, s := range []letter.State{letter.Drafted, letter.Issued, letter.Delivered, letter.Signed, letter.Replied, letter.Withdrawn, letter.Superseded} {
		out[string(s)] = s.Words()
	}
	return out
}

func stages() titles {
	out := titles{}
	for _, s := range []matter.Stage{
		matter.Registered, matter.Established, matter.Assigned, matter.Accepted, matter.Working, matter.Reported, matter.Reviewed,
		matter.Completed, matter.FollowedUp, matter.Closed, matter.Archived, matter.Withdrawn, matter.Merged,
	} {
		zh, en := s.Words()
		out[string(s)] = zhEn(zh, en)
	}
	return out
}

func rhythms() titles {
	out := titles{}
	for key, t := range words {
		if name, ok := strings.CutPrefix(key, "every_"); ok {
			out[strings.ReplaceAll(name, "_", "-")] = t
		}
	}
	return out
}

// find gives the id of what a word means: the id itself, or the title in either language. The refusal says which
// there are, and which was probably meant. No word means nothing.
func (t titles) find(word string, kind errs.Kind, code string, what text.Text) (string, error) {
	if _, ok := t[word]; ok || word == "" {
		return word, nil
	}
	for _, id := range sortedKeys(t) {
		if same(t[id].Zh, word) || same(t[id].En, word) || strings.EqualFold(id, word) {
			return id, nil
		}
	}
	zh, en := t.list()
	if best := t.nearest(word); best != "" {
		zh = "是否要写“" + t.called(best, text.Zh) + "”？" + zh
		en = "did you mean “" + t.called(best, text.En) + "”? " + en
	}
	return "", errs.Newf(kind, code, "没有%[1]s“%[3]s”；%[4]s", "there is no %[2]s %[3]q; %[5]s", what.Zh, what.En, word, zh, en)
}

// same compares words as people do: 红 and 红色 are one colour, 红灯 its light.
func same(title, word string) bool {
	bare := strings.NewReplacer("色", "", "灯", "", " ", "")
	return title != "" && (strings.EqualFold(title, word) || bare.Replace(title) != "" && bare.Replace(title) == bare.Replace(word))
}

// called writes a thing as 标题（id）; the id alone where it says as much.
func (t titles) called(id string, lang text.Lang) string {
	title := t[id].In(lang)
	switch {
	case title == "" || strings.EqualFold(title, id):
		return id
	case lang == text.En:
		return title + " (" + id + ")"
	}
	return title + "（" + id + "）"
}

// told is the title of a thing, with its id where another has the same title.
func (t titles) told(id string, lang text.Lang) string {
	for other, title := range t {
		if other != id && title == t[id] {
			return t.called(id, lang)
		}
	}
	return t[id].In(lang)
}

func (t titles) list() (zh, en string) {
	var zhs, ens []string
	for _, id := range sortedKeys(t) {
		zhs, ens = append(zhs, t.called(id, text.Zh)), append(ens, t.called(id, text.En))
	}
	if len(zhs) == 0 {
		return "这里还没有可用的名称", "there is none to choose from yet"
	}
	return "可用的有：" + strings.Join(zhs, "、"), "known are: " + strings.Join(ens, ", ")
}

// nearest is the id of what was probably meant: the one title that the word shortens, or the one a slip of the
// pen away; "" for none.
func (t titles) nearest(word string) string {
	if len([]rune(word)) < 2 {
		return ""
	}
	by := map[string]string{}
	var longer []string
	for id, title := range t {
		for _, w := range []string{id, title.Zh, title.En} {
			by[w] = id
			if shortens(word, w) && !slices.Contains(longer, id) {
				longer = append(longer, id)
			}
		}
	}
	if len(longer) == 1 {
		return longer[0]
	}
	best, _ := text.Nearest(word, sortedKeys(by))
	return by[best]
}

// shortens tells whether the word is the title with letters left out.
func shortens(word, title string) bool {
	left := []rune(word)
	for _, r := range title {
		if len(left) > 0 && left[0] == r {
			left = left[1:]
		}
	}
	return len(left) == 0
}

// Bundle is what is in force in the zone at the instant of the command.
func (s *Shell) Bundle(a *app.App, zone string) (*mechanism.Bundle, error) {
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return nil, err
	}
	if b := timeline.At(s.Now()); b != nil {
		return b, nil
	}
	return nil, errs.Newf(errs.NotFound, "mechanism.none_in_force", "此时没有生效的机制", "no mechanism is in force then")
}

func letterTitle(t *letter.Template) text.Text { return t.Title }

func kindTitles(kinds map[string]*mechanism.Kind) titles {
	return titlesOf(kinds, func(k *mechanism.Kind) text.Text { return k.Title })
}

// kindNamed is the id of a kind of matter given by id or title.
func kindNamed(kinds map[string]*mechanism.Kind, word string) (string, error) {
	return kindTitles(kinds).find(word, errs.NotFound, "matter.unknown_kind", zhEn("事项种类", "kind of matter"))
}

// kindsMeant are the ids of the kinds that words mean among those that matters are of, in force or not any more: the one of
// that id, else all of that title.
func kindsMeant(told map[string]*mechanism.Kind, words ...string) ([]string, error) {
	var ids []string
	for _, word := range words {
		meant, err := kindNamed(told, word)
		if err != nil {
			return nil, err
		}
		for _, id := range sortedKeys(told) {
			if id == meant || meant != "" && meant != word && told[id].Title == told[meant].Title {
				ids = append(ids, id)
			}
		}
	}
	return ids, nil
}

// urgencyNamed is the id of one of a kind's urgencies; a kind without any leaves the word as it is.
func urgencyNamed(k *mechanism.Kind, word string) (string, error) {
	if k == nil || len(k.Urgencies) == 0 {
		return word, nil
	}
	return titles(k.Urgencies).find(word, errs.Invalid, "matter.unknown_urgency", zhEn("紧急程度", "urgency"))
}

// matterID is the id of a matter given by its number, in full or short; "" for none.
func (s *Shell) matterID(a *app.App, zone, ref string) (string, error) {
	if ref == "" {
		return "", nil
	}
	row, err := listing.Find(s.Ctx, a.Engine, zone, ref)
	return row.ID, err
}

// letterRow finds a letter by its number, in full or short.
func (s *Shell) letterRow(a *app.App, zone, ref string) (row engine.LetterRow, err error) {
	all := map[string]engine.LetterRow{}
	number, err := listing.Meant(ref, func(yield func(string, error) bool) {
		for l, err := range a.Store.Letters(s.Ctx, zone, engine.Filter{}) {
			if l.Number == "" && err == nil {
				continue
			}
			all[l.Number] = l
			if !yield(l.Number, err) {
				return
			}
		}
	})
	if err == nil && number == "" {
		err = errs.Newf(errs.NotFound, "letter.not_found", "没有函件“%[1]s”；未编号的写作 事项编号/L1", "there is no letter %[1]q; one without a number is written MATTER/L1", ref)
	}
	return all[number], err
}

// kind is the id of a kind of new matter given by id or title; "" for none. One that is not in force any more is refused by
// name: its id is nobody else's title.
func (s *Shell) kind(a *app.App, zone, word string) (string, error) {
	if word == "" {
		return "", nil
	}
	b, err := s.Bundle(a, zone)
	if err != nil {
		return "", err
	}
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return "", err
	}
	id, unknown := kindNamed(b.Kinds, word)
	if was, why := timeline.LeftOut(word, s.Now()); was != nil && (was.Name == word || unknown != nil) {
		zh, en := kindTitles(b.Kinds).list()
		return "", errs.Newf(errs.NotFound, "matter.unknown_kind", "%[1]s；%[3]s", "%[2]s; %[4]s", why.Zh, why.En, zh, en)
	}
	return id, unknown
}

// told is the kind of that id as its matters are told now, in force or not any more; nil for none.
func (s *Shell) told(a *app.App, zone, kind string) (*mechanism.Kind, error) {
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return nil, err
	}
	_, k := timeline.Told(kind, s.Now())
	return k, nil
}

// kindsTold are all that matters are of now, in force or not any more.
func (s *Shell) kindsTold(a *app.App, zone string) (map[string]*mechanism.Kind, error) {
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return nil, err
	}
	return timeline.KindsTold(s.Now()), nil
}
