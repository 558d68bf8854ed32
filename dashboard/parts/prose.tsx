import type { JSX } from 'preact';
import { ScrollRegion } from './scroll-region.tsx';
import { WebLink } from './link.tsx';
import { type Block, type Inline, readInline, readProse } from './prose-blocks.ts';

/** Text of a rule, such as its help. */
export function Prose({ text }: { readonly text: string }): JSX.Element {
  return (
    <div class="prose">
      {readProse(text).map((block, index) => (
        <ProseBlock key={index} block={block} />
      ))}
    </div>
  );
}

/** One line of a rule's text, such as a finding's message. */
export function InlineProse({ text }: { readonly text: string }): JSX.Element {
  return <Parts parts={readInline(text)} />;
}

function ProseBlock({ block }: { readonly block: Block }): JSX.Element {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p>
          <Parts parts={block.parts} />
        </p>
      );
    case 'list':
      return (
        <ul>
          {block.items.map((parts, index) => (
            <li key={index}>
              <Parts parts={parts} />
            </li>
          ))}
        </ul>
      );
    case 'code':
      return <CodeBlock text={block.text} label="Code" />;
  }
}

/** Code as it is. */
export function CodeBlock({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  return (
    <ScrollRegion class="code-block" label={label}>
      <pre>
        <code>{text}</code>
      </pre>
    </ScrollRegion>
  );
}

function Parts({ parts }: { readonly parts: readonly Inline[] }): JSX.Element {
  return (
    <>
      {parts.map((part, index) => (
        <Part key={index} part={part} />
      ))}
    </>
  );
}

function Part({ part }: { readonly part: Inline }): JSX.Element {
  switch (part.kind) {
    case 'text':
      return <>{part.text}</>;
    case 'code':
      return <code>{part.text}</code>;
    case 'strong':
      return <strong>{part.text}</strong>;
    case 'link':
      return <WebLink href={part.href}>{part.text}</WebLink>;
  }
}
