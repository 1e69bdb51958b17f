// Package plot draws every figure of the seminar in one house style.
//
// There is one struct for each kind of figure: [Curves], [Scatter], [Clouds3D],
// [Images], [Strips], [Bars], [Histogram], [Matrix] and [Dots]. Fill in the data and the texts and
// call its method Figure: it checks the input and gives a [Figure], which draws
// the same as PNG for a notebook and as SVG for print, and keeps the numbers
// behind it as CSV.
//
// The style follows C. O. Wilke, Fundamentals of Data Visualization (2019):
// lines and clouds are labelled where they are, grid lines are light, there is
// no box, ticks stand at round numbers, small multiples share their axes. The
// colours are those of M. Okabe and K. Ito, Color Universal Design (2008), in an
// order in which neighbours also differ in grey; digits and dash patterns are
// the second channel.
//
// Texts may hold subscripts and superscripts in braces: "z_{1}", "10^{-3}".
// They are drawn as outlines of Liberation Sans, so a figure needs no font to
// be installed. Hangul is not in it: write the texts of a figure in English.
//
// A field Decimals is the number of decimals of the numbers that a figure writes:
// 1 to 9, or −1 for whole numbers; 0 takes the default that stands at the field.
//
// The package knows no notebook and no model. It gives errors for bad input and
// never panics, and the same input gives the same bytes. Of several faults in the
// input it reports the first of the kind's rules, always the same.
package plot
