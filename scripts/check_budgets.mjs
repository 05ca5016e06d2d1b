// Weighs what a page loads (gzip) against the limits of the design guide; exits with 1 when one is passed.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "static");
const staff = ["build/app.css", "build/htmx.js", "js/app.js", "js/drafts.js", "js/session.js", "js/fields.js", "js/tables.js"];
const pages = [
  { name: "staff", limit: 80, files: staff },
  { name: "public", limit: 50, files: ["build/public.css", "js/public.js", "js/tables.js"] },
  {
    name: "inspection",
    limit: 150,
    files: [
      ...staff,
      "build/field.css",
      "build/idb.js",
      "build/signature_pad.js",
      "field/record.js",
      "field/outbox.js",
      "field/sender.js",
      "field/store.js",
      "field/digest.js",
      "field/chip.js",
      "field/words.js",
      "field/attention.js",
      "field/device.js",
      "field/signature.js",
      "field/sw.js",
    ],
  },
];

for (const { name, limit, files } of pages) {
  const bodies = await Promise.all(files.map((file) => readFile(join(folder, file))));
  const weight = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) / 1024;
  console.log(`${name.padEnd(10)} ${weight.toFixed(1).padStart(6)} KB of ${limit} KB`);
  if (weight > limit) process.exitCode = 1;
}
