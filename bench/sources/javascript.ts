import type { SourceTemplates } from '../source-table.ts';

export const javascript: SourceTemplates = {
  extension: 'js',
  head: `'use strict';

const { createHash } = require('node:crypto');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const express = require('express');
const { pool } = require('./database');

const router = express.Router();
`,
  pieces: [
    `/** One %n as the warehouse sees it. */
class %N%d {
  constructor({ id, name, total = 0, tags = [] }) {
    Object.assign(this, { id, name, total, tags });
    this.placed = new Date();
  }

  label() {
    return this.name + ' (' + String(this.id).padStart(5, '0') + ')';
  }
}
`,
    `function sum%N%d(items) {
  let total = 0;
  items.forEach(function (item) {
    if (!item || item.count <= 0) return;
    total += Math.round(item.price * item.count * 100) / 100;
  });
  return total > %d ? total * 0.95 : total;
}
`,
    `const store%N%d = {
  entries: Object.create(null),
  find(key, now = Date.now()) {
    const entry = this.entries[key];
    if (entry == null || now - entry.changed > %d * 1000) {
      delete this.entries[key];
      return undefined;
    }
    return entry;
  },
  put(key, name) {
    this.entries[key] = { name: name.trim(), changed: Date.now() };
  },
};
`,
    `router.get('/%n/%d/:id', async (req, res, next) => {
  try {
    const id = Number.parseInt(req.params.id, 10);
    if (!(id > 0)) return res.status(400).json({ error: 'The id must be a positive number' });
    const { rows } = await pool.query('SELECT id, name, total FROM %n WHERE id = $1 AND shop = $2', [id, %d]);
    if (rows.length === 0) return res.status(404).json({ error: 'No such %n' });
    return res.json({ ...rows[0], links: { self: \`/%n/\${id}\` } });
  } catch (error) {
    return next(error);
  }
});
`,
    `router.get('/%n/%d/greeting', (req, res) => {
  const name = req.query.name;
  res.send('<h1>Your %n, ' + name + '</h1><p>Number %d</p>');
});
`,
    `function load%N%d(path, done) {
  fs.readFile(path, 'utf8', (error, text) => {
    if (error) return done(error);
    const values = {};
    for (const line of text.split('\\n')) {
      const [key, ...rest] = line.split('=');
      if (key === undefined || key.startsWith('#')) continue;
      values[key.trim()] = rest.join('=').trim();
    }
    return done(null, values, %d);
  });
}
`,
    `exports.label%N%d = function (state, late) {
  switch (state) {
    case 'new':
      return late ? 'Waiting for payment, reminder sent' : 'Waiting for payment';
    case 'paid':
      return 'In the warehouse';
    case 'sent':
      return \`On the way (\${late ? 'late' : 'in time'}, route %d)\`;
    default:
      return 'Done';
  }
};
`,
    `const print%N%d = (file) =>
  new Promise((resolve, reject) => {
    execFile('lp', ['-d', 'office', '-n', String(%d % 3), file], (error, stdout) => {
      if (error) reject(new Error('The %n could not be printed'));
      else resolve(stdout.trim());
    });
  });
`,
    `function checksum%N%d(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\\u0000');
  return hash.digest('hex').slice(0, %d % 2 === 0 ? 16 : 32);
}
`,
  ],
};
