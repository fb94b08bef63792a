package mechanism

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/base/errs"
)

// What a bundle may at most be. Files come from people and from uploads; none of them may tie up a server.
const (
	MaxFiles  = 500     // files in one bundle, the extended one not counted
	MaxBytes  = 1 << 20 // bytes in one file
	MaxDepth  = 32      // levels of nesting
	maxChain  = 4       // bundles extending one another
	maxFaults = 100     // told of one file
)

// zoneForm is what a zone may be called; the name is also its folder.
var zoneForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// readFolder reads every mechanism file of one zone, in order of path. *.test.yaml files are scenarios.
func readFolder(fsys fs.FS, zone string, faults *errs.List) ([]File, error) {
	return walkFolder(fsys, zone, faults, func(name string) bool {
		return path.Ext(name) == ".yaml" && !strings.HasSuffix(name, ScenarioSuffix)
	})
}

// walkFolder reads the files of one zone's folder that are wanted, in order of path.
func walkFolder(fsys fs.FS, zone string, faults *errs.List, wanted func(name string) bool) ([]File, error) {
	var files []File
	err := fs.WalkDir(fsys, zone, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ext := path.Ext(name); !entry.IsDir() && ext != ".yaml" && (strings.EqualFold(ext, ".yaml") || strings.EqualFold(ext, ".yml")) && wanted(strings.TrimSuffix(name, ext)+".yaml") {
			*faults = append(*faults, faultAt(Position{File: name, Line: 1, Column: 1}, "wrong_ending", "机制文件须以小写的 .yaml 结尾，“%[1]s”没有读取；请改名为 %[2]s", "mechanism files end in .yaml, in lower case, and %[1]q was not read; rename it to %[2]s",
				path.Base(name), strings.TrimSuffix(path.Base(name), ext)+".yaml"))
			return nil
		}
		if entry.IsDir() || !wanted(name) {
			return nil
		}
		if !entry.Type().IsRegular() {
			*faults = append(*faults, faultAt(Position{File: name}, "not_a_file", "不是普通文件，不读取；请换成文件本身", "not a regular file; put the file itself here"))
			return nil
		}
		if len(files) == MaxFiles {
			*faults = append(*faults, faultAt(Position{File: zone}, "too_many_files", "一套机制最多 %d 个文件，这里更多，其余没有读取；请合并（一个文件里可以用 --- 隔开写几类），或移走不用的", "a bundle has at most %d files, here are more, and the others were not read; join some (one file may hold several documents, with --- between) or take out what is not used", MaxFiles))
			return fs.SkipAll
		}
		data, err := readFile(fsys, name)
		if err != nil {
			return err
		}
		files = append(files, File{Path: name, Bytes: data})
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.Newf(errs.NotFound, "mechanism.no_folder", "没有机制文件夹“%s”", "there is no mechanisms folder %q", zone)
	}
	if err != nil {
		return nil, fmt.Errorf("read mechanisms of %s: %w", zone, err)
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, nil
}

// readFile reads up to one byte more than a file may have, so that size is judged with the content.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // opened for reading
	return io.ReadAll(io.LimitReader(f, MaxBytes+1))
}

// HashOf is the hash that a bundle of exactly these files has, without compiling it. Scenarios beside them do not count.
func HashOf(fsys fs.FS) (string, error) {
	var files []File
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, ScenarioSuffix) {
			return err
		}
		if len(files) == maxChain*MaxFiles {
			return fs.SkipAll // more than any bundle has: the hash is that of none
		}
		data, err := readFile(fsys, name)
		files = append(files, File{Path: name, Bytes: data})
		return err
	})
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return hash(files), err
}

