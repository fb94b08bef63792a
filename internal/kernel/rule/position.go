package rule

import (
	"cmp"
	"fmt"
	"slices"
)

// Position is where an expression begins: the first character of its text, after any opening quote.
// Lines and columns count from 1, columns in characters.
type Position struct {
	File         string
	Line, Column int

	Layout *Layout // nil where the file has the expression as it is, character by character
}

// Layout says where the characters of an expression stand in a file that wraps, indents or escapes them.
type Layout struct {
	Pieces []Piece // in order, the first at the expression's first character
}

// Piece is a run of characters that stand in the file as they do in the expression: from Line and Column of the expression on,
// at AtLine and AtColumn of the file. All count from 1.
type Piece struct {
	Line, Column     int
	AtLine, AtColumn int
}

// String gives file:line:column.
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Move gives the place of the character at line (from 1) and column (from 0) of the expression.
func (p Position) Move(line, column int) Position {
	line, column = max(line, 1), max(column, 0)+1
	if p.Layout != nil {
		i, exactly := slices.BinarySearchFunc(p.Layout.Pieces, Piece{Line: line, Column: column}, func(a, b Piece) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		if !exactly {
			i--
		}
		if i >= 0 {
			piece := p.Layout.Pieces[i]
			return Position{File: p.File, Line: piece.AtLine, Column: piece.AtColumn + column - piece.Column}
		}
	}
	return Position{File: p.File, Line: max(p.Line, 1) + line - 1, Column: max(p.Column, 1) + column - 1}
}
