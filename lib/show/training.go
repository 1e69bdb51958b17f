package show

import (
	"fmt"
	"html"
	"io"
	"os"
	"strings"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"

	"seminar.example/lib/say"
)

// redrawEvery is the pause between two drawings of a running display.
const redrawEvery = 250 * time.Millisecond

// Progress is a live display of a training: a bar, epoch, steps a second, time
// left, and the loss curve as it grows. It implements train.Observer. In a
// notebook it is one output that changes and stays as its last state; in a
// terminal it is one line that changes; elsewhere (a log, a test) the last
// state is printed, once.
type Progress struct {
	out      io.Writer // where text goes
	notebook bool
	terminal bool
	id       string
	now      func() time.Time

	lines         []string // what the reader was told
	begun, ended  bool
	epochs, steps int
	epoch, step   int
	taken         int // steps seen by this display
	began, drawn  time.Time
	curve         curve
}

// Training returns a display for one training:
//
//	train.Run(b, net, data, train.Options{Observer: show.Training(), …})
func Training() *Progress {
	p := &Progress{out: os.Stdout, notebook: gonbui.IsNotebook, now: time.Now}
	if p.notebook {
		p.id = "training-" + gonbui.UniqueId()
	} else if st, err := os.Stdout.Stat(); err == nil {
		p.terminal = st.Mode()&os.ModeCharDevice != 0
	}
	return p
}

// Begin starts the bar.
func (p *Progress) Begin(epochs, steps int) {
	p.begun, p.epochs, p.steps, p.began = true, epochs, steps, p.now()
	p.curve.every = max(1, epochs*steps/200)
	p.draw()
}

// Say adds a line for the reader.
func (p *Progress) Say(line string) {
	p.lines = append(p.lines, line)
	if !p.notebook {
		p.clear()
		fmt.Fprintln(p.out, line)
	}
	p.draw()
	if p.notebook && !p.begun { // else End does: what the cell prints next comes after it
		_ = synced()
	}
}

// Step notes a step; it draws only every quarter of a second.
func (p *Progress) Step(epoch, step int, loss float64) {
	p.epoch, p.step = epoch, step
	p.taken++
	p.curve.addStep(float64(epoch-1)+float64(step)/float64(p.steps), loss)
	if p.now().Sub(p.drawn) >= redrawEvery {
		p.draw()
	}
}

// Epoch notes a complete epoch.
func (p *Progress) Epoch(epoch int, train, test float64) {
	p.epoch, p.step = epoch, p.steps
	p.curve.addEpoch(epoch, train, test)
}

// End leaves the display as its last state.
func (p *Progress) End() {
	p.ended = true
	p.draw()
	if p.notebook {
		_ = synced() // a display that is lost is no reason to lose a training
	} else {
		p.clear()
		fmt.Fprintln(p.out, p.status())
	}
}

// share is how much of the training is done, 0 to 1.
func (p *Progress) share() float64 {
	done := float64((p.epoch-1)*p.steps+p.step) / float64(max(1, p.epochs*p.steps))
	return max(0, min(1, done))
}

// status is the display in one line of text.
func (p *Progress) status() string {
	share := p.share()
	elapsed := p.now().Sub(p.began)
	s := say.Sprintf("epoch %d of %d", max(1, p.epoch), p.epochs)
	if p.ended && share < 1 {
		s += say.Sprintf(", step %d of %d, stopped after %s", p.step, p.steps, clock(elapsed))
	} else if p.ended {
		s += say.Sprintf(", done in %s", clock(elapsed))
	}
	if p.taken > 1 && elapsed > 0 {
		rate := float64(p.taken) / elapsed.Seconds()
		s += say.Sprintf(" · %.0f steps/s", rate)
		if !p.ended {
			left := (1 - share) * float64(p.epochs*p.steps)
			s += say.Sprintf(" · %s left", clock(time.Duration(left/rate*float64(time.Second))))
		}
	}
	if n := len(p.curve.epochs); n > 0 {
		last := p.curve.epochs[n-1]
		s += say.Sprintf(" · loss: train %.4f, test %.4f", last.train, last.test)
	} else if n := len(p.curve.steps); n > 0 {
		s += say.Sprintf(" · loss %.4f", p.curve.steps[n-1].y)
	}
	return s
}

// clock is a duration as "7 s" or "3 min 05 s".
func clock(d time.Duration) string {
	s := int(d.Seconds() + 0.5)
	if s < 60 {
		return say.Sprintf("%d s", s)
	}
	return say.Sprintf("%d min %02d s", s/60, s%60)
}

// draw brings the display up to date.
func (p *Progress) draw() {
	p.drawn = p.now()
	switch {
	case p.notebook:
		gonbui.SendData(&protocol.DisplayData{
			Data:      map[protocol.MIMEType]any{protocol.MIMETextHTML: p.html(), protocol.MIMETextPlain: p.text()},
			DisplayID: p.id,
		})
	case p.terminal && p.begun && !p.ended:
		fmt.Fprintf(p.out, "\r\x1b[K%s", p.status())
	}
}

// clear removes a terminal's changing line.
func (p *Progress) clear() {
	if p.terminal {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

func (p *Progress) text() string {
	lines := p.lines
	if p.begun {
		lines = append(lines[:len(lines):len(lines)], p.status())
	}
	return strings.Join(lines, "\n")
}

// html is the display in a notebook. Without its styles and its drawing, as on
// a page that strips them, the text still says everything.
func (p *Progress) html() string {
	var b strings.Builder
	b.WriteString(`<div style="max-width:605px;line-height:1.4">`)
	for _, l := range p.lines {
		fmt.Fprintf(&b, "<div%s>%s</div>", inWords(), html.EscapeString(l))
	}
	if p.begun {
		fmt.Fprintf(&b, `<div style="height:6px;margin:6px 0;background:rgba(128,128,128,.25);border-radius:3px">`+
			`<div style="height:6px;width:%.1f%%;background:%s;border-radius:3px"></div></div>`, 100*p.share(), trainColour)
		fmt.Fprintf(&b, "<div>%s</div>", html.EscapeString(p.status()))
		b.WriteString(p.curve.svg(p.epochs))
	}
	b.WriteString("</div>")
	return b.String()
}
