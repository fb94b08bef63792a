package mechanism

import "qinlian/internal/kernel/session"

// sharedNumbers finds documents that number alike. Each counts its own numbers from 1, so two of them would
// give the same number to two things.
func (c *checker) sharedNumbers() {
	first := map[string]*document{}
	for _, doc := range c.bundle.documents {
		pattern := ""
		switch body := doc.body.(type) {
		case *Kind:
			pattern = body.Number
		case *letterFile:
			pattern = body.Number
		case *session.Template:
			pattern = body.Number
		}
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
