package plot

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
)

// korean is a figure whose texts are Korean: no note or title fits a line.
func korean() Curves {
	x, y := []float64{0, 1, 2, 3}, []float64{4, 2, 1, 0.5}
	return Curves{
		Name: "hangul", Title: "복원 오차는 열다섯 에포크 만에 성분이 열 개인 PCA의 오차 아래로 내려갑니다: 그 뒤로는 천천히 줄어듭니다",
		Alt: "오차가 줄어드는 곡선.", Note: "시험 이미지 10000개, 시드 1; 점선은 PCA-10이며 값은 복원 뒤에 [-1,1]로 자른 것입니다",
		XLabel: "에포크", YLabel: "평균 제곱 오차 (단위 없음)",
		Lines: []Line{{Label: "학습 L_{AE}", X: x, Y: y}, {Label: "시험", X: x, Y: []float64{5, 3, 2, 1.5}}},
	}
}

// TestHangul: Korean texts are drawn, in PNG, SVG and CSV.
func TestHangul(t *testing.T) {
	f, err := korean().Figure()
	if err != nil {
		t.Fatal(err)
	}
	if png, err := f.PNG(192); err != nil || len(png) > 60_000 {
		t.Errorf("PNG: %d bytes, %v", len(png), err)
	}
	svg, err := f.SVG()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range "복원오차" {
		if id := fmt.Sprintf("id=\"b%x\"", r); !strings.Contains(string(svg), id) {
			t.Errorf("the SVG defines no glyph %s of %q", id, r)
		}
	}
	csv, err := f.CSV()
	if err != nil || !strings.Contains(string(csv), "시험") {
		t.Errorf("CSV: %s, %v", csv, err)
	}
}

// TestHangulBreaks: lines break between words alone.
func TestHangulBreaks(t *testing.T) {
	q := korean()
	lines := bold().wrap(q.Title, sizeTitle, 200)
	if len(lines) < 3 || strings.Join(lines, " ") != q.Title {
		t.Errorf("%q is not the title, broken between words", lines)
	}
	for _, l := range lines {
		if w := bold().width(l, sizeTitle); w > 200 {
			t.Errorf("%q is %.0f points wide, expected at most 200", l, w)
		}
	}
}

// TestHangulOnlyForHangul: every other glyph is Liberation Sans's, so that a figure
// without Hangul is what it was before there was Hangul.
func TestHangulOnlyForHangul(t *testing.T) {
	for _, f := range []*face{regular(), bold()} {
		for r := rune(' '); r < 0x10000; r++ {
			o, _ := f.glyph(r)
			if o.font != f.font && !unicode.Is(unicode.Hangul, r) {
				t.Errorf("%q (%U) is drawn by the font of Hangul", r, r)
			}
		}
	}
}
