// What the tab remembers: in sessionStorage, so that a reload keeps it and another tab or a later visit does not have it.

/**
 * The conversation of this tab. Entries are {id, kind: mine | assistant | note, ...}: mine has text, payload, state
 * (queued | sending | waiting | sent | failed), reason, until, aid; assistant has message, answers (id of the entry it answers, if it may be rated), rated, others (buttons in place of it); note has word.
 */
class Memory {
  constructor(key) {
    this.key = key;
    this.reset();
  }

  reset(keep) {
    this.state = { id: uuid(), token: null, expires: 0, notice: null, entries: [], open: false, draft: "", active: Date.now(), ...keep };
  }

  /** Takes up what a reload or a page change left, unless it is older than `idle` milliseconds or has ended. */
  load(idle) {
    let { state } = this;
    try {
      state = JSON.parse(sessionStorage.getItem(this.key));
    } catch (error) {
      // Storage is refused: what this page itself remembers counts.
    }
    if (state && Date.now() - state.active < idle && (!state.expires || Date.now() < state.expires)) this.state = state;
    else this.clear();
  }

  save() {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.state));
    } catch (error) {
      // Storage is refused or full: the conversation goes on, in memory alone.
    }
  }

  clear(keep) {
    this.reset(keep);
    try {
      sessionStorage.removeItem(this.key);
    } catch (error) {
      // Storage is refused, so nothing was kept.
    }
  }

  touch() {
    this.state.active = Date.now();
    this.save();
  }

  add(entry) {
    const added = { id: uuid(), ...entry };
    this.state.entries.push(added);
    this.save();
    return added;
  }

  /** Takes up a conversation the server opened: its greeting goes before messages that wait for an answer. */
  adopt({ token, expires_at: expires, messages }) {
    const { state } = this;
    const waiting = state.entries.filter((entry) => entry.kind === "mine" && entry.state !== "sent");
    const past = state.entries.filter((entry) => !waiting.includes(entry));
    const greeting = readable(messages).map((message) => ({ id: uuid(), kind: "assistant", message }));
    if (past.length) past.push({ id: uuid(), kind: "note", word: "expired" });
    state.entries = [...past, ...greeting, ...waiting];
    state.token = token;
    state.expires = typeof expires === "number" ? expires * 1000 : Date.parse(expires) || 0;
    this.save();
    return greeting;
  }
}

/** What this page remembers, by key: it outlives an element that is moved, also where storage is refused. */
const MEMORIES = {};

function memoryOf(key) {
  return (MEMORIES[key] ??= new Memory(key));
}

function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
