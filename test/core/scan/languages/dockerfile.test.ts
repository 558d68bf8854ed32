import { describe, expect, test } from 'vitest';
import { bound, found } from '../pattern/support.ts';

/** Pattern, code, the texts it matches. */
const rows: readonly (readonly [string, string, readonly string[]])[] = [
  ['FROM $IMAGE', 'FROM node:20 AS build\nFROM alpine\n', ['FROM node:20 AS build', 'FROM alpine']],
  ['FROM $IMAGE:latest', 'FROM node:latest\nFROM node:20\nFROM reg:5000/app\n', ['FROM node:latest']],
  ['FROM $IMAGE:$TAG', 'FROM reg:5000/app\nFROM reg:5000/app:1\n', ['FROM reg:5000/app:1']],
  ['FROM $I AS $A\n...\nFROM $A', 'FROM a AS b\nRUN x\nFROM b\n', ['FROM a AS b\nRUN x\nFROM b']],
  [
    'RUN apt-get install ...',
    'RUN apt-get update && \\\n  # tools\n  apt-get install -y curl\n',
    ['RUN apt-get update && \\\n  # tools\n  apt-get install -y curl'],
  ],
  ['apt-get install ...', 'RUN apt-get update && apt-get install -y curl\n', ['apt-get install -y curl']],
  ['curl ... | sh', 'RUN curl -s https://x | sh\nRUN curl x -o y\n', ['curl -s https://x | sh']],
  ['RUN sudo ...', 'run sudo make\nRUN make\n', ['run sudo make']],
  ['CMD ["sh", ...]', 'CMD ["sh", "-c", "x"]\nCMD sh -c x\n', ['CMD ["sh", "-c", "x"]']],
  ['CMD ...;', 'CMD ["sh"]\n\nCMD ["sh" "x"]\nCMD sh\n', ['CMD ["sh" "x"]', 'CMD sh']],
  ['USER root', 'USER root:root\nUSER nobody\n', ['USER root:root']],
  ['ENV $K="=~/^ghp_/"', 'ENV A=1 TOKEN=ghp_x\n', ['ENV A=1 TOKEN=ghp_x']],
  ['ENV PASSWORD $V', 'ENV PASSWORD "hunter 2"\nENV PASSWORD=x\nENV USER y\n', ['ENV PASSWORD "hunter 2"', 'ENV PASSWORD=x']],
  ['EXPOSE 22', 'ENV SSH=22\nEXPOSE $SSH\nEXPOSE 80\n', ['EXPOSE $SSH']],
  ['ADD $SRC $DST', 'ADD --chown=a:b https://x /y\nADD a b c\n', ['ADD --chown=a:b https://x /y']],
  ['RUN --mount=type=secret ...', 'RUN --mount=id=a,type=secret x\nRUN --mount=type=cache y\n', ['RUN --mount=id=a,type=secret x']],
  ['HEALTHCHECK CMD ...', 'HEALTHCHECK --interval=5s CMD curl x\nHEALTHCHECK NONE\n', ['HEALTHCHECK --interval=5s CMD curl x']],
  ['WORKDIR /home/$DIR', 'WORKDIR /home/${A}\nWORKDIR /home/b\n', ['WORKDIR /home/${A}']],
  ['RUN cat ...', 'RUN cat <<EOF\nrm -rf /\nEOF\nRUN echo\n', ['RUN cat <<EOF\nrm -rf /\nEOF']],
  ['RUN rm ...', 'RUN cat <<EOF\nrm -rf /\nEOF\nRUN echo\n', []],
  ['RUN echo ...', '# escape=`\nRUN echo a `\n  b\nRUN x\n', ['RUN echo a `\n  b']],
];

describe('Dockerfile patterns', () => {
  test.each(rows)('%s', (pattern, code, texts) => expect(found('dockerfile', pattern, code)).toEqual(texts));

  test('a metavariable is one word of a command, a list metavariable all that remain', () => {
    expect(bound('dockerfile', 'RUN wget $U', 'RUN wget "https://x"\n', '$U')).toEqual(['"https://x"']);
    expect(bound('dockerfile', 'RUN wget $...ARGS', 'RUN wget -q https://x\n', '$...ARGS')).toEqual(['-q https://x']);
  });

  test('lines that are no instructions do not hide the others', () => {
    expect(found('dockerfile', 'USER root', 'FROM a\n<<<<<<< HEAD\nUSER root\n=======\n')).toEqual(['USER root']);
  });

  test('endless continuations and unclosed quotes end with the text', () => {
    for (const code of ['RUN a \\', 'RUN a \\\n\\\n\\', 'RUN "a', 'RUN $(a', 'ENV', 'ENV A', 'FROM', 'HEALTHCHECK CMD', 'RUN [', `RUN ${'('.repeat(50_000)}`]) {
      expect(found('dockerfile', 'USER root', `${code}\n\nUSER root\n`).length).toBeLessThanOrEqual(1);
    }
  });
});
