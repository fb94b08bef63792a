// Package httpapi is the product's HTTP interface, /api/v1: what a browser, a phone, another system and a load
// generator talk to. It translates; it decides nothing. Who somebody is comes from package identity, what
// they may see and do from package authority, what happens from the engine. Everybody comes in by the same door;
// behind it each feature is a folder that declares its operations.
package httpapi

import (
	"time"

	"qinlian/internal/adapter/httpapi/accounts"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/httpapi/live"
	"qinlian/internal/adapter/httpapi/matters"
	"qinlian/internal/adapter/httpapi/messages"
	"qinlian/internal/adapter/identity"
)

// Parts is what the interface is made of.
type Parts struct {
	door.Parts

	Directory *identity.Directory // accounts and the ways in
	Messages  messages.Parts      // what is told and comes in
}

// API is the interface, ready to serve.
type API struct {
	*door.Door

	Live *live.Hub // to be closed when the server stops, or it waits for browsers that listen
}

// pulse is how often a node looks whether another has changed something.
const pulse = 500 * time.Millisecond

// New opens the door and declares every operation.
func New(parts Parts) *API {
	d := door.New(parts.Parts)
	matters.Declare(d)
	accounts.Declare(d, parts.Directory)
	messages.Declare(d, parts.Messages)
	return &API{Door: d, Live: live.Declare(d, pulse)}
}
