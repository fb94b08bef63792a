// Package httpapi is the product's HTTP interface, /api/v1: what a browser, a phone, another system and a load
// generator talk to. It translates; it decides nothing. Who somebody is comes from package identity, what
// they may see and do from package authority, what happens from the engine. Everybody comes in by the same door;
// behind it each feature is a folder that declares its operations.
package httpapi

import (
	"qinlian/internal/adapter/httpapi/accounts"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/httpapi/matters"
	"qinlian/internal/adapter/identity"
)

// Parts is what the interface is made of.
type Parts struct {
	door.Parts

	Directory *identity.Directory // accounts and the ways in
}

// New opens the door and declares every operation.
func New(parts Parts) *door.Door {
	d := door.New(parts.Parts)
	matters.Declare(d)
	accounts.Declare(d, parts.Directory)
	return d
}
