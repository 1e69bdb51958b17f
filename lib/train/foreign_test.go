package train_test

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/nlpodyssey/safetensors"

	"seminar.example/lib/ae"
	"seminar.example/lib/train"
)

// stored writes tensors as a safetensors file of numbers of a type.
func stored(t *testing.T, number safetensors.DType, weights []ae.Weight, more map[string]safetensors.TensorView) string {
	t.Helper()
	views := maps.Clone(more)
	if views == nil {
		views = map[string]safetensors.TensorView{}
	}
	for _, w := range weights {
		var raw []byte
		for _, v := range w.Data {
			switch number {
			case safetensors.F64:
				raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(float64(v)))
			case safetensors.BF16:
				raw = binary.LittleEndian.AppendUint16(raw, uint16(math.Float32bits(v)>>16))
			case safetensors.I8:
				raw = append(raw, byte(v))
			default:
				raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
			}
		}
		var dims []uint64
		for _, d := range w.Dims {
			dims = append(dims, uint64(d))
		}
		view, err := safetensors.NewTensorView(number, dims, raw)
		ok(t, err)
		views[w.Name] = view
	}
	content, err := safetensors.Serialize(views, nil)
	ok(t, err)
	path := filepath.Join(t.TempDir(), "theirs.safetensors")
	ok(t, os.WriteFile(path, content, 0o644))
	return path
}

// renamed are the weights with other names, and others beside.
func renamed(weights []ae.Weight, name func(string) string, beside ...ae.Weight) []ae.Weight {
	all := slices.Clone(beside)
	for _, w := range weights {
		w.Name = name(w.Name)
		all = append(all, w)
	}
	return all
}

func before(prefix string) func(string) string {
	return func(name string) string { return prefix + name }
}

// Files as PyTorch's users have them load, and the prefix is named.
func TestForeignWeightsLoad(t *testing.T) {
	m, err := ae.New(open(t), small, 4)
	ok(t, err)
	want := weights(t, m)
	moment := ae.Weight{Name: "optimizer.state.0.exp_avg", Dims: []int{1}, Data: []float32{1}}
	steps, err := safetensors.NewTensorView(safetensors.I64, []uint64{1}, make([]byte, 8))
	ok(t, err)
	for name, c := range map[string]struct {
		path      string
		prefix    string
		tolerance float64 // bfloat16 keeps 8 bits
	}{
		"DataParallel":        {stored(t, safetensors.F32, renamed(want, before("module.")), nil), "module.", 0},
		"torch.compile":       {stored(t, safetensors.F32, renamed(want, before("_orig_mod.")), nil), "_orig_mod.", 0},
		"both":                {stored(t, safetensors.F32, renamed(want, before("_orig_mod.module.")), nil), "_orig_mod.module.", 0},
		"a member":            {stored(t, safetensors.F32, renamed(want, before("model.autoencoder.")), nil), "model.autoencoder.", 0},
		"a whole checkpoint":  {stored(t, safetensors.F32, renamed(want, before("model."), moment), map[string]safetensors.TensorView{"epoch": steps}), "model.", 0},
		"plain, with a count": {stored(t, safetensors.F32, want, map[string]safetensors.TensorView{"num_batches_tracked": steps}), "", 0},
		"float64":             {stored(t, safetensors.F64, want, nil), "", 0},
		"bfloat16":            {stored(t, safetensors.BF16, want, nil), "", 1. / 128},
	} {
		got, made, err := train.Load(open(t), small, c.path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if made.Prefix != c.prefix {
			t.Errorf("%s: prefix %q, expected %q", name, made.Prefix, c.prefix)
		}
		for i, w := range weights(t, got) {
			for j, v := range w.Data {
				if math.Abs(float64(v-want[i].Data[j])) > c.tolerance*math.Abs(float64(v)) {
					t.Fatalf("%s: %s[%d] is %v, expected %v", name, w.Name, j, v, want[i].Data[j])
				}
			}
		}
	}
}

// A checkpoint that safetensors.torch.save_file wrote, with numbers of no dimension:
// its first weights, as PyTorch has them.
func TestTorchCheckpointLoads(t *testing.T) {
	m, made, err := train.Load(open(t), small, "testdata/torch_checkpoint.safetensors")
	ok(t, err)
	if got := weights(t, m)[0].Data[:2]; made.Prefix != "model." || !slices.Equal(got, []float32{0.061483562, -0.322603583}) {
		t.Errorf("prefix %q, first weights %v", made.Prefix, got)
	}
}

// Files that cannot load: one line that says why, and what to do.
func TestForeignWeightsAreExplained(t *testing.T) {
	m, err := ae.New(open(t), small, 4)
	ok(t, err)
	good := weights(t, m)
	spoilt, turned := slices.Clone(good), slices.Clone(good)
	spoilt[2].Data = slices.Clone(spoilt[2].Data)
	spoilt[2].Data[5] = float32(math.NaN())
	turned[0].Dims = []int{4, 8}
	in := func(name, content string) string {
		path := filepath.Join(t.TempDir(), name)
		ok(t, os.WriteFile(path, []byte(content), 0o644))
		return path
	}
	fc := func(name string) string { return strings.Replace(name, "encoder.", "fc", 1) }
	for name, c := range map[string]struct {
		path string
		said []string
	}{
		"other names":  {stored(t, safetensors.F32, renamed(good, fc), nil), []string{`"encoder.0.weight" is missing`, `"fc0.weight"`}},
		"twice":        {stored(t, safetensors.F32, append(renamed(good, before("ema.")), renamed(good, before("model."))...), nil), []string{`["ema." "model."]`, "more than once"}},
		"NaN":          {stored(t, safetensors.F32, spoilt, nil), []string{"encoder.2.weight", "NaN"}},
		"transposed":   {stored(t, safetensors.F32, turned, nil), []string{"[4 8]", "needs [8 4]", "transpose"}},
		"whole":        {stored(t, safetensors.I8, good, nil), []string{"is missing", "encoder.0.weight (I8)"}},
		"state_dict":   {"testdata/torch_state.pt", []string{"torch.save", `torch.load("testdata/torch_state.pt", map_location="cpu"); st.save_file(sd, "testdata/torch_state.safetensors")`}},
		"old format":   {"testdata/torch_old.pt", []string{"torch.save", `st.save_file(sd, "testdata/torch_old.safetensors")`}},
		"checkpoint":   {"testdata/torch_checkpoint.pt", []string{"torch.save", `st.save_file(sd["model_state_dict"], `}},
		"whole module": {"testdata/torch_module.pt", []string{"torch.save", `weights_only=False).state_dict(); st.save_file(sd, `}},
		"numpy":        {in("w.npy", "\x93NUMPY\x01\x00"), []string{"numpy", "save_file"}},
		"Keras":        {in("w.h5", "\x89HDF\r\n\x1a\n"), []string{"Keras", ".T"}},
		"Git LFS":      {in("w.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), []string{"git lfs pull"}},
	} {
		_, _, err := train.Load(open(t), small, c.path)
		if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), c.path) {
			t.Errorf("%s: %v, expected one line with the file's name", name, err)
			continue
		}
		for _, part := range c.said {
			if !strings.Contains(fmt.Sprint(err), part) {
				t.Errorf("%s: %v\nlacks %q", name, err, part)
			}
		}
	}
}
