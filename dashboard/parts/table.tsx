import type { ComponentChildren, JSX } from 'preact';

/** A column's title, and the classes of its cells: `number` aligns right, `minor` is left out where there is little room. */
export type Column = string | { readonly title: string; readonly class?: string; readonly isHidden?: boolean };

interface TableProps {
  readonly columns: readonly Column[];
  /** Rows. */
  readonly children: ComponentChildren;
}

/** A table with a head. */
export function Table({ columns, children }: TableProps): JSX.Element {
  return (
    <table class="table">
      <thead>
        <tr>
          {columns.map((column) => {
            const { title, class: name, isHidden = false } = typeof column === 'string' ? { title: column } : column;
            return (
              <th key={title} scope="col" class={name}>
                {isHidden ? <span class="visually-hidden">{title}</span> : title}
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

/** The same with a frame of its own. */
export function FramedTable(props: TableProps): JSX.Element {
  return (
    <div class="table-frame">
      <Table {...props} />
    </div>
  );
}
