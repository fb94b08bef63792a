package mechanism

import (
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/session"
)

// numbering is the pattern by which a document numbers, "" for one that does not say any.
func (doc *document) numbering() string {
	switch body := doc.body.(type) {
	case *Kind:
		return body.Number
	case *letterFile:
		return body.Number
	case *session.Template:
		return body.Number
	}
	return ""
}

// sharedNumbers finds documents that number alike. Each counts its own numbers from 1, so two of them would
// give the same number to two things.
func (c *checker) sharedNumbers() {
	first := map[string]*document{}
	for _, doc := range c.bundle.documents {
		pattern := doc.numbering()
		if pattern == "" {
			continue
		}
		other := first[pattern]
		if other == nil {
			first[pattern] = doc
			continue
		}
		c.faultAt(doc.at("number"), "same_number", "编号格式“%[1]s”与 %[2]s 的“%[3]s”相同，会出现两个同样的编号；请改其中一个的字样", "the number pattern %[1]q is that of %[3]q at %[2]s too, so two things would have one number; change the words of one",
			pattern, place(other.at("number")), other.Name)
	}
}

// NumbersLike refuses a bundle in which something numbers as something else did in an earlier one, and would give its numbers
// once more.
func (b *Bundle) NumbersLike(earlier *Bundle) error {
	type owner struct{ is, name string }
	was := map[string]owner{}
	for _, doc := range earlier.documents {
		was[doc.numbering()] = owner{doc.Type, doc.Name}
	}
	var faults errs.List
	for _, doc := range b.documents {
		pattern := doc.numbering()
		if before, taken := was[pattern]; taken && pattern != "" && before != (owner{doc.Type, doc.Name}) {
			faults = append(faults, faultAt(doc.at("number"), "same_number", "编号格式“%[1]s”原由“%[2]s”使用，两者的编号会相同；请换一种字样，或沿用 %[2]s 这个名字", "%[2]q numbered by %[1]q before, so two things would have one number; choose other words, or keep the name %[2]s", pattern, before.name))
		}
	}
	return faults.Err()
}
