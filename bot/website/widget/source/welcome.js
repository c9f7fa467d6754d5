// Before the first message: the notice, and consent to the version of it that was read.

/** `act`: show(stage, heading, ...nodes), begun(greeting), announce(...lines). */
class Welcome {
  constructor(say, when, service, memory, help, act) {
    Object.assign(this, { say, when, service, memory, help, act, life: new AbortController() });
  }

  stop() {
    this.life.abort();
    this.life = new AbortController();
  }

  /** note: what happened just before, such as that the chat was deleted. */
  load(note) {
    this.act.show("loading", "notice_title", note && h("p", { class: "aid" }, note), h("p", {}, this.say("loading")));
    if (note) this.act.announce(note);
    return this.attempt(async (signal) => {
      const notice = await this.service.notice(signal);
      return () => this.show(notice, note);
    }, () => this.load());
  }

  show(notice, note) {
    const agree = button(this.say("agree"), () => { agree.disabled = true; this.start(notice); }, { look: "main" });
    this.act.show("notice", "notice_title", note && h("p", { class: "aid" }, note),
      h("div", { class: "prose", part: "notice" }, prose(notice.text)), agree);
  }

  /** Starts a conversation under a notice that was agreed to. */
  start(notice) {
    return this.attempt(async (signal) => {
      const started = await this.service.start(notice.version, signal);
      return () => {
        this.memory.state.notice = notice;
        this.act.begun(this.memory.adopt(started));
      };
    }, () => this.start(notice));
  }

  /** The server has another notice than the one agreed to; its 409 carries it. */
  renew({ body }) {
    const known = [body && body.notice, body].find((one) => one && one.version && one.text);
    return this.attempt(async (signal) => {
      const notice = known || (await this.service.notice(signal));
      return () => {
        this.show(notice, this.say("notice_changed"));
        this.act.announce(this.say("notice_changed"));
      };
    }, () => this.load());
  }

  /** Does what the server's answer allows; or says that it failed, with whom to call and a way to try `again`. */
  async attempt(ask, again) {
    const { signal } = this.life;
    const then = await ask(signal).catch((trouble) => {
      if (trouble.kind === "notice") return () => this.renew(trouble);
      return () => this.showFailed(trouble, again);
    });
    if (!signal.aborted) then();
  }

  showFailed({ kind, wait }, again) {
    const text = kind === "busy" && wait ? this.say("start_busy", { when: this.when(wait) }) : this.say("start_failed_text");
    this.act.show("failed", "start_failed", h("p", {}, text), this.help.nodes(),
      button(this.say("retry"), again, { look: "main" }));
    this.act.announce(text, this.help.spoken());
  }
}
