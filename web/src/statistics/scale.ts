/** top is a round number that is not less than the largest value: where a plot ends. */
export function top(values: number[]): number {
  const most = Math.max(0, ...values);
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 2.5, 5, 10].find((s) => s * power >= most) ?? 10;
  return step * power;
}

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

/** count writes a number of things; large ones in short. */
export function count(n: number): string {
  return n < 10_000 ? whole.format(n) : short.format(n);
}

/** took writes a time in milliseconds. */
export function took(ms: number): string {
  if (ms === 0) return "–";
  if (ms >= 1000) return `${(ms / 1000).toFixed(ms >= 10_000 ? 0 : 1)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}
