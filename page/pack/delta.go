package main

import "encoding/binary"

// delta says how to make next out of old: so the program without SIMD costs a
// quarter of what it would cost beside the one with it, from which it hardly
// differs.
//
//	length of next, then in turns
//	  n, n bytes that are new
//	  forth, back, n: n bytes of old, forth−back after the end of the last ones
//
// Every number is an unsigned varint. worker.js applies it (patched).
func delta(old, next []byte) []byte {
	const block = 16
	at := map[[block]byte]int{}
	for i := len(old) - block; i >= 0; i -= 4 {
		at[[block]byte(old[i:])] = i
	}
	out := binary.AppendUvarint(nil, uint64(len(next)))
	last, begin := 0, 0
	for i := 0; i < len(next); {
		from := last + i - begin // most likely it goes on there
		if !matches(old, next, from, i, block) {
			var known bool
			if i+block > len(next) {
				break
			}
			if from, known = at[[block]byte(next[i:])]; !known {
				i++
				continue
			}
		}
		n := 0
		for i+n < len(next) && from+n < len(old) && next[i+n] == old[from+n] {
			n++
		}
		out = binary.AppendUvarint(out, uint64(i-begin))
		out = append(out, next[begin:i]...)
		out = binary.AppendUvarint(out, uint64(max(0, from-last)))
		out = binary.AppendUvarint(out, uint64(max(0, last-from)))
		out = binary.AppendUvarint(out, uint64(n))
		i += n
		last, begin = from+n, i
	}
	out = binary.AppendUvarint(out, uint64(len(next)-begin))
	return append(out, next[begin:]...)
}

// matches says whether n bytes are the same.
func matches(old, next []byte, from, i, n int) bool {
	return from+n <= len(old) && i+n <= len(next) && string(old[from:from+n]) == string(next[i:i+n])
}
