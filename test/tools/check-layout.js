// Checks the layout of server/ and client/: the number of folders in server/ and of source files in each folder (npm run check:layout).
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const maxFolders = 20;
const maxFiles = 15;

const problems = [];
const folders = readdirSync(path.join(root, 'server'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
if (folders.length > maxFolders) problems.push(`server: ${folders.length} folders, at most ${maxFolders} are allowed`);
for (const top of ['server', 'client']) checkFolder(top);
for (const problem of problems) console.log(`${problem}. Group what belongs together in a subfolder.`);
process.exitCode = problems.length > 0 ? 1 : 0;

function checkFolder(folder) {
  const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name)).length;
  if (files > maxFiles) problems.push(`${folder}: ${files} source files, at most ${maxFiles} are allowed`);
  for (const entry of entries) if (entry.isDirectory()) checkFolder(`${folder}/${entry.name}`);
}
