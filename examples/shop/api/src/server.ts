import express from 'express';
import { accountRoutes } from './routes/accounts.js';
import { fileRoutes } from './routes/files.js';
import { orderRoutes } from './routes/orders.js';

const app = express();
app.disable('x-powered-by');
app.use(express.json({ limit: '100kb' }));

app.get('/health', (_req, res) => {
  res.json({ status: 'ok' });
});

app.use('/accounts', accountRoutes);
app.use('/orders', orderRoutes);
app.use('/files', fileRoutes);

app.listen(Number(process.env.PORT ?? 3000));
