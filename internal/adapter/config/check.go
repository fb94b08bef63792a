package config

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"qinlian/internal/base/errs"
)

// Loopback tells whether an address can be reached from this machine alone.
func Loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Sites are the origins that browsers come from: those that were set, or what follows from Listen and TLS. This machine
// is called localhost, by whichever of its own addresses it listens: security keys are bound to a name.
func (c *Config) Sites() []string {
	if len(c.Origins) > 0 {
		return c.Origins
	}
	scheme, usual := "http", ":80"
	if c.TLS.Cert != "" {
		scheme, usual = "https", ":443"
	}
	at := c.Listen
	if Loopback(at) {
		_, port, _ := net.SplitHostPort(at) // Loopback has read it
		at = net.JoinHostPort("localhost", port)
	}
	return []string{scheme + "://" + strings.TrimSuffix(at, usual)}
}

// Plain tells whether browsers come over http: then every one of them must be on this machine.
func (c *Config) Plain() bool {
	for _, site := range c.Sites() {
		if strings.HasPrefix(site, "https:") {
			return false
		}
	}
	return true
}

// named tells whether an origin has a host name and not an address.
func named(site string) bool {
	u, err := url.Parse(site)
	if err != nil {
		return true // told already
	}
	_, err = netip.ParseAddr(u.Hostname())
	return u.Hostname() != "" && err != nil
}

// check finds what is wrong with settings that are right one by one.
func (l *Loaded) check() (faults errs.List) {
	fault := func(key string, e *errs.Error) {
		place := l.Origin(key)
		if place == "" {
			place = key
		}
		faults = append(faults, e.At(place))
	}
	for _, pair := range [][2]string{{"tls.cert", "tls.key"}, {"tls.key", "tls.cert"}} {
		if l.Origin(pair[0]) != "" && l.Origin(pair[1]) == "" {
			fault(pair[0], errs.Newf(errs.Invalid, "config.together", "“%[1]s”须与“%[2]s”一并给出", "%[1]s must be given together with %[2]s", pair[0], pair[1]))
		}
	}
	for _, needs := range [][2]string{{"oidc.issuer", "oidc.client_id"}, {"oidc.client_id", "oidc.issuer"}, {"oidc.client_secret", "oidc.issuer"}} {
		if l.Origin(needs[0]) != "" && l.Origin(needs[1]) == "" {
			fault(needs[0], errs.Newf(errs.Invalid, "config.together", "“%[1]s”须与“%[2]s”一并给出", "%[1]s must be given together with %[2]s", needs[0], needs[1]))
		}
	}
	if u, err := url.Parse(l.OIDC.Issuer); err == nil && u.Scheme == "http" && !Loopback(net.JoinHostPort(u.Hostname(), "80")) {
		fault("oidc.issuer", errs.Newf(errs.Invalid, "config.clear_text", "“%[1]s”会让登录结果明文过网：请用 https", "%[1]s would send unencrypted who signs in over the network: use https", l.OIDC.Issuer))
	}
	if l.Listen == "" {
		return faults // told already
	}
	if site := l.Sites()[0]; !named(site) {
		key := "origins"
		if l.Origin(key) == "" {
			key = "listen"
		}
		fault(key, errs.Newf(errs.Invalid, "config.no_name", "“%[1]s”没有主机名：请在 origins 中写明浏览器所用的网址，须为域名，如 https://qinlian.example.gov.cn", "%[1]s has no host name: set origins to what browsers use, with a name, such as https://qinlian.example.gov.cn", site))
	}
	secure := l.TLS.Cert != ""
	for _, site := range l.Sites() {
		u, err := url.Parse(site)
		if err != nil {
			continue // told already
		}
		port := u.Port()
		if port == "" {
			port = "443"
		}
		switch {
		case u.Scheme != "http" || Loopback(net.JoinHostPort(u.Hostname(), port)):
		case l.Origin("origins") != "":
			fault("origins", errs.Newf(errs.Invalid, "config.clear_text", "“%[1]s”会让口令明文过网：请用 https（设 tls.cert、tls.key，或在前面放反向代理）", "%[1]s would send passwords in clear over the network: use https (set tls.cert and tls.key, or put a reverse proxy in front)", site))
		case !secure:
			fault("listen", errs.Newf(errs.Invalid, "config.clear_text", "在“%[1]s”上对外服务须用 TLS：请设 tls.cert、tls.key；前面有反向代理的，设 origins 为其 https 网址", "serving others on %[1]s needs TLS: set tls.cert and tls.key or, behind a reverse proxy, origins to its https address", l.Listen))
		}
	}
	if l.Metrics.Listen != "" && l.Metrics.Token == "" && !Loopback(l.Metrics.Listen) {
		fault("metrics.listen", errs.Newf(errs.Invalid, "config.open_metrics", "指标不限于本机时须设 metrics.token", "metrics that others than this machine can reach need metrics.token"))
	}
	if l.Metrics.Listen != "" && l.Metrics.Listen == l.Listen && !strings.HasSuffix(l.Listen, ":0") {
		fault("metrics.listen", errs.Newf(errs.Invalid, "config.same_address", "指标不能与服务用同一地址 %[1]s", "metrics cannot be served on the address of the interface, %[1]s", l.Listen))
	}
	return faults
}

