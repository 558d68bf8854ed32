import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../../core/scan/fix.ts';
import { scannerOf } from '../../../support/scanning.ts';

interface Case {
  readonly name: string;
  readonly path: string;
  readonly imports: string;
  readonly before: string;
  /** Undefined where no fix may be offered. */
  readonly after: string | undefined;
}

const rule = (language: string, imports: string, fix: string) =>
  `rules:
  - id: weak
    message: A weak call
    severity: low
    languages: [${language}]
    pattern: weak($X)
    fix: ${fix}
    fix-imports: [${JSON.stringify(imports)}]
`;

const cases: readonly Case[] = [
  {
    name: 'behind the last import',
    path: 'a.py',
    imports: 'import secrets',
    before: 'import sys\nimport os\nfrom a import weak\n\nweak(1)\n',
    after: 'import sys\nimport os\nfrom a import weak\nimport secrets\n\nstrong(1)\n',
  },
  {
    name: 'among imports in alphabetical order',
    path: 'a.py',
    imports: 'import secrets',
    before: 'from __future__ import annotations\n\nimport os\nimport sys\n\nimport yaml\nfrom a import weak\n\nweak(1)\n',
    after: 'from __future__ import annotations\n\nimport os\nimport secrets\nimport sys\n\nimport yaml\nfrom a import weak\n\nstrong(1)\n',
  },
  {
    name: 'in front of imports that come later in the alphabet',
    path: 'A.java',
    imports: 'import java.security.SecureRandom;',
    before: 'package p;\n\nimport java.util.List;\nimport org.a.B;\n\nclass A { int a = weak(1); }\n',
    after: 'package p;\n\nimport java.security.SecureRandom;\nimport java.util.List;\nimport org.a.B;\n\nclass A { int a = strong(1); }\n',
  },
  {
    name: 'once where it is there',
    path: 'a.py',
    imports: 'import secrets',
    before: 'import os, secrets\nweak(1)\n',
    after: 'import os, secrets\nstrong(1)\n',
  },
  {
    name: 'once for two fixes',
    path: 'a.py',
    imports: 'import secrets',
    before: 'import os\nweak(1)\nweak(2)\n',
    after: 'import os\nimport secrets\nstrong(1)\nstrong(2)\n',
  },
  {
    name: 'behind the head of a module',
    path: 'a.py',
    imports: 'import secrets',
    before: '#!/usr/bin/env python\n"""What it is."""\nweak(1)\n',
    after: '#!/usr/bin/env python\n"""What it is."""\n\nimport secrets\nstrong(1)\n',
  },
  {
    name: 'above the comment of a statement',
    path: 'a.py',
    imports: 'import secrets',
    before: '# about this call\nweak(1)\n',
    after: 'import secrets\n\n# about this call\nstrong(1)\n',
  },
  { name: 'not at all where its name is taken', path: 'a.py', imports: 'import secrets', before: 'from my import secrets\nweak(1)\n', after: undefined },
  {
    name: 'as a module',
    path: 'a.js',
    imports: "import crypto from 'node:crypto';",
    before: "'use strict';\nimport fs from 'node:fs';\nweak(1);\n",
    after: "'use strict';\nimport fs from 'node:fs';\nimport crypto from 'node:crypto';\nstrong(1);\n",
  },
  {
    name: 'by require where modules are required',
    path: 'a.js',
    imports: "import { a as b } from 'm'",
    before: "const fs = require('fs');\nweak(1);\n",
    after: "const fs = require('fs');\nconst { a: b } = require('m');\nstrong(1);\n",
  },
  {
    name: 'in TypeScript',
    path: 'a.ts',
    imports: "import crypto from 'node:crypto'",
    before: 'const a: number = weak(1)\n',
    after: "import crypto from 'node:crypto'\n\nconst a: number = strong(1)\n",
  },
  {
    name: 'with the line ends of the file',
    path: 'A.java',
    imports: 'import java.security.SecureRandom;',
    before: 'package a;\r\n\r\nclass A { int b = weak(1); }\r\n',
    after: 'package a;\r\n\r\nimport java.security.SecureRandom;\r\n\r\nclass A { int b = strong(1); }\r\n',
  },
  {
    name: 'into the list',
    path: 'a.go',
    imports: 'import "crypto/rand"',
    before: 'package a\n\nimport (\n\t"fmt"\n)\n\nvar b = weak(1)\n',
    after: 'package a\n\nimport (\n\t"fmt"\n\t"crypto/rand"\n)\n\nvar b = strong(1)\n',
  },
  {
    name: 'not where another package has its name',
    path: 'a.go',
    imports: 'import "crypto/rand"',
    before: 'package a\n\nimport rand "other"\n\nvar b = weak(1)\n',
    after: undefined,
  },
  {
    name: 'in an include guard',
    path: 'a.h',
    imports: '#include <string.h>',
    before: '#ifndef A_H\n#define A_H\n#include <stdio.h>\nint b = weak(1);\n#endif\n',
    after: '#ifndef A_H\n#define A_H\n#include <stdio.h>\n#include <string.h>\nint b = strong(1);\n#endif\n',
  },
  {
    name: 'in C#',
    path: 'a.cs',
    imports: 'using System.Security.Cryptography;',
    before: 'using System;\nclass A { int b = weak(1); }\n',
    after: 'using System;\nusing System.Security.Cryptography;\nclass A { int b = strong(1); }\n',
  },
  {
    name: 'in PHP',
    path: 'a.php',
    imports: 'use My\\Safe;',
    before: '<?php\nnamespace A;\n\nweak(1);\n',
    after: '<?php\nnamespace A;\n\nuse My\\Safe;\n\nstrong(1);\n',
  },
  {
    name: 'in Kotlin',
    path: 'a.kt',
    imports: 'import java.security.SecureRandom',
    before: 'package a\n\nimport b.c\n\nval d = weak(1)\n',
    after: 'package a\n\nimport b.c\nimport java.security.SecureRandom\n\nval d = strong(1)\n',
  },
  {
    name: 'in Rust',
    path: 'a.rs',
    imports: 'use rand::rngs::OsRng;',
    before: '#![allow(x)]\nuse std::fs;\n\nfn a() { weak(1); }\n',
    after: '#![allow(x)]\nuse std::fs;\nuse rand::rngs::OsRng;\n\nfn a() { strong(1); }\n',
  },
  {
    name: 'in a script of a page',
    path: 'a.html',
    imports: "import s from 's'",
    before: '<script type="module">\nimport a from \'a\'\nweak(1)\n</script>\n',
    after: "<script type=\"module\">\nimport a from 'a'\nimport s from 's'\nstrong(1)\n</script>\n",
  },
];

const languageOf: Readonly<Record<string, string>> = {
  py: 'python',
  js: 'javascript',
  ts: 'typescript',
  java: 'java',
  go: 'go',
  h: 'c',
  cs: 'csharp',
  php: 'php',
  kt: 'kotlin',
  rs: 'rust',
  html: 'javascript',
};

describe('a fix that needs an import adds it', () => {
  test.each(cases)('$name ($path)', async ({ path, imports, before, after }) => {
    const scanner = await scannerOf(rule(languageOf[path.split('.')[1] ?? ''] ?? '', imports, 'strong($X)'));
    const source = { path, text: before };
    const { findings } = scanner.check(source);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.some((finding) => finding.fix !== undefined)).toBe(after !== undefined);
    expect(applyEdits(before, scanner.fixAll(source, findings))).toBe(after ?? before);
  });
});
