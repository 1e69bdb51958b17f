package say_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"seminar.example/lib/knn"
	"seminar.example/lib/manifold"
	"seminar.example/lib/metric"
	"seminar.example/lib/plot"
	"seminar.example/lib/say"
)

// TestMistakes makes mistakes of students in both languages.
func TestMistakes(t *testing.T) {
	say.Notebook = "ko"
	t.Cleanup(func() { say.Notebook = "en" })
	damaged := filepath.Join(t.TempDir(), "pca")
	if err := os.WriteFile(damaged, []byte("PNG, not numbers"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		mistake         func() error
		english, korean string
	}{
		"two lengths": {
			func() error { _, err := metric.MSE(make([]float32, 2), make([]float32, 3)); return err },
			"metric: MSE: x has 2 numbers and y 3, expected the same length",
			"metric: MSE: 수가 x에 2개, y에 3개 있습니다. 길이가 같아야 합니다",
		},
		"k too large, within another package": {
			func() error {
				s, err := knn.NewSet([]float32{1, 2, 3}, 1)
				if err != nil {
					return err
				}
				_, err = s.Others(3)
				return err
			},
			"knn: Others: k = 3, expected 1..2, less than the number of points",
			"knn: Others: k = 3입니다. 1..2, 곧 점의 수보다 작아야 합니다",
		},
		"a file of another kind": {
			func() error { _, err := manifold.LoadPCA(damaged); return err },
			"manifold: LoadPCA: " + damaged + `: no PCA file: begins with "PNG, not numbe", expected "seminar PCA 4\n": delete the file and fit again`,
			"manifold: LoadPCA: " + damaged + `: PCA 파일이 아닙니다. 파일의 시작은 "PNG, not numbe"인데 "seminar PCA 4\n"이어야 합니다. 파일을 지우고 다시 맞추세요`,
		},
		"a figure without a title": {
			func() error { _, err := plot.Curves{Name: "04-loss"}.Figure(); return err },
			`plot: curves "04-loss": Title is empty; say in it what is seen`,
			`plot: curves "04-loss": Title: 비어 있습니다. 무엇이 보이는지 쓰세요`,
		},
	} {
		t.Setenv(say.LangVar, "")
		if err := c.mistake(); err == nil || err.Error() != c.korean {
			t.Errorf("%s: %v\nexpected %s", name, err, c.korean)
		}
		t.Setenv(say.LangVar, "en")
		if err := c.mistake(); err == nil || err.Error() != c.english {
			t.Errorf("%s: %v\nexpected %s", name, err, c.english)
		}
	}
}

// TestErrorf: an error in Korean wraps what the English one wraps, also where the
// order of words is another, and a constant speaks the language of the moment.
func TestErrorf(t *testing.T) {
	const stopped = say.Error("interrupted")
	t.Setenv(say.LangVar, "ko")
	err := say.Errorf("train: %s of %s: %w", "weight", "file", fs.ErrNotExist)
	if want := "train: file의 weight: file does not exist"; err.Error() != want || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v, expected %s, and that it wraps its cause", err, want)
	}
	err = say.Errorf("%w, and %w", stopped, fs.ErrExist)
	if want := "중단되었습니다. file already exists"; err.Error() != want || !errors.Is(err, stopped) || !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v, expected %s, and that it wraps both", err, want)
	}
	t.Setenv(say.LangVar, "en")
	if got := stopped.Error(); got != "interrupted" {
		t.Errorf("%q, expected the English", got)
	}
}
