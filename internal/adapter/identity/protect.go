package identity

import "net/http"

// Protect refuses requests that another site makes a signed-in browser send (CSRF): those with an unsafe method
// that are neither from Config.Origins nor from the host itself. It asks net/http's CrossOriginProtection, which
// looks at Sec-Fetch-Site and Origin; the cookie's SameSite=Lax stands behind it. A request that has a token and
// no cookie is nobody's browser and passes. Refusals are answered by deny.
func (d *Directory) Protect(next, deny http.Handler) http.Handler {
	guard, err := newGuard(d.config.Origins)
	if err != nil {
		panic(err) // New refuses such an origin
	}
	guard.SetDenyHandler(deny)
	guarded := guard.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie(d.manager.Cookie.Name); err != nil && r.Header.Get("Authorization") != "" {
			next.ServeHTTP(w, r)
			return
		}
		guarded.ServeHTTP(w, r)
	})
}

func newGuard(origins []string) (*http.CrossOriginProtection, error) {
	guard := http.NewCrossOriginProtection()
	for _, origin := range origins {
		if err := guard.AddTrustedOrigin(origin); err != nil {
			return nil, badOrigin(origin).Because(err)
		}
	}
	return guard, nil
}
