/** A PNG of coloured squares, about 2 MB large, so that its progress can be seen. */
export async function samplePicture(): Promise<File> {
  const canvas = new OffscreenCanvas(960, 640);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser draws no pictures.");
  // Random, because PNG would compress anything else.
  const pixels = context.createImageData(canvas.width, canvas.height);
  for (let at = 0; at < pixels.data.length; at++) {
    const row = Math.floor(at / 4 / canvas.width / 80);
    const column = Math.floor(((at / 4) % canvas.width) / 80);
    const shade = ((row * 37 + column * 61 + (at % 4) * 83) * 53) % 200;
    pixels.data[at] = at % 4 === 3 ? 255 : shade + Math.random() * 55;
  }
  context.putImageData(pixels, 0, 0);
  return new File([await canvas.convertToBlob()], "squares.png", { type: "image/png" });
}
