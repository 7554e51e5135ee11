// Time that passes for the page alone, and at once: no timer of the client has fired yet, as on a
// laptop that has just woken up.

/** Moves the page's clock, now and after reloads. */
export async function passTime(app, seconds) {
  const move = (ms) => {
    const { now } = Date;
    Date.now = () => now() + ms;
  };
  await app.page.addInitScript(move, seconds * 1000);
  await app.page.evaluate(move, seconds * 1000);
}
