import type { JSX } from 'preact';

const strokes = {
  overview: 'M2.5 2.5h4.5v6h-4.5zM9 2.5h4.5v3.5h-4.5zM9 8h4.5v5.5h-4.5zM2.5 10.5h4.5v3h-4.5z',
  findings: 'M8 2.2l5.2 2v3.9c0 2.9-2.1 5-5.2 5.9-3.1-.9-5.2-3-5.2-5.9V4.2zM8 5.6v3M8 10.8v.1',
  rules: 'M2.6 4.2l1.1 1.1 1.9-2.1M2.6 11l1.1 1.1 1.9-2.1M8 4.3h5.5M8 11.2h5.5M8 7.7h5.5',
  packs: 'M8 1.9l5.5 3v6.2L8 14.1l-5.5-3V4.9zM2.7 5L8 8l5.3-3M8 8v6',
  search: 'M7 2.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4zM10.2 10.2l3.3 3.3',
  close: 'M4 4l8 8M12 4l-8 8',
  play: 'M5 3.2v9.6l7.6-4.8z',
  stop: 'M4.2 4.2h7.6v7.6H4.2z',
  back: 'M7 3.5L2.5 8 7 12.5M2.8 8h10.7',
  sun: 'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  moon: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z',
  screen: 'M2 3h12v8H2zM5.5 13.5h5M8 11v2.5',
  key: 'M5 8a2.7 2.7 0 1 1 0 5.4A2.7 2.7 0 0 1 5 8zM7 8.8l6-6M10.8 5l2 2',
  keyboard: 'M1.8 4.2h12.4v7.6H1.8zM4.3 6.7h.1M6.7 6.7h.1M9.2 6.7h.1M11.6 6.7h.1M5 9.4h6',
  book: 'M2.5 3h4c.9 0 1.5.6 1.5 1.4V13c0-.7-.6-1.2-1.4-1.2H2.5zM13.5 3h-4C8.6 3 8 3.6 8 4.4V13c0-.7.6-1.2 1.4-1.2h4.1z',
  wrench: 'M9.6 6.4a3.2 3.2 0 0 1 4-4l-2 2 .3 1.7 1.7.3 2-2a3.2 3.2 0 0 1-4.2 4L5 14.8 2.4 12.2z',
  check: 'M3 8.4l3.2 3.2L13 4.8',
  projects: 'M1.8 4.2c0-.6.4-1 1-1h3.3l1.5 1.6h5.6c.6 0 1 .4 1 1v6c0 .6-.4 1-1 1H2.8c-.6 0-1-.4-1-1z',
  keys: 'M5 8a2.7 2.7 0 1 1 0 5.4A2.7 2.7 0 0 1 5 8zM7 8.8l6-6M10.8 5l2 2',
  operations: 'M2.5 3h11v4h-11zM2.5 9h11v4h-11zM4.8 5h.1M4.8 11h.1M8 5h3M8 11h3',
  branch:
    'M4.5 2.2a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.8zM4.5 11a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.8zM11.5 4.2a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.8zM4.5 5v6M11.5 7c0 2.2-2 2.6-4 2.7-1.6.1-3 .3-3 1.3',
  plus: 'M8 3v10M3 8h10',
  trash: 'M3 4.5h10M6.2 4.5V3h3.6v1.5M4.2 4.5l.6 8.5h6.4l.6-8.5M6.7 7v3.8M9.3 7v3.8',
  copy: 'M5.5 5.5h7.5v7.5H5.5zM10.5 5.5V3H3v7.5h2.5',
  user: 'M8 2.5a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2zM3 13.5c0-2.5 2.2-3.9 5-3.9s5 1.4 5 3.9',
  leave: 'M9.5 3H3.5v10h6M7 8h7M11.5 5.5L14 8l-2.5 2.5',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  download: 'M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13.3h10',
  upload: 'M8 10.5V3M4.8 6L8 2.8 11.2 6M3 13.3h10',
  alert: 'M8 2.3l6.2 11.2H1.8zM8 6.6v3.2M8 11.6v.1',
} as const;

export type IconName = keyof typeof strokes;

/** A line drawing beside a text; it says nothing to a screen reader. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={strokes[name]} />
    </svg>
  );
}
