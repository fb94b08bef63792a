package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/smtp"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/base/errs"
)

// MailServer is the installation's own mail server, which its operator names: the guard does not apply to it.
type MailServer struct {
	Host     string
	Port     int
	Security string // starttls, tls (from the first byte), or none for a relay on this machine
	User     string // "" for a server that asks for none
	Password string
	From     string // the address that mails come from
	TLS      *tls.Config
}

// The ways to secure a connection.
const (
	StartTLS    = "starttls"
	ImplicitTLS = "tls"
	NoTLS       = "none"
)

// mailTime is how long one mail may take.
const mailTime = 25 * time.Second

// Mail takes the outbox's channel of mails for a server. Its faults say what is wrong in the configuration.
func (n *Notify) Mail(s MailServer) error {
	if err := mailbox(s.From); err != nil {
		return err
	}
	switch s.Security {
	case StartTLS, ImplicitTLS:
	case NoTLS:
		if s.User != "" {
			return errs.Newf(errs.Invalid, "notify.mail_password", "邮件服务器未加密，不得发送口令；请改用 starttls 或 tls", "the mail server is not encrypted, so no password may be sent to it: use starttls or tls")
		}
	default:
		return errs.Newf(errs.Invalid, "notify.mail_security", "邮件服务器的加密方式应为 starttls、tls 或 none", "the mail server's security should be starttls, tls or none")
	}
	n.out.Handle(Email, func(ctx context.Context, m *outbox.Message) error {
		return n.toPerson(ctx, m, func(c *Channel, p *Payload) error {
			return s.send(ctx, c.Address, p, n.Sends())
		})
	})
	return nil
}

// toPerson finds the channel of the person for whom a message is.
func (n *Notify) toPerson(ctx context.Context, m *outbox.Message, send func(c *Channel, p *Payload) error) error {
	var payload Payload
	if err := json.Unmarshal(m.Body, &payload); err != nil {
		return outbox.Never(fmt.Errorf("read the digest: %w", err))
	}
	p, err := n.preferences(ctx, m.ZoneID, m.Target)
	if err != nil {
		return err
	}
	for i := range p.Channels {
		if c := &p.Channels[i]; c.Name == m.Channel && c.Enabled {
			if c.Unreadable {
				return outbox.Never(outbox.ErrSealed)
			}
			return send(c, &payload)
		}
	}
	return outbox.Never(errs.Newf(errs.Refused, "outbox.off", "本人已关闭这一渠道", "the person has turned this channel off"))
}

func (s *MailServer) send(ctx context.Context, to string, p *Payload, now time.Time) error {
	text, err := s.compose(to, p, now)
	if err != nil {
		return outbox.Never(err)
	}
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	client, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }() // after Quit it is closed
	if s.User != "" {
		if err := client.Auth(smtp.PlainAuth("", s.User, s.Password, s.Host)); err != nil {
			return fmt.Errorf("sign in to the mail server: %w", err)
		}
	}
	if err := client.Mail(s.From); err != nil {
		return fmt.Errorf("mail server refused the sender: %w", err)
	}
	if err := client.Rcpt(to); err != nil {
		return fmt.Errorf("mail server refused the recipient: %w", err)
	}
	w, err := client.Data()
	if err != nil {
		return fmt.Errorf("mail server refused the mail: %w", err)
	}
	if _, err := w.Write(text); err != nil {
		return fmt.Errorf("send the mail: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("mail server refused the mail: %w", err)
	}
	_ = client.Quit() // the mail is accepted: whatever comes now must not send it again
	return nil
}

func (s *MailServer) connect(ctx context.Context) (*smtp.Client, error) {
	config := s.TLS.Clone()
	if config == nil {
		config = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if config.ServerName == "" {
		config.ServerName = s.Host
	}
	address := net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
	var conn net.Conn
	var err error
	if s.Security == ImplicitTLS {
		conn, err = (&tls.Dialer{Config: config}).DialContext(ctx, "tcp", address)
	} else {
		conn, err = new(net.Dialer).DialContext(ctx, "tcp", address)
	}
	if err != nil {
		return nil, fmt.Errorf("connect to the mail server: %w", err)
	}
	if deadline, limited := ctx.Deadline(); limited {
		if err := conn.SetDeadline(deadline); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	client, err := smtp.NewClient(conn, s.Host)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("greet the mail server: %w", err), conn.Close())
	}
	if s.Security == StartTLS { // never without it, whatever the server offers
		if err := client.StartTLS(config); err != nil {
			return nil, errors.Join(fmt.Errorf("encrypt the connection to the mail server: %w", err), client.Close())
		}
	}
	return client, nil
}

// compose writes the mail: header lines that nothing can add to, and the text in base64.
func (s *MailServer) compose(to string, p *Payload, now time.Time) ([]byte, error) {
	if err := mailbox(to); err != nil {
		return nil, err
	}
	if strings.ContainsAny(p.Subject+p.ID, "\r\n") {
		return nil, errs.Newf(errs.Invalid, "notify.bad_subject", "邮件标题不得换行", "the subject of a mail has no line breaks")
	}
	_, host, _ := strings.Cut(s.From, "@")
	var b bytes.Buffer
	for _, line := range [][2]string{
		{"From", s.From},
		{"To", to},
		{"Subject", mime.BEncoding.Encode("utf-8", p.Subject)},
		{"Date", now.Format(time.RFC1123Z)},
		{"Message-ID", "<" + p.ID + "@" + host + ">"}, // the same for each attempt
		{"Auto-Submitted", "auto-generated"},
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8"},
		{"Content-Transfer-Encoding", "base64"},
	} {
		b.WriteString(line[0] + ": " + line[1] + "\r\n")
	}
	b.WriteString("\r\n")
	encoded := base64.StdEncoding.EncodeToString([]byte(p.Text))
	for len(encoded) > 76 {
		b.WriteString(encoded[:76] + "\r\n")
		encoded = encoded[76:]
	}
	b.WriteString(encoded + "\r\n")
	return b.Bytes(), nil
}
