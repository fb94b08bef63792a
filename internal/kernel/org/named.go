package org

// The words of the changes of an organisation, the same in every shell.
const (
	WordAbsence  = "absence"
	WordBack     = "back"
	WordAppoint  = "appoint"
	WordRelieve  = "relieve"
	WordHandOver = "hand-over"
	WordMerge    = "merge"
	WordSplit    = "split"
	WordRename   = "rename"
	WordOpen     = "open-post"
	WordClose    = "close-post"
	WordForm     = "form-body"
	WordReform   = "change-body"
	WordDissolve = "dissolve-body"
)

// Words lists the changes of an organisation by their words.
func Words() []string {
	return []string{WordAbsence, WordBack, WordAppoint, WordRelieve, WordHandOver, WordMerge, WordSplit, WordRename, WordOpen, WordClose, WordForm, WordReform, WordDissolve}
}

// Concern is a change by its word, with the post and the person of whom it speaks: none where it is the units,
// posts or bodies themselves that change.
type Concern struct{ Word, Post, Person string }

// ConcernOf tells of whom a command speaks.
func ConcernOf(c Command) Concern {
	switch v := c.(type) {
	case RecordAbsence:
		return Concern{WordAbsence, v.Post, v.Person}
	case EndAbsence:
		return Concern{WordBack, v.Post, v.Person}
	case Appoint:
		return Concern{Word: WordAppoint, Post: v.Post}
	case Relieve:
		return Concern{Word: WordRelieve, Post: v.Post}
	case HandOver:
		return Concern{Word: WordHandOver, Post: v.Post}
	case MergeUnits:
		return Concern{Word: WordMerge}
	case SplitUnit:
		return Concern{Word: WordSplit}
	case RenameUnit:
		return Concern{Word: WordRename}
	case OpenPost:
		return Concern{Word: WordOpen}
	case ClosePost:
		return Concern{Word: WordClose}
	case FormBody:
		return Concern{Word: WordForm}
	case ChangeBody:
		return Concern{Word: WordReform}
	}
	return Concern{Word: WordDissolve}
}
