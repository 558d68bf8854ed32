import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Router } from 'express';

export const fileRoutes = Router();

const invoices = '/srv/shop/invoices';
const manuals = new Map([
  ['returns', 'returns.pdf'],
  ['delivery', 'delivery.pdf'],
]);

fileRoutes.get('/manuals/:name', (req, res) => {
  const file = manuals.get(req.params.name);
  if (file === undefined) {
    res.status(404).json({ error: 'No such manual' });
    return;
  }
  res.sendFile(path.join('/srv/shop/manuals', file));
});

fileRoutes.get('/invoices', async (req, res) => {
  const content = await readFile(path.join(invoices, String(req.query.file)));
  res.type('pdf').send(content);
});
