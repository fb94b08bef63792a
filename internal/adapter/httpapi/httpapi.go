// Package httpapi is the product's HTTP interface, /api/v1: what a browser, a phone, another system and a load
// generator talk to. It translates; it decides nothing. Who somebody is comes from package identity, what
// they may see and do from package authority, what happens from the engine.
//
//	request ─▶ language ─▶ caller (who, in which zone) ─▶ route (capability) ─▶ engine ─▶ answer | problem
//
// Every operation is declared by one of four functions that say whose it is: public (nobody has signed in),
// personal (one's own), zonal (a capability in the zone) and onMatter (a capability on one matter). None can
// be declared without. A matrix test walks them all.
package httpapi

import (
	"log/slog"
	"net/http"
	"path"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"qinlian/internal/adapter/identity"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
)

// Prefix is where the interface lives.
const Prefix = "/api/v1"

// Parts is what the interface is made of.
type Parts struct {
	Engine  *engine.Engine
	Answers Answers  // what was answered under an Idempotency-Key
	Who     Identity // who has signed in

	Directory *identity.Directory // accounts and the ways in
	Lists     Lists               // matters with their light of the instant
	Now       clock.Clock
	NewID     id.Source
	Log       *slog.Logger
	Version   string // of the program
}

// API is the interface, ready to serve.
type API struct {
	Parts

	huma     huma.API
	mux      *http.ServeMux
	declared []Declared
}

// mostBody bounds a request's body unless its operation says otherwise.
const mostBody = 1 << 20

// slowBody is how long a body may take to arrive.
const slowBody = 15 * time.Second

// New declares every operation.
func New(parts Parts) *API {
	speak()
	config := huma.DefaultConfig("勤廉 Qinlian", parts.Version)
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = Prefix+"/openapi", "", ""
	config.CreateHooks = nil // no $schema in answers
	config.RejectUnknownQueryParameters = true
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.Info.Description = "Every error is a problem (RFC 9457) with a stable code. Accept-Language chooses zh-CN (default) or en. " +
		"A POST may carry Idempotency-Key; a change of a matter carries If-Match with its ETag."
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: "qinlian"},
		"token":   {Type: "http", Scheme: "bearer"},
	}
	a := &API{Parts: parts, mux: http.NewServeMux()}
	a.huma = humago.New(a.mux, config)
	a.huma.UseMiddleware(a.answering)
	a.declare()
	a.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		a.plainProblem(w, r, errs.Newf(errs.NotFound, "http.no_operation", "没有这个接口：%[1]s %[2]s；接口说明见 %[3]s", "there is no operation %[1]s %[2]s: see %[3]s", r.Method, r.URL.Path, Prefix+"/openapi.json"))
	})
	return a
}

// declare lists the operations by resource.
func (a *API) declare() {
	a.matters()
	a.commands()
	a.today()
	a.ledger()
	a.me()
	a.signIn()
	a.accounts()
	a.audit()
	a.search()
	a.work()
}

// ServeHTTP answers a request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// OpenAPI is the interface's description, OpenAPI 3.1.
func (a *API) OpenAPI() *huma.OpenAPI { return a.huma.OpenAPI() }

// schemaName names a type in the description: ours by its name, another package's with the package before it.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if pkg := path.Base(t.PkgPath()); t.Name() != "" && strings.HasPrefix(t.PkgPath(), "qinlian/") && pkg != "httpapi" {
		return strings.ToUpper(pkg[:1]) + pkg[1:] + name
	}
	return name
}
