package cli

import (
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/redeem"
)

// claims gives each claim that people name, in full or short, as the counter knows it: a bare ordinal means a claim here.
func (s *Shell) claims(o *redeem.Counter, refs ...string) ([]string, error) {
	out := make([]string, len(refs))
	for i, ref := range refs {
		out[i] = ref
		_, err := o.Find(s.Ctx, ref)
		if errs.KindOf(err) == errs.NotFound {
			out[i], err = s.claimMeant(o, ref)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Shell) claimMeant(o *redeem.Counter, ref string) (string, error) {
	all, err := o.Engine.ClaimsWhere(s.Ctx, o.Zone, engine.ClaimFilter{})
	if err != nil {
		return "", err
	}
	lines, err := s.numbered(o, all)
	if err != nil {
		return "", err
	}
	numbers := make([]string, len(lines))
	for i := range lines {
		numbers[i] = lines[i].Number
	}
	return meant(ref, numbers, redeem.NotThere(ref))
}

// batch is the number of a batch that there is, in full or short.
func (s *Shell) batch(o *redeem.Counter, ref string) (string, error) {
	_, none := o.Batch(s.Ctx, ref)
	if errs.KindOf(none) != errs.NotFound {
		return ref, none
	}
	all, err := o.Batches(s.Ctx)
	if err != nil {
		return "", err
	}
	numbers := make([]string, len(all))
	for i := range all {
		numbers[i] = all[i].Number
	}
	return meant(ref, numbers, none)
}

// meant picks the number that ref stands for; of none it says which was probably meant.
func meant(ref string, numbers []string, none error) (string, error) {
	number, err := listing.Meant(ref, func(yield func(string, error) bool) {
		for _, n := range numbers {
			if !yield(n, nil) {
				return
			}
		}
	})
	if err != nil || number != "" {
		return number, err
	}
	best, ok := text.Nearest(ref, numbers)
	if !ok {
		return "", none
	}
	words := errs.Words(none)
	return "", errs.Newf(errs.NotFound, errs.CodeOf(none), "%[1]s；是否要写“%[3]s”？", "%[2]s; did you mean %[3]q?", words.Zh, words.En, best)
}

// clauseTitles are the titles of a bundle's clauses, by document/key.
func clauseTitles(b *mechanism.Bundle) titles {
	out := titles{}
	for _, p := range benefit.Policies(b) {
		for i := range p.Clauses {
			out[p.Name+"/"+p.Clauses[i].Key] = p.Clauses[i].Title
		}
	}
	return out
}

// lineNamed is the name of a budget line given by name or title.
func (s *Shell) lineNamed(b *mechanism.Bundle, names []string, word string) string {
	for _, p := range benefit.Policies(b) {
		names = append(names, p.Name)
		for line := range p.Budget {
			names = append(names, line)
		}
	}
	lines := make(titles, len(names))
	for _, name := range names {
		lines[name], _ = redeem.Line(b, name)
	}
	if name, err := lines.find(word, errs.NotFound, "fund.unknown_line", zhEn("预算科目", "budget line")); err == nil {
		return name
	}
	return word
}

// numbersOf are the numbers of the claims on a line, by ID.
func (s *Shell) numbersOf(o *redeem.Counter, line string, year int) (map[string]string, error) {
	all, err := o.Engine.ClaimsWhere(s.Ctx, o.Zone, engine.ClaimFilter{Line: line, Year: year})
	if err != nil {
		return nil, err
	}
	lines, err := s.numbered(o, all)
	out := make(map[string]string, len(lines))
	for i := range lines {
		out[lines[i].ID()] = lines[i].Number
	}
	return out, err
}

// one is the selection of claims that are named.
func (s *Shell) one(o *redeem.Counter, named ...string) (redeem.Selection, error) {
	refs, err := s.claims(o, named...)
	return redeem.Selection{Refs: refs}, err
}
