package outbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"

	"qinlian/internal/base/errs"
)

// Guard is where messages may go. The addresses of webhooks and robots are entered by people, and this server can
// reach what they cannot: without it a webhook would read the database's port or a cloud's metadata (SSRF). Its zero
// value lets https to public addresses pass.
type Guard struct {
	// Allow lists networks that are let pass although they are not public: a hotline in the same intranet.
	Allow []netip.Prefix
	// Plain lets http pass, too.
	Plain bool
}

const (
	mostAnswer  = 64 << 10
	mostHeader  = 32 << 10
	dialTime    = 5 * time.Second
	requestTime = 15 * time.Second
)

// special are the networks that are not public, besides those that netip knows by itself.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), // embed an IPv4 address
	netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("3fff::/20"), netip.MustParsePrefix("5f00::/16"), netip.MustParsePrefix("fec0::/10"),
}

// Permits tells whether an address may be connected to.
func (g *Guard) Permits(address netip.Addr) bool {
	if address.Zone() != "" {
		return false
	}
	address = address.Unmap()
	holds := func(p netip.Prefix) bool { return p.Contains(address) }
	if slices.ContainsFunc(g.Allow, holds) {
		return true
	}
	// IPv4-compatible addresses (::a.b.c.d) are global unicast by their bits.
	compatible := address.Is6() && netip.MustParsePrefix("::/96").Contains(address)
	return address.IsGlobalUnicast() && !address.IsPrivate() && !compatible && !slices.ContainsFunc(special, holds)
}

// Check tells whether a URL may be entered: its form, and where its host leads now. That it leads nowhere else
// when it is used is checked then, at the connection.
func (g *Guard) Check(ctx context.Context, address string) error {
	u, err := g.parse(address)
	if err != nil {
		return err
	}
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", u.Hostname())
	if err != nil || len(found) == 0 {
		return errs.Newf(errs.Invalid, "outbox.unknown_host", "找不到主机“%[1]s”，请检查地址", "host %[1]q cannot be found: check the address", u.Hostname()).Because(err)
	}
	for _, a := range found {
		if !g.Permits(a) {
			return refused(u.Hostname())
		}
	}
	return nil
}

func (g *Guard) parse(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "" || len(address) > 2000 || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errs.Newf(errs.Invalid, "outbox.bad_url", "地址看不懂，应为 https://主机/路径，不含用户名和口令", "the address is not understood: it should be https://host/path without user and password")
	}
	if u.Scheme == "http" && !g.Plain {
		return nil, errs.Newf(errs.Invalid, "outbox.plain_http", "地址须以 https:// 开头", "the address must begin with https://")
	}
	return u, nil
}

// refused does not say what the host resolved to: that, too, would tell something about this network.
func refused(host string) error {
	return errs.Newf(errs.Forbidden, "outbox.not_public", "不得向内部地址“%[1]s”发送；确需发送的，请系统管理员将其网段列入允许清单",
		"%[1]q is an internal address, to which nothing is sent; if it must be, ask the system administrator to allow its network", host)
}

// Client makes a client that can reach nothing else than the guard permits, whatever a name resolves to at that
// moment; it follows no redirect and no proxy.
func (g *Guard) Client() *http.Client {
	dialer := &net.Dialer{Timeout: dialTime, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !g.Permits(to.Addr()) {
			return refused(address)
		}
		return nil
	}}
	return &http.Client{
		Timeout: requestTime,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: dialTime, ResponseHeaderTimeout: requestTime,
			MaxResponseHeaderBytes: mostHeader, DisableCompression: true, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Answer is what a server said, cut off at 64 KiB.
type Answer struct {
	Status int
	Body   []byte
}

// Answered is what is said of a status that is not 2xx.
func Answered(status int) error {
	return errs.Newf(errs.Conflict, "outbox.answered", "接收方应答 %[1]d", "the receiver answered %[1]d", status)
}

// Post sends a body to an address that people entered. Statuses other than 2xx are for the caller to judge.
func (g *Guard) Post(ctx context.Context, client *http.Client, address string, header http.Header, body []byte) (answer Answer, err error) {
	if _, err := g.parse(address); err != nil {
		return answer, Never(err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return answer, Never(fmt.Errorf("prepare the request: %w", err))
	}
	request.Header = header.Clone()
	request.Header.Set("User-Agent", "qinlian")
	response, err := client.Do(request)
	if err != nil {
		if fault, ok := errors.AsType[*errs.Error](err); ok {
			return answer, fault
		}
		inner := (*url.Error)(nil) // its text has the address, and with it the robot's token
		if errors.As(err, &inner) {
			err = inner.Err
		}
		return answer, errs.Newf(errs.Conflict, "outbox.unreachable", "没有送达接收方（%[1]s）", "the receiver was not reached (%[1]s)", err.Error()).Because(err)
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	answer.Status = response.StatusCode
	if answer.Body, err = io.ReadAll(io.LimitReader(response.Body, mostAnswer)); err != nil {
		return answer, fmt.Errorf("read the answer: %w", err)
	}
	return answer, nil
}
