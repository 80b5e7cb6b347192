import { useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { clockTime, shortTime } from "../text/time";
import { Failure, Loading } from "../ui/states";
import { useLoad } from "../ui/useLoad";
import { Plot } from "./Plot";
import { count, took } from "./scale";
import { type Latency, type Point, type Range, type Statistics, statistics } from "./statisticsapi";

const ranges: [Range, string][] = [
  ["day", "Last day"],
  ["week", "Last week"],
  ["month", "Last month"],
];

/** StatisticsPage draws what the server has counted. */
export function StatisticsPage() {
  const { api } = useWorkspace();
  const [range, setRange] = useState<Range>("day");
  const loaded = useLoad(`statistics ${range}`, () => statistics(api, range));
  return (
    <>
      <fieldset class="choices">
        <legend class="visually-hidden">Time</legend>
        {ranges.map(([value, text]) => (
          <label key={value} class="choice">
            <input type="radio" name="range" checked={range === value} onChange={() => setRange(value)} />
            <span>{text}</span>
          </label>
        ))}
      </fieldset>
      {loaded.error && <Failure message={loaded.error} onRetry={loaded.reload} />}
      {!loaded.value && !loaded.error && <Loading what="the statistics" />}
      {loaded.value && <Plots of={loaded.value} range={range} />}
    </>
  );
}

const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** stepName says when a step begins. Days are the server's, which are those of UTC. */
function stepName(p: Point, range: Range): string {
  if (range === "day") return clockTime(p.at);
  return range === "week" ? shortTime(p.at) : day.format(new Date(`${p.at.slice(0, 10)}T12:00:00`));
}

function Plots({ of: s, range }: { of: Statistics; range: Range }) {
  const steps = s.items.map((p) => stepName(p, range));
  const values = (of: (p: Point) => number) => s.items.map(of);
  const all = s.total;
  return (
    <div class="plots">
      <Plot
        title="What was said"
        total={`${count(all.messages)} messages, ${count(all.notifications)} notifications`}
        steps={steps}
        kind="bars"
        show={count}
        series={[
          { name: "Messages", tone: "one", values: values((p) => p.messages) },
          { name: "Notifications", tone: "two", values: values((p) => p.notifications) },
        ]}
      />
      <Plot
        title="Active people"
        total={all.people === 1 ? "1 person said something" : `${count(all.people)} people said something`}
        steps={steps}
        kind="bars"
        show={count}
        series={[{ name: "People", tone: "one", values: values((p) => p.people) }]}
      />
      <Plot
        title="Deliveries to webhooks"
        total={`${count(all.delivered)} delivered, ${count(all.retried)} attempts to be repeated, ${count(all.given_up)} given up`}
        steps={steps}
        kind="bars"
        show={count}
        series={[
          { name: "Delivered", tone: "one", values: values((p) => p.delivered) },
          { name: "To be repeated", tone: "two", values: values((p) => p.retried) },
          { name: "Given up", tone: "three", values: values((p) => p.given_up) },
        ]}
      />
      <Plot
        title="How long receivers take"
        total={percentiles(all.delivery_ms)}
        steps={steps}
        kind="lines"
        show={took}
        series={latencies(s.items, (p) => p.delivery_ms)}
      />
      <Plot
        title="Calls of integrations"
        total={`${count(all.calls)} calls, ${count(all.calls_refused)} of them refused or failed`}
        steps={steps}
        kind="bars"
        show={count}
        series={[
          { name: "Answered", tone: "one", values: values((p) => p.calls - p.calls_refused) },
          { name: "Refused or failed", tone: "three", values: values((p) => p.calls_refused) },
        ]}
      />
      <Plot
        title="How long calls take"
        total={percentiles(all.call_ms)}
        steps={steps}
        kind="lines"
        show={took}
        series={latencies(s.items, (p) => p.call_ms)}
      />
    </div>
  );
}

function percentiles(l: Latency): string {
  if (l.p50 === 0) return "None were made.";
  return `Half within ${took(l.p50)}, 95 % within ${took(l.p95)}, 99 % within ${took(l.p99)}`;
}

function latencies(points: Point[], of: (p: Point) => Latency) {
  return [
    { name: "Half", tone: "one" as const, values: points.map((p) => of(p).p50) },
    { name: "95 %", tone: "two" as const, values: points.map((p) => of(p).p95) },
    { name: "99 %", tone: "three" as const, values: points.map((p) => of(p).p99) },
  ];
}
