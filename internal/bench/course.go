package bench

import (
	"fmt"
	"html"
	"html/template"
	"strings"
)

// The measures of a small drawing of how a figure goes over time.
const (
	courseWidth, courseHeight = 330.0, 110.0
	courseLeft, courseBottom  = 64.0, 20.0
	courseTop, courseRight    = 22.0, 8.0
)

// courses draws every figure of a soak over time, each from 0.
func (s SoakResult) courses() template.HTML {
	var b strings.Builder
	figures := append(judged(), series{name: "p99 of posts, ms", of: func(s Sample) float64 { return s.P99 }})
	for _, f := range figures {
		f.draw(&b, s.Samples)
	}
	return template.HTML(b.String()) // names are escaped, all else is numbers
}

func (f series) draw(b *strings.Builder, all []Sample) {
	if len(all) == 0 {
		return
	}
	top, end := 0.0, all[len(all)-1].Seconds
	for _, s := range all {
		top = max(top, f.of(s))
	}
	x := func(seconds float64) float64 {
		return courseLeft + over(seconds, end)*(courseWidth-courseLeft-courseRight)
	}
	y := func(v float64) float64 {
		return courseHeight - courseBottom - over(v, top)*(courseHeight-courseBottom-courseTop)
	}
	fmt.Fprintf(b, `<svg class="course" viewBox="0 0 %g %g" role="img" aria-label="%s over time"><text x="%g" y="12">%s</text>`,
		courseWidth, courseHeight, html.EscapeString(f.name), courseLeft, html.EscapeString(f.name))
	for _, v := range []float64{0, top} {
		fmt.Fprintf(b, `<line class="grid" x1="%g" x2="%g" y1="%.1f" y2="%.1f"/><text class="end" x="%g" y="%.1f">%s</text>`,
			courseLeft, courseWidth-courseRight, y(v), y(v), courseLeft-6, y(v)+4, grouped(v))
	}
	fmt.Fprintf(b, `<text class="end" x="%g" y="%g">%.0f s</text><polyline class="stoa" points="`, courseWidth-courseRight, courseHeight-4, end)
	for _, s := range all {
		fmt.Fprintf(b, "%.1f,%.1f ", x(s.Seconds), y(f.of(s)))
	}
	b.WriteString(`"/></svg>`)
}

// grouped is a number with commas between its thousands; small ones have three digits.
func grouped(v float64) string {
	if v < 100 {
		return fmt.Sprintf("%.3g", v)
	}
	digits := fmt.Sprintf("%.0f", v)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
