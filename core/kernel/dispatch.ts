/**
 * Carries wake-ups and notices between processes. Nothing depends on one arriving: what is due and who runs it stands in the rows, and
 * whoever waits also looks by itself every `pollMs` milliseconds.
 */
export interface Dispatch {
  readonly pollMs: number;
  /** Says that a job is due, now or from a later moment on: one worker somewhere looks. */
  wake(at?: Date): Promise<void>;
  /** Told of wake-ups until the answer is called. */
  onWake(listener: () => void): () => void;
  /** Says to everybody that something about a topic has changed, after it was committed. */
  announce(topic: string): Promise<void>;
  onNotice(topic: string, listener: () => void): () => void;
  /** Throws where wake-ups and notices cannot be carried. */
  check(): Promise<void>;
  close(): Promise<void>;
}
