package train

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"

	"seminar.example/lib/say"
)

// foreign says what a file is that holds no safetensors, and how it becomes one;
// "" where that is not known.
func foreign(content []byte, path string) string {
	begins := func(with string) bool { return bytes.HasPrefix(content, []byte(with)) }
	zip := begins("PK\x03\x04")
	switch {
	case zip && bytes.Contains(content, []byte("data.pkl")), begins("\x80\x02"), begins("\x80\x03"), begins("\x80\x04"), begins("\x80\x05"):
		return say.Sprintf("is what torch.save writes, not safetensors; in Python: %s", convert(content, path))
	case zip && bytes.Contains(content, []byte(".npy")), begins("\x93NUMPY"):
		return say.Sprintf("holds arrays of numpy, not safetensors; in Python: %s, with the names and shapes of PyTorch's state_dict",
			`import numpy as np, safetensors.numpy as st; st.save_file({"encoder.0.weight": …}, "mine.safetensors")`)
	case zip, begins("\x89HDF"):
		return say.Sprintf("is a file of Keras or another archive, not safetensors; in Python: %s, with the names and shapes of PyTorch's state_dict",
			`import safetensors.numpy as st; st.save_file({"encoder.0.weight": layer.get_weights()[0].T.copy(), …}, "mine.safetensors")`)
	case begins("version https://git-lfs"):
		return say.T("is a pointer of Git LFS, not the weights: run `git lfs pull`")
	}
	return ""
}

// convert is two lines of Python, to be pasted as one, that make a safetensors file
// of what torch.save wrote: a state_dict, a checkpoint that holds one, or a module.
func convert(content []byte, path string) string {
	sd, load := "sd", fmt.Sprintf(`torch.load(%q, map_location="cpu")`, path)
	for _, key := range []string{"model_state_dict", "state_dict", "model"} {
		pickled := binary.LittleEndian.AppendUint32([]byte{'X'}, uint32(len(key)))
		if bytes.Contains(content, append(pickled, key...)) {
			sd = fmt.Sprintf("sd[%q]", key)
			break
		}
	}
	if bytes.Contains(content, []byte("torch.nn.modules")) { // the classes of a whole module
		sd, load = "sd", fmt.Sprintf(`torch.load(%q, map_location="cpu", weights_only=False).state_dict()`, path)
	}
	to := path
	for _, end := range []string{".pt", ".pth", ".bin", ".ckpt", ext} {
		to = strings.TrimSuffix(to, end)
	}
	return fmt.Sprintf(`import torch, safetensors.torch as st; sd = %s; st.save_file(%s, %q)`, load, sd, to+ext)
}
