package notebook

import (
	"bytes"
	"encoding/json"
	"encoding/json/jsontext"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// decode reads one JSON value: an object as map[string]any, a list as []any, a
// number as json.Number, which keeps its digits.
//
// Errors: what is no JSON, and text that is no valid Unicode (bytes that are no
// UTF-8, half of a surrogate pair).
func decode(data []byte) (any, error) {
	d := jsontext.NewDecoder(bytes.NewReader(data), jsontext.AllowDuplicateNames(true))
	v, err := decodeValue(d)
	if err != nil {
		return nil, err
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON value")
	}
	return v, nil
}

func decodeValue(d *jsontext.Decoder) (any, error) {
	t, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	switch t.Kind() {
	case 'n':
		return nil, nil
	case 't', 'f':
		return t.Bool(), nil
	case '"':
		return t.String(), nil
	case '0':
		return json.Number(t.String()), nil
	case '[':
		list := []any{}
		for d.PeekKind() != ']' {
			v, err := decodeValue(d)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err = d.ReadToken()
		return list, err
	}
	object := map[string]any{}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		key := name.String() // the next read overwrites the token
		if object[key], err = decodeValue(d); err != nil {
			return nil, err
		}
	}
	_, err = d.ReadToken()
	return object, err
}

// encoder writes JSON as Python's json.dumps does with sort_keys: nbformat writes
// files so, and the hashes of notebooks that students have were made so.
type encoder struct {
	bytes.Buffer
	layout bool // indented by 1, text and numbers as they are; else one line in ASCII
}

func (e *encoder) value(v any, level int) {
	switch v := v.(type) {
	case nil:
		e.WriteString("null")
	case bool:
		e.WriteString(strconv.FormatBool(v))
	case int:
		e.WriteString(strconv.Itoa(v))
	case json.Number:
		if e.layout {
			e.WriteString(string(v))
		} else {
			e.WriteString(number(string(v)))
		}
	case string:
		e.text(v)
	case []any:
		e.sequence('[', ']', len(v), level, func(i int) { e.value(v[i], level+1) })
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		e.sequence('{', '}', len(v), level, func(i int) {
			e.text(keys[i])
			e.WriteString(": ")
			e.value(v[keys[i]], level+1)
		})
	default:
		panic(fmt.Sprintf("notebook: %T is no JSON value", v))
	}
}

// sequence writes what a list or an object holds.
func (e *encoder) sequence(open, shut byte, n, level int, item func(i int)) {
	e.WriteByte(open)
	for i := range n {
		switch {
		case i > 0 && !e.layout:
			e.WriteString(", ")
		case i > 0:
			e.WriteByte(',')
		}
		e.newline(level + 1)
		item(i)
	}
	if n > 0 {
		e.newline(level)
	}
	e.WriteByte(shut)
}

func (e *encoder) newline(level int) {
	if e.layout {
		e.WriteString("\n" + strings.Repeat(" ", level))
	}
}

// escapes are the characters that JSON has a letter for.
var escapes = map[rune]string{'"': `\"`, '\\': `\\`, '\n': `\n`, '\r': `\r`, '\t': `\t`, '\f': `\f`, '\b': `\b`}

func (e *encoder) text(s string) {
	e.WriteByte('"')
	for _, r := range s {
		escape, short := escapes[r]
		switch {
		case short:
			e.WriteString(escape)
		case r < ' ', !e.layout && r > '~' && r < 0x10000:
			fmt.Fprintf(e, `\u%04x`, r)
		case !e.layout && r > '~': // a surrogate pair
			fmt.Fprintf(e, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		default:
			e.WriteRune(r)
		}
	}
	e.WriteByte('"')
}

// number writes a number as Python's repr does: 1.0, 1e-07, 1e+22.
func number(literal string) string {
	if !strings.ContainsAny(literal, ".eE") {
		if literal == "-0" {
			return "0"
		}
		return literal
	}
	f, err := strconv.ParseFloat(literal, 64)
	switch size := math.Abs(f); {
	case err != nil && math.IsInf(f, 1): // beyond float64
		return "Infinity"
	case err != nil && math.IsInf(f, -1):
		return "-Infinity"
	case size != 0 && (size < 1e-4 || size >= 1e16):
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// lines cuts a text behind its line ends, where Python's splitlines does.
func lines(s string) []any {
	cut := []any{}
	begin := 0
	for i, r := range s {
		switch r {
		case '\r':
			if strings.HasPrefix(s[i+1:], "\n") {
				continue
			}
		case '\n', '\v', '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		default:
			continue
		}
		end := i + utf8.RuneLen(r)
		cut = append(cut, s[begin:end])
		begin = end
	}
	if begin < len(s) {
		cut = append(cut, s[begin:])
	}
	return cut
}
