package bench

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strings"
)

// plot draws percentiles of times. To the right each step is a tenth of those that are left, so that the few who wait
// long are seen; upwards each step is ten times as long.
type plot struct{ lines []line }

type line struct {
	name, class string
	points      []Point
}

func (p plot) with(name, class string, points []Point) plot {
	if len(points) > 0 {
		p.lines = append(p.lines, line{name, class, points})
	}
	return p
}

// The drawing's measures.
const (
	plotWidth, plotHeight = 680.0, 250.0
	plotLeft, plotBottom  = 56.0, 34.0
	plotRight, plotTop    = 140.0, 12.0
	nines                 = 4.0 // 99.99 %
)

// across is where a percentage stands, from 0 to 1.
func across(percent float64) float64 {
	return min(nines, -math.Log10(max(1-percent/100, math.Pow(10, -nines)))) / nines
}

// decades are the powers of ten between which all points lie.
func (p plot) decades() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, l := range p.lines {
		for _, pt := range l.points {
			v := math.Log10(max(pt.MS, 0.001))
			low, high = min(low, math.Floor(v)), max(high, math.Ceil(v))
		}
	}
	return low, max(high, low+1)
}

func (p plot) svg() template.HTML {
	if len(p.lines) == 0 {
		return ""
	}
	low, high := p.decades()
	x := func(percent float64) float64 {
		return plotLeft + across(percent)*(plotWidth-plotLeft-plotRight)
	}
	y := func(ms float64) float64 {
		share := (math.Log10(max(ms, 0.001)) - low) / (high - low)
		return plotHeight - plotBottom - share*(plotHeight-plotBottom-plotTop)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %g %g" role="img" aria-label="Percentiles of times, in milliseconds">`, plotWidth, plotHeight)
	for e := low; e <= high; e++ {
		ms := math.Pow(10, e)
		fmt.Fprintf(&b, `<line class="grid" x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f"/><text class="end" x="%.1f" y="%.1f">%g ms</text>`,
			plotLeft, plotWidth-plotRight, y(ms), y(ms), plotLeft-6, y(ms)+4, ms)
	}
	for _, percent := range []float64{0, 50, 90, 99, 99.9, 99.99} {
		fmt.Fprintf(&b, `<line class="grid" x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f"/><text class="middle" x="%.1f" y="%.1f">%g %%</text>`,
			x(percent), x(percent), plotTop, plotHeight-plotBottom, x(percent), plotHeight-plotBottom+18, percent)
	}
	p.draw(&b, x, y)
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) // names are escaped, all else is numbers
}

// draw draws the lines, and their names beside their ends, none over another.
func (p plot) draw(b *strings.Builder, x, y func(float64) float64) {
	taken := math.Inf(-1)
	for _, l := range p.fromTheTop() {
		fmt.Fprintf(b, `<polyline class="%s" points="`, l.class)
		for _, pt := range l.points {
			fmt.Fprintf(b, "%.1f,%.1f ", x(pt.Percent), y(pt.MS))
		}
		end := l.points[len(l.points)-1]
		taken = max(taken+15, y(end.MS)+4)
		fmt.Fprintf(b, `"/><text class="%s" x="%.1f" y="%.1f">%s</text>`, l.class, x(100)+8, taken, html.EscapeString(l.name))
	}
}

// fromTheTop sorts lines by where they end.
func (p plot) fromTheTop() []line {
	return slices.SortedFunc(slices.Values(p.lines), func(a, b line) int { return cmp.Compare(last(b), last(a)) })
}

func last(l line) float64 { return l.points[len(l.points)-1].MS }
