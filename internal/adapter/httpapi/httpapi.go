// Package httpapi is the product's HTTP interface, /api/v1: what a browser, a phone, another system and a load
// generator talk to. It translates; it decides nothing. Who somebody is comes from package identity, what
// they may see and do from package authority, what happens from the engine. Everybody comes in by the same door;
// behind it each feature is a folder that declares its operations.
package httpapi

import (
	"time"

	"qinlian/internal/adapter/entitle"
	"qinlian/internal/adapter/httpapi/accounts"
	"qinlian/internal/adapter/httpapi/benefits"
	"qinlian/internal/adapter/httpapi/claims"
	"qinlian/internal/adapter/httpapi/directory"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/httpapi/exchange"
	"qinlian/internal/adapter/httpapi/live"
	"qinlian/internal/adapter/httpapi/matters"
	"qinlian/internal/adapter/httpapi/mechanisms"
	"qinlian/internal/adapter/httpapi/messages"
	"qinlian/internal/adapter/httpapi/office"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/subscribe"
	"qinlian/internal/adapter/trial"
)

// Parts is what the interface is made of.
type Parts struct {
	door.Parts

	Directory *identity.Directory // accounts and the ways in
	Messages  messages.Parts      // what is told and comes in
	Exchange  exchange.Parts      // files, imports and exports
	Trial     *trial.Desk         // changed mechanisms are tried
	Benefits  *entitle.Desk       // what policies come to
	Subscribe *subscribe.Desk     // who wants to hear of what they come to
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
	parts.Evidence = parts.Exchange.Files.Check
	d := door.New(parts.Parts)
	matters.Declare(d, parts.Directory)
	exchange.Declare(d, parts.Exchange)
	office.Declare(d)
	directory.Declare(d)
	accounts.Declare(d, parts.Directory)
	messages.Declare(d, parts.Messages)
	mechanisms.Declare(d, parts.Trial)
	benefits.Declare(d, parts.Benefits, parts.Subscribe)
	claims.Declare(d, parts.Benefits)
	return &API{Door: d, Live: live.Declare(d, pulse)}
}
