// Getting what the client wrote to the server: in order, once, and never silently lost.

const LATE = 6000;
const BACKOFF = [1000, 3000, 8000];
const LONGEST_WAIT = 120000;
const OFFLINE_POLL = 15000;
const HOPELESS = ["refused", "long", "expired", "notice", "gone"];

/**
 * Sends the queued entries of a memory. Reports to `watch`: changed(entry), answered(entry, messages), started(greeting), deleted(messages),
 * troubled(entry, word) when help should be shown under the entry, noticed(trouble) when consent must be asked anew.
 */
class Delivery {
  constructor(memory, service, watch) {
    Object.assign(this, { memory, service, watch, running: false, sleepers: new Set(), life: new AbortController() });
  }

  get busy() {
    return this.memory.state.entries.some((entry) => entry.state === "sending");
  }

  stop() {
    this.life.abort();
    this.wake();
  }

  /** Ends all waiting: try now. */
  wake() {
    const sleepers = [...this.sleepers];
    this.sleepers.clear();
    sleepers.forEach((wakeUp) => wakeUp());
  }

  sleep(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.sleepers.add(() => { clearTimeout(timer); resolve(); });
    });
  }

  mark(entry, state, details = {}) {
    Object.assign(entry, { state, until: 0, reason: "" }, details);
    if (state === "sent" && entry.aid) entry.aid = "arrived";
    this.memory.save();
    this.watch.changed(entry);
  }

  /** What a reload interrupted is sent again; the id stays, so the server answers it once. */
  resume() {
    for (const entry of this.memory.state.entries) {
      if (["sending", "waiting"].includes(entry.state)) this.mark(entry, "queued");
    }
    return this.pump();
  }

  retry(entry) {
    if (entry.state === "failed") this.mark(entry, "queued");
    this.wake();
    return this.pump();
  }

  /** The connection is back. */
  reconnected() {
    for (const entry of this.memory.state.entries) {
      if (entry.state === "failed" && ["network", "late"].includes(entry.reason)) this.mark(entry, "queued");
    }
    this.wake();
    return this.pump();
  }

  async pump() {
    if (this.running) return;
    this.running = true;
    let entry;
    while (!this.life.signal.aborted && (entry = this.memory.state.entries.find((one) => one.state === "queued"))) {
      if (!(await this.deliver(entry))) break;
    }
    this.running = false;
  }

  /** Tries until the answer is there or trying makes no more sense. True if the next entry may be tried. */
  async deliver(entry) {
    for (let tries = 0, renewed = false; ;) {
      try {
        await this.attempt(entry);
        return true;
      } catch (trouble) {
        if (this.life.signal.aborted) return false;
        if (trouble.kind === "expired" && !renewed) {
          renewed = true;
          this.memory.state.token = null;
        } else if (trouble.kind === "notice" && !this.memory.state.token) {
          this.mark(entry, "queued");
          this.watch.noticed(trouble);
          return false;
        } else {
          this.trouble(entry, trouble.kind === "empty" ? "no_answer" : "undelivered");
          if (trouble.kind === "network" && !navigator.onLine) {
            this.mark(entry, "queued");
            await this.sleep(OFFLINE_POLL);
          } else if (tries >= BACKOFF.length || trouble.wait > LONGEST_WAIT || HOPELESS.includes(trouble.kind)) {
            return this.fail(entry, trouble.kind);
          } else {
            await this.pause(entry, trouble.wait ?? BACKOFF[tries], trouble.kind);
            tries += 1;
          }
        }
      }
      if (this.life.signal.aborted) return false;
    }
  }

  async attempt(entry) {
    const { service, memory: { state }, life: { signal } } = this;
    const late = setTimeout(() => this.trouble(entry, "late"), LATE);
    this.mark(entry, "sending");
    try {
      if (!state.token) this.watch.started(this.memory.adopt(await service.start(state.notice.version, signal)));
      const { id, text, payload } = entry;
      const { messages, deleted } = await service.send(state.token, payload ? { id, payload } : { id, text }, signal);
      if (deleted) return this.watch.deleted(messages);
      this.mark(entry, "sent");
      this.watch.answered(entry, messages);
    } finally {
      clearTimeout(late);
    }
  }

  trouble(entry, word) {
    const first = !entry.aid;
    entry.aid = word;
    this.memory.save();
    this.watch.troubled(entry, word, first);
  }

  async pause(entry, wait, reason) {
    this.mark(entry, "waiting", { until: Date.now() + wait, reason });
    const countdown = setInterval(() => this.watch.changed(entry), 1000);
    await this.sleep(wait);
    clearInterval(countdown);
  }

  /** Gives an entry up. If the server is at fault, those behind it would fail the same way. */
  fail(entry, reason) {
    this.mark(entry, "failed", { reason });
    if (["refused", "long"].includes(reason)) return true;
    this.memory.state.entries.filter((one) => one.state === "queued").forEach((one) => this.mark(one, "failed", { reason }));
    return false;
  }
}
