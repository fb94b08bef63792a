package matter

import "slices"

// grip is which lists of a state are nobody else's, so that a fold may change them in place. The first event to
// change another takes a copy.
type grip uint8

const (
	gripDuties grip = 1 << iota
	gripLetters
	gripFired
	gripOpened
)

// grow appends to a list.
func grow[T any](s *State, of grip, list []T, more ...T) []T {
	if len(more) == 0 {
		return list
	}
	if s.grip&of == 0 {
		s.grip |= of
		list = slices.Clip(list)
	}
	return append(list, more...)
}

// own gives a list whose elements may be changed.
func own[T any](s *State, of grip, list []T) []T {
	if s.grip&of == 0 {
		s.grip |= of
		return slices.Clone(list)
	}
	return list
}

// without gives a list less what gone picks; nil where nothing is left.
func without[T any](s *State, of grip, list []T, gone func(*T) bool) []T {
	first := 0
	for first < len(list) && !gone(&list[first]) {
		first++
	}
	if first == len(list) {
		return list
	}
	kept := list[:first]
	switch {
	case s.grip&of != 0:
	case first == len(list)-1:
		kept = slices.Clip(kept)
	default:
		s.grip |= of
		kept = append(make([]T, 0, len(list)-1), kept...)
	}
	for i := first + 1; i < len(list); i++ {
		if !gone(&list[i]) {
			kept = append(kept, list[i])
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}
