package archive

import (
	"bufio"
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5" //nolint:gosec // HipChat's choice, not ours
	"crypto/pbkdf2"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
)

// Errors of encrypted archives.
var (
	ErrNoPassword = errors.New("the archive is encrypted, and no password is given")
	ErrPassword   = errors.New("the password does not open the archive")
)

// The container is what `openssl enc` writes: this mark, a salt, then AES-256 in CBC mode with PKCS#7 padding.
const (
	mark     = "Salted__"
	saltSize = 8
	keySize  = 32
)

var errCut = errors.New("the archive is cut off or damaged: its encrypted part does not end as it should")

// derivations make key and IV of a password: as HipChat did, as OpenSSL does since 1.1, and as it does with -pbkdf2. The
// last two are of archives that somebody has encrypted anew.
func derivations() []func(password, salt []byte) ([]byte, error) {
	return []func(password, salt []byte) ([]byte, error){
		func(password, salt []byte) ([]byte, error) { return bytesToKey(md5.New(), password, salt), nil }, //nolint:gosec // see above
		func(password, salt []byte) ([]byte, error) { return bytesToKey(sha256.New(), password, salt), nil },
		func(password, salt []byte) ([]byte, error) {
			return pbkdf2.Key(sha256.New, string(password), salt, 10_000, keySize+aes.BlockSize)
		},
	}
}

// bytesToKey is OpenSSL's EVP_BytesToKey with one round.
func bytesToKey(h hash.Hash, password, salt []byte) []byte {
	var all, last []byte
	for len(all) < keySize+aes.BlockSize {
		h.Reset()
		h.Write(last)
		h.Write(password)
		h.Write(salt)
		last = h.Sum(nil)
		all = append(all, last...)
	}
	return all[:keySize+aes.BlockSize]
}

// decrypt reads a container, of which r is at the start. begins tells by the first block whether the password is right.
func decrypt(r *bufio.Reader, password []byte, begins func([]byte) bool) (io.Reader, error) {
	if len(password) == 0 {
		return nil, ErrNoPassword
	}
	const head = len(mark) + saltSize
	first, err := peek(r, head+aes.BlockSize)
	if err != nil {
		return nil, err
	}
	if len(first) < head+aes.BlockSize {
		return nil, errCut
	}
	for _, derive := range derivations() {
		secret, err := derive(password, first[len(mark):head])
		if err != nil {
			return nil, fmt.Errorf("open the archive: %w", err)
		}
		block, err := aes.NewCipher(secret[:keySize])
		if err != nil {
			return nil, fmt.Errorf("open the archive: %w", err)
		}
		plain := make([]byte, aes.BlockSize)
		cipher.NewCBCDecrypter(block, secret[keySize:]).CryptBlocks(plain, first[head:])
		if !begins(plain) {
			continue
		}
		if _, err := r.Discard(head); err != nil {
			return nil, err
		}
		return &decrypter{r: r, mode: cipher.NewCBCDecrypter(block, secret[keySize:]), buf: make([]byte, 64<<10)}, nil
	}
	return nil, ErrPassword
}

// decrypter reads what is encrypted in r, which ends with the padding.
type decrypter struct {
	r     *bufio.Reader
	mode  cipher.BlockMode
	buf   []byte
	plain []byte // of buf, not read yet
	err   error
}

func (d *decrypter) Read(b []byte) (int, error) {
	for len(d.plain) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		d.plain, d.err = d.next()
	}
	n := copy(b, d.plain)
	d.plain = d.plain[n:]
	return n, nil
}

func (d *decrypter) next() ([]byte, error) {
	n, err := io.ReadFull(d.r, d.buf)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if n == 0 || n%aes.BlockSize != 0 {
		return nil, errCut
	}
	plain := d.buf[:n]
	d.mode.CryptBlocks(plain, plain)
	if _, err := d.r.Peek(1); !errors.Is(err, io.EOF) {
		return plain, err
	}
	pad := int(plain[n-1])
	if pad == 0 || pad > aes.BlockSize || !bytes.Equal(plain[n-pad:], bytes.Repeat([]byte{byte(pad)}, pad)) {
		return nil, errCut
	}
	return plain[:n-pad], io.EOF
}
