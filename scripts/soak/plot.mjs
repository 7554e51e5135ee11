// Memory over time, as SVG.

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [720, 300, 60, 30];
const lines = { heap: "#2563eb", wasm: "#b45309" };

export function draw(samples, minutes) {
  const most = Math.max(...samples.flatMap(({ wasm, heap }) => [wasm, heap]));
  const x = (at) => LEFT + (at / Math.max(1, samples.length - 1)) * (WIDTH - LEFT - 10);
  const y = (bytes) => 10 + (1 - bytes / most) * (HEIGHT - BOTTOM - 10);
  const paths = Object.entries(lines).map(([key, colour], row) => {
    const points = samples.map((each, at) => `${x(at).toFixed(1)},${y(each[key]).toFixed(1)}`);
    return `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.join(" ")}"/>
<text x="${WIDTH - 90}" y="${HEIGHT - 60 - row * 18}" fill="${colour}">${key}</text>`;
  });
  const megabytes = (most / 1e6).toFixed(1);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">
<title>Memory in use during a soak of ${minutes} minutes</title>
<rect width="100%" height="100%" fill="#fff"/>
<path d="M${LEFT} 10V${HEIGHT - BOTTOM}H${WIDTH - 10}" fill="none" stroke="#888"/>
<text x="8" y="20">${megabytes} MB</text>
<text x="${LEFT}" y="${HEIGHT - 10}">0</text>
<text x="${WIDTH - 70}" y="${HEIGHT - 10}">${minutes} min</text>
${paths.join("\n")}
</svg>
`;
}
