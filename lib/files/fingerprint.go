package files

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
)

// Fingerprint tells data apart: "47040000 numbers, CRC-32C 1a2b3c4d", of the
// numbers' bytes, little-endian. A file that was made from data keeps it, so that
// it is not taken for one made from other data.
//
// It finds what happens by mistake, not what is forged. Cost: 60 000 images of
// 28×28 in about 0.03 s.
func Fingerprint(x []float32) string {
	table, crc := crc32.MakeTable(crc32.Castagnoli), uint32(0)
	bytes := make([]byte, 0, 1<<16)
	for at := 0; at < len(x); at += cap(bytes) / 4 {
		bytes = bytes[:0]
		for _, v := range x[at:min(at+cap(bytes)/4, len(x))] {
			bytes = binary.LittleEndian.AppendUint32(bytes, math.Float32bits(v))
		}
		crc = crc32.Update(crc, table, bytes)
	}
	return fmt.Sprintf("%d numbers, CRC-32C %08x", len(x), crc)
}
