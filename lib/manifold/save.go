package manifold

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strings"

	"gonum.org/v1/gonum/floats"

	"seminar.example/lib/files"
	"seminar.example/lib/say"
)

// A PCA file: the magic line, a line with the fingerprint of the data, d and k as
// uint32, the mean (d) and all variances (d) as float64, a scale for each component
// (k) as float32, the components (k×d) as int16 in units of their scales, all
// little-endian, and the SHA-256 of all that. Older files have the older magic line,
// and no fingerprint.
const pcaMagic, olderMagic = "seminar PCA 4\n", "seminar PCA 3\n"

// Save writes p to the file path. The numbers of a component are rounded to
// multiples of the greatest's 32767th part, which quarters the file: for MNIST
// that moves a reconstruction error by less than 10⁻⁸.
//
// The file appears whole or not at all (files.Write); it fails if it cannot be
// written. Size: 2·d·(k+8) + 4·k bytes and a few more, 0.1 MB for 64 components of MNIST.
// [StoredPCA] calls it.
func (p *PCA) Save(path string) error {
	if err := p.check(); err != nil {
		return fmt.Errorf("manifold: PCA.Save: %w", err)
	}
	data := []byte(pcaMagic + p.Data + "\n")
	data = binary.LittleEndian.AppendUint32(data, uint32(p.D))
	data = binary.LittleEndian.AppendUint32(data, uint32(p.K))
	var err error
	scales, numbers := make([]float32, p.K), make([]int16, len(p.Components))
	for i := range scales {
		row := p.Components[i*p.D : (i+1)*p.D]
		scales[i] = scaleOf(row)
		for j, v := range row {
			numbers[i*p.D+j] = int16(math.Round(v / float64(scales[i])))
		}
	}
	for _, part := range []any{p.Mean, p.Variance, scales, numbers} {
		if data, err = binary.Append(data, binary.LittleEndian, part); err != nil {
			return fmt.Errorf("manifold: PCA.Save: %w", err)
		}
	}
	sum := sha256.Sum256(data)
	if err := files.Write(path, append(data, sum[:]...)); err != nil {
		return fmt.Errorf("manifold: PCA.Save: %w", err)
	}
	return nil
}

// scaleOf is the unit in which the greatest of the numbers is 32767: in float32
// and never too small, so that a PCA that was loaded has the same again.
func scaleOf(row []float64) float32 {
	most := math.SmallestNonzeroFloat32 * math.MaxInt16
	for _, v := range row {
		most = max(most, math.Abs(v))
	}
	scale := float32(most / math.MaxInt16)
	if float64(scale)*math.MaxInt16 < most {
		scale = math.Nextafter32(scale, math.MaxFloat32)
	}
	return scale
}

// LoadPCA reads a file that [PCA.Save] wrote; what it returns saves to the same
// bytes again.
//
// It fails if the file is missing (errors.Is(err, fs.ErrNotExist)), is of
// another kind or damaged anywhere.
func LoadPCA(path string) (*PCA, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("manifold: LoadPCA: %w", err)
	}
	p, err := parsePCA(data)
	if err != nil {
		return nil, say.Errorf("manifold: LoadPCA: %s: %w: delete the file and fit again", path, err)
	}
	return p, nil
}

// parsePCA returns the PCA that the bytes of a file hold.
func parsePCA(data []byte) (*PCA, error) {
	if len(data) == 0 {
		return nil, say.Errorf("the file is empty")
	}
	begin := data[:min(len(data), len(pcaMagic))]
	rest, fingerprint := data[len(begin):], ""
	switch string(begin) {
	case olderMagic:
	case pcaMagic:
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		rest, fingerprint = after, string(line)
	default:
		return nil, say.Errorf("no PCA file: begins with %q, expected %q", begin, pcaMagic)
	}
	if len(rest) < 8+sha256.Size {
		return nil, say.Errorf("truncated: %d bytes", len(data))
	}
	d, k := uint64(binary.LittleEndian.Uint32(rest)), uint64(binary.LittleEndian.Uint32(rest[4:]))
	rest = rest[8:]
	// The bounds of d and k keep d·k from overflowing, and what is allocated below
	// from being more than the file.
	if have := uint64(len(rest) - sha256.Size); d > have/16 || k > have/4 || have != 16*d+4*k+2*d*k {
		return nil, say.Errorf("damaged: %d bytes of numbers do not fit d = %d, k = %d", have, d, k)
	}
	body, sum := data[:len(data)-sha256.Size], data[len(data)-sha256.Size:]
	if found := sha256.Sum256(body); !bytes.Equal(found[:], sum) {
		return nil, say.Errorf("damaged: the checksum does not match")
	}
	p := &PCA{Data: fingerprint, D: int(d), K: int(k), Mean: make([]float64, d), Variance: make([]float64, d), Components: make([]float64, k*d)}
	scales, numbers := make([]float32, k), make([]int16, k*d)
	for _, part := range []any{p.Mean, p.Variance, scales, numbers} {
		n, err := binary.Decode(rest, binary.LittleEndian, part)
		if err != nil {
			return nil, err
		}
		rest = rest[n:]
	}
	for i, v := range numbers {
		p.Components[i] = float64(v) * float64(scales[i/p.D])
	}
	p.Total = floats.Sum(p.Variance)
	return p, p.check()
}

// check reports a PCA whose parts do not fit together.
func (p *PCA) check() error {
	if strings.Contains(p.Data, "\n") {
		return say.Errorf("the fingerprint %q is not one line", p.Data)
	}
	if p.D < 1 || p.K < 1 || p.K > p.D || len(p.Mean) != p.D || len(p.Variance) != p.D || len(p.Components) != p.K*p.D {
		return say.Errorf("d = %d, k = %d with %d means, %d variances, %d numbers of components: these do not fit together",
			p.D, p.K, len(p.Mean), len(p.Variance), len(p.Components))
	}
	return nil
}