// CheckFiles opens what the settings name and says everything that is wrong with it: certificates that cannot be read,
// do not match their key or are over at now; a key file that cannot be read.
func (l *Loaded) CheckFiles(now time.Time) error {
	var faults errs.List
	if l.TLS.Cert != "" && l.TLS.Key != "" {
		for _, name := range []string{l.TLS.Cert, l.TLS.Key} {
			if _, fault := readable(name); fault != nil {
				faults = append(faults, fault)
			}
		}
		if len(faults) == 0 {
			if _, fault := Certificate(l.TLS, now); fault != nil {
				faults = append(faults, fault)
			}
		}
	}
	if l.KeyFile != "" {
		_, err := os.ReadFile(l.KeyFile)
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // one that is missing will be made
			faults = append(faults, errs.Newf(errs.Invalid, "config.unreadable", "密钥文件无法读取：%[1]s", "the key file cannot be read: %[1]s", reason(err)).At(l.KeyFile).Because(err))
		}
	}
	return faults.Err()
}

// Certificate reads the certificate and its key, and refuses one that is over or not valid yet at now: tls.unreadable,
// tls.pair, tls.expired, tls.early.
func Certificate(t TLS, now time.Time) (*tls.Certificate, *errs.Error) {
	var read [2][]byte
	for i, name := range []string{t.Cert, t.Key} {
		raw, fault := readable(name)
		if fault != nil {
			return nil, fault
		}
		read[i] = raw
	}
	pair, err := tls.X509KeyPair(read[0], read[1])
	if err != nil {
		return nil, errs.Newf(errs.Invalid, "tls.pair", "证书与私钥 %[1]s 不成对，或不是 PEM：%[2]s", "certificate and key %[1]s do not belong together, or are no PEM: %[2]s", t.Key, strings.TrimPrefix(err.Error(), "tls: ")).At(t.Cert).Because(err)
	}
	if pair.Leaf == nil {
		if pair.Leaf, err = x509.ParseCertificate(pair.Certificate[0]); err != nil {
			return nil, errs.Newf(errs.Invalid, "tls.pair", "证书无法解读", "the certificate cannot be read").At(t.Cert).Because(err)
		}
	}
	const day = "2006-01-02 15:04:05 MST"
	switch {
	case now.After(pair.Leaf.NotAfter):
		return nil, errs.Newf(errs.Invalid, "tls.expired", "证书已于 %[1]s 到期，请换新证书", "the certificate expired at %[1]s: renew it", pair.Leaf.NotAfter.UTC().Format(day)).At(t.Cert)
	case now.Before(pair.Leaf.NotBefore):
		return nil, errs.Newf(errs.Invalid, "tls.early", "证书自 %[1]s 起才有效", "the certificate is valid only from %[1]s", pair.Leaf.NotBefore.UTC().Format(day)).At(t.Cert)
	}
	return &pair, nil
}

func readable(name string) ([]byte, *errs.Error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, errs.Newf(errs.Invalid, "tls.unreadable", "文件无法读取：%[1]s", "the file cannot be read: %[1]s", reason(err)).At(name).Because(err)
	}
	return raw, nil
}
