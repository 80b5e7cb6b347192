import { useId } from "preact/hooks";
import { top } from "./scale";

export interface Series {
  name: string;
  /** One of those in statistics.css. */
  tone: "one" | "two" | "three";
  values: number[];
}

interface Props {
  title: string;
  /** What is to be known about the whole time. */
  total: string;
  /** When each step begins, as it is shown. */
  steps: string[];
  series: Series[];
  /** Bars are added up, lines are compared. */
  kind: "bars" | "lines";
  show: (value: number) => string;
}

/** In units of its own: the plot is as wide as there is room. */
const height = 100;

/** Plot draws numbers over time, and has them as a table for who does not see it, or wants to know. */
export function Plot({ title, total, steps, series, kind, show }: Props) {
  const id = useId();
  const sums = steps.map((_, n) => series.reduce((sum, s) => sum + (s.values[n] ?? 0), 0));
  // Of what is counted there is no half.
  const end = kind === "bars" ? Math.max(2, top(sums)) : top(series.flatMap((s) => s.values));
  return (
    <figure class="plot panel" aria-labelledby={id}>
      <figcaption class="plot-head">
        <h2 id={id}>{title}</h2>
        <p class="plot-total">{total}</p>
      </figcaption>
      {series.length > 1 && (
        <ul class="plot-legend" aria-hidden="true">
          {series.map((s) => (
            <li key={s.name} class={`plot-${s.tone}`}>
              {s.name}
            </li>
          ))}
        </ul>
      )}
      <div class="plot-area" aria-hidden="true">
        <div class="plot-scale">
          <span>{show(end)}</span>
          <span>{show(end / 2)}</span>
          <span>0</span>
        </div>
        <svg
          aria-hidden="true"
          viewBox={`0 0 ${steps.length} ${height}`}
          preserveAspectRatio="none"
          class="plot-drawing"
        >
          <path class="plot-line-half" d={`M0 ${height / 2}H${steps.length}`} />
          {kind === "bars" ? (
            <Bars series={series} steps={steps} end={end} show={show} />
          ) : (
            <Lines series={series} steps={steps} end={end} show={show} />
          )}
        </svg>
        <div class="plot-steps">
          <span>{steps[0]}</span>
          <span>{steps[Math.floor(steps.length / 2)]}</span>
          <span>{steps.at(-1)}</span>
        </div>
      </div>
      <Table title={title} steps={steps} series={series} show={show} />
    </figure>
  );
}

type Drawing = Pick<Props, "steps" | "series" | "show"> & { end: number };

function Bars({ steps, series, end, show }: Drawing) {
  return (
    <>
      {steps.map((step, n) => {
        let from = height;
        return (
          <g key={step}>
            {series.map((s) => {
              const size = ((s.values[n] ?? 0) / end) * height;
              from -= size;
              return (
                <rect
                  key={s.name}
                  class={`plot-${s.tone}`}
                  x={n + 0.12}
                  y={from}
                  width={0.76}
                  height={size}
                />
              );
            })}
            <Hint at={n} step={step} n={n} series={series} show={show} />
          </g>
        );
      })}
    </>
  );
}

function Lines({ steps, series, end, show }: Drawing) {
  const y = (v: number) => height - (v / end) * height;
  return (
    <>
      {series.map((s) => (
        <path key={s.name} class={`plot-line plot-${s.tone}`} d={line(s.values, y)} />
      ))}
      {steps.map((step, n) => (
        <Hint key={step} at={n} step={step} n={n} series={series} show={show} />
      ))}
    </>
  );
}

/** line leads through what is there, and leaves out steps of which nothing is known; one alone is a dot. */
export function line(values: number[], y: (value: number) => number): string {
  return values
    .map((v, n) => (v > 0 ? `${(values[n - 1] ?? 0) > 0 ? "L" : "M"}${n + 0.5} ${y(v)}h0` : ""))
    .join("");
}

/** Hint tells the numbers of the step under the pointer. */
function Hint({
  at,
  step,
  n,
  series,
  show,
}: Omit<Drawing, "steps" | "end"> & { at: number; step: string; n: number }) {
  return (
    <rect class="plot-hint" x={at} y={0} width={1} height={height}>
      <title>{[step, ...series.map((s) => `${s.name}: ${show(s.values[n] ?? 0)}`)].join("\n")}</title>
    </rect>
  );
}

function Table({ title, steps, series, show }: Pick<Props, "title" | "steps" | "series" | "show">) {
  return (
    <details class="plot-table">
      <summary>As a table</summary>
      <div class="plot-scroll" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              {series.map((s) => (
                <th key={s.name} scope="col">
                  {s.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map((step, n) => (
              <tr key={step}>
                <th scope="row">{step}</th>
                {series.map((s) => (
                  <td key={s.name}>{show(s.values[n] ?? 0)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
