package door

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// complete describes what holds of every operation and no declaration says: the key under which a POST is answered
// again, and the problems that come from before its handler.
func (d *Door) complete(op *Operation, g guard) {
	item := d.huma.OpenAPI().Paths[Prefix+op.Path]
	h := map[string]*huma.Operation{
		http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete,
	}[op.Method]
	if op.Form != nil { // only now: huma would read the body
		op.Form.describe(h)
	}
	if op.Method == http.MethodPost && g.whose != toAnybody && !op.Reads && !takes(h, "Idempotency-Key") {
		most := mostKey
		h.Parameters = append(h.Parameters, &huma.Param{
			Name: "Idempotency-Key", In: "header", Description: "The same key and body are answered the same and done once",
			Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &most},
		})
	}
	also := []int{http.StatusTooManyRequests, http.StatusServiceUnavailable}
	if takes(h, "If-Match") {
		also = append(also, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	if h.RequestBody != nil {
		also = append(also, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	told := h.Responses[strconv.Itoa(http.StatusBadRequest)]
	for _, status := range also {
		r := &huma.Response{Description: http.StatusText(status), Content: told.Content}
		if later[status] != "" {
			r.Headers = map[string]*huma.Header{"Retry-After": {Description: "Seconds", Schema: &huma.Schema{Type: huma.TypeInteger}}}
		}
		h.Responses[strconv.Itoa(status)] = r
	}
}

// takes tells whether an operation is described with a header.
func takes(h *huma.Operation, name string) bool {
	return slices.ContainsFunc(h.Parameters, func(p *huma.Param) bool { return p.In == "header" && p.Name == name })
}
