import pg from 'pg';
import type { Log } from '../../kernel/context.ts';

/** Notices to and from all processes on a database. */
export interface Notices {
  /** With the next ones; what cannot be sent is lost. */
  send(topic: string): void;
  close(): Promise<void>;
}

const channel = 'sentrik_notice';
const reconnectMs = 1000;

/** Opens one connection that listens, and opens it anew when it breaks. Throws what the driver throws when it cannot be opened the first time. */
export async function listenForNotices(url: string, onNotice: (topic: string) => void, log: Log): Promise<Notices> {
  const connection = new NoticeConnection(url, onNotice, log);
  await connection.connect();
  return connection;
}

class NoticeConnection implements Notices {
  private readonly url: string;
  private readonly onNotice: (topic: string) => void;
  private readonly log: Log;
  private readonly waiting = new Set<string>();
  private client: pg.Client | undefined;
  private sending: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(url: string, onNotice: (topic: string) => void, log: Log) {
    this.url = url;
    this.onNotice = onNotice;
    this.log = log;
  }

  async connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, application_name: 'sentrik', keepAlive: true });
    client.on('notification', ({ payload }) => this.onNotice(payload ?? ''));
    client.on('error', () => this.lose(client));
    client.on('end', () => this.lose(client));
    await client.connect();
    try {
      await client.query(`listen ${channel}`);
    } catch (thrown) {
      client.end().catch(() => undefined);
      throw thrown;
    }
    if (this.isClosed) await client.end();
    else this.client = client;
  }

  send(topic: string): void {
    this.waiting.add(topic);
    this.sending ??= this.flush();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.sending;
    const last = this.client;
    this.client = undefined;
    await last?.end();
  }

  private async flush(): Promise<void> {
    // What comes in the meantime goes with the next statement.
    await Promise.resolve();
    while (this.waiting.size > 0 && this.client !== undefined) {
      const topics = [...this.waiting];
      this.waiting.clear();
      const sent = this.client.query('select pg_notify($1, topic) from unnest($2::text[]) as topic', [channel, topics]);
      await sent.catch(() => this.log.warn('notices were lost', { channel }));
    }
    this.waiting.clear();
    this.sending = undefined;
  }

  private lose(broken: pg.Client): void {
    if (this.client !== broken) return;
    this.client = undefined;
    broken.end().catch(() => undefined);
    this.reconnect();
  }

  private reconnect(): void {
    if (this.isClosed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.connect().catch(() => {
        this.log.warn('notices of other processes do not arrive', { channel });
        this.reconnect();
      });
    }, reconnectMs).unref();
  }
}
