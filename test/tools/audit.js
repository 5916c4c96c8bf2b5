// Queries the registry for known vulnerabilities of the runtime dependencies:   node test/tools/audit.js
// Exits with 1 at a severe one. If the registry does not offer that service (mirrors often do not), it prints that and exits with 0.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { stdout, stderr } = spawnSync('npm', ['audit', '--json', '--omit=dev'], { cwd: root, encoding: 'utf8' });
const report = parse(stdout);

if (report?.vulnerabilities === undefined) {
  const reason = report?.message ?? report?.error?.summary ?? stderr.trim().split('\n').at(-1) ?? 'no answer';
  // Without the URL, which may be that of a private mirror.
  console.log(
    `NOT AUDITED: the registry does not answer queries for vulnerabilities (${reason.replaceAll(/ - .*|https?:\S+/g, '')}).`,
  );
  process.exit(0);
}

const found = Object.values(report.vulnerabilities);
for (const { name, severity, range, via, fixAvailable } of found) {
  const titles = via.flatMap((cause) => (typeof cause === 'string' ? [] : [`${cause.title} ${cause.url}`]));
  console.log(`${severity}: ${name} ${range}${fixAvailable ? ', fixed by npm audit fix' : ''}`);
  for (const title of titles) console.log(`  ${title}`);
}
const severe = found.filter(({ severity }) => severity === 'high' || severity === 'critical');
console.log(`${found.length} packages with known vulnerabilities, ${severe.length} of them severe.`);
process.exit(severe.length > 0 ? 1 : 0);

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
