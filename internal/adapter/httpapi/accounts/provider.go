package accounts

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// providers declares sign-in by an OpenID provider of the city: the browser goes there and comes back.
func (a *api) providers() {
	door.Public(a.Door, door.Operation{ID: "list-providers", Method: http.MethodGet, Path: "/session/providers", Summary: "The providers that somebody may sign in by", Tag: "account"}, a.listProviders)
	door.Public(a.Door, door.Operation{ID: "begin-provider", Method: http.MethodPost, Path: "/session/providers/{provider}", Summary: "Begin to sign in by a provider, or to link your account to it: the address to send the browser to", Tag: "account"}, a.beginProvider)
	door.Public(a.Door, door.Operation{ID: "finish-provider", Method: http.MethodGet, Path: "/session/providers/{provider}/return", Summary: "Where the provider sends the browser back to; leads on to the start page, which says why (refused=CODE) where it was not accepted", Tag: "account", Status: http.StatusSeeOther, AnyQuery: true}, a.finishProvider)
	door.Public(a.Door, door.Operation{ID: "unlink-provider", Method: http.MethodDelete, Path: "/session/providers/{provider}", Summary: "Take a provider off your account", Tag: "account", Status: http.StatusNoContent}, a.unlink)
}

// ProvidersOutput lists providers.
type ProvidersOutput struct {
	Body struct {
		Providers []ProviderView `json:"providers" nullable:"false"`
	}
}

// ProviderView is a provider as its button shows it.
type ProviderView struct {
	ID    string `json:"id"`
	Title string `json:"title" doc:"In the language asked for"`
}

func (a *api) listProviders(_ context.Context, c *door.Caller, _ *struct{}) (*ProvidersOutput, error) {
	out := &ProvidersOutput{}
	out.Body.Providers = []ProviderView{}
	for _, p := range sorted(a.directory.Providers()) {
		out.Body.Providers = append(out.Body.Providers, ProviderView{p.id, p.title.In(c.Lang)})
	}
	return out, nil
}

// AddressOutput is where to send the browser.
type AddressOutput struct {
	Body struct {
		Address string `json:"address" format:"uri"`
	}
}

func (a *api) beginProvider(ctx context.Context, c *door.Caller, in *struct {
	Provider string `path:"provider" maxLength:"64"`
	Link     bool   `query:"link" doc:"Link the account that is signed in instead of signing in"`
},
) (*AddressOutput, error) {
	address, err := a.directory.BeginProvider(ctx, in.Provider, in.Link, c.From)
	out := &AddressOutput{}
	out.Body.Address = address
	return out, err
}

// ReturnInput is what the provider sends back with the browser.
type ReturnInput struct {
	Provider string `path:"provider" maxLength:"64"`

	query url.Values
	page  bool // a browser is to show the answer to somebody
}

// Resolve keeps the whole query: what a provider sends beside code and state is its own affair.
func (in *ReturnInput) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	in.query, in.page = u.Query(), strings.Contains(ctx.Header("Accept"), "text/html")
	return nil
}

// RedirectOutput leads the browser on.
type RedirectOutput struct {
	Location string `header:"Location"`
}

func (a *api) finishProvider(ctx context.Context, c *door.Caller, in *ReturnInput) (*RedirectOutput, error) {
	_, err := a.directory.FinishProvider(ctx, in.Provider, in.query, c.From)
	switch {
	case err == nil:
		return &RedirectOutput{Location: "/"}, nil
	case in.page && errs.KindOf(err) != errs.Internal: // the site has the words for it
		return &RedirectOutput{Location: "/?refused=" + url.QueryEscape(errs.CodeOf(err))}, nil
	}
	return nil, err
}

func (a *api) unlink(ctx context.Context, _ *door.Caller, in *struct {
	Provider string `path:"provider" maxLength:"64"`
},
) (*struct{}, error) {
	return nil, a.directory.Unlink(ctx, in.Provider)
}

// offered is a provider by its id.
type offered struct {
	id    string
	title text.Text
}

// sorted lists providers in order of id, so that buttons keep their places.
func sorted(providers map[string]text.Text) []offered {
	var out []offered
	for _, id := range slices.Sorted(maps.Keys(providers)) {
		out = append(out, offered{id, providers[id]})
	}
	return out
}
