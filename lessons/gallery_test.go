package main

import (
	"encoding/base64"
	"os"
	"strings"
	"testing"

	"seminar.example/lessons/notebook"
)

// pictured returns a home whose notebook shows a picture, which README shows, too.
func pictured(t *testing.T) *home {
	h := newHome(t)
	put(t, h.path("README.md"), "![a line](gallery/99-line.png)")
	h.picture("PNG", "99-line")
	return h
}

// picture writes the notebook with a figure of that name.
func (h *home) picture(png, name string) {
	nb := code("show")
	o := show("image/png", base64.StdEncoding.EncodeToString([]byte(png))+"\n")
	o.Metadata()["name"] = name
	nb.Cells[0].SetOutputs([]notebook.Output{o})
	put(h, h.notebookPath("04_x"), string(nb.Bytes()))
}

// wrong expects a line about gallery/, or none where want is "".
func (h *home) wrong(want string) {
	h.Helper()
	found, err := h.galleryBreaches()
	ok(h, err)
	if said := strings.Join(found, "\n"); want == "" && said != "" || !strings.Contains(said, want) {
		h.Errorf("said %q, expected %q", said, want)
	}
}

func TestGalleryIsWrittenAndGood(t *testing.T) {
	h := pictured(t)
	h.wrong("run `make notebooks`")
	ok(t, h.writeGallery())
	h.wrong("")
	if get(t, h.path("gallery/99-line.png")) != "PNG" {
		t.Error("the picture is another")
	}
	before, err := os.Stat(h.path("gallery/99-line.png"))
	ok(t, err)
	ok(t, h.writeGallery())
	after, err := os.Stat(h.path("gallery/99-line.png"))
	ok(t, err)
	if !os.SameFile(before, after) {
		t.Error("the same picture was written again")
	}
}

func TestAnotherFigureIsSeen(t *testing.T) {
	h := pictured(t)
	ok(t, h.writeGallery())
	h.picture("other", "99-line")
	h.wrong("is not the figure")
}

func TestAFigureThatNoNotebookHas(t *testing.T) {
	h := pictured(t)
	h.picture("PNG", "99-other")
	h.wrong("no notebook has")
	ok(t, h.writeGallery()) // writes nothing
	h.wrong("no notebook has")
}

func TestAPictureThatReadmeDoesNotShow(t *testing.T) {
	h := pictured(t)
	ok(t, h.writeGallery())
	put(t, h.path("gallery/98-old.png"), "PNG")
	h.wrong("98-old.png: remove it")
	ok(t, os.Remove(h.path("gallery/98-old.png")))
	put(t, h.path("gallery/99-line.svg"), "SVG")
	h.wrong("99-line.svg: remove it")
}

func TestAPictureThatIsNone(t *testing.T) {
	h := pictured(t)
	put(t, h.notebookPath("04_x"), strings.Replace(get(t, h.notebookPath("04_x")), "UE5H", "U=!H", 1))
	if _, err := h.galleryBreaches(); err == nil || !strings.Contains(err.Error(), "the picture of 99-line") {
		t.Errorf("error %v", err)
	}
}
