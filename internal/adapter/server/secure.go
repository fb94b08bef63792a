package server

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"qinlian/internal/adapter/config"
)

// policy lets a page use this server alone: its scripts, its interface, its pictures. Styles may stand in the page,
// which the components of the user interface need; scripts may not.
const policy = "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; " +
	"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// secured sets the headers that hold for every answer; a handler may tighten them for its own. https tells that
// browsers come over TLS, ours or a proxy's.
func secured(next http.Handler, https bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		if https {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// behind puts in the place of a proxy's address that of the client for whom it asks. Only the networks named are
// believed, from the nearest hop outwards: what a client wrote into X-Forwarded-For itself is never reached.
func behind(networks []string, next http.Handler) http.Handler {
	var trusted []netip.Prefix
	for _, word := range networks {
		if p, ok := config.Network(word); ok {
			trusted = append(trusted, p)
		}
	}
	if len(trusted) == 0 {
		return next
	}
	known := func(a netip.Addr) bool {
		return slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(a) })
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !known(peer.Addr().Unmap()) {
			next.ServeHTTP(w, r)
			return
		}
		client := peer.Addr()
		for _, hop := range slices.Backward(strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")) {
			a, err := netip.ParseAddr(strings.TrimSpace(hop))
			if err != nil {
				break
			}
			client = a.Unmap()
			if !known(client) {
				break
			}
		}
		of := *r
		of.RemoteAddr = net.JoinHostPort(client.String(), "0")
		next.ServeHTTP(w, &of)
	})
}
