package train

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/gomlx/compute/dtypes/float16"
	"github.com/nlpodyssey/safetensors"

	"seminar.example/lib/ae"
	"seminar.example/lib/files"
	"seminar.example/lib/say"
)

// file is a weights file in memory.
type file struct {
	weights []ae.Weight
	other   []string // names and types of tensors that hold no floating-point numbers
	made    Made
	at      *progress // of an interrupted run
}

// save writes a weights file whose numbers have the type float32 or, for half
// the size, float16: F32 or F16.
func save(path string, number safetensors.DType, weights []ae.Weight, made Made, at *progress) error {
	views := map[string]safetensors.TensorView{}
	for i, w := range weights {
		if number == safetensors.F16 {
			weights[i].Data = rounded(w.Data)
			w = weights[i]
		}
		dims := make([]uint64, len(w.Dims))
		for i, d := range w.Dims {
			dims[i] = uint64(d)
		}
		view, err := safetensors.NewTensorView(number, dims, encode(number, w.Data))
		if err != nil {
			return say.Errorf("train: %s of %s: %w", w.Name, path, err)
		}
		views[w.Name] = view
	}
	meta := map[string]string{
		"recipe": asJSON(made.Recipe), "history": asJSON(made.History), "versions": asJSON(versions()),
		"test": made.Test, "sha256": checksum(weights),
	}
	if at != nil {
		meta["progress"] = asJSON(at)
	}
	content, err := safetensors.Serialize(views, meta)
	if err != nil {
		return fmt.Errorf("train: %s: %w", path, err)
	}
	if err := files.Write(path, content); err != nil {
		return say.Errorf("train: %s could not be written: %w", path, err)
	}
	return nil
}

// read reads and checks a weights file.
func read(path string) (*file, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	f, err := parse(content)
	if err != nil {
		if what := foreign(content, path); what != "" {
			return nil, say.Errorf("train: %s %s", path, what)
		}
		return nil, say.Errorf("train: weights file %s is damaged or not a weights file: %w", path, err)
	}
	return f, nil
}

// parse is read without the file. Parsers meet any bytes: it never panics.
func parse(content []byte) (f *file, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, say.Errorf("no safetensors: %v", r)
		}
	}()
	st, err := safetensors.Deserialize(content)
	if err != nil {
		return nil, err
	}
	_, meta, err := safetensors.ReadMetadata(content)
	if err != nil {
		return nil, err
	}
	f = &file{}
	for _, t := range st.Tensors() {
		w := ae.Weight{Name: t.Name}
		switch raw := t.TensorView.Data(); t.TensorView.DType() {
		case safetensors.F32:
			w.Data = fromLittleEndian(raw)
		case safetensors.F16:
			w.Data = fromHalf(raw)
		case safetensors.BF16:
			w.Data = fromBrain(raw)
		case safetensors.F64:
			w.Data = fromDouble(raw)
		default: // such as a count of steps in a checkpoint
			f.other = append(f.other, fmt.Sprintf("%s (%v)", t.Name, t.TensorView.DType()))
			continue
		}
		for _, d := range t.TensorView.Shape() {
			w.Dims = append(w.Dims, int(d))
		}
		f.weights = append(f.weights, w)
	}
	info := meta.Metadata()
	want, ours := info["sha256"]
	if !ours {
		return f, nil
	}
	if got := checksum(f.weights); got != want {
		return nil, say.Errorf("its checksum does not match its numbers")
	}
	f.made.Test = info["test"]
	for key, to := range map[string]any{"recipe": &f.made.Recipe, "history": &f.made.History, "versions": &f.made.Versions, "progress": &f.at} {
		if text, ok := info[key]; ok {
			if err := json.Unmarshal([]byte(text), to); err != nil {
				return nil, say.Errorf("its %s cannot be read: %w", key, err)
			}
		}
	}
	return f, nil
}

// checksum is the SHA-256 of names, shapes and numbers, in the order of names.
func checksum(weights []ae.Weight) string {
	sorted := slices.Clone(weights)
	slices.SortFunc(sorted, func(a, b ae.Weight) int { return strings.Compare(a.Name, b.Name) })
	h := sha256.New()
	for _, w := range sorted {
		fmt.Fprintf(h, "%q %v\n", w.Name, w.Dims)
		h.Write(littleEndian(w.Data))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func littleEndian(x []float32) []byte {
	b := make([]byte, 0, 4*len(x))
	for _, v := range x {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

// encode is the file's form of numbers.
func encode(number safetensors.DType, x []float32) []byte {
	if number == safetensors.F32 {
		return littleEndian(x)
	}
	b := make([]byte, 0, 2*len(x))
	for _, v := range x {
		b = binary.LittleEndian.AppendUint16(b, uint16(float16.FromFloat32(v)))
	}
	return b
}

// rounded is x with the digits that float16 keeps: an error of at most 2⁻¹¹ of
// each number, about three digits.
func rounded(x []float32) []float32 {
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = float16.FromFloat32(v).Float32()
	}
	return y
}

func fromHalf(b []byte) []float32 {
	x := make([]float32, len(b)/2)
	for i := range x {
		x[i] = float16.Float16(binary.LittleEndian.Uint16(b[2*i:])).Float32()
	}
	return x
}

// fromBrain reads bfloat16: the upper half of a float32.
func fromBrain(b []byte) []float32 {
	x := make([]float32, len(b)/2)
	for i := range x {
		x[i] = math.Float32frombits(uint32(binary.LittleEndian.Uint16(b[2*i:])) << 16)
	}
	return x
}

func fromDouble(b []byte) []float32 {
	x := make([]float32, len(b)/8)
	for i := range x {
		x[i] = float32(math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:])))
	}
	return x
}

func fromLittleEndian(b []byte) []float32 {
	x := make([]float32, len(b)/4)
	for i := range x {
		x[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return x
}