// hash is SHA-256 over the paths and bytes of the files in order of path, each with its length before it.
func hash(files []File) string {
	h := sha256.New()
	part := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	for _, f := range files {
		part([]byte(f.Path))
		part(f.Bytes)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// parse reads the YAML documents of one file as trees that have been found sane.
func parse(f *File, faults *errs.List) []*yaml.Node {
	start := Position{File: f.Path, Line: 1, Column: 1}
	if len(f.Bytes) > MaxBytes {
		*faults = append(*faults, faultAt(start, "too_large", "文件超过 1 MiB；请拆成几个文件", "the file is larger than 1 MiB; split it"))
		return nil
	}
	if i := invalidUTF8(f.Bytes); i >= 0 {
		line := 1 + bytes.Count(f.Bytes[:i], []byte("\n"))
		column := 1 + utf8.RuneCount(f.Bytes[bytes.LastIndexByte(f.Bytes[:i], '\n')+1:i])
		*faults = append(*faults, faultAt(Position{File: f.Path, Line: line, Column: column}, "not_utf8",
			"不是 UTF-8 编码；请另存为 UTF-8", "not UTF-8; save the file as UTF-8"))
		return nil
	}
	var docs []*yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(f.Bytes))
	for {
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return docs
		}
		if err != nil {
			*faults = append(*faults, syntaxFault(f, err))
			return docs
		}
		if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
			continue
		}
		before := len(*faults)
		if !sane(f.Path, doc.Content[0], 1, faults) {
			return docs
		}
		if len(*faults) == before {
			docs = append(docs, doc.Content[0])
		}
	}
}

func invalidUTF8(b []byte) int {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func tooDeep(p Position) *errs.Error {
	return faultAt(p, "too_deep", "嵌套超过 %d 层；请拆开来写", "nested deeper than %d levels; write it flatter", MaxDepth)
}

// sane refuses what a mechanism file has no use for and a hostile one might: anchors and aliases
// (which make small files expand without bound), tags, deep nesting, keys that are not plain words,
// and keys given twice. The first of the hostile ones ends the reading of the file, and sane is then
// false: one line says what it is, however often it comes.
func sane(file string, n *yaml.Node, depth int, faults *errs.List) bool {
	refuse := func(at *yaml.Node, code, zh, en string, args ...any) {
		*faults = append(*faults, faultAt(Position{File: file, Line: at.Line, Column: at.Column}, code, zh, en, args...))
	}
	switch {
	case depth > MaxDepth:
		*faults = append(*faults, tooDeep(Position{File: file, Line: n.Line, Column: n.Column}))
		return false
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		refuse(n, "alias", "不允许使用锚点与别名（& 和 *）；请把内容写全", "anchors and aliases (& and *) are not allowed; write the content out")
		return false
	case n.Style&yaml.TaggedStyle != 0:
		if strings.HasPrefix(n.Tag, "!!") {
			refuse(n, "tag", "不允许使用 YAML 标签“%s”；请删去", "YAML tags are not allowed; delete %q", n.Tag)
		} else {
			refuse(n, "tag", "以 ! 开头的值会被 YAML 当作标签；规则请放在引号里，如 \"%[1]s\"", "YAML takes a value that begins with ! for a tag; put the rule in quotes, as in \"%[1]s\"", strings.TrimSpace(n.Tag+" "+n.Value))
		}
		return false
	}
	if n.Kind == yaml.MappingNode {
		seen := make(map[string]int, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			switch key := n.Content[i]; {
			case key.Kind != yaml.ScalarNode:
				refuse(key, "bad_key", "键应为单个词", "a key must be a single word")
				return true
			case key.Tag == "!!merge":
				refuse(key, "alias", "不允许使用合并键 <<；请把内容写全", "merge keys (<<) are not allowed; write the content out")
				return false
			case seen[key.Value] > 0:
				refuse(key, "duplicate_key", "键“%[1]s”重复，第 %[2]d 行已写过；请删去一个", "key %[1]q is given twice, first on line %[2]d; delete one", key.Value, seen[key.Value])
			default:
				seen[key.Value] = key.Line
			}
		}
	}
	for _, c := range n.Content {
		if !sane(file, c, depth+1, faults) {
			return false
		}
	}
	return true
}
