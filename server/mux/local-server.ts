import { AbstractMessageReader, AbstractMessageWriter, type DataCallback, type Disposable, type Message } from 'vscode-languageserver/node';

/** Both ends of a connection within the process: messages are handed over as they are, nothing is written out and read again. */
export interface LocalTransport {
  readonly reader: LocalReader;
  readonly writer: LocalWriter;
  /** Gives the server a message. */
  send(message: Message): void;
}

/** A transport for a server in this process; `receive` gets what it says. */
export function localTransport(receive: (message: Message) => void): LocalTransport {
  const reader = new LocalReader();
  return { reader, writer: new LocalWriter(receive), send: (message) => reader.deliver(message) };
}

class LocalReader extends AbstractMessageReader {
  private callback: DataCallback | undefined;

  listen(callback: DataCallback): Disposable {
    this.callback = callback;
    return { dispose: () => (this.callback = undefined) };
  }

  deliver(message: Message): void {
    this.callback?.(message);
  }
}

class LocalWriter extends AbstractMessageWriter {
  private readonly receive: (message: Message) => void;

  constructor(receive: (message: Message) => void) {
    super();
    this.receive = receive;
  }

  write(message: Message): Promise<void> {
    this.receive(message);
    return Promise.resolve();
  }

  end(): void {
    this.fireClose();
  }
}
