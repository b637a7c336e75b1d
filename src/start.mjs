// What `npm start` runs. Old versions of Node can read this JavaScript too, so that they can say what is missing.
const stop = () => process.exit(0);
// Until the program itself listens. The first process of a container ignores signals that it doesn't listen for.
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

const OLDEST = 26;
const [major] = process.versions.node.split('.');

/** @param {string} sentence */
function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

if (Number(major) < OLDEST)
  refuse(
    `Cooldown needs Node ${OLDEST} or newer, and this is ${process.versions.node}. Install that, or run npm ci with development packages, which include it, and start with npm start.`,
  );

await import('./compile-cache.mjs');
await import('./main.ts').catch((error) => {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  const [, name = 'a package'] = /package '([^']+)'/.exec(error.message) ?? [];
  refuse(`${name} is not installed; run npm ci in the folder of the program, then start again.`);
});
