import { Component } from "preact";
import { RowTools } from "./RowTools";
import { isSaid, type Row } from "./rows";
import { TimelineRow } from "./TimelineRow";
import type { Timeline } from "./timeline";

interface Props {
  row: Row;
  self: number;
  timeline: Timeline;
  reveal: (key: string) => void;
  path: string;
}

/**
 * Line is one line of the timeline with its tools. It is drawn anew when its own row has changed, and not because others
 * have come or gone: a window has hundreds of them.
 */
export class Line extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { row, self, timeline, path } = this.props;
    return !same(row, next.row) || self !== next.self || timeline !== next.timeline || path !== next.path;
  }

  override render({ row, self, timeline, reveal, path }: Props) {
    return (
      <>
        <TimelineRow row={row} self={self} timeline={timeline} reveal={reveal} />
        {isSaid(row) && <RowTools event={row.event} path={path} />}
      </>
    );
  }
}

/** same tells whether two rows look the same: rows are made anew each time, what stands in them is not. */
export function same(a: Row, b: Row): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.key !== b.key) return false;
  for (const [name, value] of Object.entries(a)) {
    const other = (b as Record<string, unknown>)[name];
    if (Array.isArray(value) && Array.isArray(other)) {
      if (value.length !== other.length || value.some((v, i) => v !== other[i])) return false;
    } else if (value !== other) return false;
  }
  return true;
}
