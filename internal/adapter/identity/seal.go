package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"

	"qinlian/internal/base/errs"
)

// keyring derives from each master key one for sealing (AES-256-GCM) and one for keyed hashes.
type keyring []sealingKey

type sealingKey struct {
	name []byte // four bytes that tell keys apart, not secret
	aead cipher.AEAD
	mac  []byte
}

const keyNameLen = 4

// errSealed is what whoever signs in reads where a server was restored without its key: only administrators can help.
var errSealed = errs.Newf(errs.Conflict, "identity.other_key", "本机的密钥（key_file）不是绑定二次验证时的那一把，无法核对。请管理员放回原来的密钥文件并重启；找不回时，由安全保密管理员取消您的二次验证，再重新绑定",
	"this server's key (key_file) is not the one that your second factor was set up under, so it cannot be checked. Have an administrator put the former key file back and restart; if it is lost, the security administrator takes your second factor away, and you set it up anew")

func newKeyring(masters [][]byte) (keyring, error) {
	if len(masters) == 0 {
		return nil, errs.Newf(errs.Invalid, "identity.no_key", "未配置身份密钥：请生成 32 字节随机密钥并写入配置", "no identity key is configured: make one of 32 random bytes and put it in the configuration")
	}
	ring := make(keyring, len(masters))
	for i, master := range masters {
		if len(master) < sha256.Size {
			return nil, errs.Newf(errs.Invalid, "identity.short_key", "第 %[1]d 个身份密钥只有 %[2]d 字节，至少要 %[3]d 字节随机数", "identity key %[1]d has %[2]d bytes; it needs at least %[3]d random ones", i+1, len(master), sha256.Size)
		}
		derived, err := hkdf.Key(sha256.New, master, nil, "qinlian identity v1", keyNameLen+2*sha256.Size)
		if err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(derived[keyNameLen : keyNameLen+sha256.Size])
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return nil, err
		}
		ring[i] = sealingKey{name: derived[:keyNameLen], aead: aead, mac: derived[keyNameLen+sha256.Size:]}
	}
	return ring, nil
}

// seal encrypts so that the value opens only for the same purpose and owner.
func (r keyring) seal(random io.Reader, plain []byte, purpose string) ([]byte, error) {
	k := r[0]
	nonce := make([]byte, k.aead.NonceSize())
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return k.aead.Seal(slices.Concat(k.name, nonce), nonce, plain, []byte(purpose)), nil
}

func (r keyring) open(sealed []byte, purpose string) ([]byte, error) {
	for _, k := range r {
		head := keyNameLen + k.aead.NonceSize()
		if len(sealed) < head || string(sealed[:keyNameLen]) != string(k.name) {
			continue
		}
		plain, err := k.aead.Open(nil, sealed[keyNameLen:head], sealed[head:], []byte(purpose))
		if err != nil {
			return nil, errors.Join(errSealed, err)
		}
		return plain, nil
	}
	return nil, errSealed
}

// mac is a keyed hash under the current key; macs are those under every key.
func (r keyring) mac(purpose string, parts ...[]byte) []byte { return r[0].hash(purpose, parts) }

func (r keyring) macs(purpose string, parts ...[]byte) [][]byte {
	out := make([][]byte, len(r))
	for i, k := range r {
		out[i] = k.hash(purpose, parts)
	}
	return out
}

func (k sealingKey) hash(purpose string, parts [][]byte) []byte {
	h := hmac.New(sha256.New, k.mac)
	for _, part := range append([][]byte{[]byte(purpose)}, parts...) {
		fmt.Fprintf(h, "%d:", len(part)) //nolint:errcheck // a hash takes everything
		h.Write(part)
	}
	return h.Sum(nil)
}
