// A chat that nobody uses clears itself: the next person at this screen must not read it.

const IDLE_MINUTES = 30;
const WARNING = 120000;

/** Watches a memory's last use. `act`: warn(milliseconds left), calm(), expire(minutes). */
class IdleWatch {
  constructor(memory, minutes, act) {
    Object.assign(this, { memory, act, minutes: minutes > 0 ? minutes : IDLE_MINUTES, warned: false });
    this.limit = this.minutes * 60000;
    this.clock = setInterval(() => this.tick(), 5000);
  }

  stop() {
    clearInterval(this.clock);
  }

  touch() {
    this.memory.touch();
    if (this.warned) this.act.calm();
    this.warned = false;
  }

  tick() {
    const { token, active } = this.memory.state;
    const left = active + this.limit - Date.now();
    if (!token || left > WARNING) return;
    if (left <= 0) {
      this.warned = false;
      this.act.expire(this.minutes);
    } else if (!this.warned) {
      this.warned = true;
      this.act.warn(left);
    }
  }
}
