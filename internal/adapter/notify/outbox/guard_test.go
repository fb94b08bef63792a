package outbox_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/base/errs"
)

func TestOnlyPublicAddressesArePermitted(t *testing.T) {
	for address, want := range map[string]bool{
		"8.8.8.8": true, "114.114.114.114": true, "2400:3200::1": true, "172.15.255.255": true, "172.32.0.1": true,
		"127.0.0.1": false, "127.9.9.9": false, "0.0.0.0": false, "0.1.2.3": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "100.100.100.200": false, "224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false,
		"192.0.0.8": false, "198.18.0.1": false, "203.0.113.7": false,
		"::1": false, "::": false, "fe80::1": false, "fe80::1%eth0": false, "fc00::1": false, "fd12::1": false, "ff02::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::ffff:8.8.8.8": true, "::127.0.0.1": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "2001:db8::1": false, "fec0::1": false,
	} {
		if got := new(outbox.Guard).Permits(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
	own := &outbox.Guard{Allow: []netip.Prefix{netip.MustParsePrefix("10.8.0.0/16")}}
	if !own.Permits(netip.MustParseAddr("10.8.1.1")) || own.Permits(netip.MustParseAddr("10.9.1.1")) {
		t.Error("the networks allowed are not those that were named")
	}
}

func TestAnAddressIsRefusedWhenItIsEntered(t *testing.T) {
	for address, code := range map[string]string{
		"":                                               "outbox.bad_url",
		"ftp://example.com/x":                            "outbox.bad_url",
		"file:///etc/passwd":                             "outbox.bad_url",
		"gopher://127.0.0.1:25/_MAIL":                    "outbox.bad_url",
		"https://user:pw@example.com/":                   "outbox.bad_url",
		"https:///nohost":                                "outbox.bad_url",
		"https://exa mple.com/":                          "outbox.bad_url",
		"http://127.0.0.1/":                              "outbox.plain_http",
		"https://127.0.0.1/":                             "outbox.not_public",
		"https://[::1]:8080/":                            "outbox.not_public",
		"https://[::ffff:169.254.169.254]/":              "outbox.not_public",
		"https://localhost/":                             "outbox.not_public",
		"https://169.254.169.254/latest":                 "outbox.not_public",
		"https://" + strings.Repeat("a", 3000) + ".com/": "outbox.bad_url",
	} {
		if err := new(outbox.Guard).Check(t.Context(), address); !errs.Is(err, code) {
			t.Errorf("%q: %v, want %s", address, err, code)
		}
	}
}

// loopback is a guard for tests whose servers are on this machine.
func loopback() *outbox.Guard {
	return &outbox.Guard{Plain: true, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}}
}

func TestAConnectionIsCheckedWhateverANameResolvedToBefore(t *testing.T) {
	var reached atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	defer server.Close()
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"} {
		g := &outbox.Guard{Plain: true}
		if _, err := g.Post(t.Context(), g.Client(), "http://"+host+":"+port+"/", http.Header{}, nil); err == nil {
			t.Errorf("%s was reached", host)
		}
	}
	if reached.Load() {
		t.Error("the server was reached")
	}
	g := loopback()
	if answer, err := g.Post(t.Context(), g.Client(), server.URL, http.Header{}, nil); err != nil || answer.Status != http.StatusOK {
		t.Errorf("an allowed network: %v %v", answer, err)
	}
}

func TestARedirectIsNotFollowedAndALongAnswerIsCutOff(t *testing.T) {
	var elsewhere atomic.Bool
	mux := http.NewServeMux()
	mux.HandleFunc("/there", func(http.ResponseWriter, *http.Request) { elsewhere.Store(true) })
	mux.HandleFunc("/redirect", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/there", http.StatusTemporaryRedirect)
	})
	mux.HandleFunc("/long", func(w http.ResponseWriter, _ *http.Request) {
		block := []byte(strings.Repeat("x", 1<<16))
		for range 64 {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	g := loopback()
	if answer, err := g.Post(t.Context(), g.Client(), server.URL+"/redirect", http.Header{}, nil); err != nil || answer.Status != http.StatusTemporaryRedirect || elsewhere.Load() {
		t.Errorf("redirect: %d %v, followed %v", answer.Status, err, elsewhere.Load())
	}
	if answer, err := g.Post(t.Context(), g.Client(), server.URL+"/long", http.Header{}, nil); err != nil || len(answer.Body) != 64<<10 {
		t.Errorf("long answer: %d bytes %v", len(answer.Body), err)
	}
}

func TestAFaultDoesNotShowTheAddressAndItsToken(t *testing.T) {
	g := loopback()
	_, err := g.Post(t.Context(), g.Client(), "http://127.0.0.1:1/send?key=token-of-the-robot", http.Header{}, nil)
	if err == nil || strings.Contains(err.Error(), "token-of-the-robot") {
		t.Errorf("got %v", err)
	}
}
