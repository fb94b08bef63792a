package notify_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"qinlian/internal/adapter/notify"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// certificate is one for this machine, and the pool of those who trust it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: clock.System().Add(-time.Hour), NotAfter: clock.System().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if c, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	pool.AddCert(c)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// mailServer is a mail server as far as a client sees it.
type mailServer struct {
	t        *testing.T
	listener net.Listener
	tls      *tls.Config // for STARTTLS; nil: not offered
	refuse   string      // a command that is answered with 550

	mu        sync.Mutex
	mails     []string
	encrypted bool // the last mail came over TLS
	signedIn  string
}

func serveMail(t *testing.T, implicit bool, config *tls.Config) *mailServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &mailServer{t: t, listener: l, tls: config}
	var group sync.WaitGroup
	t.Cleanup(func() { _ = l.Close(); group.Wait() })
	group.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			if implicit {
				conn = tls.Server(conn, config)
			}
			group.Go(func() { s.talk(conn, implicit) })
		}
	})
	return s
}

func (s *mailServer) port() int { return s.listener.Addr().(*net.TCPAddr).Port } // it listens on tcp

func (s *mailServer) talk(conn net.Conn, encrypted bool) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	say := func(line string) { _, _ = fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 test")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		command := strings.ToUpper(strings.Fields(line + " x")[0])
		switch {
		case s.refuse == command:
			say("550 no")
		case command == "EHLO":
			offer := "250-test\r\n250-AUTH PLAIN"
			if s.tls != nil && !encrypted {
				offer += "\r\n250-STARTTLS"
			}
			say(offer + "\r\n250 8BITMIME")
		case command == "STARTTLS" && s.tls != nil:
			say("220 go on")
			conn = tls.Server(conn, s.tls)
			in, encrypted = bufio.NewReader(conn), true
		case command == "AUTH":
			s.mu.Lock()
			s.signedIn = strings.TrimSpace(strings.TrimPrefix(line, "AUTH PLAIN "))
			s.mu.Unlock()
			say("235 welcome")
		case command == "DATA":
			say("354 go on")
			var text strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				text.WriteString(line)
			}
			s.mu.Lock()
			s.mails, s.encrypted = append(s.mails, text.String()), encrypted
			s.mu.Unlock()
			say("250 taken")
		case command == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (w *world) run() outbox.Ran {
	w.t.Helper()
	ran, err := w.out.Run(w.t.Context(), zone)
	if err != nil {
		w.t.Fatal(err)
	}
	return ran
}

// last is the newest delivery.
func (w *world) last() outbox.Message {
	w.t.Helper()
	all, err := w.out.List(w.t.Context(), zone, outbox.Filter{Limit: 1})
	if err != nil || len(all) != 1 {
		w.t.Fatalf("deliveries %v (%v)", all, err)
	}
	return all[0]
}

func (w *world) hears(channels ...notify.Channel) {
	w.t.Helper()
	w.prefer("p-zsj3", notify.Preferences{Lang: "zh", Channels: channels})
}

func TestAMailArrivesOverEachKindOfConnection(t *testing.T) {
	cert, pool := certificate(t)
	config := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	each(t, func(t *testing.T, w *world) {
		for name, c := range map[string]struct {
			security string
			server   *mailServer
			user     string
		}{
			"not encrypted": {notify.NoTLS, serveMail(t, false, nil), ""},
			"STARTTLS":      {notify.StartTLS, serveMail(t, false, config), "user"},
			"TLS":           {notify.ImplicitTLS, serveMail(t, true, config), "user"},
		} {
			settings := notify.MailServer{
				Host: "127.0.0.1", Port: c.server.port(), Security: c.security, From: "qinlian@example.gov.cn", User: c.user, Password: "pw",
				TLS: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
			}
			if err := w.Mail(settings); err != nil {
				t.Fatal(err)
			}
			w.hears(notify.Channel{Name: notify.Email, Address: "owner@example.gov.cn", Enabled: true})
			w.assigned("2023-03-01 09:00", "道路修复 "+name)
			w.collect()
			if made := w.digest(); made != 1 {
				t.Fatalf("%s: %d messages", name, made)
			}
			if ran := w.run(); ran.Done != 1 {
				t.Fatalf("%s: %+v %s", name, ran, w.last().Error)
			}
			s := c.server
			if len(s.mails) != 1 || s.encrypted != (c.security != notify.NoTLS) || (s.signedIn != "") != (c.user != "") {
				t.Fatalf("%s: %d mails, encrypted %v, signed in %q", name, len(s.mails), s.encrypted, s.signedIn)
			}
			m, err := mail.ReadMessage(strings.NewReader(s.mails[0]))
			if err != nil {
				t.Fatal(err)
			}
			subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
			text, err2 := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
			if err != nil || err2 != nil || !strings.HasPrefix(subject, "勤廉：") || !strings.Contains(string(text), "道路修复 "+name) {
				t.Errorf("%s: subject %q, text %q (%v %v)", name, subject, text, err, err2)
			}
			if m.Header.Get("To") != "owner@example.gov.cn" || m.Header.Get("Message-ID") == "" || m.Header.Get("Auto-Submitted") != "auto-generated" {
				t.Errorf("%s: header %v", name, m.Header)
			}
		}
	})
}

func TestAMailThatIsRefusedIsTriedAgainAndShown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := serveMail(t, false, nil)
		s.refuse = "RCPT"
		if err := w.Mail(notify.MailServer{Host: "127.0.0.1", Port: s.port(), Security: notify.NoTLS, From: "qinlian@example.gov.cn"}); err != nil {
			t.Fatal(err)
		}
		w.hears(notify.Channel{Name: notify.Email, Address: "owner@example.gov.cn", Enabled: true})
		w.assigned("2023-03-01 09:00", "道路修复")
		w.collect()
		w.digest()
		if ran := w.run(); ran.Failed != 1 || !strings.Contains(w.last().Error, "recipient") {
			t.Fatalf("%+v %+v", ran, w.last())
		}
		s.refuse = ""
		w.now = w.now.Add(time.Hour)
		if ran := w.run(); ran.Done != 1 || len(s.mails) != 1 {
			t.Errorf("%+v, %d mails", ran, len(s.mails))
		}
	})
}

