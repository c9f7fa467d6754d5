// Two tabs are two conversations.

/** A duplicated tab starts with a copy of the conversation; it gives way (`giveWay`) to the tab that has it. */
class Tab {
  constructor(memory, giveWay) {
    try {
      this.channel = new BroadcastChannel("practice-chat");
    } catch (error) {
      return; // An old browser, or one whose visitor allows pages no storage: then nothing was copied either.
    }
    this.channel.onmessage = ({ data: { type, id } }) => {
      if (!memory.state.token || id !== memory.state.id) return;
      if (type === "ask") this.channel.postMessage({ type: "mine", id });
      else giveWay();
    };
    if (memory.state.token) this.channel.postMessage({ type: "ask", id: memory.state.id });
  }

  stop() {
    if (this.channel) this.channel.close();
  }
}
