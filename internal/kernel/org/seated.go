package org

// Seated tells who sits in the two seats of a post on the day, absent or not; "" for nobody.
func (v *View) Seated(name string) (primary, deputy string) {
	p := v.posts[name]
	if p == nil {
		return "", ""
	}
	for seat, into := range map[Seat]*string{Primary: &primary, Deputy: &deputy} {
		if t := v.sitting(p, seat); t != nil {
			*into = t.Person
		}
	}
	return primary, deputy
}