func TestAServerThatDoesNotEncryptGetsNoMailAndNoPassword(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		plain := serveMail(t, false, nil)
		settings := notify.MailServer{Host: "127.0.0.1", Port: plain.port(), Security: notify.StartTLS, From: "qinlian@example.gov.cn", User: "u", Password: "p"}
		if err := w.Mail(settings); err != nil {
			t.Fatal(err)
		}
		w.hears(notify.Channel{Name: notify.Email, Address: "owner@example.gov.cn", Enabled: true})
		w.assigned("2023-03-01 09:00", "道路修复")
		w.collect()
		w.digest()
		if ran := w.run(); ran.Failed != 1 || len(plain.mails) != 0 || plain.signedIn != "" {
			t.Errorf("%+v: %d mails, signed in %q", ran, len(plain.mails), plain.signedIn)
		}
		for code, wrong := range map[string]notify.MailServer{
			"notify.mail_password": {Security: notify.NoTLS, User: "u", From: "a@b.cn"},
			"notify.mail_security": {Security: "ssl3", From: "a@b.cn"},
			"notify.bad_address":   {Security: notify.StartTLS, From: "a@b.cn\r\nBcc: c@d.cn"},
		} {
			if err := w.Mail(wrong); !errs.Is(err, code) {
				t.Errorf("got %v, want %s", err, code)
			}
		}
	})
}

