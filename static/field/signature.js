// Signature by finger, pen or mouse. Other ways (纸质签名拍照, 拒签) stand beside it on the page.
import SignaturePad from "../build/signature_pad.js";

const LEAST_POINTS = 8; // a touch by accident is no signature

function fit(canvas, pad) {
  const ratio = Math.max(window.devicePixelRatio || 1, 1);
  const strokes = pad.toData();
  canvas.width = canvas.offsetWidth * ratio;
  canvas.height = canvas.offsetHeight * ratio;
  canvas.getContext("2d").scale(ratio, ratio);
  pad.clear();
  pad.fromData(strokes);
}

export function isSigned(strokes) {
  return strokes.reduce((sum, stroke) => sum + stroke.points.length, 0) >= LEAST_POINTS;
}

function wire(box) {
  const canvas = box.querySelector("canvas");
  const image = box.querySelector("[data-signature-image]");
  const error = box.querySelector("[data-signature-error]");
  const pad = new SignaturePad(canvas, { penColor: "#000" });
  fit(canvas, pad);
  window.addEventListener("resize", () => fit(canvas, pad));
  box.querySelector("[data-signature-undo]").addEventListener("click", () => pad.fromData(pad.toData().slice(0, -1)));
  box.querySelector("[data-signature-clear]").addEventListener("click", () => pad.clear());
  box.closest("form")?.addEventListener("submit", (event) => {
    if (box.closest("[hidden]") || image.disabled) return;
    const signed = isSigned(pad.toData());
    error.hidden = signed;
    image.value = signed ? canvas.toDataURL("image/png") : "";
    if (!signed && !box.hasAttribute("data-signature-optional")) {
      event.preventDefault();
      error.scrollIntoView({ block: "center" });
    }
  });
}

for (const box of document.querySelectorAll("[data-signature]")) wire(box);
