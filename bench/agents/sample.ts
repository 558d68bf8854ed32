/** A file with ten findings of ten rules, and one with ten of two: what an agent may write in one go. */
export interface Sample {
  readonly filename: string;
  readonly text: string;
}

export const tenRules: Sample = {
  filename: 'src/server/routes.js',
  text: `const { exec } = require('child_process');
const crypto = require('crypto');
const express = require('express');
const fs = require('fs');
const bcrypt = require('bcrypt');
const https = require('https');
const { db } = require('./database');

const app = express();

app.get('/ping', (req, res) => {
  exec('ping -c 1 ' + req.query.host, (_error, out) => res.type('text/plain').send(out));
});

app.get('/orders', async (req, res) => {
  res.json(await db.query("SELECT * FROM orders WHERE customer = '" + req.query.customer + "'"));
});

app.get('/files', (req, res) => {
  res.type('text/plain').send(fs.readFileSync('/srv/files/' + req.query.name));
});

app.get('/hello', (req, res) => {
  res.send('<h1>Hello ' + req.query.name + '</h1>');
});

app.get('/leave', (req, res) => {
  res.redirect(req.query.to);
});

app.post('/rule', (req, res) => {
  res.json({ result: eval(req.body.expression) });
});

app.get('/preview', async (req, res) => {
  res.json(await fetch(req.query.url).then((answer) => answer.json()));
});

app.post('/users', async (req, res) => {
  res.json({ hash: await bcrypt.hash(req.body.password, 4), etag: crypto.createHash('md5').update(req.body.name).digest('hex') });
});

const agent = new https.Agent({ rejectUnauthorized: false });
module.exports = { app, agent };
`,
};

export const twoRules: Sample = {
  filename: 'src/data/orders.py',
  text: [
    'import os',
    'import sqlite3',
    'from flask import Flask, request',
    '',
    'app = Flask(__name__)',
    'db = sqlite3.connect("orders.db")',
    ...['customer', 'item', 'day', 'status', 'region'].flatMap((name) => [
      '',
      `@app.get("/orders/by-${name}")`,
      `def orders_by_${name}():`,
      `    ${name} = request.args["${name}"]`,
      `    return db.execute("SELECT * FROM orders WHERE ${name} = '" + ${name} + "'").fetchall()`,
    ]),
    ...['export', 'archive', 'print', 'mail', 'purge'].flatMap((name) => [
      '',
      `@app.post("/orders/${name}")`,
      `def ${name}_orders():`,
      `    os.system("orders ${name} " + request.form["day"])`,
      '    return {}',
    ]),
    '',
  ].join('\n'),
};
