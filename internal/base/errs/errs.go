// Package errs is the one way to tell a person that something cannot be done: what is wrong, where,
// and what to do about it, in both languages and under a stable code.
//
// Errors that a person cannot act on stay ordinary wrapped errors; KindOf calls them Internal.
package errs

import (
	"errors"
	"fmt"
	"strings"

	"qinlian/internal/base/text"
)

// Kind sorts errors by what the caller may do next.
type Kind string

// The kinds. Refused is a mechanism's "no" (a gate, a transition, four eyes); Invalid is malformed input.
const (
	Invalid   Kind = "invalid"
	NotFound  Kind = "not_found"
	Conflict  Kind = "conflict"
	Forbidden Kind = "forbidden"
	Refused   Kind = "refused"
	Corrupt   Kind = "corrupt" // the ledger does not verify
	Internal  Kind = "internal"
)

// Error is a fault that a person can act on.
type Error struct {
	Kind  Kind
	Code  string // stable, dotted: "matter.no_due"
	Text  text.Text
	Where string // file:line:column, sheet!cell or field; "" when the whole input is meant
	Cause error
}

// Error gives the Chinese message with its place and code; the edge asks In for another language.
func (e *Error) Error() string { return e.In(text.Zh) }

// In renders place and message in lang.
func (e *Error) In(lang text.Lang) string {
	if e.Where == "" {
		return e.Text.In(lang)
	}
	return e.Where + ": " + e.Text.In(lang)
}

func (e *Error) Unwrap() error { return e.Cause }

// Newf makes an error from one format per language. Both take the same args; use indexed verbs
// (%[2]s) where the word order differs.
func Newf(kind Kind, code, zh, en string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Text: text.Text{Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)}}
}

// At returns a copy of e that names its place.
func (e *Error) At(where string) *Error {
	c := *e
	c.Where = where
	return &c
}

// Because returns a copy of e that carries its cause for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// KindOf gives the kind of the first *Error in err's chain, Internal when there is none.
func KindOf(err error) Kind {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// CodeOf gives the stable code of the first *Error in err's chain, "internal" when there is none.
func CodeOf(err error) string {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e.Code
	}
	return "internal"
}

// Is tells whether err carries the given code.
func Is(err error, code string) bool { return CodeOf(err) == code }

// Faults takes err apart: the faults of a List, the one that a single Error is, none of any other error.
func Faults(err error) List {
	if l := List(nil); errors.As(err, &l) {
		return l
	}
	if e := (*Error)(nil); errors.As(err, &e) {
		return List{e}
	}
	return nil
}

// Words is what an error says in both languages, without its place; several faults in one line.
func Words(err error) text.Text {
	var zh, en []string
	for _, e := range Faults(err) {
		zh, en = append(zh, e.Text.In(text.Zh)), append(en, e.Text.In(text.En))
	}
	if len(zh) == 0 {
		return text.Text{Zh: Message(err, text.Zh), En: Message(err, text.En)}
	}
	return text.Text{Zh: strings.Join(zh, "；"), En: strings.Join(en, "; ")}
}

// Message renders err for a person: every *Error inside a List on its own line.
func Message(err error, lang text.Lang) string {
	var lines []string
	for _, e := range Faults(err) {
		lines = append(lines, e.In(lang))
	}
	if len(lines) == 0 {
		return err.Error()
	}
	return strings.Join(lines, "\n")
}

// List is every fault found in one input, reported together.
type List []*Error

func (l List) Error() string {
	parts := make([]string, len(l))
	for i, e := range l {
		parts[i] = e.Error()
	}
	return strings.Join(parts, "\n")
}

// Unwrap lets errors.As find the first fault.
func (l List) Unwrap() []error {
	out := make([]error, len(l))
	for i, e := range l {
		out[i] = e
	}
	return out
}

// Err returns nil for an empty list, so that callers can return l.Err().
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}
