/** Lighthouse's slow phone: how much slower the CPU is, and the network as DevTools throttle it. */
export const slowPhone = {
  cpu: 4,
  network: {
    offline: false,
    latency: 150,
    downloadThroughput: 1_600_000 / 8,
    uploadThroughput: 750_000 / 8,
  },
};

/** Makes a page as slow as a device, from its next navigation on. */
export async function throttle(page, { cpu, network } = slowPhone) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", network);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: cpu });
}
