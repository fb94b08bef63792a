package server_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"qinlian/internal/adapter/server"
	"qinlian/internal/base/clock"
)

// authority signs certificates that a client of the test believes.
type authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	pool *x509.CertPool
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority of the test"}, NotBefore: clock.System().Add(-time.Hour), NotAfter: clock.System().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &authority{key, cert, pool}
}

// issue writes a certificate for localhost, of the given number, and its key.
func (a *authority) issue(t *testing.T, folder string, number int64) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(number), NotBefore: a.cert.NotBefore, NotAfter: a.cert.NotAfter, DNSNames: []string{"localhost"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, a.cert, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: raw}, "key.pem": {Type: "PRIVATE KEY", Bytes: der}} {
		if err := os.WriteFile(filepath.Join(folder, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func (a *authority) client(c *tls.Config) *http.Client {
	c.RootCAs = a.pool
	return &http.Client{Transport: &http.Transport{TLSClientConfig: c, DisableKeepAlives: true, ForceAttemptHTTP2: true}}
}

// serial is the number of the certificate that the server shows.
func (a *authority) serial(t *testing.T, address string) int64 {
	t.Helper()
	conn, err := (&tls.Dialer{Config: &tls.Config{RootCAs: a.pool, ServerName: "localhost"}}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()                                                                 //nolint:errcheck // nothing was said on it
	return conn.(*tls.Conn).ConnectionState().PeerCertificates[0].SerialNumber.Int64() // a tls.Dialer gives no other
}

func TestTheServerProvesItselfAndSpeaksNothingOlderThanTLS12(t *testing.T) {
	t.Parallel()
	a, folder := newAuthority(t), t.TempDir()
	a.issue(t, folder, 2)
	address, _ := run(t, server.Options{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) })},
		"tls.cert="+filepath.Join(folder, "cert.pem"), "tls.key="+filepath.Join(folder, "key.pem"))
	url := "https://localhost:" + address[strings.LastIndex(address, ":")+1:]
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		status, header, proto := get(t, a.client(&tls.Config{MinVersion: version, MaxVersion: version}), url)
		if status != http.StatusOK || proto != "HTTP/2.0" || header.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s: %d %s %v", tls.VersionName(version), status, proto, header)
		}
	}
	for name, config := range map[string]*tls.Config{
		"TLS 1.1":                 {MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11},
		"a cipher without a lock": {MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA}},
	} {
		if res, err := a.client(config).Get(url); err == nil { // it is refused at once
			t.Errorf("%s was let in: %v", name, res.Body.Close())
		}
	}
	// Who speaks plain HTTP to it is told, in a sentence and without content.
	if status, _, said := get(t, http.DefaultClient, "http://"+address); status != http.StatusBadRequest || !strings.Contains(said, "HTTPS server") {
		t.Errorf("plain HTTP: %d %s", status, said)
	}
}

func TestACertificateIsExchangedWithoutAStopAndABadOneLeavesTheOldInPlace(t *testing.T) {
	t.Parallel()
	a, folder := newAuthority(t), t.TempDir()
	a.issue(t, folder, 2)
	var later atomic.Int64
	reload, read := make(chan os.Signal), make(chan string, 8)
	address, _ := run(t, server.Options{
		Handler: words("page"), Reload: reload,
		Now: func() time.Time { return clock.System().Add(time.Duration(later.Load())) },
		Log: slog.New(spy{func(r slog.Record) {
			if strings.Contains(r.Message, "certificate") {
				read <- r.Message
			}
		}}),
	}, "tls.cert="+filepath.Join(folder, "cert.pem"), "tls.key="+filepath.Join(folder, "key.pem"))
	if n := a.serial(t, address); n != 2 {
		t.Errorf("the first certificate is number %d", n)
	}

	a.issue(t, folder, 3)
	reload <- syscall.SIGHUP
	if said := <-read; said != "certificate read" {
		t.Error(said)
	}
	if n := a.serial(t, address); n != 3 {
		t.Errorf("after the signal it is number %d", n)
	}

	if err := os.WriteFile(filepath.Join(folder, "cert.pem"), []byte("half a cert"), 0o600); err != nil {
		t.Fatal(err)
	}
	reload <- syscall.SIGHUP
	if said := <-read; !strings.Contains(said, "the old one stays") {
		t.Error(said)
	}
	if n := a.serial(t, address); n != 3 {
		t.Errorf("after a bad file it is number %d", n)
	}

	a.issue(t, folder, 4) // and nobody sends a signal
	later.Store(int64(time.Minute))
	if n := a.serial(t, address); n != 4 {
		t.Errorf("after the files changed it is number %d", n)
	}
}
