// Package exchange is the interface to what goes in and out in bulk: files that prove what a matter says, ledgers that
// are imported and exported, and commands on many matters at once. Nobody gets a row or a file of a matter that they
// may not see.
package exchange

import (
	"qinlian/internal/adapter/attachment"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/workbook"
)

// Parts is what the operations need.
type Parts struct {
	Files *attachment.Files
	Desk  *workbook.Desk
	Audit *identity.Directory // who exported what, and which files were infected
}

// api declares the operations.
type api struct {
	*door.Door
	Parts

	writing chan struct{} // exports under way on this node
}

// mostWriting is how many exports a node writes at a time; each holds some 16 MB, a file and a read transaction.
const mostWriting = 4

// Declare adds the operations.
func Declare(d *door.Door, parts Parts) {
	a := &api{d, parts, make(chan struct{}, mostWriting)}
	a.attachments()
	a.imports()
	a.bulk()
	a.exports()
}
