// Asks the registry for known vulnerabilities of what HDQM runs with:   node test/tools/audit.js
// Ends with 1 at a grave one. A registry that cannot be asked (mirrors often lack that service) is told aloud, and is no failure of the change.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { stdout, stderr } = spawnSync('npm', ['audit', '--json', '--omit=dev'], { cwd: root, encoding: 'utf8' });
const report = parse(stdout);

if (report?.vulnerabilities === undefined) {
  const reason = report?.message ?? report?.error?.summary ?? stderr.trim().split('\n').at(-1) ?? 'no answer';
  // Without the address: that of a mirror may be nobody's business.
  console.log(
    `NOT AUDITED: the registry does not answer for vulnerabilities (${reason.replaceAll(/ - .*|https?:\S+/g, '')}).`,
  );
  process.exit(0);
}

const found = Object.values(report.vulnerabilities);
for (const { name, severity, range, via, fixAvailable } of found) {
  const titles = via.flatMap((cause) => (typeof cause === 'string' ? [] : [`${cause.title} ${cause.url}`]));
  console.log(`${severity}: ${name} ${range}${fixAvailable ? ', npm audit fix mends it' : ''}`);
  for (const title of titles) console.log(`  ${title}`);
}
const grave = found.filter(({ severity }) => severity === 'high' || severity === 'critical');
console.log(`${found.length} packages with known vulnerabilities, ${grave.length} of them grave.`);
process.exit(grave.length > 0 ? 1 : 0);

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
