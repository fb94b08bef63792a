package observe

import "net/http"

// Operation is a declared operation of the interface: what metrics, spans and lines call a request by.
type Operation struct{ ID, Method, Path string }

// namer finds the operation of a request by its declaration, as the mux that serves it does.
type namer struct {
	mux *http.ServeMux
	ids map[string]string // by pattern
}

func newNamer(operations []Operation) *namer {
	n := &namer{http.NewServeMux(), map[string]string{}}
	for _, op := range operations {
		pattern := op.Path
		if op.Method != "" {
			pattern = op.Method + " " + op.Path
		}
		if n.ids[pattern] == "" {
			n.mux.Handle(pattern, http.NotFoundHandler())
			n.ids[pattern] = op.ID
		}
	}
	return n
}

// unknownOperation is what everything else is called, so that whoever asks for a million paths makes one row.
const unknownOperation = "other"

func (n *namer) operation(r *http.Request) string {
	_, pattern := n.mux.Handler(r)
	if id := n.ids[pattern]; id != "" {
		return id
	}
	return unknownOperation
}
