// The website process, seen from the browser.

// The server gives up on Rasa after 3 s (settings.answer_deadline), so 12 s without an answer is a fault.
const TIMEOUT = 12000;
const TROUBLE_OF_STATUS = { 401: "expired", 404: "gone", 409: "notice", 413: "long", 429: "busy" };

/** Why a call failed. kind: network, late, stopped, empty, broken, refused, or one of TROUBLE_OF_STATUS. */
class Trouble extends Error {
  constructor(kind, wait = null, body = null) {
    super(kind);
    Object.assign(this, { kind, wait, body });
  }

  /** Of an error response. wait: milliseconds of its Retry-After header, or null. */
  static async of(response) {
    const after = response.headers.get("Retry-After");
    const wait = /^\d+$/.test(after) ? after * 1000 : Date.parse(after) - Date.now();
    const kind = TROUBLE_OF_STATUS[response.status] || (response.status < 500 ? "refused" : "broken");
    return new Trouble(kind, Number.isFinite(wait) ? Math.max(0, wait) : null,
      kind === "notice" ? await response.json().catch(() => null) : null);
  }
}

/** The messages of an answer that can be shown. */
function readable(messages) {
  return (Array.isArray(messages) ? messages : []).filter((message) => message
    && ["text", "contacts"].includes(message.type) && (message.text || (message.contacts || []).length));
}

/** The part of a text that is shown at once, and the rest, which "More" opens. The server counts code points. */
function shownFirst({ text, fold_at: at }) {
  return at ? [...text].slice(0, at).join("").trimEnd() : text;
}

function folded({ text, fold_at: at }) {
  return at ? [...text].slice(at).join("").trim() : "";
}

class Service {
  /** memory: knows the country whose contacts the client chose. */
  constructor(base, language, memory) {
    Object.assign(this, { base: base.replace(/\/+$/, ""), language, memory });
  }

  words() {
    return this.call("GET", `/widget/strings/${encodeURIComponent(this.language)}.json`, { timeout: 4000 });
  }

  help() {
    return this.call("GET", `/api/help?country=${this.memory.state.country || ""}&language=${this.language}`);
  }

  async notice(signal) {
    const notice = await this.call("GET", "/api/notice", { signal });
    if (!notice.version || !notice.text) throw new Trouble("empty");
    return notice;
  }

  async start(version, signal) {
    const started = await this.call("POST", "/api/conversations", { body: { notice: version }, signal });
    if (!started.token) throw new Trouble("empty");
    return started;
  }

  async send(token, message, signal) {
    const { memory } = this;
    const answer = await this.call("POST", "/api/messages", { token, body: { ...message, country: memory.state.country, language: this.language }, signal });
    if (answer.country) memory.state.country = answer.country;
    const messages = readable(answer.messages);
    if (!messages.length) throw new Trouble("empty");
    return { messages, deleted: answer.deleted === true };
  }

  rate(token, id, helpful) {
    return this.call("POST", "/api/feedback", { token, body: { id, helpful }, plain: true });
  }

  async others(token, id) {
    return (await this.call("GET", `/api/alternatives?id=${id}`, { token, timeout: 4000 })).buttons;
  }

  transcript(token) {
    return this.call("GET", "/api/conversations/transcript", { token, plain: true });
  }

  /** Deletes the conversation; one that the server no longer has is deleted too. */
  async remove(token, keepalive = false) {
    try {
      await this.call("DELETE", "/api/conversations", { token, keepalive, plain: true });
    } catch (trouble) {
      if (!["expired", "gone"].includes(trouble.kind)) throw trouble;
    }
  }

  async call(method, path, { token, body, signal, keepalive, plain, timeout = TIMEOUT } = {}) {
    const control = new AbortController();
    const stop = () => control.abort();
    const timer = setTimeout(stop, timeout);
    if (signal) signal.addEventListener("abort", stop);
    try {
      const response = await fetch(this.base + path, {
        method, keepalive, signal: control.signal, credentials: "omit", referrerPolicy: "no-referrer",
        body: body && JSON.stringify(body),
        headers: {
          "Accept-Language": this.language,
          ...(body && { "Content-Type": "application/json" }),
          ...(token && { Authorization: `Bearer ${token}` }),
        },
      });
      if (!response.ok) throw await Trouble.of(response);
      const text = await response.text();
      return plain ? text : parsed(text);
    } catch (error) {
      if (error instanceof Trouble) throw error;
      const kind = signal && signal.aborted ? "stopped" : control.signal.aborted ? "late" : "network";
      if (kind === "network" && navigator.onLine) console.warn(`practice-chat: ${this.base} cannot be reached from ${location.origin}. Is that address allowed under "Your website"?`);
      throw new Trouble(kind);
    } finally {
      clearTimeout(timer);
      if (signal) signal.removeEventListener("abort", stop);
    }
  }
}

function parsed(text) {
  try {
    return JSON.parse(text) || {};
  } catch (error) {
    throw new Trouble("empty");
  }
}