func TestRobotsAreAddressedAsTheirMakersAsk(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var mu sync.Mutex
		got := map[string]string{}
		const secret = "SECabc"
		answer := `{"errcode":0,"errmsg":"ok"}`
		server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			body, _ := io.ReadAll(r.Body)
			got[r.URL.Path] = string(body)
			switch r.URL.Path {
			case "/wecom", "/dingtalk":
				var m struct {
					Type string `json:"msgtype"`
					Text struct{ Content string }
				}
				if json.Unmarshal(body, &m) != nil || m.Type != "text" || !strings.Contains(m.Text.Content, "道路修复") || r.Header.Get("Content-Type") != "application/json" {
					t.Errorf("%s got %s", r.URL.Path, body)
				}
				if r.URL.Path == "/wecom" {
					if len(m.Text.Content) > 2048 || r.URL.Query().Get("key") != "k" {
						t.Errorf("wecom got %d bytes at %s", len(m.Text.Content), r.URL)
					}
					break
				}
				mac := hmac.New(sha256.New, []byte(secret))
				_, _ = io.WriteString(mac, r.URL.Query().Get("timestamp")+"\n"+secret)
				if r.URL.Query().Get("sign") != base64.StdEncoding.EncodeToString(mac.Sum(nil)) || r.URL.Query().Get("access_token") != "t" {
					t.Errorf("dingtalk got %s", r.URL)
				}
			case "/own":
				key, _ := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
				mac := hmac.New(sha256.New, key)
				_, _ = io.WriteString(mac, r.Header.Get("Webhook-Id")+"."+r.Header.Get("Webhook-Timestamp")+"."+string(body))
				if r.Header.Get("Webhook-Signature") != "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)) {
					t.Errorf("own webhook is signed %s", r.Header.Get("Webhook-Signature"))
				}
			}
			_, _ = io.WriteString(rw, answer)
		}))
		defer server.Close()
		w.Robots()
		w.hears(
			notify.Channel{Name: notify.WeCom, Address: server.URL + "/wecom?key=k", Enabled: true},
			notify.Channel{Name: notify.DingTalk, Address: server.URL + "/dingtalk?access_token=t", Secret: secret, Enabled: true},
			notify.Channel{Name: notify.Webhook, Address: server.URL + "/own", Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Enabled: true},
		)
		for range 30 {
			w.assigned("2023-03-01 09:00", "道路修复")
		}
		w.collect()
		if made := w.digest(); made != 3 {
			t.Fatalf("%d messages, want one for each channel", made)
		}
		if ran := w.run(); ran.Done != 3 || len(got) != 3 {
			t.Fatalf("%+v, %d requests: %s", ran, len(got), w.last().Error)
		}
		if made := w.digest(); made != 0 {
			t.Errorf("a second run made %d messages of the same notices", made)
		}
		answer = `{"errcode":93000,"errmsg":"invalid webhook url"}`
		w.hears(notify.Channel{Name: notify.WeCom, Address: server.URL + "/wecom?key=k", Enabled: true})
		w.assigned("2023-03-01 10:00", "道路修复")
		w.collect()
		w.digest()
		if ran := w.run(); ran.Dead != 1 || !strings.Contains(w.last().Error, "93000") {
			t.Errorf("a robot that does not exist: %+v %s", ran, w.last().Error)
		}
	})
}

func TestADigestWaitsForTheEndOfQuietHoursButForWhatIsUrgent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.prefer("p-zsj3", notify.Preferences{
			Quiet: notify.Quiet{From: 18 * 60, To: 8 * 60, RestDays: true, Urgent: true}, Muted: []string{notify.DutyOpened},
			Channels: []notify.Channel{{Name: notify.Email, Address: "owner@example.gov.cn", Enabled: true}},
		})
		s := w.assigned("2023-03-01 19:00", "道路修复")
		w.collect()
		if made := w.digest(); made != 0 {
			t.Errorf("%d messages in quiet hours", made)
		}
		w.now = at("2023-03-02 08:00")
		if made := w.digest(); made != 1 {
			t.Errorf("%d messages when they were over", made)
		}
		w.do("2023-03-02 09:00", "招商局干部", "accept", s.ID, nil)
		w.sweep("2023-04-09 10:00") // a Sunday; a review was missed
		w.collect()
		if made := w.digest(); made != 1 {
			t.Errorf("%d messages of what is urgent", made)
		}
		w.now = at("2023-04-10 09:00")
		if made := w.digest(); made != 0 {
			t.Errorf("%d messages of kinds that are muted", made)
		}
	})
}
