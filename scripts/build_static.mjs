// Compiles the styles and copies the browser modules we use into static/build/, which git ignores.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileAsync } from "sass";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, "static", "build");
const modules = join(root, "node_modules");
const copies = {
  "htmx.js": "htmx.org/dist/htmx.min.js",
  "idb.js": "idb/build/index.js",
  "signature_pad.js": "signature_pad/dist/signature_pad.min.js",
};

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
for (const name of ["app", "public", "field"]) {
  const { css } = await compileAsync(join(root, "static", "sass", `${name}.scss`), {
    loadPaths: [modules],
    style: "compressed",
    quietDeps: true,
  });
  await writeFile(join(target, `${name}.css`), css);
}
for (const [name, source] of Object.entries(copies)) {
  const body = await readFile(join(modules, source), "utf8");
  await writeFile(join(target, name), body.replace(/^\/\/# sourceMappingURL=.*$/m, ""));
}
