// Finds phrases that are not standard terms (language/phrases.yaml) in the files of the repository, and in their names:
//   npm run check:language                       every file
//   npm run check:language -- server/jobs docs   only these folders and files
//   npm run check:language -- --summary          the number of findings in each folder
// Prints file, line, phrase and the term to use. Exits with 1 where it found any.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';

const { createChecker, readPhrases } = await createJiti(import.meta.url).import('./language/language.ts');
const root = fileURLToPath(new URL('../..', import.meta.url));
const binary = /\.(root|png|pem|gz|xz|ico|woff2?)$/;
const summary = process.argv.includes('--summary');
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

const check = createChecker(readPhrases());
const counts = new Map();
let total = 0;
for (const file of listFiles()) {
  for (const { line, phrase, term } of check(file, readFileSync(path.join(root, file), 'utf8'))) {
    total += 1;
    const folder = file.split('/').slice(0, -1).slice(0, 3).join('/') || '.';
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
    if (!summary) console.log(`${file}:${line}: "${phrase}", say ${term}`);
  }
}
if (summary)
  for (const [folder, count] of [...counts].toSorted((a, b) => a[0].localeCompare(b[0])))
    console.log(`${String(count).padStart(6)}  ${folder}`);
console.log(`${total} phrases to replace`);
process.exitCode = total > 0 ? 1 : 0;

/** Files that Git tracks or would add, as paths below the root. */
function listFiles() {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...folders],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1e8,
    },
  );
  const deleted = execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: root, encoding: 'utf8' }).split('\0');
  return listed.split('\0').filter((file) => file !== '' && !binary.test(file) && !deleted.includes(file));
}
