const shapes = {
  hash: "M5 9h14M5 15h14M10 4 8 20M16 4l-2 16",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  lobby: "M4 10 12 5l8 5M5 10h14M7 10v8M12 10v8M17 10v8M4 19h16",
  plus: "M12 5v14M5 12h14",
  again: "M19 12a7 7 0 1 1-2-5M19 3v4.500h-4.500",
  back: "M15 5l-7 7 7 7",
  up: "M12 19V6M6 12l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  people:
    "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6M3 19c0-3 2.500-5 6-5s6 2 6 5M16 5.500a3 3 0 0 1 0 5.500M18 14.500c2 .7 3 2.300 3 4.500",
  plug: "M9 4v5M15 4v5M7 9h10v3a5 5 0 0 1-10 0zM12 17v4",
  puzzle: "M5 8h4a2.500 2.500 0 1 1 5 0h4v4a2.500 2.500 0 1 1 0 5v3H5z",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5l3.500 2",
  send: "M4 12 20 5l-5 15-3.500-6z",
  close: "M6 6l12 12M18 6 6 18",
  unread: "M4 6h11M4 12h16M4 18h16M19 8.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5",
  jump: "M4 12h13M12 6l6 6-6 6M20 5v14",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14M16 16l4 4",
  chevron: "M9 6l6 6-6 6",
  more: "M5 12h.6M11.700 12h.6M18.400 12h.6",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 11v5M12 8v.6",
  check: "M5 12l5 5 9-10",
  reply: "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 6 6v4",
  edit: "M4 20l1-4L16 5l3 3L8 19z",
  bell: "M6 17h12M8 17v-6a4 4 0 0 1 8 0v6M10.500 20h3M12 5V4",
  bellHalf: "M6 17h12M8 17v-6a4 4 0 0 1 8 0v6M10.500 20h3M12 5V4M11 11h2",
  bellOff: "M6 17h12M8 17v-6a4 4 0 0 1 8 0v6M10.500 20h3M4 4l16 16",
  sliders: "M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8.500 14c1.500 2.300 5.500 2.300 7 0M9 9.500v.6M15 9.500v.6",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  copy: "M9 9h10v11H9zM15 9V5H5v11h4",
  star: "M12 4l2.400 5.200 5.600.6-4.200 3.800 1.200 5.600L12 16.300 7 19.200l1.200-5.600L4 9.800l5.600-.6z",
  pin: "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v6",
  bookmark: "M7 4h10v16l-5-4-5 4z",
  thread: "M4 5h16v11H11l-4 4v-4H4zM8 9h8M8 12h5",
  attach: "M8 12l6.500-6.500a3 3 0 0 1 4.300 4.300L10 18.500a5 5 0 0 1-7-7L11 3.500",
  letters: "M3 18 7.500 6h1L13 18M4.600 14h7M20 18v-7M20 14.500a3 3.300 0 1 1-6 0 3 3.300 0 0 1 6 0",
  bold: "M7 5h6a3.500 3.500 0 0 1 0 7H7zM7 12h7a3.500 3.500 0 0 1 0 7H7z",
  italic: "M10 5h7M7 19h7M14 5l-4 14",
  strike:
    "M5 12h14M16.500 8c0-2-2-3-4.500-3S7.500 6 7.500 8c0 1.500 1 2.500 3 3.200M7.500 16c0 2 2 3 4.500 3s4.500-1 4.500-3",
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5",
  list: "M9 6h11M9 12h11M9 18h11M4.500 6h.1M4.500 12h.1M4.500 18h.1",
  numbers: "M10 6h10M10 12h10M10 18h10M4 4.500 5.500 4v4.500M4 15.500c2-2 3-.5 2 1L4 19h3",
  quote: "M5 5v14M9 8h11M9 12h11M9 16h7",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  zoomIn: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14M16 16l4 4M8 11h6M11 8v6",
  zoomOut: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14M16 16l4 4M8 11h6",
} as const;

export type IconName = keyof typeof shapes;

/** Icon is decoration: what it stands beside or in carries the name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
