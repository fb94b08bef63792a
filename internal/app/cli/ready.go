package cli

import (
	"cmp"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"qinlian/internal/base/errs"
)

type readyCmd struct {
	URL string `arg:"" optional:"" help:"a_ready"`
}

// askedWithin bounds how long a server may think about whether it is ready.
const askedWithin = 5 * time.Second

// Run asks a server whether it is ready: for whoever watches over it and has no other program at hand.
func (c *readyCmd) Run(s *Shell) error {
	if c.URL == "" {
		loaded, err := (&settingFlags{}).load(s)
		if err != nil {
			return inFile(err)
		}
		at := cmp.Or(loaded.Metrics.Listen, loaded.Listen)
		if host, port, err := net.SplitHostPort(at); err == nil && (host == "" || host == "0.0.0.0" || host == "::") {
			at = net.JoinHostPort("localhost", port)
		}
		c.URL = "http://" + at + "/readyz"
		if loaded.Metrics.Listen == "" && loaded.TLS.Cert != "" {
			c.URL = loaded.Sites()[0] + "/readyz"
		}
	}
	asked, err := url.Parse(c.URL)
	if err != nil || asked.Host == "" || asked.Scheme != "http" && asked.Scheme != "https" {
		return errs.Newf(errs.Invalid, "ready.url", "“%[1]s”不是网址，应形如 http://localhost:9464 或 http://localhost:9464/readyz", "%[1]q is no URL: it should look like http://localhost:9464 or http://localhost:9464/readyz", c.URL)
	}
	if asked.Path == "" || asked.Path == "/" {
		asked.Path = "/readyz"
	}
	c.URL = asked.String()
	ctx, cancel := context.WithTimeout(s.Ctx, askedWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL, nil)
	if err != nil {
		return fmt.Errorf("ask %s: %w", c.URL, err)
	}
	res, err := http.DefaultClient.Do(req)
	if untrusted := (*tls.CertificateVerificationError)(nil); errors.As(err, &untrusted) {
		return errs.Newf(errs.Refused, "ready.untrusted", "%[1]s 有服务在应答，但本机不信任其证书（%[2]v）：请让本机信任签发机构（或设环境变量 SSL_CERT_FILE），或改问 metrics.listen 上的 /readyz",
			"a server answers at %[1]s, but this machine does not trust its certificate (%[2]v): let it trust whoever issued it (or set SSL_CERT_FILE), or ask /readyz at metrics.listen instead", c.URL, untrusted.Err).Because(err)
	}
	if err != nil {
		return errs.Newf(errs.Refused, "ready.silent", "%[1]s 没有应答：服务未启动或无法到达", "%[1]s does not answer: the server is not running or cannot be reached", c.URL).Because(err)
	}
	defer res.Body.Close() //nolint:errcheck // it was only read
	const most = 4 << 10
	said, err := io.ReadAll(io.LimitReader(res.Body, most))
	if err != nil {
		return errs.Newf(errs.Refused, "ready.silent", "%[1]s 没有应答：服务未启动或无法到达", "%[1]s does not answer: the server is not running or cannot be reached", c.URL).Because(err)
	}
	words := strings.TrimSpace(string(said))
	if res.StatusCode != http.StatusOK {
		return errs.Newf(errs.Refused, "ready.not", "服务未就绪：%[1]s", "the server is not ready: %[1]s", words)
	}
	var answer struct{ Status string }
	if json.Unmarshal(said, &answer) != nil || answer.Status != "ready" {
		return errs.Newf(errs.Refused, "ready.other", "%[1]s 有应答，但不是本系统的就绪检查（应答 {\"status\":\"ready\"}）：请核对网址，只写到端口即可", "%[1]s answers, but not as this program's readiness does ({\"status\":\"ready\"}): check the address; host and port will do", c.URL)
	}
	return writeAll(s.Out, words+"\n")
}
